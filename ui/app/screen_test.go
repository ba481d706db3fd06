package app

import (
	"bytes"
	"encoding/base64"
	"io"
	"regexp"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// screen is a terminal in memory: what the program writes lands in a grid of
// cells, what a person does is queued as the bytes a real terminal sends.
type screen struct {
	mu   sync.Mutex
	emu  *vt.Emulator
	w, h int
	out  bytes.Buffer // every byte the program wrote

	cond *sync.Cond
	in   []byte
	done bool
}

// newScreen returns a w×h terminal that reports the device attributes given, 52
// for one that takes OSC 52.
func newScreen(w, h int, attributes ...int) *screen {
	s := &screen{emu: vt.NewEmulator(w, h), w: w, h: h}
	s.cond = sync.NewCond(&sync.Mutex{})
	// The program thinks of an input that is no terminal as one that maps line
	// feeds; so does the grid then.
	_, _ = s.emu.WriteString(ansi.SetModeLineFeedNewLine)
	s.emu.RegisterCsiHandler('c', func(ansi.Params) bool {
		go s.send(ansi.PrimaryDeviceAttributes(append([]int{62}, attributes...)...))
		return true
	})
	go s.drain()
	return s
}

// drain queues what the emulator answers: its own pipe holds nothing.
func (s *screen) drain() {
	buf := make([]byte, 4096)
	for {
		n, err := s.emu.Read(buf)
		s.send(string(buf[:n]))
		if err != nil {
			s.cond.L.Lock()
			s.done = true
			s.cond.L.Unlock()
			s.cond.Broadcast()
			return
		}
	}
}

// send is the terminal typing bytes.
func (s *screen) send(b string) {
	s.cond.L.Lock()
	s.in = append(s.in, b...)
	s.cond.L.Unlock()
	s.cond.Broadcast()
}

func (s *screen) Read(p []byte) (int, error) {
	s.cond.L.Lock()
	defer s.cond.L.Unlock()
	for len(s.in) == 0 && !s.done {
		s.cond.Wait()
	}
	if len(s.in) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.in)
	s.in = s.in[n:]
	return n, nil
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.Write(p)
	return s.emu.Write(p)
}

func (s *screen) close() { _ = s.emu.InputPipe().(io.Closer).Close() }

func (s *screen) resize(w, h int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emu.Resize(w, h)
	s.w, s.h = w, h
}

// lines returns the grid as text.
func (s *screen) lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]string, s.h)
	for y := range s.h {
		var row strings.Builder
		for x := 0; x < s.w; {
			c := s.emu.CellAt(x, y)
			if c == nil || c.Width == 0 {
				row.WriteByte(' ')
				x++
				continue
			}
			row.WriteString(c.Content)
			x += max(1, c.Width)
		}
		all[y] = row.String()
	}
	return all
}

func (s *screen) text() string { return strings.Join(s.lines(), "\n") }

func (s *screen) alt() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.emu.IsAltScreen()
}

// written counts the bytes the program wrote so far.
func (s *screen) written() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Len()
}

var osc52 = regexp.MustCompile(`\x1b\]52;c;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)`)

// clipboard returns what the program put on the terminal's clipboard last.
func (s *screen) clipboard() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := osc52.FindAllSubmatch(s.out.Bytes(), -1)
	if len(all) == 0 {
		return ""
	}
	text, err := base64.StdEncoding.DecodeString(string(all[len(all)-1][1]))
	if err != nil {
		return "broken: " + err.Error()
	}
	return string(text)
}

// keyBytes are what terminals send for keys that are no text.
func keyBytes(name string) string {
	known := map[string]string{
		"enter": "\r", "esc": "\x1b[27u", "tab": "\t", "space": " ", "backspace": "\x7f",
		"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
		"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~", "insert": "\x1b[2~",
		"shift+up": "\x1b[1;2A", "shift+down": "\x1b[1;2B", "alt+left": "\x1b[1;3D", "alt+right": "\x1b[1;3C",
		"shift+tab": "\x1b[Z", "ctrl+insert": "\x1b[2;5~",
		"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
		"f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~",
		"shift+f5": "\x1b[15;2~", "shift+f8": "\x1b[19;2~",
	}
	if b, ok := known[name]; ok {
		return b
	}
	if c, ok := strings.CutPrefix(name, "ctrl+"); ok && len(c) == 1 {
		return string(c[0] & 0x1f)
	}
	return name
}
