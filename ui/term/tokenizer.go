package term

import (
	"bytes"
	"fmt"
	"time"
	"unicode/utf8"
)

const (
	// EscDelay is how long a lone ESC may be the start of a sequence before it is
	// the Escape key. What terminals send at once arrives together, as a rule.
	EscDelay = 50 * time.Millisecond
	// tailDelay is how long after a released ESC a "[" or "O" is still read as the
	// rest of a sequence that the line tore apart.
	tailDelay = 3 * time.Second
	// stringDelay is how long the end of a string sequence (a reply such as the
	// background colour) is awaited before it is given up.
	stringDelay = 2 * time.Second
	// maxSequence bounds what is held back; no sequence that we ask for is longer.
	maxSequence = 64 << 10
	// MaxPaste bounds a paste; what is beyond is cut. A path list of a desktop drop
	// stays far below.
	MaxPaste = 4 << 20
)

const (
	esc        = 0x1b
	bel        = 0x07
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
	escapeKey  = "\x1b[27u" // Escape, spelled so that no reader has to wait for more
)

// Tokenizer cuts the bytes of a terminal into whole keys, reports and pastes. It
// reads no clock: the time comes in with the bytes. The zero value is ready.
type Tokenizer struct {
	pending  []byte    // the incomplete start of a token
	since    time.Time // when the last byte of pending came
	released time.Time // when a lone ESC was handed out as a key; zero otherwise
	escDelay time.Duration
	paste    bool // inside a bracketed paste
	guessed  bool // the ESC of pending was handed out before, see rejoin
	lost     bool // a string sequence was given up, its end may still come
	lostEsc  bool // and it was given up right before the \ of its terminator
}

// SetEscDelay sets how long a lone ESC is held back; slow links need longer.
func (t *Tokenizer) SetEscDelay(d time.Duration) { t.escDelay = d }

// Feed takes what was read at now and returns the tokens that are whole, in
// order. The returned slice is the caller's.
func (t *Tokenizer) Feed(b []byte, now time.Time) []byte {
	if len(b) == 0 {
		return nil
	}
	if t.lost {
		if b = t.dropTail(b); len(b) == 0 {
			return nil
		}
	}
	b = t.rejoin(b, now)
	if t.guessed && len(t.pending) == 2 && !opens(t.pending[1], b[0]) {
		t.pending, t.guessed = t.pending[1:], false // it was somebody typing after all
	}
	t.pending = append(t.pending, b...)
	t.since = now
	return t.take()
}

// dropTail swallows the late rest of a string sequence that was given up: a burst
// that ends it. Single bytes are somebody typing.
func (t *Tokenizer) dropTail(b []byte) []byte {
	if t.lostEsc && b[0] == '\\' {
		t.lost, t.lostEsc = false, false
		return b[1:]
	}
	t.lostEsc = false
	if n := stringEnd(b); n > 0 && (len(b) > 1 || b[0] == bel) {
		t.lost = false
		return b[n:]
	}
	if len(b) > 1 && b[0] != esc {
		return nil
	}
	t.lost = false
	return b
}

// rejoin puts the ESC back before the rest of a sequence whose ESC was taken for
// the Escape key because the line paused right after it.
func (t *Tokenizer) rejoin(b []byte, now time.Time) []byte {
	late := !t.released.IsZero() && now.Sub(t.released) < tailDelay
	t.released = time.Time{}
	if !late || len(t.pending) > 0 || len(b) > 1 && !opens(b[0], b[1]) {
		return b
	}
	switch b[0] {
	case '[', 'O', ']', 'P':
		t.guessed = true
		return append([]byte{esc}, b...)
	}
	return b
}

// opens reports whether ESC kind next starts a sequence that terminals send,
// rather than two keys that somebody typed.
func opens(kind, next byte) bool {
	switch kind {
	case ']':
		return next >= '0' && next <= '9'
	case 'P':
		return next == '>' || next == '!' || next == '0' || next == '1'
	}
	return true
}

func (t *Tokenizer) take() []byte {
	var out []byte
	for len(t.pending) > 0 {
		if t.paste {
			chunk, ok := t.takePaste()
			out = append(out, chunk...)
			if !ok {
				return out
			}
			continue
		}
		n := tokenLen(t.pending)
		if n == 0 {
			if len(t.pending) > maxSequence {
				t.pending, t.lost = nil, true
			}
			return out
		}
		token := t.pending[:n]
		t.pending, t.guessed = t.pending[n:], false
		if string(token) == pasteStart {
			t.paste = true
			continue
		}
		out = append(out, spell(token)...)
	}
	t.pending = nil
	return out
}

// takePaste hands out a paste in one piece once its end is there, without the
// control bytes that could be read as anything but text.
func (t *Tokenizer) takePaste() ([]byte, bool) {
	end := bytes.Index(t.pending, []byte(pasteEnd))
	if end < 0 {
		if len(t.pending) > MaxPaste+len(pasteEnd) { // keep room for a torn end
			tail := t.pending[len(t.pending)-len(pasteEnd):]
			t.pending = append(t.pending[:MaxPaste:MaxPaste], tail...)
		}
		return nil, false
	}
	text := cleanPaste(t.pending[:min(end, MaxPaste)])
	t.pending = t.pending[end+len(pasteEnd):]
	t.paste = false
	return append(append([]byte(pasteStart), text...), pasteEnd...), true
}

// cleanPaste drops what no file name or link on a clipboard needs: escape
// sequences must never be replayed from a paste. NUL, tab and line ends separate
// names and stay.
func cleanPaste(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		keep := r >= 0x20 && r != 0x7f && (r < 0x80 || r > 0x9f) && (r != utf8.RuneError || n > 1)
		if keep || r == 0 || r == '\t' || r == '\n' || r == '\r' {
			out = append(out, b[:n]...)
		}
		b = b[n:]
	}
	return out
}

// Deadline returns when Expire has something to do, zero when nothing waits.
func (t *Tokenizer) Deadline() time.Time {
	switch {
	case len(t.pending) == 0 || t.paste:
		return time.Time{}
	case len(t.pending) == 1 && t.pending[0] == esc:
		if t.escDelay > 0 {
			return t.since.Add(t.escDelay)
		}
		return t.since.Add(EscDelay)
	case len(t.pending) == 2 && (t.guessed || t.pending[1] == '[' || t.pending[1] == 'O'):
		return t.since.Add(tailDelay)
	case isString(t.pending):
		return t.since.Add(stringDelay)
	}
	return time.Time{}
}

// Expire is called once the deadline has passed and returns what has become
// whole by waiting: a lone ESC is the Escape key. A sequence that has begun is
// never spelled out as keys; it goes on waiting for its end or is dropped.
func (t *Tokenizer) Expire(now time.Time) []byte {
	d := t.Deadline()
	if d.IsZero() || now.Before(d) {
		return nil
	}
	held := t.pending
	t.pending = nil
	switch {
	case t.guessed && len(held) == 2:
		t.guessed = false
		return held[1:]
	case len(held) > 1:
		t.lost, t.lostEsc = isString(held), held[len(held)-1] == esc
		return nil
	}
	t.released = now
	return []byte(escapeKey)
}

// spell rewrites what readers misunderstand: Alt with a letter, which they hold
// back since it could be the start of something longer, and tmux's answer about
// the clipboard, which leaves out whose clipboard it is.
func spell(token []byte) []byte {
	if len(token) == 2 && token[0] == esc && token[1] >= 'a' && token[1] <= 'z' {
		return fmt.Appendf(nil, "\x1b[%d;3u", token[1])
	}
	if rest, ok := bytes.CutPrefix(token, []byte("\x1b]52;;")); ok {
		return append([]byte("\x1b]52;c;"), rest...)
	}
	return token
}

// tokenLen returns the length of the whole token at the start of b, 0 when its
// end has not come yet.
func tokenLen(b []byte) int {
	if b[0] != esc {
		return runeLen(b)
	}
	if len(b) == 1 {
		return 0
	}
	switch b[1] {
	case '[':
		return csiLen(b)
	case 'O':
		return ss3Len(b)
	case ']', 'P', '_', '^', 'X':
		return stringEnd(b)
	case esc:
		return 1 // Escape pressed twice, or before a sequence
	}
	if n := runeLen(b[1:]); n > 0 {
		return 1 + n
	}
	return 0
}

// runeLen holds back the start of a UTF-8 rune that is not complete.
func runeLen(b []byte) int {
	if b[0] < utf8.RuneSelf || utf8.FullRune(b) {
		_, n := utf8.DecodeRune(b)
		return n
	}
	return 0
}

// csiLen follows ECMA-48: parameters 0x30–0x3f, intermediates 0x20–0x2f, a final
// byte 0x40–0x7e. The old mouse report ESC [ M is followed by three bytes more.
func csiLen(b []byte) int {
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case c >= 0x20 && c <= 0x3f:
		case c == 'M' && i == 2:
			if len(b) < 6 {
				return 0
			}
			return 6
		case c == '[' && i == 2: // function keys of the Linux console: ESC [ [ A
			if len(b) < 4 {
				return 0
			}
			return 4
		case c >= 0x40 && c <= 0x7e:
			return i + 1
		default:
			return i // broken off by something else, which is a token of its own
		}
	}
	return 0
}

func ss3Len(b []byte) int {
	for i := 2; i < len(b); i++ {
		if b[i] < '0' || b[i] > '9' {
			return i + 1
		}
	}
	return 0
}

// isString reports whether b starts a sequence that runs to a terminator.
func isString(b []byte) bool {
	if len(b) < 2 || b[0] != esc {
		return false
	}
	switch b[1] {
	case ']', 'P', '_', '^', 'X':
		return true
	}
	return false
}

// stringEnd returns the length up to and with the terminator, BEL or ESC \.
func stringEnd(b []byte) int {
	for i, c := range b {
		if c == bel {
			return i + 1
		}
		if c == '\\' && i > 0 && b[i-1] == esc {
			return i + 1
		}
	}
	return 0
}
