package app

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"onefm/ui/view"
)

// window drives the whole program in a person's words, inside a bubble.
type window struct {
	t    *testing.T
	scr  *screen
	m    *Model
	p    *tea.Program
	over chan error
	done bool
}

// open starts the window on a terminal of its own.
func open(t *testing.T, cfg Config, w, h int, attributes ...int) *window {
	t.Helper()
	scr := newScreen(w, h, attributes...)
	m := newModel(t.Context(), cfg)
	win := &window{t: t, scr: scr, m: m, over: make(chan error, 1)}
	win.p = tea.NewProgram(m,
		tea.WithInput(scr), tea.WithOutput(scr), tea.WithWindowSize(w, h), tea.WithFPS(60),
		tea.WithEnvironment([]string{"TERM=xterm-256color", "COLORTERM=truecolor"}),
		tea.WithColorProfile(colorprofile.TrueColor), tea.WithFilter(stampAll), tea.WithoutSignalHandler())
	go func() {
		_, err := win.p.Run()
		win.over <- m.end(err)
	}()
	t.Cleanup(win.quit)
	return win.settle()
}

// lookedMsg orders what a test has read of the model before what the program
// writes next; it goes no further than the filter.
type lookedMsg struct{}

func stampAll(m tea.Model, msg tea.Msg) tea.Msg {
	if _, ok := msg.(lookedMsg); ok {
		return nil
	}
	return stamp(m, msg)
}

// settle lets everything come to rest and the next frame be drawn. No real time
// goes by.
func (w *window) settle() *window { return w.wait(20 * time.Millisecond) }

func (w *window) wait(d time.Duration) *window {
	w.p.Send(lookedMsg{})
	synctest.Wait()
	time.Sleep(d)
	synctest.Wait()
	return w
}

// press presses keys, one after the other.
func (w *window) press(keys ...string) *window {
	for _, k := range keys {
		w.scr.send(keyBytes(k))
		w.settle()
	}
	return w
}

// types types a text.
func (w *window) types(text string) *window {
	for _, r := range text {
		w.press(string(r))
	}
	return w
}

// paste pastes a text as terminals do.
func (w *window) paste(text string) *window {
	w.scr.send(ansi.BracketedPasteStart + text + ansi.BracketedPasteEnd)
	return w.settle()
}

// mouse sends one report: the code of xterm's SGR mode, and whether the button
// went down or moved, or went up.
func (w *window) mouse(code, x, y int, down bool) *window {
	end := "M"
	if !down {
		end = "m"
	}
	w.scr.send(fmt.Sprintf("\x1b[<%d;%d;%d%s", code, x+1, y+1, end))
	return w.settle()
}

// Codes of mouse reports.
const (
	leftButton  = 0
	rightButton = 2
	withAlt     = 8
	moved       = 32
	wheelUp     = 64
	wheelDown   = 65
	backButton  = 128
)

// find returns where a text stands on the screen, in the columns of a pane or,
// for pane -1, anywhere.
func (w *window) find(pane int, text string) (x, y int) {
	w.t.Helper()
	from, to := 0, w.scr.w
	if pane >= 0 {
		if x, y, ok := w.row(pane, text); ok {
			return x, y
		}
		frame := w.m.layout.Panes[pane].Frame
		from, to = frame.Min.X, frame.Max.X
	}
	for y, line := range w.scr.lines() {
		cells := cellsOf(line)
		for x := from; x < min(to, len(cells)); x++ {
			if strings.HasPrefix(strings.Join(cells[x:min(to, len(cells))], ""), text) {
				return x, y
			}
		}
	}
	w.t.Fatalf("no %q in pane %d on the screen:\n%s", text, pane, w.scr.text())
	return 0, 0
}

// row returns where the entry stands whose name starts with text, even when a
// chip covers it.
func (w *window) row(pane int, text string) (x, y int, ok bool) {
	p, rows := w.m.panes[pane], w.m.layout.Panes[pane].Rows
	for at := p.top; at < min(p.top+rows.Dy(), p.len()); at++ {
		if strings.HasPrefix(p.entry(at).Name, text) {
			return rows.Min.X + 3, rows.Min.Y + at - p.top, true
		}
	}
	return 0, 0, false
}

// cellsOf splits a line into one string a cell; the second half of a wide one is
// empty.
func cellsOf(line string) []string {
	var cells []string
	for line != "" {
		cluster, width := ansi.FirstGraphemeCluster(line, ansi.GraphemeWidth)
		cells = append(cells, cluster)
		for range width - 1 {
			cells = append(cells, "")
		}
		line = line[len(cluster):]
	}
	return cells
}

// click presses and releases the left button on a text.
func (w *window) click(pane int, text string) *window {
	w.t.Helper()
	x, y := w.find(pane, text)
	return w.mouse(leftButton, x, y, true).mouse(leftButton, x, y, false)
}

// rightClick does so with the right button.
func (w *window) rightClick(pane int, text string) *window {
	w.t.Helper()
	x, y := w.find(pane, text)
	return w.mouse(rightButton, x, y, true).mouse(rightButton, x, y, false)
}

// drag is a row that hangs at the pointer.
type drag struct {
	w    *window
	x, y int
	alt  int
}

// drag presses the left button on a text and moves a bit.
func (w *window) drag(pane int, text string) *drag {
	w.t.Helper()
	x, y := w.find(pane, text)
	w.mouse(leftButton, x, y, true)
	return (&drag{w: w, x: x, y: y}).move(x+1, y).move(x+2, y)
}

func (d *drag) move(x, y int) *drag {
	d.x, d.y = x, y
	d.w.mouse(leftButton+moved+d.alt, x, y, true)
	d.w.wait(40 * time.Millisecond) // motions are gathered
	return d
}

// over moves to a text.
func (d *drag) over(pane int, text string) *drag {
	d.w.t.Helper()
	x, y := d.w.find(pane, text)
	return d.move(x, y)
}

// overPane moves to the free part of a pane below its rows.
func (d *drag) overPane(pane int) *drag {
	rows := d.w.m.layout.Panes[pane].Rows
	return d.move(rows.Min.X+rows.Dx()/2, rows.Max.Y-3)
}

// drop lets go.
func (d *drag) drop() *window {
	return d.w.mouse(leftButton, d.x, d.y, false)
}

// resize gives the terminal another size.
func (w *window) resize(width, height int) *window {
	w.scr.resize(width, height)
	w.p.Send(tea.WindowSizeMsg{Width: width, Height: height})
	return w.settle()
}

// shows fails the test unless the screen shows a text.
func (w *window) shows(texts ...string) *window {
	w.t.Helper()
	screen := w.scr.text()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			w.t.Errorf("the screen does not show %q:\n%s", text, screen)
		}
	}
	return w
}

// hides fails the test when the screen shows a text.
func (w *window) hides(texts ...string) *window {
	w.t.Helper()
	screen := w.scr.text()
	for _, text := range texts {
		if strings.Contains(screen, text) {
			w.t.Errorf("the screen shows %q:\n%s", text, screen)
		}
	}
	return w
}

// paneShows fails the test unless the names are the rows of a pane.
func (w *window) paneShows(pane int, names ...string) *window {
	w.t.Helper()
	p := w.m.panes[pane]
	var got []string
	for row := range p.len() {
		got = append(got, p.entry(row).Name)
	}
	if strings.Join(got, "|") != strings.Join(names, "|") {
		w.t.Errorf("pane %d shows %q, want %q\n%s", pane, got, names, w.scr.text())
	}
	return w
}

// cursorOn fails the test unless the cursor of a pane is on a name.
func (w *window) cursorOn(pane int, name string) *window {
	w.t.Helper()
	e, _ := w.m.panes[pane].current()
	if e.Name != name {
		w.t.Errorf("the cursor of pane %d is on %q, want %q\n%s", pane, e.Name, name, w.scr.text())
	}
	return w
}

// quit leaves the program and waits until all of it is over.
func (w *window) quit() {
	w.t.Helper()
	if !w.done {
		w.p.Send(tea.QuitMsg{})
		w.ends()
	}
}

// ends waits for the end of the program.
func (w *window) ends() {
	w.t.Helper()
	w.done = true
	if err := <-w.over; err != nil && err != context.Canceled { //nolint:errorlint // it is that one or none
		w.t.Errorf("the program ended with %v", err)
	}
	w.settle()
	if w.scr.alt() {
		w.t.Error("the alternate screen was left on")
	}
	w.scr.close()
}

// left and right name the panes in tests.
const (
	left     = view.Left
	right    = view.Right
	anywhere = -1
)
