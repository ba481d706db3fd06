package mirror

import (
	"fmt"
	"testing"

	"onefm/model"
)

// BenchmarkIdleWindow is one look of a window that nobody touches; there are two in
// a second, so 500 µs were a thousandth of a core.
func BenchmarkIdleWindow(b *testing.B) {
	m, err := open(b.Context(), b.TempDir()+"/m.sqlite", newFake(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	w := m.Watch()
	defer w.Close()
	f := follower{m: m}
	for b.Loop() {
		if err := f.look(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStatus is what a frame pays for the status bar.
func BenchmarkStatus(b *testing.B) {
	m, err := open(b.Context(), "", newFake(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	for i := range 4 {
		m.live.open = append(m.live.open, OpenFolder{Dir: at(fmt.Sprint("/dir ", i))})
	}
	for b.Loop() {
		if s := m.Status(b.Context()); s.Folder(at("/dir 3")).Dir == (model.Path{}) {
			b.Fatal(s)
		}
	}
}

// BenchmarkAttend is what a step of the cursor pays.
func BenchmarkAttend(b *testing.B) {
	m, err := open(b.Context(), "", newFake(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	open := []model.Path{at("/films")}
	likely := []model.Path{at("/films/a"), at("/films/b")}
	for i := 0; b.Loop(); i++ {
		m.Attend(open, likely[i%2:i%2+1])
	}
}
