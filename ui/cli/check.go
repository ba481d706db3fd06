package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/compare"
	"onefm/model/mirror"
	"onefm/model/session"
	"onefm/ui/words"
)

// checking is one run of check.
type checking struct {
	*runner

	sizeOnly, cached, all bool

	left, right operand
	progress    compare.Progress
	proved      map[fichier.Link]string // not marked yet
}

// provedAtOnce is how many files are marked at once: what an interrupt may lose.
const provedAtOnce = 1000

func (r *runner) check() *cobra.Command {
	c := &checking{runner: r, proved: map[fichier.Link]string{}}
	cmd := &cobra.Command{
		Use:   "check PATH PATH",
		Short: "Compare two folders without transferring anything",
		Long: "Compares two folders with all that they hold, or two files: the disk with the account, in either order, two places of the disk, or two of the account.\n" +
			"Files are compared by size, then by Whirlpool: the account's is known, that of a local file is computed when a file of the same size stands against it. Files of the account that prove equal are marked ✔.\n\n" +
			"What a copy would leave out – empty files, devices, links to folders – is named and counts as no difference. A folder that one side lacks is one line, whatever it holds.\n\n" +
			"Ends with 0 when nothing differs and with 4 when something does or could not be read.",
		Example: "onefm check ~/Photos 1f:/Photos\nonefm check --size-only 1f:/Films /mnt/films\nonefm check --json --all ~/Photos 1f:/Photos | jq -r 'select(.verdict == \"only_left\").path'",
		Args:    r.args(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.run(cmd.Context(), args)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&c.sizeOnly, "size-only", false, "compare sizes only, read no file")
	f.BoolVar(&c.cached, "cached", false, "ask the service nothing: what is known of the account has to do")
	f.BoolVarP(&c.all, "all", "a", false, "name what is the same, too")
	return cmd
}

func (c *checking) run(ctx context.Context, args []string) error {
	operands, err := parseOperands(args)
	if err != nil {
		return err
	}
	for _, o := range operands {
		if o.path.Side() == model.Web {
			return usage("%q is a link: check compares what is on the disk and in the account", o.arg)
		}
	}
	c.left, c.right = operands[0], operands[1]
	s, err := c.sessionFor(ctx, operands...)
	if err != nil {
		return err
	}
	// A long comparison sits out what a person would be told at once.
	ctx = fichier.WithPriority(ctx, fichier.Transfer)
	left, err := c.find(ctx, s, c.left)
	if err != nil {
		return err
	}
	right, err := c.find(ctx, s, c.right)
	if err != nil {
		return err
	}
	if left.Entry.IsDir() != right.Entry.IsDir() {
		return usage("one is a folder and the other a file: nothing to compare")
	}
	stop := c.watch(ctx)
	defer stop()
	totals, err := c.compare(ctx, s, left, right)
	stop()
	if err := errors.Join(err, c.mark(ctx, s)); err != nil {
		return err
	}
	return c.settle(&totals)
}

// find looks an operand up. Without a call only a listing can tell that it is no
// folder.
func (c *checking) find(ctx context.Context, s *session.Session, o operand) (model.Item, error) {
	if c.cached && o.path.Side() == model.Account {
		return model.Item{Dir: o.path.Parent(), Entry: model.Entry{Name: o.path.Base(), Kind: model.Folder}}, nil
	}
	it, err := stat(ctx, s, o)
	if err != nil && ctx.Err() == nil {
		return it, &placeError{o.path, err}
	}
	return it, err
}

func (c *checking) compare(ctx context.Context, s *session.Session, left, right model.Item) (compare.Totals, error) {
	o := compare.Options{
		Open:      func(ctx context.Context, p model.Path) (compare.Source, error) { return s.Disk.Open(ctx, p) },
		CaseBlind: s.Disk.CaseBlind,
		Verified: func(ctx context.Context, link, sum string) error {
			c.proved[fichier.Link(link)] = sum
			if len(c.proved) < provedAtOnce {
				return nil
			}
			return c.mark(ctx, s)
		},
		Skip:     func(p model.Path) bool { return p == model.AccountPath(mirror.TrashDir) },
		SizeOnly: c.sizeOnly,
		Progress: &c.progress,
	}
	if !left.Entry.IsDir() {
		row, err := compare.Files(ctx, left, right, o)
		if err != nil {
			return compare.Totals{}, err
		}
		var t compare.Totals
		t.Add(row)
		c.show(row)
		return t, nil
	}
	return compare.Trees(ctx, c.place(s, c.left.path), c.place(s, c.right.path), o, func(row compare.Row) error {
		c.show(row)
		return nil
	})
}

// mark writes down which files of the account were proved.
func (c *checking) mark(ctx context.Context, s *session.Session) error {
	err := s.Mirror.Proved(ctx, c.proved)
	clear(c.proved)
	return err
}

func (c *checking) place(s *session.Session, p model.Path) compare.Place {
	at := compare.Place{Tree: tree(s, p), Dir: p, Fresh: model.Refresh}
	if p.Side() == model.Account {
		at.Tree = patient{s.Mirror, &transferring{runner: c.runner}}
	}
	if c.cached {
		at.Fresh = model.Cached
	}
	return at
}

// watch shows how far the comparison is; the function it returns ends that.
func (c *checking) watch(ctx context.Context) (stop func()) {
	if !c.out.bar() {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	over := make(chan struct{})
	go func() {
		defer close(over)
		ticker := time.NewTicker(barTick)
		defer ticker.Stop()
		start := time.Now()
		for {
			select {
			case <-ctx.Done():
				c.out.progress("")
				return
			case <-ticker.C:
				c.out.progress(words.Truncate(progressText(c.progress.Now(), time.Since(start), time.Now()), c.Width(c.Stderr)-1))
			}
		}
	}()
	return func() {
		cancel()
		<-over
	}
}

func progressText(s compare.State, took time.Duration, now time.Time) string {
	if !s.Until.IsZero() {
		return "1fichier allows the next look at " + words.Moment(s.Until, now) + "."
	}
	read, speed := "", ""
	if s.Bytes > 0 {
		read = words.Size(s.Bytes) + " read"
		if took >= time.Second {
			speed = words.Speed(int64(float64(s.Bytes) / took.Seconds()))
		}
	}
	return words.Join(words.Plural(s.Files, "file"), read, speed, words.Safe(s.Current))
}
