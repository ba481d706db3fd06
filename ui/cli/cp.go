package cli

import (
	"context"

	"github.com/spf13/cobra"

	"onefm/model"
	"onefm/model/plan"
	"onefm/model/session"
)

func (r *runner) cp() *cobra.Command {
	t := &transferring{runner: r, op: plan.Copy}
	cmd := &cobra.Command{
		Use:   "cp SOURCE… DESTINATION",
		Short: "Copy between the disk, the account and the web",
		Long: "Copies as cp(1) does, whatever the sides: to the account it uploads, to the disk it downloads, within the account the service copies.\n" +
			"A 1fichier link is copied into the account or downloaded, any other link is fetched by the service itself.\n\n" +
			"cp -r DIR 1f:/x makes /x a copy of DIR when /x is missing, and /x/DIR when it is a folder. A destination that ends in a slash is a folder and is made, parents too. " +
			"A file of the same bytes is skipped silently; what differs is asked about, or skipped and named where nobody can be asked.",
		Example: "onefm cp film.mkv 1f:/Films/\nonefm cp -r Photos 1f:/Photos\nonefm cp -r 1f:/Photos ~/Photos\nonefm cp 'https://1fichier.com/?abcde12345' 1f:/Saved/",
		Args:    r.args(cobra.MinimumNArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.run(cmd.Context(), args)
		},
	}
	f := cmd.Flags()
	f.BoolVarP(&t.recursive, "recursive", "r", false, "folders too, with all that they hold")
	f.BoolVarP(&t.recursive, "Recursive", "R", false, "the same as -r")
	f.Lookup("Recursive").Hidden = true
	t.flags(cmd)
	return cmd
}

func (r *runner) mv() *cobra.Command {
	t := &transferring{runner: r, op: plan.Move, recursive: true}
	cmd := &cobra.Command{
		Use:   "mv SOURCE… DESTINATION",
		Short: "Move or rename",
		Long: "Moves as mv(1) does. Within a side nothing is copied. Between the sides it copies, compares the checksum of every file, " +
			"and only then removes the source.",
		Example: "onefm mv 1f:/old.zip 1f:/new.zip\nonefm mv 1f:/a.mkv 1f:/b.mkv 1f:/Films/\nonefm mv film.mkv 1f:/Films/",
		Args:    r.args(cobra.MinimumNArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.run(cmd.Context(), args)
		},
	}
	t.flags(cmd)
	return cmd
}

func (t *transferring) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&t.conflict, "on-conflict", "", "when the target is something else: ask, skip, keep (both), replace or newer; default: ask on a terminal, else skip")
	cmd.Flags().BoolVar(&t.noDedup, "no-dedup", false, "send the bytes even when the account has them already; else they are copied there")
	t.detachFlag(cmd, &t.detach)
	t.limitFlag(cmd)
	t.yesFlag(cmd)
	t.dryRunFlag(cmd)
}

// policy reads --on-conflict.
func (t *transferring) policy() (plan.Policy, error) {
	switch t.conflict {
	case "":
		if t.asks() && !t.yes {
			return plan.Ask, nil
		}
		return plan.Skip, nil
	case "ask":
		if !t.asks() || t.yes {
			return 0, usage("--on-conflict ask needs a terminal, and no -y or --json")
		}
		return plan.Ask, nil
	case "skip":
		return plan.Skip, nil
	case "keep":
		return plan.Keep, nil
	case "replace":
		return plan.Replace, nil
	case "newer":
		return plan.Newer, nil
	}
	return 0, usage("--on-conflict takes ask, skip, keep, replace or newer, not %q", t.conflict)
}

// reach opens what the job needs: its queue too, unless it stays on the disk.
func (t *transferring) reach(ctx context.Context, operands []operand) (*session.Session, error) {
	switch {
	case t.detach && t.demo:
		return nil, usage("--detach has no meaning with --demo: the account ends with the command")
	case t.detach && t.Background == nil:
		return nil, usage("--detach is not possible here")
	}
	account := t.detach
	for _, o := range operands {
		account = account || o.path.Side() != model.Local
	}
	if !account || t.demo || t.dryRun {
		return t.sessionFor(ctx, operands...)
	}
	key, _, err := t.key(ctx)
	if err != nil {
		return nil, err
	}
	o := t.options(key)
	o.Apart = t.detach
	return t.queueSession(ctx, o)
}

// run copies or moves.
func (t *transferring) run(ctx context.Context, args []string) error {
	policy, err := t.policy()
	if err != nil {
		return err
	}
	operands, err := parseOperands(args)
	if err != nil {
		return err
	}
	sources, to := operands[:len(operands)-1], operands[len(operands)-1]
	if t.session, err = t.reach(ctx, operands); err != nil {
		return err
	}
	p, err := t.plan(ctx, sources, to, policy)
	if err != nil || p == nil {
		return err
	}
	if err := t.resolve(ctx, p); err != nil {
		return err
	}
	if t.dryRun {
		t.foretell(p)
		return t.t.orNil()
	}
	return t.carry(ctx, p)
}
