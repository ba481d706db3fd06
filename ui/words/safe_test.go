package words

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

func TestSafe(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"plain", "notes.txt", "notes.txt"},
		{"empty", "", ""},
		{"escape sequence", "\x1b[31mred", "␛[31mred"},
		{"newline and tab", "a\nb\tc", "a␤b␉c"},
		{"carriage return and line feed", "a\r\nb", "a␍␤b"},
		{"NUL and DEL", "\x00\x7f", "␀␡"},
		{"C1 as a code point", "a\u009b31m", `a\u009b31m`},
		{"C1 as a byte", "a\x9b31m", `a\x9b31m`},
		{"invalid UTF-8", "a\xff\xc3b", `a\xff\xc3b`},
		{"a real replacement character", "a\uFFFDb", "a\uFFFDb"},
		{"bidirectional override", "txt.\u202egpj.exe", `txt.\u202egpj.exe`},
		{"bidirectional isolate", "\u2066a\u2069", `\u2066a\u2069`},
		{"direction marks", "a\u200eb\u200f", `a\u200eb\u200f`},
		{"zero-width space", "pass\u200bword", `pass\u200bword`},
		{"byte order mark", "\ufeffa", `\ufeffa`},
		{"soft hyphen", "a\u00adb", `a\u00adb`},
		{"line separator", "a\u2028b", `a\u2028b`},
		{"tag characters", "a\U000e0041", `a\U000e0041`},
		{"Hangul filler", "a\u3164b", `a\u3164b`},
		{"joiner between letters", "a\u200db", `a\u200db`},
		{"joiner in a family", "👩‍👩‍👧.jpg", "👩‍👩‍👧.jpg"},
		{"joiner with no one after it", "👩\u200d", `👩\u200d`},
		{"heart", "❤️", "❤️"},
		{"flag", "🇫🇷", "🇫🇷"},
		{"Chinese", "電影.mkv", "電影.mkv"},
		{"Japanese variant", "葛\U000e0100", "葛\U000e0100"},
		{"Hebrew", "שלום.txt", "שלום.txt"},
		{"combining mark", "cafe\u0301", "cafe\u0301"},
		{"mark with no base", "\u0301a", `\u0301a`},
		{"vowel sign with no base", "\u093ea", "◌\u093ea"},
		{"stack of marks", "e" + strings.Repeat("\u0301", 13), "e" + strings.Repeat(`\u0301`, 13)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Safe(tt.in); got != tt.want {
				t.Errorf("Safe(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestSafeASCII(t *testing.T) {
	t.Parallel()
	got := Ruler{ASCII: true}.Safe("a\x1b[2J\n電 · “b” → …")
	if want := `a\x1b[2J\x0a電 - "b" > ~`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// hostile are names that have hurt other programs.
func hostile() []string {
	return []string{
		"plain.txt", "", " ", "\x1b]0;title\x07", "\x1b[2J\x1b[H", "a\x9bm", "\u009b0m", "電影", "👩‍👩‍👧", "👍🏽", "1️⃣", "❤️",
		"\u202etxt", "e\u0301", "\u0301", "नमस्ते", "ｶﾞ", "ﾞ", "\u0600a", "\u0d4e", "\u0d4ea", "각", "\u1161", "\u11a8", "🇫", "🇫🇷🇫",
		"\xf0\x9f", "\r\n", "\u2028", "ก็", "\U0001f3fb", "a\ufe0f", "\U000e0041", "\u3164", "\u115f", "\u00ad", "﷽",
	}
}

func checkSafe(t *testing.T, in string) {
	t.Helper()
	got := Safe(in)
	if !utf8.ValidString(got) {
		t.Errorf("Safe(%q) = %q is no UTF-8", in, got)
	}
	for _, c := range got {
		if unicode.IsControl(c) || c != zwj && unicode.Is(unicode.Cf, c) || unicode.In(c, unicode.Zl, unicode.Zp) {
			t.Errorf("Safe(%q) = %q holds %U", in, got, c)
		}
	}
	if again := Safe(got); again != got {
		t.Errorf("Safe(Safe(%q)) = %q, want %q", in, again, got)
	}
	if ansi.Strip(got) != got {
		t.Errorf("Safe(%q) = %q holds a sequence", in, got)
	}
	for _, r := range []Ruler{{}, {Clusters: true}} {
		text := r.Plain(got)
		if w, want := r.Width("a"+text+"a"), r.Width(got)+2; w != want {
			t.Errorf("%+v: Safe(%q) = %q is %d cells wide between neighbours, want %d", r, in, got, w, want)
		}
		if w := terminalWidth(r, text); w != r.Width(got) {
			t.Errorf("%+v: Safe(%q) = %q: the terminal draws %d cells, the ruler says %d", r, in, got, w, r.Width(got))
		}
		if got != "" && r.Width(got) == 0 {
			t.Errorf("%+v: Safe(%q) = %q has no width", r, in, got)
		}
	}
}

// terminalWidth measures as a terminal of that kind does.
func terminalWidth(r Ruler, s string) int {
	if r.Clusters {
		return ansi.StringWidth(s)
	}
	return ansi.StringWidthWc(s)
}

func TestSafeHostile(t *testing.T) {
	t.Parallel()
	for _, s := range hostile() {
		checkSafe(t, s)
	}
}

func FuzzSafe(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	f.Fuzz(checkSafe)
}
