package words

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWidth(t *testing.T) {
	t.Parallel()
	tests := []struct {
		s              string
		runes, cluster int
	}{
		{"", 0, 0},
		{"notes.txt", 9, 9},
		{"電影", 4, 4},
		{"cafe\u0301", 4, 4},
		{"שלום", 4, 4},
		{"👩‍👩‍👧", 2, 2},
		{"👍🏽!", 3, 3},
		{"❤️", 1, 2},
		{"1️⃣", 1, 2},
		{"🇫🇷", 2, 2},
		{"नि", 2, 1},
	}
	for _, tt := range tests {
		if got := Width(tt.s); got != tt.runes {
			t.Errorf("Width(%q) = %d, want %d", tt.s, got, tt.runes)
		}
		if got := (Ruler{Clusters: true}).Width(tt.s); got != tt.cluster {
			t.Errorf("Width(%q) by clusters = %d, want %d", tt.s, got, tt.cluster)
		}
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	if got, want := (Ruler{}).Plain("a👩‍👩‍👧❤️👍🏽.jpg"), "a👩❤👍.jpg"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := (Ruler{Clusters: true}).Plain("a👩‍👩‍👧"), "a👩‍👩‍👧"; got != want {
		t.Errorf("by clusters: got %q, want %q", got, want)
	}
}

func TestTruncate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		s                 string
		w                 int
		end, middle, name string
	}{
		{"notes.txt", 9, "notes.txt", "notes.txt", "notes.txt"},
		{"notes.txt", 8, "notes.t…", "note…txt", "not….txt"},
		{"notes.txt", 7, "notes.…", "not…txt", "notes.…"},
		{"notes.txt", 1, "…", "…", "…"},
		{"notes.txt", 0, "", "", ""},
		{"notes.txt", -1, "", "", ""},
		{"電影電影.mkv", 8, "電影電…", "電影…mkv", "電….mkv"},
		{"電影電影", 4, "電…", "電…", "電…"},
		{".bashrc-long", 6, ".bash…", ".ba…ng", ".bash…"},
		{"a.verylongextension", 10, "a.verylon…", "a.ver…sion", "a.verylon…"},
		{"👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…", "…👩‍👩‍👧", "👩‍👩‍👧…"},
	}
	for _, tt := range tests {
		got := []string{Truncate(tt.s, tt.w), Ruler{}.TruncateMiddle(tt.s, tt.w), Ruler{}.TruncateName(tt.s, tt.w)}
		if diff := cmp.Diff([]string{tt.end, tt.middle, tt.name}, got); diff != "" {
			t.Errorf("%q to %d (-want +got):\n%s", tt.s, tt.w, diff)
		}
	}
	if got, want := (Ruler{ASCII: true}).Truncate("notes.txt", 4), "not~"; got != want {
		t.Errorf("ASCII: got %q, want %q", got, want)
	}
}

func FuzzPad(f *testing.F) {
	for i, s := range hostile() {
		f.Add(s, i)
	}
	f.Fuzz(func(t *testing.T, s string, w int) {
		w = w&0x3f + 1
		for _, r := range []Ruler{{}, {Clusters: true}, {ASCII: true}} {
			safe := r.Safe(s)
			for name, got := range map[string]string{"Pad": r.Pad(safe, w), "PadLeft": r.PadLeft(safe, w)} {
				if terminalWidth(r, r.Plain(got)) != w {
					t.Errorf("%+v.%s(%q, %d) = %q, %d wide", r, name, safe, w, got, r.Width(got))
				}
			}
			for name, got := range map[string]string{
				"Truncate": r.Truncate(safe, w), "TruncateMiddle": r.TruncateMiddle(safe, w), "TruncateName": r.TruncateName(safe, w),
			} {
				if r.Width(got) > w {
					t.Errorf("%+v.%s(%q, %d) = %q, %d wide", r, name, safe, w, got, r.Width(got))
				}
			}
			for rest, cut := safe, ""; rest != ""; rest = rest[len(cut):] {
				if cut = r.Cut(rest, w); cut == "" || r.Width(cut) > max(w, 2) {
					t.Fatalf("%+v.Cut(%q, %d) = %q", r, rest, w, cut)
				}
			}
			for _, line := range r.Wrap(safe, w) {
				if r.Width(line) > w {
					t.Errorf("%+v.Wrap(%q, %d) has the line %q", r, safe, w, line)
				}
			}
		}
	})
}

func TestWrap(t *testing.T) {
	t.Parallel()
	tests := []struct {
		s    string
		w    int
		want []string
	}{
		{"", 5, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"one\ntwo", 20, []string{"one", "two"}},
		{"unbreakable", 4, []string{"unbr", "eaka", "ble"}},
		{"電影電影", 1, []string{""}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Ruler{}.Wrap(tt.s, tt.w)); diff != "" {
			t.Errorf("Wrap(%q, %d) (-want +got):\n%s", tt.s, tt.w, diff)
		}
	}
	if got := strings.Join(Ruler{}.Wrap("a b", 1), "|"); got != "a|b" {
		t.Errorf("got %q", got)
	}
}
