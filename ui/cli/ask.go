package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// defaults fills in what only tests replace.
func (r *runner) defaults() {
	if r.Terminal == nil {
		r.Terminal = isTerminal
	}
	if r.Width == nil {
		r.Width = terminalWidth
	}
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func terminalWidth(stream any) int {
	if f, ok := stream.(*os.File); ok {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			return w
		}
	}
	return 80 // what a terminal that does not tell most likely has
}

func (r *runner) now() time.Time { return time.Now() }

// asks reports whether somebody can be asked: with --json and in scripts nobody
// is.
func (r *runner) asks() bool {
	return !r.json && r.Terminal(r.Stdin) && r.Terminal(r.Stderr)
}

// confirm asks a question whose answer is no unless it is yes.
func (r *runner) confirm(ctx context.Context, q string) (bool, error) {
	answer, err := r.ask(ctx, q+" [y/N] ")
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes", err
}

// ask writes a question and reads a line. The reading goes on behind a ctx that
// ends; the process is about to end then.
func (r *runner) ask(ctx context.Context, q string) (string, error) {
	if _, err := io.WriteString(r.Stderr, q); err != nil {
		return "", err
	}
	if r.lines == nil {
		r.lines = bufio.NewReader(r.Stdin)
	}
	type reply struct {
		line string
		err  error
	}
	got := make(chan reply, 1)
	go func() {
		line, err := r.lines.ReadString('\n')
		if err != nil && line != "" {
			err = nil
		}
		got <- reply{line, err}
	}()
	select {
	case a := <-got:
		return strings.TrimRight(a.line, "\r\n"), a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
