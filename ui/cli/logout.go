package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"onefm/ui/words"
)

func (r *runner) logout() *cobra.Command {
	return &cobra.Command{
		Use:   "logout",
		Short: "Forget the API key",
		Long:  "Takes the API key out of every keyring. A variable and a key_command are yours to take away: they are named. To make the key worthless, renew it at " + words.KeyPage + ".",
		Args:  r.args(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return r.runLogout(cmd.Context()) },
	}
}

// errKeyLeft says that a key is left that onefm can't take away.
var errKeyLeft = errors.New("a key is left")

func (r *runner) runLogout(ctx context.Context) error {
	if r.demo {
		return usage("the demo keeps no key")
	}
	keys, err := r.keys()
	if err != nil {
		return err
	}
	left, err := keys.Delete(ctx)
	if err != nil {
		return err
	}
	t := &tally{done: 1}
	names := []string{}
	for _, l := range left {
		names = append(names, word(l.Origin))
		switch {
		case l.Err != nil:
			t.errs = append(t.errs, l.Err)
			r.out.fail(l.Err, "forget the key in", l.Origin.String())
		default:
			t.errs = append(t.errs, errKeyLeft)
			r.out.say("%s still gives a key; only you can take it away.", l.Origin)
		}
	}
	switch {
	case r.json:
		r.out.object(KeyLeft{LoggedOut: len(left) == 0, Left: names})
	case len(left) == 0:
		r.out.say("%s", "No key is kept any more.")
	default:
		r.out.say("%s", "No other key is kept any more.")
	}
	return t.orNil()
}

// word is what scripts read for an origin.
func word(o Origin) string {
	if o == nil {
		return "none"
	}
	b, err := o.MarshalText()
	if err != nil {
		return "none"
	}
	return string(b)
}
