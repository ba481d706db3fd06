package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onefm/model"
	"onefm/model/session"
	holdings "onefm/model/usage"
	"onefm/ui/words"
)

// measuring is one run of du.
type measuring struct {
	remembering

	depth        int
	all, ascii   bool
	bytes, total bool
	by           string
	limit        int

	order holdings.Order
	draw  signs
	bars  int // cells of a bar; 0: none
	tree  *holdings.Tree
}

func (r *runner) du() *cobra.Command {
	d := &measuring{remembering: remembering{runner: r}}
	cmd := &cobra.Command{
		Use:   "du [PATH]",
		Short: "Show what lies in which folder",
		Long: "Adds up what is known to lie below a folder of the account, by default all of it, or a folder of the disk. The service is asked nothing.\n" +
			"A sum with ≥ before it is at least that: some folder below was never listed.",
		Example: "onefm du\nonefm du -d 2 1f:/Films\nonefm du --all --sort files 1f:/Photos\nonefm du --json -d 9 | jq 'select(.bytes > 1e12)'",
		Args:    r.args(cobra.MaximumNArgs(1)),
		RunE:    func(cmd *cobra.Command, args []string) error { return d.run(cmd.Context(), args) },
	}
	f := cmd.Flags()
	f.IntVarP(&d.depth, "depth", "d", 1, "how many folders deep")
	f.IntVar(&d.depth, "max-depth", 1, "the same as --depth")
	f.Lookup("max-depth").Hidden = true
	f.BoolVarP(&d.all, "all", "a", false, "files too")
	f.BoolVarP(&d.bytes, "bytes", "b", false, "every digit, for scripts: bytes, a tab, the path")
	f.BoolVarP(&d.total, "summarize", "s", false, "only the sum")
	f.StringVar(&d.by, "sort", "size", "size, files, date or name")
	f.IntVarP(&d.limit, "limit", "n", 0, "only the first so many of each folder")
	f.BoolVar(&d.ascii, "ascii", false, "draw with ASCII only")
	d.syncFlag(cmd)
	return cmd
}

func parseUsageOrder(s string) (holdings.Order, error) {
	switch s {
	case "size":
		return holdings.Largest, nil
	case "files", "count":
		return holdings.MostFiles, nil
	case "date", "time":
		return holdings.Newest, nil
	case "name":
		return holdings.ByName, nil
	}
	return 0, usage("--sort takes size, files, date or name, not %q", s)
}

func (d *measuring) run(ctx context.Context, args []string) (err error) {
	where, err := folderOperand(args, "du")
	if err != nil {
		return err
	}
	if d.order, err = parseUsageOrder(d.by); err != nil {
		return err
	}
	s, err := d.remembered(ctx, where.path.Side())
	if err != nil {
		return err
	}
	t := &tally{done: 1}
	if d.tree, err = d.measure(ctx, s, where.path, t); err != nil {
		return place(where, err)
	}
	d.draw = d.signs(d.ascii)
	if d.Terminal(d.Stdout) && !d.json && !d.bytes {
		d.bars = min(max((d.Width(d.Stdout)-40)/2, 0), 24)
	}
	if where.path.Side() == model.Account {
		sum := d.tree.Total()
		verb := "Added up " + words.Plural(sum.Files, "file") + " in " + words.Plural(sum.Folders, "folder") + ","
		if err := d.tellKnowledge(verb, d.tree.Known()); err != nil {
			return err
		}
	}
	if !d.total {
		if err := d.folder(ctx, where.path, 1); err != nil {
			return place(where, err)
		}
	}
	top := model.Item{Dir: where.path.Parent(), Entry: model.Entry{Name: where.path.Base(), Kind: model.Folder}}
	d.show(holdings.Row{Item: top, Sum: d.tree.Total()}, where.path, 0, d.tree.Total().Bytes)
	return t.orNil()
}

func (d *measuring) measure(ctx context.Context, s *session.Session, p model.Path, t *tally) (*holdings.Tree, error) {
	last := time.Time{}
	defer d.out.progress("")
	return holdings.Count(ctx, d.source(s, p, t), p, func(p holdings.Progress) {
		if now := d.now(); now.Sub(last) > 100*time.Millisecond {
			last = now
			d.out.progress(words.Join("Adding up", words.Plural(p.Files, "file"), words.Size(p.Bytes)))
		}
	})
}

// folder shows what is in a folder, and below it down to the depth.
func (d *measuring) folder(ctx context.Context, dir model.Path, depth int) error {
	if depth > d.depth {
		return nil
	}
	rows := d.tree.Folders(dir)
	if d.all {
		var err error
		if rows, err = d.tree.Rows(ctx, dir, d.order); err != nil {
			return err
		}
	} else {
		d.order.Sort(rows)
	}
	if d.limit > 0 && len(rows) > d.limit {
		rows = rows[:d.limit]
	}
	sum, _ := d.tree.Folder(dir)
	for _, r := range rows {
		p := r.Item.Path()
		d.show(r, p, depth, sum.Bytes)
		if r.Item.Entry.Kind == model.Folder {
			if err := d.folder(ctx, p, depth+1); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// show writes one row; whole is what its bar is a part of.
func (d *measuring) show(r holdings.Row, p model.Path, depth int, whole int64) {
	switch {
	case d.json:
		d.out.object(newUsage(r, p, depth))
		return
	case d.bytes:
		d.out.result("%d\t%s", r.Bytes, words.Safe(p.String()))
		return
	}
	size := " "
	if !r.Complete() {
		size = d.draw.atLeast
	}
	size += words.SizeColumn(r.Bytes)
	name := strings.Repeat("  ", max(depth-1, 0)) + words.Safe(r.Item.Entry.Name) + slash(r.Item.Entry)
	if depth == 0 {
		name = words.Safe(p.String())
	}
	if d.bars > 0 {
		size += "  " + d.bar(r.Bytes, whole) + " " + percentColumn(r.Bytes, whole)
	}
	files := ""
	if r.Item.Entry.Kind == model.Folder {
		files = "  " + words.Plural(r.Files, "file")
	}
	d.out.result("%s  %s%s", size, name, files)
}

// bar draws a part of the whole.
func (d *measuring) bar(part, whole int64) string {
	n := 0
	if whole > 0 {
		n = int(float64(d.bars)*float64(part)/float64(whole) + 0.5)
	}
	n = min(max(n, 0), d.bars)
	return strings.Repeat(d.draw.full, n) + strings.Repeat(d.draw.rest, d.bars-n)
}

// percentColumn tells a part in exactly five cells.
func percentColumn(part, whole int64) string {
	s := words.Percent(part, whole)
	return strings.Repeat(" ", max(5-len(s), 0)) + s
}

func newUsage(r holdings.Row, p model.Path, depth int) Usage {
	u := Usage{
		Path: p.String(), Kind: kindWord(r.Item.Entry.Kind), Depth: depth,
		Bytes: r.Bytes, Files: r.Files, Folders: r.Folders, Unlisted: r.Unlisted, Complete: r.Complete(), Newest: moment(r.Newest),
	}
	return u
}
