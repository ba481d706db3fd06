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

// drawing is one run of tree.
type drawing struct {
	remembering

	depth                  int
	dirs, all, long, ascii bool

	draw           signs
	session        *session.Session
	folders, files int
	bytes          int64
	unknown        int
	oldest, newest time.Time
	t              tally
}

func (r *runner) tree() *cobra.Command {
	d := &drawing{remembering: remembering{runner: r}}
	cmd := &cobra.Command{
		Use:     "tree [PATH]",
		Short:   "Draw folders with all that is in them",
		Long:    "Draws what is known of the account below a folder, by default all of it, or a folder of the disk. The service is asked nothing; a folder that was never listed says so.",
		Example: "onefm tree -L 2\nonefm tree -d 1f:/Films\nonefm tree --json 1f:/Photos | jq -r .path",
		Args:    r.args(cobra.MaximumNArgs(1)),
		RunE:    func(cmd *cobra.Command, args []string) error { return d.run(cmd.Context(), args) },
	}
	f := cmd.Flags()
	f.IntVarP(&d.depth, "level", "L", 0, "how many folders deep; 0: all")
	f.BoolVarP(&d.dirs, "dirs", "d", false, "only folders")
	f.BoolVarP(&d.all, "all", "a", false, "names that start with a dot too; --json always lists them")
	f.BoolVarP(&d.long, "long", "l", false, "size and date too")
	f.BoolVar(&d.ascii, "ascii", false, "draw with ASCII only")
	d.syncFlag(cmd)
	return cmd
}

func (d *drawing) run(ctx context.Context, args []string) (err error) {
	where, err := folderOperand(args, "tree")
	if err != nil {
		return err
	}
	if d.session, err = d.remembered(ctx, where.path.Side()); err != nil {
		return err
	}
	d.draw = d.signs(d.ascii)
	l, err := tree(d.session, where.path).List(ctx, where.path, model.Cached)
	if errors.Is(err, model.ErrUnknown) && where.path.IsRoot() {
		return errNothingKnown
	}
	if err != nil {
		return place(where, err)
	}
	if !d.json {
		d.out.result("%s", words.Safe(where.path.String()))
	}
	d.took(l)
	if err := d.folder(ctx, l, "", 1); err != nil {
		return err
	}
	if !d.json {
		d.out.result("")
		d.out.result("%s", words.Join(words.Plural(d.folders, "folder"), d.count()))
	}
	if where.path.Side() == model.Account {
		d.tellAge()
	}
	return d.t.orNil()
}

func (d *drawing) count() string {
	if d.dirs {
		return ""
	}
	return words.Join(words.Plural(d.files, "file"), words.Size(d.bytes))
}

// took notes the age of a listing.
func (d *drawing) took(l model.Listing) {
	d.t.done++
	if d.oldest.IsZero() || l.AsOf.Before(d.oldest) {
		d.oldest = l.AsOf
	}
	if l.AsOf.After(d.newest) {
		d.newest = l.AsOf
	}
}

func (d *drawing) tellAge() {
	now := d.now()
	text := "As known " + ago(d.newest, now)
	if oldest := ago(d.oldest, now); oldest != ago(d.newest, now) {
		text += ", the oldest " + oldest
	}
	if d.unknown > 0 {
		text += ". " + words.Plural(d.unknown, "folder") + " never listed: --sync completes them"
	}
	d.out.say("%s.", text)
}

// folder draws the rows of a folder; indent is what its lines begin with.
func (d *drawing) folder(ctx context.Context, l model.Listing, indent string, depth int) error {
	var shown []model.Entry
	for _, e := range l.Entries {
		if (d.dirs && e.Kind != model.Folder) || (!d.all && !d.json && model.IsHidden(e.Name)) {
			continue
		}
		shown = append(shown, e)
	}
	model.Order{}.Sort(shown)
	l.Entries = nil // only one level of rows is kept
	for i, e := range shown {
		if err := ctx.Err(); err != nil {
			return err
		}
		joint, below := d.draw.branch, d.draw.beside
		if i == len(shown)-1 {
			joint, below = d.draw.last, "    "
		}
		if err := d.entry(ctx, model.Item{Dir: l.Dir, Entry: e}, indent, joint, below, depth); err != nil {
			return err
		}
	}
	return nil
}

func (d *drawing) entry(ctx context.Context, it model.Item, indent, joint, below string, depth int) error {
	e := it.Entry
	var sub model.Listing
	note, deeper := "", false
	if e.Kind == model.Folder {
		d.folders++
		if p := it.Path(); (d.depth == 0 || depth < d.depth) && !p.IsZero() {
			var err error
			sub, err = tree(d.session, p).List(ctx, p, model.Cached)
			switch deeper = err == nil; {
			case ctx.Err() != nil:
				return ctx.Err()
			case errors.Is(err, model.ErrUnknown):
				note = "  (never listed)"
				d.unknown++
			case err != nil:
				note = "  (" + strings.ReplaceAll(kind(err), "_", " ") + ")"
				d.t.errs = append(d.t.errs, err)
				d.out.fail(err, "list", p.String())
			default:
				d.took(sub)
			}
		}
	} else {
		d.files++
		d.bytes += max(e.Size, 0)
	}
	if d.json {
		d.out.object(newEntry(it, sub.AsOf))
	} else {
		d.out.result("%s%s%s%s%s", indent, joint, d.columns(e), words.Safe(e.Name)+slash(e), note)
	}
	if !deeper {
		return nil
	}
	return d.folder(ctx, sub, indent+below, depth+1)
}

// columns are what --long puts before a name.
func (d *drawing) columns(e model.Entry) string {
	if !d.long {
		return ""
	}
	size := e.Size
	if e.IsDir() {
		size = model.UnknownSize
	}
	return words.SizeColumn(size) + "  " + words.Date(e.Time, d.now(), words.DateLong) + "  "
}
