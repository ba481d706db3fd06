package view

import (
	"flag"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func themes() map[string]ThemeOptions {
	return map[string]ThemeOptions{
		"dark":      {},
		"light":     {Light: true},
		"dark16":    {Colors: Ansi16},
		"light16":   {Colors: Ansi16, Light: true},
		"nocolor":   {Colors: NoColor},
		"ascii":     {Colors: NoColor, ASCII: true},
		"colorcli":  {ASCII: true},
		"clustered": {Clusters: true},
	}
}

func sizes() []image.Point {
	return []image.Point{{X: 40, Y: 12}, {X: 80, Y: 24}, {X: 200, Y: 60}}
}

func draw(s scene, size image.Point, o ThemeOptions) string {
	v, l := fit(size.X, size.Y, s.opts)
	s.set(v)
	return Screen(v, &l, NewTheme(o))
}

// TestScreenText holds the text of every scene; styles are asserted apart.
func TestScreenText(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		for _, size := range sizes() {
			for _, theme := range []string{"dark", "ascii"} {
				if theme == "ascii" && size.X != 80 {
					continue
				}
				name := fmt.Sprintf("%s-%dx%d-%s", s.name, size.X, size.Y, theme)
				golden(t, name, ansi.Strip(draw(s, size, themes()[theme])))
			}
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	lines := strings.Split(got, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got = strings.Join(lines, "\n") + "\n"
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; run with -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// width measures a line as a terminal of the theme's kind does.
func width(o ThemeOptions, s string) int {
	if o.Clusters {
		return ansi.StringWidth(s)
	}
	return ansi.StringWidthWc(s)
}

func checkSize(t *testing.T, name, got string, size image.Point, o ThemeOptions) {
	t.Helper()
	lines := strings.Split(got, "\n")
	if len(lines) != size.Y {
		t.Errorf("%s: %d lines, want %d", name, len(lines), size.Y)
	}
	for y, s := range lines {
		if w := width(o, s); w != size.X {
			t.Errorf("%s: line %d is %d cells wide, want %d: %q", name, y, w, size.X, s)
		}
		if strings.ContainsRune(ansi.Strip(s), 0x1b) || strings.Contains(s, "\t") {
			t.Errorf("%s: line %d holds a control byte: %q", name, y, s)
		}
	}
}

// TestScreenIsExact draws every scene with every theme at sizes of all kinds.
func TestScreenIsExact(t *testing.T) {
	t.Parallel()
	var all []image.Point
	for _, w := range []int{1, 2, 3, 4, 5, 7, 8, 11, 16, 23, 24, 33, 40, 71, 72, 73, 100, 300} {
		for _, h := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 17, 24, 60, 100} {
			if w*h <= 12_000 || w == 300 && h == 100 {
				all = append(all, image.Pt(w, h))
			}
		}
	}
	for name, o := range themes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, s := range scenes() {
				for j, size := range all {
					if (i+j)%3 == 0 || size.X < 24 {
						checkSize(t, fmt.Sprintf("%s at %v", s.name, size), draw(s, size, o), size, o)
					}
				}
			}
		})
	}
}

// TestScreenTwice: drawing has no memory, and changes nothing that it draws.
func TestScreenTwice(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		v, l := fit(120, 40, s.opts)
		s.set(v)
		th := NewTheme(ThemeOptions{})
		first := Screen(v, &l, th)
		Hit(v, &l, th, image.Pt(10, 10))
		Caret(v, &l, th)
		if second := Screen(v, &l, th); first != second {
			t.Errorf("%s: two drawings differ", s.name)
		}
	}
}

// TestScreenASCII: without Unicode nothing of our own is beyond ASCII. The names
// of the sample are, so they are left out.
func TestScreenASCII(t *testing.T) {
	t.Parallel()
	for _, o := range []ThemeOptions{themes()["ascii"], themes()["colorcli"]} {
		for _, s := range scenes() {
			v, l := fit(80, 24, s.opts)
			s.set(v)
			for i := range v.Panes {
				v.Panes[i].Rows = v.Panes[i].Rows[:min(len(v.Panes[i].Rows), 6)]
				v.Panes[i].Filter = nil
			}
			switch d := v.Dialog.(type) {
			case *Conflicts:
				d.Rows[1].Name = "x"
			case *Input:
				d.Field.Value = "x"
			}
			for i, r := range Screen(v, &l, NewTheme(o)) {
				if r > 0x7e {
					t.Errorf("%s: %q at byte %d", s.name, r, i)
				}
			}
		}
	}
}

func BenchmarkScreen(b *testing.B) {
	for _, s := range scenes() {
		switch s.name {
		case "plain", "transfer", "queue", "drag", "palette":
		default:
			continue
		}
		b.Run(s.name, func(b *testing.B) {
			v, l := fit(200, 60, s.opts)
			for i := range v.Panes {
				p := &v.Panes[i]
				for len(p.Rows) < l.Panes[i].Rows.Dy() {
					p.Rows = append(p.Rows, p.Rows...)
				}
				p.Total = 5000
			}
			s.set(v)
			t := NewTheme(ThemeOptions{})
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n = len(Screen(v, &l, t))
			}
			b.ReportMetric(float64(n), "bytes")
		})
	}
}

func BenchmarkHit(b *testing.B) {
	v, l := fit(200, 60, Options{})
	t := NewTheme(ThemeOptions{})
	b.ReportAllocs()
	for b.Loop() {
		Hit(v, &l, t, image.Pt(150, 30))
	}
}
