package search

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"onefm/model"
)

// noon is a day to count from, in a zone that is not UTC.
func noon() time.Time {
	return time.Date(2024, 5, 15, 12, 0, 0, 0, time.FixedZone("there", 2*60*60))
}

func TestParseTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][3]string{ // the word, what is wrong, what is possible
		"alien siez:4":                    {"siez:4", "no filter siez:", "Did you mean size:"},
		"type:file x":                     {"type:file", "no filter type:", "is:"},
		"size:":                           {"size:", "missing", "size:>1G"},
		"size:>huge":                      {"size:>huge", `"huge" is no size`, "100M..2G"},
		"size:2G..1G":                     {"size:2G..1G", "ends before it starts", "100M..2G"},
		"size:..":                         {"size:..", "missing", "size:>1G"},
		"-size:1e99":                      {"-size:1e99", "is no size", "size:>1G"},
		"size:99999999P":                  {"size:99999999P", "is no size", "size:>1G"},
		"date:tomorow":                    {"date:tomorow", "is no date", "7d"},
		"date:2024-13-01":                 {"date:2024-13-01", "is no date", "2024-01-31"},
		"date:2024..2023":                 {"date:2024..2023", "ends before it starts", "7d"},
		"date:d":                          {"date:d", "is no date", "7d"},
		"is:nice":                         {"is:nice", `nothing is "nice"`, "protected"},
		"is:file,":                        {"is:file,", `nothing is ""`, "twin"},
		"sum:xyz":                         {"sum:xyz", "no Whirlpool", "0-9 and a-f"},
		"sum:" + strings.Repeat("a", 129): {"sum:" + strings.Repeat("a", 129), "no Whirlpool", "sum:none"},
		"ext:.":                           {"ext:.", "no ending", "ext:mkv,mp4"},
		"path:":                           {"path:", "missing", "path:/Films"},
		"a [b":                            {"[b", "the [ has no ]", "quotes"},
	} {
		_, err := Parse(query, Options{Now: noon()})
		var bad *SyntaxError
		if !errors.As(err, &bad) {
			t.Errorf("%q: %v is no SyntaxError", query, err)
			continue
		}
		if bad.Word != want[0] || query[bad.Start:bad.End] != want[0] || !strings.Contains(bad.What, want[1]) || !strings.Contains(bad.Do, want[2]) {
			t.Errorf("%q: %+v, want %q", query, bad, want)
		}
	}
}

// What is no filter is text, and so is what is in quotes.
func TestParseTakesOtherTextAsWords(t *testing.T) {
	t.Parallel()
	for query, name := range map[string]string{
		"Alien: Covenant": "alien: covenant.mkv",
		"re:zero":         "Re:Zero 01.mkv",
		`"size:>1G"`:      "what size:>1G means.txt",
		`"*.mkv"`:         "all *.mkv.txt",
		`"~tilde"`:        "a ~tilde.txt",
		`"two words"`:     "the two words.txt",
		`"still typing`:   "I am still typing.txt",
		"-":               "a - b",
		"1f:x":            "1f:x",
		"Ｆｕｌｌ":            "full.txt",
		"stra\u00dfe":     "STRASSE",
		"don't":           "don’t.txt",
		"한국":              "\u1112\u1161\u11ab\u1100\u116e\u11a8.txt", // as macOS writes it
		"e\u0301te":       "\u00c9T\u00c9",
	} {
		if !matches(t, query, model.Entry{Name: name}) {
			t.Errorf("%q does not find %q", query, name)
		}
	}
	if matches(t, "가", model.Entry{Name: "각"}) != true || matches(t, "नी", model.Entry{Name: "न"}) {
		t.Error("a mark that is a letter does not count")
	}
}

func matches(t *testing.T, query string, e model.Entry) bool {
	t.Helper()
	q, err := Parse(query, Options{Now: noon()})
	if err != nil {
		t.Fatalf("%q: %v", query, err)
	}
	return NewMatcher(q, nil).Holds(model.Item{Dir: model.AccountPath("/Films/2024"), Entry: e})
}

func TestSizes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		query   string
		yes, no []int64
	}{
		{"size:>1G", []int64{1e9 + 1}, []int64{1e9, 0, -1}},
		{"size:>=1.5k", []int64{1500}, []int64{1499}},
		{"size:<1Ki", []int64{0, 1023}, []int64{1024, -1}},
		{"size:<=1KiB", []int64{1024}, []int64{1025}},
		{"size:=5", []int64{5}, []int64{4, 6}},
		{"size:5", []int64{5}, []int64{4, 6}},
		{"size:0", []int64{0}, []int64{1, -1}},
		{"size:1.4G", []int64{1.35e9, 1.4499e9}, []int64{1.34e9, 1.45e9}}, // all that is told as 1.4 GB
		{"size:100MB..2GB", []int64{1e8, 2e9}, []int64{1e8 - 1, 2e9 + 1}},
		{"size:..10", []int64{0, 10}, []int64{11}},
		{"size:10..", []int64{10, 1 << 60}, []int64{9}},
		{"-size:>1G", []int64{1e9, -1}, []int64{1e9 + 1}},
	}
	for _, tt := range tests {
		for _, n := range tt.yes {
			if !matches(t, tt.query, model.Entry{Size: n}) {
				t.Errorf("%s leaves %d out", tt.query, n)
			}
		}
		for _, n := range tt.no {
			if matches(t, tt.query, model.Entry{Size: n}) {
				t.Errorf("%s takes %d", tt.query, n)
			}
		}
	}
	if matches(t, "size:>=0", model.Entry{Kind: model.Folder, Size: 4096}) {
		t.Error("a folder has a size")
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	at := func(s string) model.Entry {
		d, err := time.ParseInLocation("2006-01-02 15:04:05", s, noon().Location())
		if err != nil {
			t.Fatal(err)
		}
		return model.Entry{Time: d.UTC()}
	}
	tests := []struct {
		query   string
		yes, no []string
	}{
		{"date:2024-01-31", []string{"2024-01-31 00:00:00", "2024-01-31 23:59:59"}, []string{"2024-01-30 23:59:59", "2024-02-01 00:00:00"}},
		{"date:<2024-01-31", []string{"2024-01-30 23:59:59"}, []string{"2024-01-31 00:00:00"}},
		{"date:<=2024-01-31", []string{"2024-01-31 23:59:59"}, []string{"2024-02-01 00:00:00"}},
		{"date:>2024-01", []string{"2024-02-01 00:00:00"}, []string{"2024-01-31 23:59:59"}},
		{"date:>=2024", []string{"2024-01-01 00:00:00"}, []string{"2023-12-31 23:59:59"}},
		{"date:2024-01..2024-03", []string{"2024-01-01 00:00:00", "2024-03-31 23:59:59"}, []string{"2024-04-01 00:00:00"}},
		{"date:..2020", []string{"2020-12-31 23:59:59"}, []string{"2021-01-01 00:00:00"}},
		{"date:7d", []string{"2024-05-08 12:00:00", "2030-01-01 00:00:00"}, []string{"2024-05-08 11:59:59"}},
		{"date:<2w", []string{"2024-05-01 11:59:59"}, []string{"2024-05-01 12:00:00"}},
		{"date:12h", []string{"2024-05-15 00:00:00"}, []string{"2024-05-14 23:59:59"}},
		{"date:1y", []string{"2023-05-15 12:00:00"}, []string{"2023-05-15 11:59:59"}},
		{"date:3m", []string{"2024-02-15 12:00:00"}, []string{"2024-02-15 11:59:59"}},
		{"date:today", []string{"2024-05-15 00:00:00"}, []string{"2024-05-14 23:59:59", "2024-05-16 00:00:00"}},
		{"date:yesterday", []string{"2024-05-14 12:00:00"}, []string{"2024-05-15 00:00:00"}},
	}
	for _, tt := range tests {
		for _, s := range tt.yes {
			if !matches(t, tt.query, at(s)) {
				t.Errorf("%s leaves %s out", tt.query, s)
			}
		}
		for _, s := range tt.no {
			if matches(t, tt.query, at(s)) {
				t.Errorf("%s takes %s", tt.query, s)
			}
		}
		if matches(t, tt.query, model.Entry{}) {
			t.Errorf("%s takes what has no date", tt.query)
		}
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for query, e := range map[string]model.Entry{
		"is:public": {Flags: model.Shared}, "is:protected": {Flags: model.Password}, "is:limited": {Flags: model.Limited},
		"is:verified": {Flags: model.Verified}, "is:twin": {Flags: model.Duplicate}, "is:pending": {Flags: model.Pending},
		"is:folder": {Kind: model.Folder}, "is:verified,folder": {Kind: model.Folder}, "is:file": {},
	} {
		if !matches(t, query, e) {
			t.Errorf("%s leaves %+v out", query, e)
		}
		if other := (model.Entry{Kind: model.File}); query != "is:file" && matches(t, query, other) {
			t.Errorf("%s takes a plain file", query)
		}
	}
}

// A query finds the same in the index and one by one, marks only whole characters,
// and neither panics nor takes for ever, whatever the names and the query are.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{"alien", "~aln", "*.mkv", "a b", "-x y", "size:>1", "fi", "ß", "\xff", "é", "[a-z]?*", `"a b"`, "x/y", "İ", "ext:k,ö", "한", "*/f*[!b]"} {
		f.Add(s, "Alien ﬁsh.mkv", "Ünïcode/dir")
		f.Add(s, "\xff\xfeI\u0307ß e\u0301\u0301.mkv", "x")
		f.Add(s, strings.Repeat("ab\u0301", 3000), "한국")
	}
	f.Fuzz(func(t *testing.T, query, name, dir string) {
		q, err := Parse(query, Options{Now: noon()})
		if err != nil {
			return
		}
		if !model.IsElement(name) || !model.IsElement(dir) {
			return
		}
		a := newFakeMirror()
		a.put(0, folder(1, dir))
		a.put(1, file(7, name))
		x := updated(t, a)
		res, err := x.Find(t.Context(), q, FindOptions{Limit: 9})
		if err != nil {
			t.Fatal(err)
		}
		it := model.Item{Dir: model.AccountPath("/").Child(dir), Entry: file(7, name)}
		m := NewMatcher(q, nil)
		found := slices.ContainsFunc(res.Hits, func(h Hit) bool { return h.Item.Entry.ID == it.Entry.ID })
		if held := m.Holds(it); held != found && !q.NeedsSums() {
			t.Fatalf("%q finds %q in %q: %v in the index, %v by itself", query, name, dir, found, held)
		}
		for _, h := range res.Hits {
			valid(t, h.Item.Entry.Name, h.Name)
			valid(t, h.Item.Dir.String(), h.Dir)
		}
	})
}

// valid checks that spans lie in s in their order, apart, and between characters.
func valid(t *testing.T, s string, spans []Span) {
	t.Helper()
	last := -1
	for _, p := range spans {
		if p.Start <= last || p.End <= p.Start || p.End > len(s) {
			t.Fatalf("%v in %q of %d bytes", spans, s, len(s))
		}
		last = p.End
		for _, at := range []int{p.Start, p.End} {
			if at < len(s) && !utf8.RuneStart(s[at]) && utf8.ValidString(s) {
				t.Fatalf("%v cuts a character of %q", spans, s)
			}
		}
	}
}
