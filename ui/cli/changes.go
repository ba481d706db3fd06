package cli

import (
	"context"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/search"
	"onefm/ui/words"
)

// recalling is one run of changes.
type recalling struct {
	remembering

	since  string
	own    bool
	others bool
	kinds  []string
	limit  int

	colour bool
}

func (r *runner) changes() *cobra.Command {
	c := &recalling{remembering: remembering{runner: r}}
	cmd := &cobra.Command{
		Use:   "changes [1f:/DIR]",
		Short: "Show what appeared, changed and vanished in the account",
		Long: "Shows what was noticed about the account since a day, the newest first: what was added (+), changed (~), moved or renamed (>), removed by onefm (-), and what vanished without it (!), such as files that 1fichier deleted since nobody used them.\n" +
			"A change shows once a listing told of it. The service is asked nothing.",
		Example: "onefm changes\nonefm changes --since 2026-01-31 1f:/Films\nonefm changes --since 30d --only vanished --others\nonefm changes --json --since yesterday | jq -r 'select(.kind == \"vanished\") | .path'",
		Args:    r.args(cobra.MaximumNArgs(1)),
		RunE:    func(cmd *cobra.Command, args []string) error { return c.run(cmd.Context(), args) },
	}
	f := cmd.Flags()
	f.StringVar(&c.since, "since", "7d", "a time ago (7d; also h, w, m, y), a day, today or yesterday")
	f.StringSliceVar(&c.kinds, "only", nil, "added, changed, moved or vanished; several with commas")
	f.BoolVar(&c.own, "own", false, "only what onefm did on this machine")
	f.BoolVar(&c.others, "others", false, "only what onefm did not do")
	f.IntVarP(&c.limit, "limit", "n", 0, "at most so many")
	c.syncFlag(cmd)
	return cmd
}

func (c *recalling) run(ctx context.Context, args []string) error {
	where, err := folderOperand(args, "changes")
	if err != nil {
		return err
	}
	if where.path.Side() != model.Account {
		return usage("%q is on the disk: only changes of the account are known", where.arg)
	}
	since, err := search.Since(c.since, c.now())
	if err != nil {
		return usage("--since: %w", err)
	}
	for _, k := range c.kinds {
		if !strings.Contains(" added changed moved vanished ", " "+k+" ") {
			return usage("--only takes added, changed, moved or vanished, not %q", k)
		}
	}
	s, err := c.remembered(ctx, model.Account)
	if err != nil {
		return err
	}
	list, err := s.Mirror.Changes(ctx, since, 0)
	if err != nil {
		return err
	}
	c.colour = !c.noColor && !c.json && c.Terminal(c.Stdout) && understands(c.Stdout)
	shown, lost := 0, 0
	for _, ch := range list {
		if !c.wanted(ch, where.path) {
			continue
		}
		if ch.Kind == mirror.Vanished && !ch.Own {
			lost++
		}
		c.show(ch)
		if shown++; shown == c.limit {
			break
		}
	}
	c.sum(shown, lost, since)
	counts, err := s.Mirror.ChangeCounts(ctx, since)
	if err == nil && counts.Dropped > 0 {
		c.out.say("%s older than %s were forgotten for want of room.", words.Plural(counts.Dropped, "change"), words.Moment(counts.Until, c.now()))
	}
	return err
}

// sum says how much there was.
func (c *recalling) sum(shown, lost int, since time.Time) {
	text := words.Plural(shown, "change")
	if shown == 0 {
		text = "No change"
	}
	text += " noticed since " + words.Moment(since, c.now())
	if lost > 0 {
		text += "; " + words.Plural(lost, "file or folder") + " vanished that onefm did not remove"
		text = strings.Replace(text, "file or folders", "files or folders", 1)
	}
	c.out.say("%s.", text)
}

func (c *recalling) wanted(ch mirror.Change, dir model.Path) bool {
	if (c.own && !ch.Own) || (c.others && ch.Own) {
		return false
	}
	if !dir.Contains(ch.Path) && !dir.Contains(ch.Was) {
		return false
	}
	if len(c.kinds) == 0 {
		return true
	}
	for _, k := range c.kinds {
		if k == changeWord(ch.Kind) {
			return true
		}
	}
	return false
}

func changeWord(k mirror.ChangeKind) string {
	switch k {
	case mirror.Added:
		return "added"
	case mirror.Changed:
		return "changed"
	case mirror.Vanished:
		return "vanished"
	case mirror.Moved:
		return "moved"
	}
	return "changed"
}

func (c *recalling) show(ch mirror.Change) {
	if c.json {
		c.out.object(newChange(ch))
		return
	}
	e := ch.Entry
	size := words.SizeColumn(e.Size)
	if e.IsDir() {
		size = words.SizeColumn(model.UnknownSize)
	}
	text := words.Safe(ch.Path.String()) + slash(e)
	if ch.Kind == mirror.Moved && !ch.Was.IsZero() {
		text = words.Safe(ch.Was.String()) + slash(e) + " -> " + text
	}
	if ch.Own {
		text += "  (by onefm)"
	}
	sign := c.sign(ch)
	c.out.result("%s  %s  %s  %s", words.Date(ch.At, c.now(), words.DateLong), sign, size, text)
}

// sign tells the kind of a change; what vanished by itself stands out.
func (c *recalling) sign(ch mirror.Change) string {
	switch {
	case ch.Kind == mirror.Added:
		return "+"
	case ch.Kind == mirror.Moved:
		return ">"
	case ch.Kind == mirror.Vanished && ch.Own:
		return "-"
	case ch.Kind != mirror.Vanished:
		return "~"
	case c.colour:
		return ansi.Style{}.Bold().ForegroundColor(ansi.Red).Styled("!")
	}
	return "!"
}

func newChange(ch mirror.Change) Change {
	e := newEntry(model.Item{Dir: ch.Path.Parent(), Entry: ch.Entry}, time.Time{})
	o := Change{
		At: ch.At.UTC(), Kind: changeWord(ch.Kind), Path: ch.Path.String(), Own: ch.Own,
		Entry: e.Kind, Size: e.Size, Link: e.Link, Folder: e.Folder, Sum: e.Sum,
	}
	if !ch.Was.IsZero() {
		o.Was = ch.Was.String()
	}
	return o
}
