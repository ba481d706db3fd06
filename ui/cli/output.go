package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"

	"onefm/ui/words"
)

// output is where a command speaks: results to stdout, talk to stderr, and one
// line at the bottom of the terminal that tells how far it is.
type output struct {
	r        *runner
	terminal bool // stderr is one that understands more than text

	mu   sync.Mutex
	line string // the line at the bottom
}

func newOutput(r *runner) *output {
	return &output{r: r, terminal: r.Terminal(r.Stderr) && r.Getenv("TERM") != "dumb" && understands(r.Stderr)}
}

// bar reports whether stderr takes a line that changes.
func (o *output) bar() bool { return o.terminal && !o.r.json }

// result writes one line of the result. Text of others has passed words.Safe.
func (o *output) result(format string, args ...any) {
	o.write(o.r.Stdout, fmt.Sprintf(format, args...))
}

// object writes one object of the result.
func (o *output) object(v any) { o.write(o.r.Stdout, encode(v)) }

// say tells something that is no result; with --json nothing is said.
func (o *output) say(format string, args ...any) {
	if !o.r.json {
		o.write(o.r.Stderr, fmt.Sprintf(format, args...))
	}
}

// fail tells a failure: what happened and what to do.
func (o *output) fail(err error, verb, name string) {
	if o.r.json {
		o.write(o.r.Stderr, encode(Problem{Error: newFailure(err, verb, name, time.Now())}))
		return
	}
	o.write(o.r.Stderr, o.red("onefm:")+" "+sentence(err, verb, name, time.Now()))
}

func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "{}" // the objects are our own: they always encode
	}
	return string(b)
}

// sentence is what a person reads about a failure.
func sentence(err error, verb, name string, now time.Time) string {
	if bad, ok := errors.AsType[usageError](err); ok {
		return words.Sentence(words.Safe(bad.Error()))
	}
	n := notice(err, words.Context{Verb: verb, Name: name, Now: now})
	return strings.TrimSpace(n.What + " " + n.Do)
}

func (o *output) red(s string) string {
	if !o.terminal || o.r.noColor {
		return s
	}
	return ansi.Style{}.Bold().ForegroundColor(ansi.Red).Styled(s)
}

// write puts one line above the bottom line.
func (o *output) write(w io.Writer, s string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.line != "" {
		_, _ = io.WriteString(o.r.Stderr, "\r"+ansi.EraseLineRight)
	}
	_, _ = io.WriteString(w, s+"\n") // a closed pipe ends the process by a signal
	if o.line != "" {
		_, _ = io.WriteString(o.r.Stderr, o.line)
	}
}

// progress sets the line at the bottom; empty takes it away.
func (o *output) progress(s string) {
	if !o.bar() {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if s == o.line {
		return
	}
	o.line = s
	_, _ = io.WriteString(o.r.Stderr, "\r"+s+ansi.EraseLineRight)
}

// raw writes a sequence for the terminal itself.
func (o *output) raw(sequence string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, _ = io.WriteString(o.r.Stderr, sequence)
}

// finish tells why the command ended and returns the exit code.
func (o *output) finish(err error) int {
	var t *tally
	switch {
	case err == nil, errors.As(err, &t):
	case errors.Is(err, context.Canceled):
		o.say("%s", "Interrupted.")
	default:
		if at, ok := errors.AsType[*placeError](err); ok {
			o.fail(at.err, "", at.path.String())
		} else {
			o.fail(err, "", "")
		}
	}
	if _, ok := errors.AsType[usageError](err); ok {
		o.say("%s", "See onefm --help.")
	}
	return exitCode(err)
}
