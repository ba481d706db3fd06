package cli

import (
	"errors"
	"time"

	"onefm/model"
	"onefm/model/compare"
	"onefm/ui/words"
)

// Finding is what check found under one name: one object a line.
type Finding struct {
	Path    string   `json:"path"`    // below the folders that are compared
	Verdict string   `json:"verdict"` // same, same_size, only_left, only_right, size, content, kind, left_out or unreadable
	Left    *Entry   `json:"left"`    // null when there is none
	Right   *Entry   `json:"right"`
	Error   *Failure `json:"error,omitempty"` // why it was left out or could not be read
}

// Checked is what a check came to: its last line.
type Checked struct {
	Left      string           `json:"left"`
	Right     string           `json:"right"`
	Equal     bool             `json:"equal"`   // nothing differs; see same_size in counts
	Counts    map[string]int64 `json:"counts"`  // how many lines of each verdict
	Bytes     int64            `json:"bytes"`   // of files that are the same
	Folders   int64            `json:"folders"` // that both have
	BytesRead int64            `json:"bytes_read"`
}

// errDiffers is why check ends with 4.
var errDiffers = errors.New("the two differ")

func verdictWord(v compare.Verdict) string {
	switch v {
	case compare.Same:
		return "same"
	case compare.SameSize:
		return "same_size"
	case compare.LeftOnly:
		return "only_left"
	case compare.RightOnly:
		return "only_right"
	case compare.OtherSize:
		return "size"
	case compare.OtherSum:
		return "content"
	case compare.OtherKind:
		return "kind"
	case compare.Apart:
		return "left_out"
	case compare.Unreadable:
	}
	return "unreadable"
}

// show tells one row.
func (c *checking) show(row compare.Row) {
	if !c.all && (row.Verdict == compare.Same || row.Verdict == compare.SameSize) {
		return
	}
	if c.json {
		f := Finding{Path: row.Path, Verdict: verdictWord(row.Verdict), Left: side(row.Left), Right: side(row.Right)}
		if row.Err != nil {
			failure := newFailure(row.Err, "compare", row.Path, time.Now())
			f.Error = &failure
		}
		c.out.object(f)
		return
	}
	c.out.result("%s", c.sentence(row))
}

func side(it model.Item) *Entry {
	if it.Dir.IsZero() {
		return nil
	}
	e := newEntry(it, time.Time{})
	return &e
}

// sentence tells a row in a line that begins with the verdict.
func (c *checking) sentence(row compare.Row) string {
	name := words.Safe(row.Path)
	if row.Left.Entry.IsDir() && row.Right.Dir.IsZero() || row.Right.Entry.IsDir() && row.Left.Dir.IsZero() {
		name += "/"
	}
	sizes := " (" + words.Size(row.Left.Entry.Size) + ", " + words.Size(row.Right.Entry.Size) + ")"
	switch row.Verdict {
	case compare.Same:
		return "same: " + name
	case compare.SameSize:
		return "same size: " + name
	case compare.LeftOnly:
		return "only in " + words.Safe(c.left.path.String()) + ": " + name
	case compare.RightOnly:
		return "only in " + words.Safe(c.right.path.String()) + ": " + name
	case compare.OtherSize:
		if words.Size(row.Left.Entry.Size) == words.Size(row.Right.Entry.Size) {
			sizes = " (" + words.Bytes(row.Left.Entry.Size) + ", " + words.Bytes(row.Right.Entry.Size) + ")"
		}
		return "differs in size: " + name + sizes
	case compare.OtherSum:
		return "differs in content: " + name
	case compare.OtherKind:
		return "differs in kind: " + name + " (" + kindOf(row.Left) + ", " + kindOf(row.Right) + ")"
	case compare.Apart:
		return "left out: " + name + ": " + reason(row.Err)
	case compare.Unreadable:
	}
	return "not compared: " + name + ": " + reason(row.Err)
}

func kindOf(it model.Item) string {
	if it.Entry.Kind == model.Symlink {
		return "link"
	}
	return kindWord(it.Entry.Kind)
}

// reason tells why without naming the file again.
func reason(err error) string {
	if err == nil {
		return ""
	}
	return notice(err, words.Context{Now: time.Now()}).What
}

// settle tells what the check came to.
func (c *checking) settle(t *compare.Totals) error {
	differ := t.Differ()
	if c.json {
		counts := map[string]int64{}
		for v := range compare.Unreadable + 1 {
			counts[verdictWord(v)] = t.Of(v)
		}
		c.out.object(Checked{
			Left: c.left.path.String(), Right: c.right.path.String(), Equal: differ == 0, Counts: counts,
			Bytes: t.Bytes, Folders: t.Folders, BytesRead: c.progress.Now().Bytes,
		})
	}
	c.out.say("%s", summary(t))
	if differ == 0 {
		return nil
	}
	return &tally{done: 1, errs: []error{errDiffers}}
}

func summary(t *compare.Totals) string {
	some := func(n int64, text string) string {
		if n == 0 {
			return ""
		}
		return words.Count(n) + " " + text
	}
	bytes := ""
	if t.Bytes > 0 {
		bytes = " (" + words.Size(t.Bytes) + ")"
	}
	same := words.Plural(t.Of(compare.Same), "file") + " the same" + bytes
	return words.Sentence(words.Join(same,
		some(t.Of(compare.SameSize), "the same by size only"),
		some(t.Of(compare.OtherSize)+t.Of(compare.OtherSum)+t.Of(compare.OtherKind), "different"),
		some(t.Of(compare.LeftOnly), "only in the first"),
		some(t.Of(compare.RightOnly), "only in the second"),
		some(t.Of(compare.Unreadable), "not compared"),
		some(t.Of(compare.Apart), "left out")))
}
