package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onefm/model"
	"onefm/model/session"
	"onefm/ui/words"
)

// listing is one run of ls.
type listing struct {
	*runner

	long, all, refresh, reverse bool
	by                          string
}

func (r *runner) ls() *cobra.Command {
	l := &listing{runner: r}
	cmd := &cobra.Command{
		Use:   "ls [PATH…]",
		Short: "List a folder of the account or the disk",
		Long: "Lists folders, one name a line; without a path the root of the account. Folders end in a slash.\n" +
			"The account is asked only when the rules of the service allow it: what is younger than a minute is shown as it is known.",
		Example: "onefm ls 1f:/Films\nonefm ls -l --sort size 1f:/\nonefm ls --json 1f:/ | jq -r .link",
		Args:    r.args(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			return l.run(cmd.Context(), args)
		},
	}
	f := cmd.Flags()
	f.BoolVarP(&l.long, "long", "l", false, "kind, marks, size and date too")
	f.BoolVarP(&l.all, "all", "a", false, "names that start with a dot too; --json always lists them")
	f.BoolVar(&l.refresh, "refresh", false, "ask the service again when it allows that")
	f.StringVar(&l.by, "sort", "name", "column to sort by: name, size, time or type")
	f.BoolVarP(&l.reverse, "reverse", "r", false, "the other way round")
	return cmd
}

func (l *listing) run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		args = []string{model.AccountPrefix + "/"}
	}
	by, err := parseSort(l.by)
	if err != nil {
		return err
	}
	operands, err := parseOperands(args)
	if err != nil {
		return err
	}
	for _, o := range operands {
		if o.path.Side() == model.Web {
			return usage("%q is a link: ls lists folders", o.arg)
		}
	}
	s, err := l.sessionFor(ctx, operands...)
	if err != nil {
		return err
	}
	t := &tally{}
	for i, o := range operands {
		if len(operands) > 1 && !l.json {
			l.header(i, o)
		}
		if err := l.list(ctx, s, o, model.Order{By: by, Desc: l.reverse}); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			t.errs = append(t.errs, err)
			continue
		}
		t.done++
	}
	return t.orNil()
}

func (l *listing) header(i int, o operand) {
	if i > 0 {
		l.out.result("")
	}
	l.out.result("%s:", words.Safe(o.path.String()))
}

// list tells what is at one path. Its error has been told.
func (l *listing) list(ctx context.Context, s *session.Session, o operand, order model.Order) error {
	fresh := model.Auto
	if l.refresh {
		fresh = model.Refresh
	}
	ls, err := tree(s, o.path).List(ctx, o.path, fresh)
	if errors.Is(err, model.ErrNotFolder) && !o.slash {
		it, err := stat(ctx, s, o)
		if err != nil {
			l.out.fail(err, "list", o.path.String())
			return err
		}
		l.show(it, time.Time{})
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	order.Sort(ls.Entries)
	for _, e := range ls.Entries {
		if l.all || l.json || !model.IsHidden(e.Name) {
			l.show(model.Item{Dir: o.path, Entry: e}, ls.AsOf)
		}
	}
	switch {
	case err != nil:
		l.out.fail(err, "list", o.path.String())
		if !ls.AsOf.IsZero() {
			l.out.say("This is how it was %s.", ago(ls.AsOf, time.Now()))
		}
	case ls.Cut:
		l.out.say("The service tells of 5,000 files at once; there are more. The next ls --refresh learns more of them.")
	case l.refresh && time.Since(ls.AsOf) > stale && o.path.Side() == model.Account:
		l.out.say("As known %s: 1fichier allows the next listing at %s.", ago(ls.AsOf, time.Now()), words.Moment(ls.Next, time.Now()))
	}
	return err
}

// stale is the age from which a refreshed listing was evidently not refreshed.
const stale = 5 * time.Second

func (l *listing) show(it model.Item, asOf time.Time) {
	if l.json {
		l.out.object(newEntry(it, asOf))
		return
	}
	e := it.Entry
	name := words.Safe(e.Name)
	if e.IsDir() {
		name += "/"
	}
	if !l.long {
		l.out.result("%s", name)
		return
	}
	if e.Kind == model.Symlink {
		name += " -> " + words.Safe(e.Target)
	}
	size := words.SizeColumn(e.Size)
	if e.IsDir() {
		size = words.SizeColumn(model.UnknownSize)
	}
	l.out.result("%s  %s  %s  %s", letters(e), size, words.Date(e.Time, time.Now(), words.DateLong), name)
}

// letters tells kind and marks: d folder, l symlink, ? other, - file; then v
// verified, s shared, p password, l limited, t twin of another.
func letters(e model.Entry) string {
	var b strings.Builder
	b.WriteByte("-dl?"[e.Kind])
	for _, m := range []struct {
		flag   model.Flags
		letter byte
	}{
		{model.Verified, 'v'}, {model.Shared, 's'}, {model.Password, 'p'}, {model.Limited, 'l'}, {model.Duplicate, 't'},
	} {
		if e.Has(m.flag) {
			b.WriteByte(m.letter)
		} else {
			b.WriteByte('-')
		}
	}
	return b.String()
}

func parseSort(s string) (model.SortBy, error) {
	switch s {
	case "name":
		return model.ByName, nil
	case "size":
		return model.BySize, nil
	case "time", "date":
		return model.ByTime, nil
	case "type", "ext":
		return model.ByExt, nil
	}
	return 0, usage("--sort takes name, size, time or type, not %q", s)
}
