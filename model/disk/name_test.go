package disk

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"onefm/model"
)

func TestLocalName(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 127)
	tests := []struct {
		name                  string
		unix, darwin, windows string // empty: refused
	}{
		{"a.txt", "a.txt", "a.txt", "a.txt"},
		{`a<b>c:d"e|f?g*h\i`, `a<b>c:d"e|f?g*h\i`, `a<b>c:d"e|f?g*h\i`, "a＜b＞c：d＂e｜f？g＊h＼i"},
		{"tab\tend\x1f", "tab\tend\x1f", "tab\tend\x1f", "tab␉end␟"},
		{"dot.", "dot.", "dot.", "dot．"},
		{"blank ", "blank ", "blank ", "blank␠"},
		{"both. ", "both. ", "both. ", "both.␠"},
		{"CON", "CON", "CON", "CON_"},
		{"con.txt", "con.txt", "con.txt", "con_.txt"},
		{"nul.tar.gz", "nul.tar.gz", "nul.tar.gz", "nul_.tar.gz"},
		{"COM1", "COM1", "COM1", "COM1_"},
		{"com¹", "com¹", "com¹", "com¹_"},
		{"COM10", "COM10", "COM10", "COM10"},
		{"console", "console", "console", "console"},
		{"lpt9 .x", "lpt9 .x", "lpt9 .x", "lpt9 _.x"},
		{"latin \xe9", "latin \xe9", "", "latin \ufffd"},
		{"...", "...", "...", "..．"},
		{long, long, long, long},
		{long + "xx", "", "", long + "xx"}, // 256 bytes, 129 UTF-16 units
		{strings.Repeat("x", 256), "", "", ""},
		{strings.Repeat("👩", 128), "", "", ""},
		{"", "", "", ""},
		{".", "", "", ""},
		{"..", "", "", ""},
		{"a/b", "", "", ""},
		{"a\x00b", "", "", ""},
	}
	for _, tt := range tests {
		for goos, want := range map[string]string{"linux": tt.unix, "freebsd": tt.unix, "darwin": tt.darwin, "windows": tt.windows} {
			got, err := localName(goos, tt.name)
			if want == "" {
				if !errors.Is(err, model.ErrBadName) {
					t.Errorf("%s: localName(%q) = %q, %v; want it refused", goos, tt.name, got, err)
				}
				continue
			}
			if got != want || err != nil {
				t.Errorf("%s: localName(%q) = %q, %v; want %q", goos, tt.name, got, err, want)
			}
		}
	}
}

func FuzzLocalName(f *testing.F) {
	for _, s := range []string{"a", "con", "nul .x", "a.", "..", "x\xff", "COM¹.", "a/b", "<>", "\u0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, goos := range []string{"linux", "darwin", "windows"} {
			got, err := localName(goos, name)
			if err != nil {
				continue
			}
			if !model.IsElement(got) || strings.ContainsAny(got, "/\x00") {
				t.Errorf("%s: %q becomes %q, which leaves its folder", goos, name, got)
			}
			again, err := localName(goos, got)
			if again != got || err != nil {
				t.Errorf("%s: %q becomes %q and then %q, %v", goos, name, got, again, err)
			}
			if goos != "windows" {
				continue
			}
			if strings.ContainsAny(got, `<>:"|?*\`) || isDevice(got) || strings.HasSuffix(got, ".") || strings.HasSuffix(got, " ") {
				t.Errorf("windows can't hold %q", got)
			}
		}
	})
}

func TestFreeName(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		taken []string
		want  string
	}{
		{"a.txt", nil, "a (2).txt"},
		{"a.txt", []string{"a (2).txt", "a (3).txt"}, "a (4).txt"},
		{"a", nil, "a (2)"},
		{".bashrc", nil, ".bashrc (2)"},
		{".config.json", nil, ".config (2).json"},
		{"a.tar.gz", nil, "a (2).tar.gz"},
		{".tar.gz", nil, ".tar (2).gz"},
		{"Mr. Smith", nil, "Mr. Smith (2)"},
		{"a.this is no extension", nil, "a.this is no extension (2)"},
		{"a.averyveryverylongone", nil, "a.averyveryverylongone (2)"},
		{"a (2).txt", nil, "a (2) (2).txt"},
		{strings.Repeat("é", 126) + ".gz", nil, strings.Repeat("é", 124) + " (2).gz"},
	}
	for _, tt := range tests {
		got := FreeName(tt.name, func(n string) bool { return slices.Contains(tt.taken, n) })
		if got != tt.want || len(got) > MaxName || !utf8.ValidString(got) {
			t.Errorf("FreeName(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestCaseKey(t *testing.T) {
	t.Parallel()
	for _, same := range [][2]string{{"README", "readme"}, {"É", "e\u0301"}, {"straße", "STRASSE"}, {"Σ", "ς"}} {
		if CaseKey(same[0]) != CaseKey(same[1]) {
			t.Errorf("%q and %q are two names", same[0], same[1])
		}
	}
	if CaseKey("a") == CaseKey("b") {
		t.Error("a and b are one name")
	}
}

func TestCaseBlind(t *testing.T) {
	t.Parallel()
	blind := func(a, b string) bool { return strings.EqualFold(a, b) }
	exact := func(a, b string) bool { return a == b }
	tests := []struct {
		dir   string
		names []string
		same  func(a, b string) bool
		want  bool
	}{
		{"/x/dir", []string{"12", "abc"}, blind, true},
		{"/x/dir", []string{"12", "abc"}, exact, false},
		{"/x/dir", []string{"12", "ABC"}, blind, true},
		{"/x/dir", nil, blind, true}, // by its own name
		{"/x/dir", nil, exact, false},
		{"/x/12", []string{"34"}, blind, false},     // nothing to tell by
		{"/x/12", []string{"a", "A"}, blind, false}, // it holds both
		{"/x/34", []string{"a", "A"}, exact, false},
	}
	for _, tt := range tests {
		if got := caseBlind(filepath.FromSlash(tt.dir), tt.names, tt.same); got != tt.want {
			t.Errorf("caseBlind(%s, %q) = %v", tt.dir, tt.names, got)
		}
	}
}

func TestTwoNamesOfOneFileAreNotOtherCase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := filepath.Join(dir, "a")
	if err := os.WriteFile(a, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(a, filepath.Join(dir, "A")); err != nil {
		t.Skip("case-blind, or no hard links: ", err)
	}
	p, err := model.LocalPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	d := New()
	e, err := d.Stat(t.Context(), p.Child("a"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Rename(t.Context(), model.Item{Dir: p, Entry: e}, "A"); !errors.Is(err, os.ErrExist) {
		t.Errorf("Rename = %v, want ErrExist", err)
	}
	if d.CaseBlind(t.Context(), p) {
		t.Error("the folder holds a and A and is said to be case-blind")
	}
}
