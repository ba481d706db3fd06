package cli

import (
	"context"

	"github.com/spf13/cobra"

	"onefm/model"
	"onefm/model/search"
	holdings "onefm/model/usage"
	"onefm/ui/words"
)

// comparing is one run of duplicates.
type comparing struct {
	remembering

	null, unsure bool
	minSize      string
	limit        int

	twins int // extra copies that no path tells apart
}

func (r *runner) duplicates() *cobra.Command {
	c := &comparing{remembering: remembering{runner: r}}
	cmd := &cobra.Command{
		Use:     "duplicates [1f:/DIR]",
		Aliases: []string{"dups"},
		Short:   "Find files that the account holds more than once",
		Long: "Shows groups of files with the same bytes, by their Whirlpool, the one first that frees the most. Nothing is deleted and the service is asked nothing.\n" +
			"In each group the first copy that was there is kept; a copy with a password or limited access, or in a shared folder, is always kept. The others are the extra ones: -0 writes just those, for xargs.",
		Example: "onefm duplicates\nonefm duplicates --min-size 100M 1f:/Films\nonefm duplicates -0 | xargs -0 onefm rm --\nonefm duplicates --json | jq .free",
		Args:    r.args(cobra.MaximumNArgs(1)),
		RunE:    func(cmd *cobra.Command, args []string) error { return c.run(cmd.Context(), args) },
	}
	f := cmd.Flags()
	f.BoolVarP(&c.null, "print0", "0", false, "only the extra copies, each ended with a NUL byte")
	f.BoolVar(&c.unsure, "maybe", false, "also files of one size of which some Whirlpool is not known")
	f.StringVar(&c.minSize, "min-size", "1", "leave out what is smaller, such as 10M")
	f.IntVarP(&c.limit, "limit", "n", 0, "at most so many groups")
	c.syncFlag(cmd)
	return cmd
}

func (c *comparing) run(ctx context.Context, args []string) error {
	where, err := folderOperand(args, "duplicates")
	if err != nil {
		return err
	}
	if where.path.Side() != model.Account {
		return usage("%q is on the disk: only files of the account have a known Whirlpool", where.arg)
	}
	smallest, ok := search.ParseSize(c.minSize)
	if !ok {
		return usage("--min-size takes a size such as 500k, 10M or 1.5G, not %q", c.minSize)
	}
	s, err := c.remembered(ctx, model.Account)
	if err != nil {
		return err
	}
	o := holdings.DuplicateOptions{MinSize: smallest, Limit: c.limit, Unsure: c.unsure && !c.null}
	found, err := holdings.Duplicates(ctx, c.source(s, where.path, &tally{}), where.path, o, func(g holdings.Group) error {
		c.show(g)
		return ctx.Err()
	})
	if err != nil {
		return place(where, err)
	}
	c.sum(found)
	return c.tellKnowledge("Compared "+words.Plural(found.Files, "file"), found.Know)
}

// sum says what was found in all.
func (c *comparing) sum(f holdings.Found) {
	text := "No file is there twice"
	if f.Groups > 0 {
		text = words.PluralOf(f.Groups, "file is", "files are") + " there more than once: up to " + words.Size(f.Free) + " to free"
	}
	c.out.say("%s.", text)
	if f.Unsure > 0 && !c.unsure {
		c.out.say("%s more may be: same size, a Whirlpool is not known (--maybe).", words.Plural(f.Unsure, "group"))
	}
	if c.twins > 0 {
		c.out.say("%s bear the name of another file in their folder and are left out of this list: a path can't tell them apart.", words.PluralOf(c.twins, "extra copy", "extra copies"))
	}
}

func (c *comparing) show(g holdings.Group) {
	switch {
	case c.json:
		c.out.object(newDuplicates(g))
		return
	case c.null:
		c.paths(g)
		return
	}
	n := len(g.Copies) + g.More
	head := words.Count(n) + " x " + words.Size(g.Size)
	if g.Sure {
		head += ", " + words.Size(g.Free) + " to free"
	} else {
		head += ", maybe: a Whirlpool is not known"
	}
	c.out.result("%s", head)
	for _, cp := range g.Copies {
		word := "extra"
		if cp.Keep {
			word = "keep "
		}
		if !g.Sure {
			word = "maybe"
		}
		note := ""
		switch cp.Why {
		case holdings.Protected:
			note = "  (password or limited access)"
		case holdings.Public:
			note = "  (in a shared folder)"
		case holdings.Extra, holdings.Oldest, holdings.Unsure:
		}
		c.out.result("  %s  %s  %s%s", word, words.Date(cp.Item.Entry.Time, c.now(), words.DateLong), words.Safe(cp.Item.Path().String()), note)
	}
	if g.More > 0 {
		c.out.result("  and %s more", words.Count(g.More))
	}
	c.out.result("")
}

// paths writes the extra copies that can be told by their path.
func (c *comparing) paths(g holdings.Group) {
	for _, cp := range g.Copies {
		switch {
		case cp.Keep:
		case cp.Item.Entry.Has(model.Duplicate):
			c.twins++
		default:
			c.out.raw0(cp.Item.Path().String())
		}
	}
}

func newDuplicates(g holdings.Group) Duplicates {
	d := Duplicates{Sum: g.Sum, Size: g.Size, Sure: g.Sure, Free: g.Free, More: g.More, Copies: []Twin{}}
	for _, cp := range g.Copies {
		e := newEntry(cp.Item, cp.Item.Entry.Time)
		d.Copies = append(d.Copies, Twin{
			Path: e.Path, Link: e.Link, Time: e.Time, Keep: cp.Keep, Why: whyWord(cp.Why), Ambiguous: cp.Item.Entry.Has(model.Duplicate),
		})
	}
	return d
}

func whyWord(r holdings.Reason) string {
	switch r {
	case holdings.Extra:
		return "extra"
	case holdings.Oldest:
		return "oldest"
	case holdings.Protected:
		return "protected"
	case holdings.Public:
		return "public"
	case holdings.Unsure:
	}
	return "unsure"
}
