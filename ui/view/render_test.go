package view

import (
	"fmt"
	"image"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"onefm/model"
	"onefm/ui/words"
)

// readBack parses a screen as the terminal library does.
func readBack(screen string, size image.Point, m ansi.Method) uv.ScreenBuffer {
	buf := uv.NewScreenBuffer(size.X, size.Y)
	buf.Method = m
	uv.NewStyledString(screen).Draw(buf, uv.Rect(0, 0, size.X, size.Y))
	return buf
}

// TestRendererReadsTheGrid: every cluster lands in the cell it was drawn to, by
// both ways of measuring, or neighbours would overwrite each other.
func TestRendererReadsTheGrid(t *testing.T) {
	t.Parallel()
	size := image.Pt(100, 30)
	for method, o := range map[ansi.Method]ThemeOptions{ansi.WcWidth: {}, ansi.GraphemeWidth: {Clusters: true}} {
		for _, s := range scenes() {
			v, l := fit(size.X, size.Y, s.opts)
			s.set(v)
			th := NewTheme(o)
			c := newCanvas(size, th.ruler)
			(&painter{canvas: c, v: v, l: &l, t: th}).screen()
			buf := readBack(c.render(th), size, method)
			for i, at := range c.cells {
				x, y := i%size.X, i/size.X
				if at.width == 0 {
					continue
				}
				want := string(at.char)
				if at.char < 0 {
					want = c.clusters[^at.char]
				}
				got := buf.CellAt(x, y)
				if got == nil || got.Content != want || got.Width != int(at.width) {
					t.Fatalf("%s: cell %d,%d is %+v, want %q of %d", s.name, x, y, got, want, at.width)
				}
			}
		}
	}
}

func TestHyperlinks(t *testing.T) {
	t.Parallel()
	const link = "https://1fichier.com/?k3v9q0zt4mx81hcd72wp"
	tests := []struct {
		url  string
		want bool
	}{
		{link, true},
		{"https://1fichier.com/?x\x1b]52;c;AAAA\x07", false},
		{"javascript:alert(1)", false},
		{"https://1fichier.com/ x", false},
		{"https://", false},
	}
	for _, tt := range tests {
		v, l := fit(100, 30, Options{})
		v.Dialog = &LinkSheet{Links: []string{tt.url}}
		got := Screen(v, &l, NewTheme(ThemeOptions{}))
		if has := strings.Contains(got, "\x1b]8;id="); has != tt.want {
			t.Errorf("%q: hyperlink = %v, want %v", tt.url, has, tt.want)
		}
		if strings.Contains(got, "\x1b]52") {
			t.Errorf("%q got through", tt.url)
		}
		if starts, ends := strings.Count(got, "\x1b]8;id="), strings.Count(got, endLink); starts != ends {
			t.Errorf("%q: %d links begin, %d end", tt.url, starts, ends)
		}
	}
}

// TestQR reads the code back from the screen, module by module.
func TestQR(t *testing.T) {
	t.Parallel()
	code, err := NewQR("https://1fichier.com/?k3v9q0zt4mx81hcd72wp")
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]ThemeOptions{"colour": {}, "dark, no colour": {Colors: NoColor}, "light, no colour": {Colors: NoColor, Light: true}} {
		th := NewTheme(o)
		light := name == "dark, no colour" // the character is the light part
		c := newCanvas(image.Pt(100, 40), th.ruler)
		p := painter{canvas: c, v: &Values{}, l: &Layout{}, t: th}
		for y, b := range p.qr(code, 100) {
			b.draw(line(y, 0, code.size+2*quiet))
		}
		for y := range code.size {
			for x := range code.size {
				at := c.cells[(y+quiet)/2*100+x+quiet]
				upper := strings.ContainsRune("█▀", at.char)
				lower := strings.ContainsRune("█▄", at.char)
				dark := upper
				if (y+quiet)%2 == 1 {
					dark = lower
				}
				if (dark != light) != code.at(x, y) {
					t.Fatalf("%s: module %d,%d is wrong", name, x, y)
				}
			}
		}
	}
	if _, err := NewQR(strings.Repeat("x", 4000)); err == nil {
		t.Error("4,000 bytes fit into a QR code")
	}
}

// FuzzScreen: hostile names, at every place where a name can be, neither bend
// the grid nor get a control byte through.
func FuzzScreen(f *testing.F) {
	for i, s := range []string{
		"plain.txt", "\x1b]0;title\x07", "\x1b[2J", "a\x9bm", "電影電影電影電影電影", "👩‍👩‍👧.jpg", "\u202etxt", "e\u0301", "\u0301", "नमस्ते",
		"ｶﾞ", "\u0d4e", "🇫", "\xf0\x9f", "\r\n\t", "", " ", strings.Repeat("\u0301", 40), strings.Repeat("x", 4000) + ".jpeg",
	} {
		f.Add(s, i*7, i*3, i)
	}
	f.Fuzz(func(t *testing.T, name string, w, h, pick int) {
		size := image.Pt(w&0x7f+1, h&0x3f+1)
		v, l := fit(size.X, size.Y, Options{Queue: pick & 7})
		hostileValues(v, name)
		dialogs := hostileDialogs(name)
		v.Dialog = dialogs[uint(pick)%uint(len(dialogs))]
		for theme, o := range themes() {
			th := NewTheme(o)
			checkSize(t, fmt.Sprintf("%s: %q at %v", theme, name, size), Screen(v, &l, th), size, o)
			Hit(v, &l, th, image.Pt(w&0x7f, h&0x3f))
		}
	})
}

func hostileValues(v *Values, s string) {
	for i := range v.Panes {
		p := &v.Panes[i]
		p.Title, p.Segments, p.Badge.Text = s, []string{"/", s, "a", s}, s
		for j := range p.Rows {
			p.Rows[j].Name, p.Rows[j].Suffix, p.Rows[j].Target = s, s, s
		}
		p.Filter = &Filter{Text: s, Caret: len(s) / 2, Editing: i == 0}
	}
	v.Panes[Right].Rows, v.Panes[Right].State = nil, Failed
	v.Panes[Right].Note = words.Notice{What: s, Do: s}
	v.Notice = Notice{Notice: words.Notice{What: s, Do: s}, Keys: []Key{{s, s, false}}, More: 3}
	v.Keys = []Key{{s, s, false}}
	v.Strip = Strip{Active: true, Title: s, Holdup: s, Done: 1, Total: 2}
	v.Queue.Jobs = []Job{{Title: s, Holdup: s, Current: s, State: JobRunning, Total: 5}}
	v.Chip = &Chip{At: image.Pt(3, 3), Verb: "copy", Items: 2, Size: model.UnknownSize, To: s, Reason: s}
	v.Which = &WhichKey{Prefix: s, Keys: []Key{{s, s, false}}}
}

func hostileDialogs(s string) []Dialog {
	keys := []Key{{s, s, false}, {"Esc", "Cancel", true}}
	f := Field{Value: s, Caret: len(s), Placeholder: s}
	return []Dialog{
		nil,
		&Confirm{Title: s, Lines: []string{s, s}, Buttons: keys},
		&Input{Title: s, Label: s, Field: f, Error: s, Buttons: keys, Focus: -1},
		&Input{Title: s, Label: s, Field: Field{Value: s, Caret: 1, Secret: true}, Hint: s, Buttons: keys},
		&Conflicts{Title: s, Rows: []Conflict{{Name: s, Choice: s, Note: s}}, Total: 1, Choices: keys, Buttons: keys},
		&PlanSheet{Title: s, From: s, To: s, Facts: []Fact{{s, s, Bad}}, Problems: []words.Notice{{What: s, Do: s}}, Buttons: keys},
		&Palette{Title: s, Field: f, Rows: []Command{{Group: s, Label: s, Keys: s, CLI: s}}, Total: 1, Hint: s},
		&Guide{State: GuideRefused, URL: s, Field: f, Error: words.Notice{What: s, Do: s}, Buttons: keys},
		&Guide{State: GuideDone, Kept: s, Offer: s, Buttons: keys},
		&LinkSheet{Title: s, Note: s, Links: []string{s, s}, Buttons: keys},
		&Details{Title: s, Facts: []Fact{{s, s, Good}}, Buttons: keys},
		&Menu{Title: s, Items: []Item{{Key: s, Label: s, Off: s, Line: true}}, At: image.Pt(3, 3)},
	}
}
