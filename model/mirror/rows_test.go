package mirror

import (
	"math"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
	"onefm/model"
)

func TestLinksSurvivePacking(t *testing.T) {
	t.Parallel()
	tests := map[fichier.Link]string{
		"https://1fichier.com/?k3v9q0zt4mx81hcd72wp": "?k3v9q0zt4mx81hcd72wp",
		"https://cjoint.net/?abcde":                  "cjoint.net/?abcde",
		"https://":                                   "!https://",
		"https://?x":                                 "!https://?x",
		"https://#12":                                "!https://#12",
		"https://!x":                                 "!https://!x",
		"http://1fichier.com/?abc":                   "!http://1fichier.com/?abc",
		"https://1fichier.com/":                      "1fichier.com/",
		"":                                           "!",
		"#5":                                         "!#5",
	}
	for l, want := range tests {
		got := packLink(l)
		if got != want {
			t.Errorf("packLink(%q) = %q, want %q", l, got, want)
		}
		if back := unpackLink(got); back != l {
			t.Errorf("unpackLink(%q) = %q, want %q", got, back, l)
		}
	}
	round := func(s string) bool {
		return unpackLink(packLink(fichier.Link(s))) == fichier.Link(s) &&
			unpackLink(packLink(fichier.Link(scheme+s))) == fichier.Link(scheme+s) &&
			!strings.HasPrefix(packLink(fichier.Link(s)), "#")
	}
	if err := quick.Check(round, nil); err != nil {
		t.Error(err)
	}
}

func TestRecordsSurvivePacking(t *testing.T) {
	t.Parallel()
	sum := parseDigest(strings.Repeat("0f", sumBytes))
	for _, r := range []record{
		{},
		{size: model.UnknownSize, date: -62135596800},
		{flags: model.Verified | model.Limited, size: math.MaxInt64, date: 1_700_000_000, sum: sum},
		{flags: math.MaxUint16, size: 300e9, sum: sum},
	} {
		var got record
		b := string(r.pack("link", strings.Repeat("n", 10_000)))
		n, err := got.unpack(b + "more")
		if err != nil || got != r || n != (lengths{len(b), 4, 10_000}) {
			t.Errorf("unpack(pack(%+v)) = %+v, %+v, %v", r, got, n, err)
		}
	}
	far := record{date: math.MinInt64}
	if _, err := far.unpack(string(far.pack("", ""))); err != nil || far.date != -maxDate-1 {
		t.Errorf("a date before all time became %d, %v", far.date, err)
	}
	if n := len((&record{size: 700 << 20, date: 1_700_000_000, sum: sum}).pack("?k3v9q0zt4mx81hcd72wp", "name")); n > sumBytes+18 {
		t.Errorf("a record takes %d bytes", n)
	}
}

func FuzzCutRow(f *testing.F) {
	f.Add((&record{}).pack("?a", "n"))
	f.Add((&record{flags: model.Password, size: 5, date: 7, sum: digest{1}}).pack("", ""))
	f.Add(append((&record{}).pack("?abc", "name"), "?abcname"...))
	f.Add(append(make([]byte, sumAt), 0xff, 0xff, 0xff, 0xff, 0xff))
	f.Fuzz(func(t *testing.T, b []byte) {
		row, rest, err := cutRow(string(b))
		if err != nil {
			return
		}
		again, none, err := cutRow(string(row.pack(row.link, row.name)) + row.link + row.name)
		if err != nil || again != row || none != "" || len(rest) >= len(b) {
			t.Errorf("%+v came back as %+v, %q, %v", row, again, none, err)
		}
	})
}

func TestHostileNamesBecomeElements(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, id, want string }{
		{"plain", "1", "plain"},
		{"", "7", "unnamed-7"},
		{".", "7", "unnamed-7"},
		{"..", "7", "unnamed-7"},
		{"../../etc", "7", ".._.._etc"},
		{"a\x00b", "7", "a_b"},
		{"", "x/y", "unnamed-x_y"},
		{strings.Repeat("x", 10_000), "7", strings.Repeat("x", 10_000)},
	}
	for _, tt := range tests {
		got := safeName(tt.name, tt.id)
		if got != tt.want || !model.IsElement(got) {
			t.Errorf("safeName(%q, %q) = %q, want %q", tt.name, tt.id, got, tt.want)
		}
	}
}

func TestFileBecomesEntry(t *testing.T) {
	t.Parallel()
	sum := strings.Repeat("0a", sumBytes)
	f := fichier.File{
		Link: "https://tenvoi.com/?abcdef", Name: "a.bin", Size: 42, Sum: sum,
		Date: time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("CET", 3600)), Password: true, Limited: true,
	}
	want := model.Entry{
		Name: "a.bin", Kind: model.File, ID: "https://tenvoi.com/?abcdef", Size: 42, Sum: sum,
		Time: time.Date(2026, 3, 1, 11, 0, 0, 0, time.UTC), Flags: model.Password | model.Limited,
	}
	if diff := cmp.Diff(want, entryOf(f)); diff != "" {
		t.Errorf("entry (-want +got):\n%s", diff)
	}
	f.Sum, f.Size = "not a sum", -5
	if e := entryOf(f); e.Sum != "" || e.Size != model.UnknownSize {
		t.Errorf("entry of odd values has size %d and sum %q", e.Size, e.Sum)
	}
}

func entryOf(f fichier.File) model.Entry {
	r := newFileRow(f)
	return r.entry()
}
