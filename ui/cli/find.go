package cli

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/search"
	holdings "onefm/model/usage"
	"onefm/ui/words"
)

// finding is one run of find.
type finding struct {
	remembering

	long, null, fuzzy, count bool
	by                       string
	limit                    int

	colour bool
	found  int
}

func (r *runner) find() *cobra.Command {
	f := &finding{remembering: remembering{runner: r}}
	cmd := &cobra.Command{
		Use:   "find [1f:/DIR | ./DIR] QUERY…",
		Short: "Search the whole account, or a folder of the disk",
		Long:  "Searches what is known of the account and asks the service nothing: it works offline too. Without a folder everywhere; a folder of the disk needs a slash or a dot in its name, such as ./Films.\n\n" + queryHelp(),
		Example: "onefm find alien 1979\n" +
			"onefm find 'ext:mkv size:>4G -trailer'\n" +
			"onefm find 1f:/Films date:7d --long\n" +
			"onefm find --sort size --limit 20 is:file\n" +
			"onefm find --json sum:9b1f | jq -r .link\n" +
			"onefm find . '*.iso'",
		Args: r.args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), args) },
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return usage("%w; to leave a word out write !word, or put the whole query in quotes", err)
	})
	fl := cmd.Flags()
	fl.BoolVarP(&f.long, "long", "l", false, "kind, marks, size and date too")
	fl.BoolVarP(&f.null, "print0", "0", false, "end each path with a NUL byte and write it as it is, for xargs -0")
	fl.BoolVarP(&f.count, "count", "c", false, "only tell how many there are")
	fl.BoolVarP(&f.fuzzy, "fuzzy", "z", false, "words match when their letters come in order, as with ~word")
	fl.StringVar(&f.by, "sort", "", "relevance, size, date or name; without it in the order of folders, as it is found")
	fl.IntVarP(&f.limit, "limit", "n", 0, "stop after so many; with --sort the first so many, 1000 by default")
	f.syncFlag(cmd)
	return cmd
}

// queryHelp explains the query language by its examples.
func queryHelp() string {
	var b strings.Builder
	b.WriteString("All parts of a query must hold:\n")
	for _, e := range search.Examples() {
		b.WriteString("  " + e.Query + strings.Repeat(" ", max(1, 24-len(e.Query))) + e.Means + "\n")
	}
	b.WriteString("After is: there may also be file, folder, public, protected, limited, verified, pending or twin (of the same name).\n" +
		"Neither upper case nor accents count. A - or ! before a part turns it round. Of several words all but one may be in the path.\n" +
		"Put queries with > < * ~ ! in quotes, so that the shell leaves them alone; one that begins with - needs a -- before it.")
	return b.String()
}

func (f *finding) run(ctx context.Context, args []string) error {
	where, query, err := whereAndQuery(args)
	if err != nil {
		return err
	}
	q, err := f.parse(query)
	if err != nil {
		return err
	}
	sorter, err := f.sorter()
	if err != nil {
		return err
	}
	s, err := f.remembered(ctx, where.path.Side())
	if err != nil {
		return err
	}
	f.colour = !f.noColor && !f.json && f.Terminal(f.Stdout) && understands(f.Stdout)
	t := &tally{done: 1}
	src := f.source(s, where.path, t)
	var sums *search.Sums
	if q.NeedsSums() {
		if sums, err = gather(ctx, src); err != nil {
			return place(where, err)
		}
	}
	ids := map[fichier.FolderID]bool{}
	searched, err := f.walk(ctx, src, where.path, search.NewMatcher(q, sums), sorter, ids)
	if err != nil {
		return place(where, err)
	}
	f.finish(sorter)
	if where.path.Side() == model.Account {
		k, err := holdings.Know(ctx, src, func(id fichier.FolderID) bool { return ids[id] })
		if err == nil {
			err = f.tellKnowledge(f.told(searched), k)
		}
		if err != nil {
			return err
		}
	}
	return t.orNil()
}

// told says what was done.
func (f *finding) told(searched int) string {
	if f.by == "" && !f.count && f.found == f.limit && f.limit > 0 {
		return "Stopped after " + words.Plural(f.found, "hit") + ","
	}
	return "Searched " + words.PluralOf(searched, "entry", "entries") + ", found " + words.Count(f.found) + ","
}

// whereAndQuery takes a folder off the arguments: the first one, or else the last.
func whereAndQuery(args []string) (where operand, query string, err error) {
	where = everywhere()
	last := len(args) - 1
	switch {
	case isPlace(args[0]):
		where, err = parseOperand(args[0])
		args = args[1:]
	case isPlace(args[last]):
		where, err = parseOperand(args[last])
		args = args[:last]
	}
	return where, strings.Join(args, " "), err
}

// isPlace tells a folder from a query: it starts like a path, or is the path of a
// folder of the disk with a separator in it.
func isPlace(arg string) bool {
	for _, start := range []string{model.AccountPrefix, "./", "../", `.\`, `..\`} {
		if strings.HasPrefix(arg, start) || arg == "." || arg == ".." {
			return true
		}
	}
	if !strings.ContainsAny(arg, `/\`) {
		return false
	}
	info, err := os.Stat(arg)
	return err == nil && info.IsDir()
}

func (f *finding) parse(query string) (search.Query, error) {
	q, err := search.Parse(query, search.Options{Fuzzy: f.fuzzy, Now: f.now()})
	if bad, ok := errors.AsType[*search.SyntaxError](err); ok {
		return q, usage("%w", bad)
	}
	return q, err
}

// maxSorted is how many hits are sorted when nobody says.
const maxSorted = 1000

func (f *finding) sorter() (*search.Sorter, error) {
	by := search.Relevance
	switch f.by {
	case "":
		return nil, nil
	case "relevance", "best":
	case "size":
		by = search.Size
	case "date", "time":
		by = search.Newest
	case "name":
		by = search.Name
	default:
		return nil, usage("--sort takes relevance, size, date or name, not %q", f.by)
	}
	if f.limit <= 0 {
		f.limit = maxSorted
	}
	return search.NewSorter(by, f.limit), nil
}

// gather takes note of the sums of the whole account.
func gather(ctx context.Context, src holdings.Source) (*search.Sums, error) {
	sums := &search.Sums{}
	err := src.WalkDirs(ctx, model.AccountPath("/"), func(_ mirror.Dir, entries []model.Entry) error {
		for i := range entries {
			sums.Add(&entries[i])
		}
		return ctx.Err()
	})
	return sums, err
}

// errEnough ends a walk.
var errEnough = errors.New("enough was found")

func (f *finding) walk(ctx context.Context, src holdings.Source, from model.Path, m *search.Matcher, sorter *search.Sorter, ids map[fichier.FolderID]bool) (searched int, err error) {
	err = src.WalkDirs(ctx, from, func(d mirror.Dir, entries []model.Entry) error {
		ids[d.ID] = true
		for _, e := range entries {
			if id, ok := folderNumber(e); ok {
				ids[id] = true
			}
			searched++
			it := model.Item{Dir: d.Path, Entry: e}
			if !m.Holds(it) {
				continue
			}
			f.found++
			switch {
			case f.count:
			case sorter != nil:
				sorter.Add(it, m)
			default:
				f.show(m.Mark(it))
				if f.found == f.limit {
					return errEnough
				}
			}
		}
		return ctx.Err()
	})
	if errors.Is(err, errEnough) || errors.Is(err, model.ErrUnknown) && from.IsRoot() {
		err = nil
	}
	return searched, err
}

// finish writes what was kept back.
func (f *finding) finish(sorter *search.Sorter) {
	if f.count {
		if f.json {
			f.out.object(Count{Count: f.found})
		} else {
			f.out.result("%d", f.found)
		}
		return
	}
	if sorter == nil {
		return
	}
	for _, h := range sorter.Hits() {
		f.show(h)
	}
	if left := f.found - f.limit; left > 0 {
		f.out.say("%s are not shown: -n %d shows all.", words.Count(left)+" more", f.found)
	}
}

func (f *finding) show(h search.Hit) {
	switch {
	case f.json:
		f.out.object(newEntry(h.Item, time.Time{}))
	case f.null:
		f.out.raw0(h.Item.Path().String())
	case f.long:
		e := h.Item.Entry
		size := words.SizeColumn(e.Size)
		if e.IsDir() {
			size = words.SizeColumn(model.UnknownSize)
		}
		f.out.result("%s  %s  %s  %s", letters(e), size, words.Date(e.Time, f.now(), words.DateLong), f.path(h))
	default:
		f.out.result("%s", f.path(h))
	}
}

// path returns the path of a hit, with what matched in bold on a terminal.
func (f *finding) path(h search.Hit) string {
	dir, name := h.Item.Dir.String(), h.Item.Entry.Name
	if !strings.HasSuffix(dir, "/") {
		dir += "/"
	}
	if h.Item.Dir.Side() == model.Local {
		return words.Safe(h.Item.String()) + slash(h.Item.Entry)
	}
	if !f.colour || words.Safe(name) != name {
		return words.Safe(dir) + words.Safe(name) + slash(h.Item.Entry)
	}
	var b strings.Builder
	b.WriteString(words.Safe(dir))
	at := 0
	for _, s := range h.Name {
		b.WriteString(name[at:s.Start])
		b.WriteString(ansi.Style{}.Bold().ForegroundColor(ansi.Red).Styled(name[s.Start:s.End]))
		at = s.End
	}
	b.WriteString(name[at:])
	return b.String() + slash(h.Item.Entry)
}

func slash(e model.Entry) string {
	if e.IsDir() {
		return "/"
	}
	return ""
}
