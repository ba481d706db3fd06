package cli

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"github.com/spf13/cobra"

	"onefm/model"
	"onefm/model/session"
	"onefm/ui/words"
)

// removing is one run of rm.
type removing struct {
	*runner

	recursive, force, twins bool

	t      tally
	report Removal
}

func (r *runner) rm() *cobra.Command {
	m := &removing{runner: r, report: Removal{Removed: []string{}, Failed: []Failure{}}}
	cmd := &cobra.Command{
		Use:   "rm PATH…",
		Short: "Erase files and folders for good",
		Long: "Erases files, and with -r folders with all that they hold. Nothing brings them back: 1fichier has no trash.\n" +
			"On a terminal it asks first.",
		Example: "onefm rm 1f:/old.zip\nonefm rm -r 1f:/Films/2019",
		Args:    r.args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return m.run(cmd.Context(), args)
		},
	}
	f := cmd.Flags()
	f.BoolVarP(&m.recursive, "recursive", "r", false, "folders too, with all that they hold")
	f.BoolVarP(&m.recursive, "Recursive", "R", false, "the same as -r")
	f.BoolVarP(&m.force, "force", "f", false, "don't ask, and don't mind what is missing")
	f.BoolVar(&m.twins, "all-twins", false, "where several files bear the name, erase them all")
	f.Lookup("Recursive").Hidden = true
	r.yesFlag(cmd)
	r.dryRunFlag(cmd)
	return cmd
}

func (m *removing) run(ctx context.Context, args []string) error {
	operands, err := parseOperands(args)
	if err != nil {
		return err
	}
	for _, o := range operands {
		switch {
		case o.path.Side() == model.Web:
			return usage("%q is a link: rm takes paths", o.arg)
		case o.path.IsRoot() || o.contents:
			return usage("%q can't be erased: name what is in it", o.arg)
		}
	}
	s, err := m.sessionFor(ctx, operands...)
	if err != nil {
		return err
	}
	items, err := m.collect(ctx, s, operands)
	if err != nil {
		return err
	}
	if len(items) > 0 && !m.dryRun && !m.sure() {
		ok, err := m.confirm(ctx, question(items))
		if err != nil {
			return err
		}
		if !ok {
			m.out.say("%s", "Nothing was erased.")
			return &tally{errs: []error{model.ErrCancelled}}
		}
	}
	if err := m.remove(ctx, s, items); err != nil {
		return err
	}
	if m.json {
		m.report.DryRun = m.dryRun
		m.out.object(m.report)
	}
	return m.t.orNil()
}

func (m *removing) sure() bool { return m.yes || m.force || !m.asks() }

// collect looks up what is to go; what can't go is told.
func (m *removing) collect(ctx context.Context, s *session.Session, operands []operand) ([]model.Item, error) {
	var items []model.Item
	for _, o := range operands {
		it, err := stat(ctx, s, o)
		same := []model.Entry{it.Entry}
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err == nil && it.Entry.Kind == model.Folder && !m.recursive:
			err = errFolder
		case err == nil && o.path.Side() == model.Account:
			same, err = m.which(ctx, s, it)
		case m.force && errors.Is(err, fs.ErrNotExist):
			continue
		}
		if err != nil {
			m.failed(err, o.path.String())
			continue
		}
		for _, e := range same {
			if item := (model.Item{Dir: it.Dir, Entry: e}); !slices.Contains(items, item) {
				items = append(items, item)
			}
		}
	}
	return items, nil
}

// errTwins is said where a name means several files.
var errTwins = errors.New("several files bear this name; --all-twins erases them all")

// which returns the entries that a name of the account means.
func (m *removing) which(ctx context.Context, s *session.Session, it model.Item) ([]model.Entry, error) {
	if it.Entry.Kind == model.Folder {
		return []model.Entry{it.Entry}, nil
	}
	same, err := twins(ctx, s, it)
	switch {
	case err != nil:
		return nil, err
	case len(same) > 1 && !m.twins:
		return nil, errTwins
	case len(same) == 0:
		return []model.Entry{it.Entry}, nil
	}
	return same, nil
}

func (m *removing) failed(err error, path string) {
	m.t.errs = append(m.t.errs, err)
	m.out.fail(err, "erase", path)
	m.report.Failed = append(m.report.Failed, newFailure(err, "erase", path, m.now()))
}

// remove erases the items of each side in one go, so that files of the account
// share calls.
func (m *removing) remove(ctx context.Context, s *session.Session, items []model.Item) error {
	for _, side := range []model.Side{model.Local, model.Account} {
		part := slices.DeleteFunc(slices.Clone(items), func(it model.Item) bool { return it.Dir.Side() != side })
		if len(part) == 0 {
			continue
		}
		var err error
		if !m.dryRun {
			err = tree(s, part[0].Dir).Remove(ctx, part)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		m.tell(part, err)
	}
	return nil
}

// tell counts what is gone and names what is not.
func (m *removing) tell(items []model.Item, err error) {
	bad := map[model.Path]bool{}
	var list *model.ItemsError
	switch {
	case errors.As(err, &list):
		for _, f := range list.Items {
			bad[f.Item.Path()] = true
			m.failed(f.Err, f.Item.Path().String())
		}
	case err != nil:
		m.failed(err, "")
		return
	}
	for _, it := range items {
		if bad[it.Path()] {
			continue
		}
		m.t.done++
		m.report.Removed = append(m.report.Removed, it.Path().String())
		if m.dryRun && !m.json {
			m.out.result("rm %s", words.Safe(it.Path().String()))
		}
	}
}

// question names what is about to go.
func question(items []model.Item) string {
	if len(items) == 1 {
		what := "Erase "
		if items[0].Entry.Kind == model.Folder {
			what = "Erase the folder with all it holds, "
		}
		return what + words.Safe(items[0].Path().String()) + ", for good?"
	}
	folders := 0
	for _, it := range items {
		if it.Entry.Kind == model.Folder {
			folders++
		}
	}
	if folders == 0 {
		return "Erase " + words.Plural(len(items), "file") + " for good?"
	}
	return "Erase " + words.Plural(len(items), "item") + " for good, " + words.Plural(folders, "folder") + " with all they hold?"
}
