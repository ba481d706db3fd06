package cli

import (
	"context"

	"onefm/fichier"
	"onefm/model/engine"
	"onefm/model/session"

	"github.com/spf13/cobra"
)

// engineCommand names the process that carries out transfers in the background.
// People never type it.
const engineCommand = "engine"

// engine is the command of the background process. What it is about comes through
// a pipe: a key has no business in the arguments or the environment of a process.
func (r *runner) engine() *cobra.Command {
	return &cobra.Command{
		Use:    engineCommand,
		Short:  "Carry out transfers in the background; started by onefm itself",
		Hidden: true,
		Args:   r.args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			surviveHangup()
			told := false
			err := r.serve(cmd.Context(), func(err error) {
				told = true
				engine.Answer(r.Stdout, err)
			})
			if err != nil && !told {
				engine.Answer(r.Stdout, err)
			}
			return err
		},
	}
}

func (r *runner) serve(ctx context.Context, ready func(error)) error {
	h, err := engine.ReadHandover(r.Stdin)
	if err != nil {
		return err
	}
	key, err := fichier.NewSecret(h.Key)
	if err != nil {
		return err
	}
	r.apiURL, r.StateDir, r.log = h.APIURL, h.StateDir, h.Log
	s, err := r.open(ctx, r.options(key))
	if err != nil {
		return err
	}
	return s.Serve(ctx, ready)
}

// spawn is how sessions start the background process; nil where there is no
// program to start, as in tests.
func (r *runner) spawn() func(context.Context, engine.Handover) error {
	if r.Background == nil {
		return nil
	}
	return func(ctx context.Context, h engine.Handover) error { return r.Background(ctx, h, engineCommand) }
}

// queueSession opens the account for commands about its queue: with its key, or,
// where the key is not needed, as it is stored.
func (r *runner) queueSession(ctx context.Context, o session.Options) (*session.Session, error) {
	s, err := r.open(ctx, o)
	if err != nil {
		return nil, err
	}
	s.OpenQueue(ctx)
	return s, nil
}
