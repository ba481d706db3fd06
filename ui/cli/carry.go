package cli

import (
	"context"
	"errors"
	"sync"
	"time"

	"onefm/model"
	"onefm/model/plan"
	"onefm/model/transfer"
	"onefm/ui/words"
)

// carry has the engine carry the plan out and tells how it went.
func (t *transferring) carry(ctx context.Context, p *plan.Plan) error {
	aim := goal{files: p.Files, problems: len(p.Problems()), same: p.Same}
	// The engine outlives an interrupt for as long as its cancel takes: it removes
	// its part files then.
	engineCtx, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	engine := t.session.Queue
	running.Go(func() { _ = t.session.Run(engineCtx) })

	id, err := engine.Submit(p)
	if err != nil {
		return err
	}
	watch, quiet := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { t.watch(watch, id) })
	result, err := engine.Wait(ctx, id)
	quiet()
	watching.Wait()
	t.out.progress("")
	if err != nil && ctx.Err() == nil {
		return err
	}
	if ctx.Err() != nil {
		if err := engine.Cancel(id); err == nil {
			_, _ = engine.Wait(engineCtx, id)
		}
		return ctx.Err()
	}
	return t.settle(result, aim)
}

// goal is what a plan was about when it was handed over.
type goal struct{ files, problems, same int }

// reached returns how many files were done; without any to do, what else was.
func (g goal) reached(res transfer.Result) int {
	if g.files == 0 {
		return res.Items - res.Skipped
	}
	return max(0, g.files-(len(res.Failures)-g.problems)-res.Untried)
}

// settle tells the result of the job.
func (t *transferring) settle(res transfer.Result, aim goal) error {
	for _, f := range res.Failures {
		from := f.Item.Path()
		t.failed(f.Err, stepVerb(t.op, from, f.Target), from.String())
	}
	if res.Err != nil && !errors.Is(res.Err, model.ErrCancelled) {
		t.failed(res.Err, t.verb(), "")
	}
	done := aim.reached(res)
	t.t.done += done + aim.same
	r := &t.report
	r.Items, r.Same, r.Bytes, r.Seconds = done, aim.same, res.Bytes, res.Took.Seconds()
	if t.json {
		t.out.object(*r)
	} else if t.out.terminal || t.t.orNil() != nil {
		t.out.say("%s", t.summary(res, done, aim.same)) // in scripts a success is silent, as with cp(1)
	}
	return t.t.orNil()
}

func (t *transferring) summary(res transfer.Result, done, same int) string {
	did := "copied"
	if t.op == plan.Move {
		did = "moved"
	}
	bytes := ""
	if res.Bytes > 0 {
		bytes = words.Size(res.Bytes)
		if s := res.Took.Seconds(); s >= 1 {
			bytes = words.Join(bytes, words.Duration(res.Took), words.Speed(int64(float64(res.Bytes)/s)))
		}
	}
	skipped, failed := "", ""
	if n := t.t.skipped; n > 0 {
		skipped = words.Count(n) + " skipped"
	}
	if n := len(t.t.errs); n > 0 {
		failed = words.Count(n) + " failed"
	}
	return words.Sentence(words.Join(words.Plural(done, "item")+" "+did, bytes, identical(same), skipped, failed))
}

// Ticks of the progress line; without a terminal only hold-ups are told.
const (
	barTick  = 100 * time.Millisecond
	slowTick = time.Second
)

// watch shows how far the job is until ctx ends.
func (t *transferring) watch(ctx context.Context, id transfer.JobID) {
	tick := slowTick
	if t.out.bar() {
		tick = barTick
	}
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	var told transfer.Reason
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		for _, job := range t.session.Queue.Snapshot().Jobs {
			if job.ID != id {
				continue
			}
			if text := holdup(job.Holdup, t.now()); text != "" && job.Holdup.Reason != told {
				t.out.say("%s", text)
			}
			told = job.Holdup.Reason
			t.out.progress(t.bar(job))
		}
	}
}

// holdup tells what the job waits for when that may be long.
func holdup(h transfer.Holdup, now time.Time) string {
	until := ""
	if !h.Until.IsZero() {
		until = " Trying again at " + words.Moment(h.Until, now) + "."
	}
	switch h.Reason {
	case transfer.Flood:
		return "1fichier asks to wait." + until
	case transfer.Offline:
		return "No connection." + until
	case transfer.Trouble:
		return "1fichier has trouble." + until
	case transfer.Free, transfer.Pacing, transfer.Held, transfer.Reporting, transfer.Checking, transfer.Behind:
	}
	return ""
}
