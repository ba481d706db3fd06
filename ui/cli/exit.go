package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"onefm/fichier"
	"onefm/model"
)

// The exit codes.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitKey         = 3 // the API key is missing or refused
	exitPart        = 4 // part of it failed or was skipped
	exitLocked      = 5 // the service asks to wait
	exitInterrupted = 130
)

// usageError is a command that makes no sense.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// args makes a refusal of the arguments a usage error.
func (r *runner) args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{err}
		}
		return nil
	}
}

// tally is what became of the items of a command. Its failures were told one by
// one; as an error it only carries the exit code.
type tally struct {
	done    int
	skipped int
	errs    []error
}

func (t *tally) Error() string {
	return fmt.Sprintf("%d failed, %d skipped", len(t.errs), t.skipped)
}

func (t *tally) Unwrap() []error { return t.errs }

// orNil returns the tally as an error when something failed or was skipped.
func (t *tally) orNil() error {
	if len(t.errs) == 0 && t.skipped == 0 {
		return nil
	}
	return t
}

// exitCode returns the code for the end of a command.
func exitCode(err error) int {
	var bad usageError
	var t *tally
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &bad):
		return exitUsage
	case errors.Is(err, fichier.ErrAuth), errors.Is(err, model.ErrNoKey), errors.Is(err, fichier.ErrAccount):
		return exitKey
	case errors.Is(err, fichier.ErrFlood), errors.Is(err, fichier.ErrTooSoon):
		return exitLocked
	case errors.As(err, &t) && (t.done > 0 || t.skipped > 0):
		return exitPart
	}
	return exitFailed
}

// kind is the word that scripts read for a failure; "other" has no word yet.
func kind(err error) string {
	if _, ok := errors.AsType[usageError](err); ok {
		return "usage"
	}
	for _, k := range kinds() {
		if errors.Is(err, k.is) {
			return k.word
		}
	}
	return "other"
}
