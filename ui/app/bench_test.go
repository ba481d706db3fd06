package app

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
)

// filled returns a window of 200×60 cells with n rows in both panes.
func filled(tb testing.TB, n int) *Model {
	tb.Helper()
	m := newModel(tb.Context(), newMemory().cfg)
	m.Update(sizeMsg(200, 60))
	for _, p := range m.panes {
		p.open(spot{dir: p.dir}, staying, m.now)
		msg := listedMsg{pane: p.id, request: p.going.request, dir: p.dir, listing: model.Listing{Dir: p.dir, Entries: many(n), AsOf: time.Unix(1, 0)}}
		msg.pick = p.wanted(msg)
		msg.laid = msg.pick.lay(msg.listing.Entries, nil)
		m.Update(msg)
		if p.len() != n {
			tb.Fatalf("%d rows, want %d", p.len(), n)
		}
	}
	return m
}

func many(n int) []model.Entry {
	entries := make([]model.Entry, n)
	for i := range entries {
		entries[i] = model.Entry{Name: fmt.Sprintf("file %06d with a longer name.dat", i), Size: int64(i) * 1000, Time: time.Unix(int64(i)*9000, 0)}
	}
	return entries
}

func key(text string) tea.Msg {
	known := map[string]tea.KeyPressMsg{
		"pgdown": {Code: tea.KeyPgDown}, "space": {Code: tea.KeySpace, Text: " "}, "esc": {Code: tea.KeyEscape},
		"backspace": {Code: tea.KeyBackspace}, "enter": {Code: tea.KeyEnter},
	}
	if k, ok := known[text]; ok {
		return k
	}
	return tea.KeyPressMsg{Code: []rune(text)[0], Text: text}
}

// BenchmarkKey is what a key costs between arriving and being handed to the
// renderer, at 200×60 cells, with 100 and with 100,000 rows in both panes. All but
// sorting, which a command does, should cost the same in both.
func BenchmarkKey(b *testing.B) {
	for name, keys := range map[string][]string{
		"move":   {"j", "pgdown", "k"},
		"ends":   {"G", "g", "g"},
		"mark":   {"space"},
		"all":    {"A", "esc"},
		"invert": {"*"},
		"range":  {"v", "j", "j", "v"},
		"filter": {"f", "9", "backspace", "esc"},
		"search": {"/", "9", "esc"},
		"hidden": {"."},
	} {
		for _, n := range []int{100, 100_000} {
			b.Run(fmt.Sprintf("%s/rows=%d", name, n), func(b *testing.B) {
				m := filled(b, n)
				var worst time.Duration
				i := 0
				for b.Loop() {
					start := time.Now()
					m.Update(stamped{at: time.Unix(int64(i), 0), msg: key(keys[i%len(keys)])})
					m.View()
					worst = max(worst, time.Since(start))
					i++
				}
				b.ReportMetric(float64(worst.Microseconds()), "µs-worst")
			})
		}
	}
}

// BenchmarkRefresh is what it costs the loop to show a folder that was listed
// again: 100 rows of it are new, 100 are gone.
func BenchmarkRefresh(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		b.Run(fmt.Sprintf("rows=%d", n), func(b *testing.B) {
			m := filled(b, n)
			p := m.panes[right]
			p.markAll()
			for b.Loop() {
				b.StopTimer()
				entries := many(n + 100)[100:]
				p.reload()
				msg := listedMsg{pane: p.id, again: true, request: p.again.request, dir: p.dir, listing: model.Listing{Dir: p.dir, Entries: entries, AsOf: time.Unix(2, 0)}}
				msg.pick = p.wanted(msg)
				msg.laid = msg.pick.lay(entries, nil)
				b.StartTimer()
				m.Update(msg)
				m.View()
			}
		})
	}
}

// BenchmarkAct is what it costs the loop to begin something with every row marked.
func BenchmarkAct(b *testing.B) {
	for name, do := range map[string]func(m *Model){
		"copy":  func(m *Model) { m.copyAcross(false) },
		"yank":  func(m *Model) { m.yank(false) },
		"trash": func(m *Model) { m.trash() },
		"carry": func(m *Model) { m.lift() },
	} {
		for _, n := range []int{100, 100_000} {
			b.Run(fmt.Sprintf("%s/rows=%d", name, n), func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					m := filled(b, n)
					m.panes[left].markAll()
					b.StartTimer()
					do(m)
					m.View()
				}
			})
		}
	}
}
