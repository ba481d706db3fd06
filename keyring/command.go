package keyring

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// Command prints the key on the first line of its output. It is run without a
// shell when its words are given one by one, and by the shell when it is one
// string. The zero value is no command.
type Command struct {
	Args  []string // program and arguments
	Shell string   // a line for sh -c (cmd /C on Windows)
}

// ParseCommand reads a value of the settings: a list of words or one string.
func ParseCommand(v any) (Command, error) {
	switch v := v.(type) {
	case nil:
		return Command{}, nil
	case string:
		return Command{Shell: strings.TrimSpace(v)}, nil
	case []string:
		return Command{Args: v}, nil
	case []any:
		args := make([]string, 0, len(v))
		for _, word := range v {
			s, ok := word.(string)
			if !ok {
				return Command{}, errors.New("key_command: every word must be a string")
			}
			args = append(args, s)
		}
		return Command{Args: args}, nil
	}
	return Command{}, errors.New("key_command: must be a string or a list of strings")
}

// IsZero reports whether there is no command.
func (c Command) IsZero() bool { return len(c.Args) == 0 && c.Shell == "" }

// maxOutput is far more than a key needs: a command that prints without end is
// stopped there.
const maxOutput = 64 << 10

// reaping is how long a command that was killed may keep its output open by
// processes of its own.
const reaping = time.Second

// run returns the first line that the command prints. Neither its output nor its
// complaints get into the error: they might hold the key.
func (c Command) run(ctx context.Context, bound time.Duration) (string, error) {
	runCtx, cancel := context.WithTimeout(ctx, bound)
	defer cancel()
	args := c.Args
	if c.Shell != "" {
		args = []string{shellName, shellFlag, c.Shell}
	}
	cmd := exec.CommandContext(runCtx, args[0], args[1:]...)
	cmd.WaitDelay = reaping
	out := &limited{}
	cmd.Stdout = out
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case runCtx.Err() != nil:
		return "", fmt.Errorf("%w: no answer within %v", ErrCommand, bound)
	case out.full:
		return "", fmt.Errorf("%w: it prints more than %d bytes", ErrCommand, maxOutput)
	case err != nil:
		return "", fmt.Errorf("%w: %w", ErrCommand, err)
	}
	line, _, _ := bytes.Cut(out.buf, []byte("\n"))
	key := clean(string(line))
	if key == "" {
		return "", fmt.Errorf("%w: its first line is empty", ErrCommand)
	}
	return key, nil
}

// limited keeps what is written up to maxOutput and refuses the rest, which ends
// the command. The buffer is no embedded one: io.Copy would find its ReadFrom
// and read without end.
type limited struct {
	buf  []byte
	full bool
}

func (l *limited) Write(p []byte) (int, error) {
	if len(l.buf)+len(p) > maxOutput {
		l.full = true
		return 0, errors.New("too much output")
	}
	l.buf = append(l.buf, p...)
	return len(p), nil
}
