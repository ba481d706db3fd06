package transfer

import (
	"context"
	"errors"
	"time"
)

const (
	// stallAfter is how long a stream may stand still before it is given up: longer
	// than any pause of a busy service, shorter than a person's patience.
	stallAfter = 2 * time.Minute
	// answerWithin is how long the service may think about an upload whose bytes
	// it has; after that its report is asked for.
	answerWithin = 15 * time.Minute
)

// errStalled ends a stream that stands still.
var errStalled = errors.New("the connection stands still")

// watchdog ends a context when nobody calls alive for a while.
type watchdog struct {
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

// watch returns a context that ends with errStalled when the stream stands still.
func watch(ctx context.Context) (context.Context, *watchdog) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watchdog{cancel: cancel}
	w.timer = time.AfterFunc(stallAfter, func() { cancel(errStalled) })
	return ctx, w
}

func (w *watchdog) alive(limit time.Duration) { w.timer.Reset(limit) }

// sleep stops watching while the stream is held on purpose.
func (w *watchdog) sleep() { w.timer.Stop() }

func (w *watchdog) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// cause replaces the context error of a watched stream by what ended it, when
// that was the watchdog.
func cause(watched context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(watched), errStalled) {
		return errors.Join(errStalled, err)
	}
	return err
}
