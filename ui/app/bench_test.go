package app

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
)

// BenchmarkKey is what one key costs between arriving and being handed to the
// renderer: 200×60 cells, 100,000 rows, both panes full.
func BenchmarkKey(b *testing.B) {
	m := newModel(b.Context(), newMemory().cfg)
	m.Update(sizeMsg(200, 60))
	for _, p := range m.panes {
		entries := make([]model.Entry, 100_000)
		for i := range entries {
			entries[i] = model.Entry{Name: fmt.Sprintf("file %06d with a longer name.dat", i), Size: int64(i) * 1000, Time: time.Unix(int64(i)*9000, 0)}
		}
		p.open(spot{dir: p.dir}, staying, m.now)
		m.Update(listedMsg{pane: p.id, request: p.going.request, dir: p.dir, listing: model.Listing{Dir: p.dir, Entries: entries, AsOf: time.Unix(1, 0)}})
	}
	keys := []tea.Msg{tea.KeyPressMsg{Code: 'j', Text: "j"}, tea.KeyPressMsg{Code: tea.KeyPgDown}, tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		m.Update(stamped{at: time.Unix(int64(i), 0), msg: keys[i%len(keys)]})
		m.View()
		i++
	}
}
