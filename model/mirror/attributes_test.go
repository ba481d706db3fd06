package mirror

import (
	"errors"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
)

// flagsOf lists folders for longer than listings lag and checks that an entry has
// its flags all the while.
func flagsStay(t *testing.T, m *Mirror, dir, name string, of, want model.Flags) {
	t.Helper()
	for range 12 {
		if e := item(t, m, dir, name).Entry; e.Flags&of != want {
			t.Fatalf("%s has flags %b, want %b", name, e.Flags&of, want)
		}
		time.Sleep(35 * time.Second)
		names(t, m, dir, model.Refresh)
	}
}

func TestAttributesShowAtOnceAndStay(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, simulator.New(simulator.WithLag(100*time.Second)))
		r.sim.AddFile("/dir/a", simulator.Text("abc"))
		r.sim.AddFile("/dir/b", simulator.Text("abcd"))
		time.Sleep(5 * time.Minute)
		m := r.Mirror
		names(t, m, "/dir", model.Auto)
		start := time.Now()
		pass, none := "secret pass", ""
		both := []model.Item{item(t, m, "/dir", "a"), item(t, m, "/dir", "b")}
		must(t, m.SetAttributes(t.Context(), both, fichier.Attributes{Password: &pass, Access: &fichier.Access{Premium: true}}))
		flagsStay(t, m, "/dir", "a", model.Password|model.Limited, model.Password|model.Limited)
		must(t, m.SetAttributes(t.Context(), both[:1], fichier.Attributes{Password: &none, Access: &fichier.Access{}}))
		flagsStay(t, m, "/dir", "a", model.Password|model.Limited, 0)
		flagsStay(t, m, "/dir", "b", model.Password|model.Limited, model.Password|model.Limited)
		name := "renamed"
		must(t, m.SetAttributes(t.Context(), both[1:], fichier.Attributes{Name: &name}))
		want(t, "dir", names(t, m, "/dir", model.Cached), []string{"a", "renamed"})
		want(t, "changes", changes(t, m, start), []string{
			"we moved /dir/renamed from /dir/b", "we changed /dir/a", "we changed /dir/b", "we changed /dir/a",
		})
		err := m.SetAttributes(t.Context(), []model.Item{item(t, m, "/", "dir")}, fichier.Attributes{Password: &pass})
		if !errors.Is(err, model.ErrUnsupported) {
			t.Errorf("SetAttributes of a folder = %v", err)
		}
	})
}

func TestShareShowsAtOnceAndStays(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, simulator.New(simulator.WithLag(100*time.Second)))
		r.sim.AddFolder("/dir")
		m := r.Mirror
		names(t, m, "/dir", model.Auto)
		yes, no := true, false
		page, err := m.Share(t.Context(), at("/dir"), fichier.ShareOptions{Public: &yes})
		if err != nil || page == "" {
			t.Fatalf("Share = %q, %v", page, err)
		}
		names(t, m, "/dir", model.Refresh)
		flagsStay(t, m, "/", "dir", model.Shared, model.Shared)
		if page, err = m.Share(t.Context(), at("/dir"), fichier.ShareOptions{Public: &no}); err != nil || page != "" {
			t.Fatalf("Share = %q, %v", page, err)
		}
		flagsStay(t, m, "/", "dir", model.Shared, 0)
		want(t, "changes", changes(t, m, time.Time{}), []string{"we changed /dir", "we changed /dir"})
	})
}
