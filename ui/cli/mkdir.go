package cli

import (
	"context"
	"errors"
	"io/fs"

	"github.com/spf13/cobra"

	"onefm/model"
	"onefm/model/session"
	"onefm/ui/words"
)

// making is one run of mkdir.
type making struct {
	*runner

	parents bool
}

func (r *runner) mkdir() *cobra.Command {
	m := &making{runner: r}
	cmd := &cobra.Command{
		Use:     "mkdir PATH…",
		Short:   "Make folders",
		Example: "onefm mkdir 1f:/Backups\nonefm mkdir -p 1f:/Backups/2026/11",
		Args:    r.args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return m.run(cmd.Context(), args)
		},
	}
	cmd.Flags().BoolVarP(&m.parents, "parents", "p", false, "make missing parents too; a folder that exists is no error")
	r.dryRunFlag(cmd)
	return cmd
}

func (m *making) run(ctx context.Context, args []string) error {
	operands, err := parseOperands(args)
	if err != nil {
		return err
	}
	for _, o := range operands {
		if o.path.Side() == model.Web {
			return usage("%q is a link: folders are made on the disk and in the account", o.arg)
		}
	}
	s, err := m.sessionFor(ctx, operands...)
	if err != nil {
		return err
	}
	t := &tally{}
	for _, o := range operands {
		e, err := m.make(ctx, s, o)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			m.out.fail(err, "make", o.path.String())
			t.errs = append(t.errs, err)
			continue
		}
		t.done++
		m.made(o, e)
	}
	return t.orNil()
}

func (m *making) make(ctx context.Context, s *session.Session, o operand) (model.Entry, error) {
	it, err := stat(ctx, s, operand{path: o.path})
	switch {
	case err == nil && (!m.parents || !it.Entry.IsDir()):
		return model.Entry{}, fs.ErrExist
	case err == nil:
		return it.Entry, nil
	case !errors.Is(err, fs.ErrNotExist):
		return model.Entry{}, err
	}
	if !m.parents {
		parent, err := stat(ctx, s, operand{path: o.path.Parent()})
		if errors.Is(err, fs.ErrNotExist) {
			m.out.say("%s", "Its parent is missing too; -p makes both.")
		}
		if err != nil {
			return model.Entry{}, err
		}
		if !parent.Entry.IsDir() {
			return model.Entry{}, model.ErrNotFolder
		}
	}
	if m.dryRun {
		return model.Entry{Name: o.path.Base(), Kind: model.Folder}, nil
	}
	return tree(s, o.path).Mkdir(ctx, o.path)
}

func (m *making) made(o operand, e model.Entry) {
	if m.json {
		m.out.object(Made{Path: o.path.String(), Folder: e.ID, DryRun: m.dryRun})
	} else if m.dryRun {
		m.out.result("mkdir %s", words.Safe(o.path.String()))
	}
}

// dryRunFlag adds --dry-run to a command that changes something.
func (r *runner) dryRunFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&r.dryRun, "dry-run", false, "only tell what would be done")
}

// yesFlag adds -y to a command that may ask.
func (r *runner) yesFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&r.yes, "yes", "y", false, "ask nothing")
}
