package share_test

import (
	"strings"
	"testing"
	"unicode"

	"onefm/ui/share"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	const url = "https://1fichier.com/?abcdefghij0123456789"
	tests := []struct {
		format share.Format
		name   string
		want   string
	}{
		{share.URL, "a.mkv", url},
		{share.Markdown, "a.mkv", "[a.mkv](" + url + ")"},
		{share.Markdown, "a [1080p]*.mkv", `[a \[1080p\]\*.mkv](` + url + ")"},
		{share.BBCode, "a [x].mkv", "[url=" + url + "]a (x).mkv[/url]"},
		{share.HTML, `a<b>&".mkv`, `<a href="` + url + `">a&lt;b&gt;&amp;&#34;.mkv</a>`},
		{share.Curl, "it's.mkv", `curl -fL -o './it'\''s.mkv' '` + url + "'"},
		{share.Curl, "-rf.mkv", `curl -fL -o './-rf.mkv' '` + url + "'"},
		{share.Names, "a.mkv", url + "  a.mkv"},
		{share.Names, "a\nrm -rf ~\x1b[2J\u202Egpj.exe", url + "  a_rm -rf ~_[2Jgpj.exe"},
	}
	for _, tt := range tests {
		if got := tt.format.Write([]share.Link{{URL: url, Name: tt.name}}); got != tt.want {
			t.Errorf("%s of %q:\ngot  %s\nwant %s", tt.format, tt.name, got, tt.want)
		}
	}
	two := []share.Link{{URL: "https://a"}, {URL: "https://b"}}
	if got := share.URL.Write(two); got != "https://a\nhttps://b" {
		t.Errorf("two links: %q", got)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, f := range share.Formats() {
		if got, err := share.Parse(strings.ToUpper(f.String())); err != nil || got != f {
			t.Errorf("Parse(%q) = %v, %v", f, got, err)
		}
	}
	if _, err := share.Parse("pdf"); err == nil {
		t.Error("Parse takes any name")
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("a\nb", uint8(4))
	f.Fuzz(func(t *testing.T, name string, n uint8) {
		format := share.Formats()[int(n)%len(share.Formats())]
		got := format.Write([]share.Link{{URL: "https://1fichier.com/?x", Name: name}})
		if i := strings.IndexFunc(got, unicode.IsControl); i >= 0 {
			t.Errorf("%s of %q has a control character: %q", format, name, got)
		}
	})
}
