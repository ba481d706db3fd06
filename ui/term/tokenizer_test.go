package term

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

// sequences are what terminals send that is no plain key.
func sequences() []string {
	return []string{
		"\x1b[A", "\x1b[1;5C", "\x1bOP", "\x1b[15~", "\x1b[<0;10;5M", "\x1b[<32;112;61M", "\x1b[<0;10;5m",
		"\x1b[M !!", "\x1b[[A", "\x1b[27;5;106~", "\x1b[97;3u", "\x1b[?62;52;22c", "\x1b[?2026;2$y",
		"\x1b]11;rgb:1e1e/1e1e/2e2e\x07", "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", "\x1bP>|tmux 3.3a\x1b\\",
		"\x1b[I", "\x1b[O", "\x1b[200~/tmp/a b.txt\n/tmp/c\x1b[201~", "é", "日本", "\x1b[12;40R",
	}
}

// clock moves only when a test says so.
type clock struct{ now time.Time }

func (c *clock) pass(t *Tokenizer, d time.Duration) []byte {
	end := c.now.Add(d)
	var out []byte
	for {
		at := t.Deadline()
		if at.IsZero() || at.After(end) {
			break
		}
		c.now = at
		out = append(out, t.Expire(c.now)...)
	}
	c.now = end
	return out
}

// typed returns what of out would be read as plain keys: everything outside
// sequences and pastes.
func typed(out []byte) string {
	var keys strings.Builder
	for len(out) > 0 {
		if bytes.HasPrefix(out, []byte(pasteStart)) {
			out = out[bytes.Index(out, []byte(pasteEnd))+len(pasteEnd):]
			continue
		}
		n := tokenLen(out)
		if n == 0 {
			return keys.String() + fmt.Sprintf("(torn %q)", out)
		}
		if out[0] != esc && out[0] < 0x80 {
			keys.Write(out[:n])
		}
		out = out[n:]
	}
	return keys.String()
}

func TestTornSequenceNeverTypes(t *testing.T) {
	t.Parallel()
	delays := []time.Duration{0, time.Millisecond, 49 * time.Millisecond, 51 * time.Millisecond, 400 * time.Millisecond, 1500 * time.Millisecond, 2900 * time.Millisecond}
	for _, seq := range sequences() {
		for at := 1; at < len(seq); at++ {
			for _, d := range delays {
				var tok Tokenizer
				c := &clock{now: time.Unix(0, 0)}
				out := tok.Feed([]byte(seq[:at]), c.now)
				out = append(out, c.pass(&tok, d)...)
				out = append(out, tok.Feed([]byte(seq[at:]), c.now)...)
				out = append(out, c.pass(&tok, time.Minute)...)
				if keys := typed(out); keys != "" {
					t.Errorf("%q torn at %d for %v types %q", seq, at, d, keys)
				}
				got := strings.TrimPrefix(string(out), escapeKey)
				if got != seq && (at > 1 || d >= EscDelay) && d < stringDelay && at > 1 {
					t.Errorf("%q torn at %d for %v came out as %q", seq, at, d, got)
				}
			}
		}
	}
}

// A reply of the terminal whose end comes much too late is dropped, not typed.
func TestLateTailOfAReplyIsDropped(t *testing.T) {
	t.Parallel()
	var tok Tokenizer
	c := &clock{now: time.Unix(0, 0)}
	out := tok.Feed([]byte("\x1b]11;rgb:1e1e/"), c.now)
	out = append(out, c.pass(&tok, time.Minute)...)
	out = append(out, tok.Feed([]byte("1e1e/2e"), c.now)...)
	out = append(out, tok.Feed([]byte("2e\x07"), c.now)...)
	out = append(out, tok.Feed([]byte("j"), c.now)...)
	if string(out) != "j" {
		t.Errorf("got %q, want only the j that was typed afterwards", out)
	}
}

// One who types after a reply was lost is heard.
func TestTypingAfterALostReply(t *testing.T) {
	t.Parallel()
	var tok Tokenizer
	c := &clock{now: time.Unix(0, 0)}
	tok.Feed([]byte("\x1b]11;rgb:"), c.now)
	c.pass(&tok, time.Minute)
	if got := tok.Feed([]byte("j"), c.now); string(got) != "j" {
		t.Errorf("got %q, want j", got)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		in   []string // with a minute between them
		want string
	}{
		{"plain keys", []string{"jk"}, "jk"},
		{"lone escape", []string{"\x1b"}, escapeKey},
		{"escape, much later a bracket and a key", []string{"\x1b", "[", "x"}, escapeKey + "[x"},
		{"escape twice", []string{"\x1b\x1b"}, "\x1b" + escapeKey},
		{"alt letter", []string{"\x1bc"}, "\x1b[99;3u"},
		{"alt other", []string{"\x1b?"}, "\x1b?"},
		{"clipboard as tmux tells it", []string{"\x1b]52;;aGFsbG8=\x07"}, "\x1b]52;c;aGFsbG8=\x07"},
		{"key then half a report", []string{"j\x1b[<0;1", "0;6M"}, "j\x1b[<0;10;6M"},
		{"half a rune", []string{"\xe6\x97", "\xa5"}, "日"},
		{"sequence broken by another", []string{"\x1b[1;\x1b[A"}, "\x1b[1;\x1b[A"},
		{"paste with a sequence in it", []string{"\x1b[200~a\x1b[31mb\x00c\x1b[201~"}, "\x1b[200~a[31mb\x00c\x1b[201~"},
		{"paste in pieces", []string{"\x1b[200~ab", "c\x1b[20", "1~d"}, "\x1b[200~abc\x1b[201~d"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var tok Tokenizer
			c := &clock{now: time.Unix(0, 0)}
			var out []byte
			for _, s := range tt.in {
				out = append(out, tok.Feed([]byte(s), c.now)...)
				out = append(out, c.pass(&tok, time.Minute)...)
			}
			if string(out) != tt.want {
				t.Errorf("got %q, want %q", out, tt.want)
			}
		})
	}
}

func TestHugePasteIsCut(t *testing.T) {
	t.Parallel()
	var tok Tokenizer
	now := time.Unix(0, 0)
	tok.Feed([]byte(pasteStart), now)
	chunk := bytes.Repeat([]byte("x"), 64<<10)
	for range 2 * MaxPaste / len(chunk) {
		tok.Feed(chunk, now)
		if n := len(tok.pending); n > MaxPaste+len(chunk)+16 {
			t.Fatalf("holds %d bytes", n)
		}
	}
	out := tok.Feed([]byte(pasteEnd+"j"), now)
	if len(out) > MaxPaste+64 || !bytes.HasSuffix(out, []byte(pasteEnd+"j")) {
		t.Errorf("got %d bytes, ending %q", len(out), out[len(out)-8:])
	}
}

// FuzzTokenizer feeds known sequences cut into pieces with pauses, as a bad line
// does, and any other bytes.
func FuzzTokenizer(f *testing.F) {
	f.Add(uint8(4), []byte{3, 10, 1, 200}, []byte("jk"))
	f.Add(uint8(13), []byte{1, 60, 2, 60, 3, 60}, []byte("\x1b"))
	f.Fuzz(func(t *testing.T, which uint8, cuts, noise []byte) {
		seqs := sequences()
		seq := seqs[int(which)%len(seqs)]
		var tok Tokenizer
		c := &clock{now: time.Unix(0, 0)}
		var out []byte
		rest := seq
		for i := 0; i+1 < len(cuts) && rest != ""; i += 2 {
			n := min(int(cuts[i])%8+1, len(rest))
			out = append(out, tok.Feed([]byte(rest[:n]), c.now)...)
			rest = rest[n:]
			out = append(out, c.pass(&tok, time.Duration(cuts[i+1])*7*time.Millisecond)...)
		}
		out = append(out, tok.Feed([]byte(rest), c.now)...)
		out = append(out, c.pass(&tok, time.Minute)...)
		if keys := typed(out); keys != "" {
			t.Fatalf("%q in pieces %v types %q", seq, cuts, keys)
		}
		out = tok.Feed(noise, c.now)
		out = append(out, c.pass(&tok, time.Minute)...)
		if len(out) > 6*len(noise)+len(escapeKey) {
			t.Fatalf("%d bytes became %d", len(noise), len(out))
		}
	})
}
