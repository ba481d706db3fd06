package app

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"onefm/ui/view"
	"onefm/ui/words"
)

// field is a line of text being edited. The caret stands between grapheme
// clusters, never inside one.
type field struct {
	text   string
	caret  int // byte offset
	hint   string
	secret bool

	// offer makes the hint the text as soon as a key moves in it or cuts from it;
	// typing starts anew.
	offer bool
}

func newField(text string) field { return field{text: text, caret: len(text)} }

// values is the field as it is drawn.
func (f *field) values() view.Field {
	return view.Field{Value: f.text, Caret: f.caret, Placeholder: f.hint, Secret: f.secret}
}

// key edits the text and reports whether the key was one of its own.
func (f *field) key(k tea.KeyPressMsg) bool {
	switch k.Keystroke() {
	case "left", "right", "home", "end", "backspace":
		f.take()
	}
	switch k.Keystroke() {
	case "left", "ctrl+b":
		f.caret = f.before(f.caret)
	case "right", "ctrl+f":
		f.caret = f.behind(f.caret)
	case "home", "ctrl+a":
		f.caret = 0
	case "end", "ctrl+e":
		f.caret = len(f.text)
	case "ctrl+left", "alt+left", "alt+b":
		f.caret = f.wordBefore()
	case "ctrl+right", "alt+right", "alt+f":
		f.caret = f.wordBehind()
	case "backspace", "ctrl+h", "shift+backspace":
		f.cut(f.before(f.caret), f.caret)
	case "delete", "ctrl+d":
		f.cut(f.caret, f.behind(f.caret))
	case "ctrl+w", "alt+backspace":
		f.cut(f.wordBefore(), f.caret)
	case "ctrl+u":
		f.cut(0, f.caret)
	case "ctrl+k":
		f.cut(f.caret, len(f.text))
	default:
		if k.Text == "" || k.Mod.Contains(tea.ModCtrl) || k.Mod.Contains(tea.ModAlt) {
			return false
		}
		f.insert(k.Text)
	}
	return true
}

// take makes the offered hint the text of an empty field.
func (f *field) take() {
	if f.offer && f.text == "" {
		f.text, f.caret = f.hint, len(f.hint)
	}
	f.offer = false
}

// insert puts text at the caret. A field has one line: line ends become spaces,
// other control characters are left out.
func (f *field) insert(s string) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.TrimRight(strings.ReplaceAll(s, "\r\n", "\n"), "\n"))
	f.text = f.text[:f.caret] + s + f.text[f.caret:]
	f.caret += len(s)
}

// place moves the caret to a byte offset, as told by a click.
func (f *field) place(offset int) {
	f.take()
	offset = min(max(offset, 0), len(f.text))
	at := 0
	for at < offset {
		at = f.behind(at)
	}
	f.caret = at
}

func (f *field) cut(from, to int) {
	f.text = f.text[:from] + f.text[to:]
	f.caret = from
}

// before returns the start of the cluster that ends at a caret.
func (f *field) before(at int) int {
	last := 0
	for i := 0; i < at; {
		last = i
		i = f.behind(i)
	}
	return last
}

func (f *field) behind(at int) int {
	if at >= len(f.text) {
		return len(f.text)
	}
	return at + len(words.FirstCluster(f.text[at:]))
}

func (f *field) wordBefore() int {
	at := len(strings.TrimRightFunc(f.text[:f.caret], isGap))
	return len(strings.TrimRightFunc(f.text[:at], func(r rune) bool { return !isGap(r) }))
}

func (f *field) wordBehind() int {
	rest := strings.TrimLeftFunc(f.text[f.caret:], isGap)
	rest = strings.TrimLeftFunc(rest, func(r rune) bool { return !isGap(r) })
	return len(f.text) - len(rest)
}

func isGap(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("/.,:;-_", r) }
