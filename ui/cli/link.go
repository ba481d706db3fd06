package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"onefm/model"
	"onefm/model/session"
	"onefm/ui/share"
	"onefm/ui/term"
	"onefm/ui/words"
)

// linking is one run of link.
type linking struct {
	*runner

	format              string
	recursive, qr, copy bool
}

func (r *runner) link() *cobra.Command {
	l := &linking{runner: r}
	cmd := &cobra.Command{
		Use:     "link PATH…",
		Short:   "Print the links of files",
		Long:    "Prints the download links of files of the account, and with -r those of all files in folders. Of several files of one name it prints each.",
		Example: "onefm link 1f:/Films/a.mkv\nonefm link --format markdown --copy 1f:/a.mkv 1f:/b.mkv\nonefm link -r --format csv 1f:/Films > films.csv",
		Args:    r.args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return l.run(cmd.Context(), args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&l.format, "format", "url", "one of url, markdown, bbcode, html, curl, names, csv, json")
	f.BoolVarP(&l.recursive, "recursive", "r", false, "the links of all files in folders")
	f.BoolVar(&l.qr, "qr", false, "draw QR codes")
	f.BoolVar(&l.copy, "copy", false, "put the links on the clipboard too")
	return cmd
}

func (l *linking) run(ctx context.Context, args []string) error {
	if l.format == "json" {
		l.json = true
	}
	write, err := l.writer()
	if err != nil {
		return err
	}
	operands, err := parseOperands(args)
	if err != nil {
		return err
	}
	for _, o := range operands {
		if o.path.Side() != model.Account {
			return usage("%q is not in the account: paths there start with %s", o.arg, model.AccountPrefix)
		}
	}
	s, err := l.accountSession(ctx)
	if err != nil {
		return err
	}
	t := &tally{}
	var items []model.Item
	for _, o := range operands {
		found, err := l.find(ctx, s, o)
		items = append(items, found...)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			l.out.fail(err, "link", o.path.String())
			t.errs = append(t.errs, err)
		}
	}
	t.done = len(items)
	if len(items) == 0 {
		return t.orNil()
	}
	text := write(items)
	if err := l.show(items, text); err != nil {
		return err
	}
	if l.copy {
		l.clip(ctx, text)
	}
	return t.orNil()
}

// find returns the files that an operand means.
func (l *linking) find(ctx context.Context, s *session.Session, o operand) ([]model.Item, error) {
	it, err := stat(ctx, s, o)
	switch {
	case err != nil:
		return nil, err
	case it.Entry.IsDir() && !l.recursive:
		return nil, errFolder
	case it.Entry.IsDir():
		return l.walk(ctx, s, o.path, nil)
	}
	same, err := twins(ctx, s, it)
	if err != nil || len(same) == 0 {
		return []model.Item{it}, err
	}
	var items []model.Item
	for _, e := range same {
		if !e.IsDir() {
			items = append(items, model.Item{Dir: it.Dir, Entry: e})
		}
	}
	return items, nil
}

// walk lists the files below dir, one call for each folder that is not known.
func (l *linking) walk(ctx context.Context, s *session.Session, dir model.Path, items []model.Item) ([]model.Item, error) {
	ls, err := s.Mirror.List(ctx, dir, model.Auto)
	if err != nil && len(ls.Entries) == 0 {
		return items, err
	}
	model.Order{}.Sort(ls.Entries)
	for _, e := range ls.Entries {
		if !e.IsDir() {
			items = append(items, model.Item{Dir: dir, Entry: e})
			continue
		}
		if items, err = l.walk(ctx, s, dir.Child(e.Name), items); err != nil {
			return items, err
		}
	}
	return items, err
}

// writer returns what writes the links in the format that was asked for.
func (l *linking) writer() (func([]model.Item) string, error) {
	switch l.format {
	case "json":
		return jsonLinks, nil
	case "csv":
		return csvLinks, nil
	}
	f, err := share.Parse(l.format)
	if err != nil {
		return nil, usage("--format: %w", err)
	}
	if l.json {
		return jsonLinks, nil
	}
	return func(items []model.Item) string {
		links := make([]share.Link, len(items))
		for i, it := range items {
			links[i] = share.Link{URL: it.Entry.ID, Name: it.Entry.Name}
		}
		return f.Write(links)
	}, nil
}

func jsonLinks(items []model.Item) string {
	lines := make([]string, len(items))
	for i, it := range items {
		lines[i] = encode(Shared{
			Path: it.Path().String(), Name: it.Entry.Name, Link: it.Entry.ID, Size: size(it.Entry), Sum: it.Entry.Sum,
		})
	}
	return strings.Join(lines, "\n")
}

func csvLinks(items []model.Item) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"link", "path", "size", "whirlpool"}) // a buffer takes everything
	for _, it := range items {
		size := ""
		if it.Entry.Size >= 0 {
			size = strconv.FormatInt(it.Entry.Size, 10)
		}
		_ = w.Write([]string{it.Entry.ID, words.Safe(it.Path().String()), size, it.Entry.Sum})
	}
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// show writes the links, each below its QR code when those are wanted.
func (l *linking) show(items []model.Item, text string) error {
	if l.qr && !l.json {
		for _, it := range items {
			code, err := qrCode(it.Entry.ID)
			if err != nil {
				return err
			}
			l.out.result("%s\n%s", code, words.Safe(it.Entry.Name))
		}
	}
	l.out.result("%s", text)
	return nil
}

// clip puts the links on the clipboard and says what is known of that.
func (l *linking) clip(ctx context.Context, text string) {
	caps := term.DetectCaps(l.Getenv)
	if l.Terminal(l.Stdin) && l.Terminal(l.Stderr) {
		caps = l.askTerminal(ctx, caps)
	}
	got := term.Clipboard{Caps: caps, Getenv: l.Getenv}.Copy(ctx, text)
	if l.Terminal(l.Stderr) {
		l.out.raw(got.Sequence)
	}
	l.out.say("%s", copied(got))
}

func copied(c term.Copied) string {
	switch {
	case c.Proven && c.By == term.Native:
		return "Copied with " + c.With + "."
	case c.Proven && c.By == term.Tmux:
		return "Copied to tmux: its paste key gives it out."
	case c.Proven:
		return "Copied to the clipboard of the terminal."
	}
	return "Whether the clipboard took it can't be known here: the link is above."
}
