package search_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/search"
)

// The index follows a real mirror: what is listed, made, renamed, moved and removed
// is found where it is.
func TestIndexFollowsTheMirror(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := simulator.New()
		s.AddFile("/Films/2024/alien one.mkv", simulator.Text("1"))
		s.AddFile("/Films/alien two.mkv", simulator.Text("22"))
		s.AddFolder("/Other")
		key, err := fichier.NewSecret(s.Key())
		if err != nil {
			t.Fatal(err)
		}
		c := fichier.New(key, fichier.WithTransport(s.Transport()))
		m, err := mirror.Open(t.Context(), "", c, mirror.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			_ = m.Close()
			c.Close()
			s.Close()
			time.Sleep(time.Minute) // the server takes a moment to leave
		}()
		x := search.New(m)
		step := func(what, query string, want ...string) {
			t.Helper()
			if err := x.Update(t.Context()); err != nil {
				t.Fatal(err)
			}
			q, err := search.Parse(query, search.Options{})
			if err != nil {
				t.Fatal(err)
			}
			res, err := x.Find(t.Context(), q, search.FindOptions{Limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range res.Hits {
				got = append(got, h.Item.Path().Name())
			}
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" || res.Total != len(got) || !res.Complete {
				t.Errorf("%s: %q finds %d (-want +got):\n%s", what, query, res.Total, diff)
			}
		}
		item := func(p string) model.Item {
			t.Helper()
			e, err := m.Stat(t.Context(), model.AccountPath(p))
			if err != nil {
				t.Fatal(err)
			}
			return model.Item{Dir: model.AccountPath(p).Parent(), Entry: e}
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		step("nothing known", "alien")
		must(m.Sync(t.Context(), mirror.SyncOptions{}, nil))
		step("all listed", "alien", "/Films/2024/alien one.mkv", "/Films/alien two.mkv")
		_, err = m.Rename(t.Context(), item("/Films"), "Movies")
		must(err)
		step("a folder renamed", "alien movies", "/Movies/2024/alien one.mkv", "/Movies/alien two.mkv")
		must(m.Move(t.Context(), []model.Item{item("/Movies/2024")}, model.AccountPath("/Other")))
		step("a folder moved", "alien", "/Movies/alien two.mkv", "/Other/2024/alien one.mkv")
		_, err = m.Rename(t.Context(), item("/Other/2024/alien one.mkv"), "predator.mkv")
		must(err)
		step("a file renamed", "alien", "/Movies/alien two.mkv")
		step("a file renamed", "predator", "/Other/2024/predator.mkv")
		must(m.Remove(t.Context(), []model.Item{item("/Other")}))
		step("a folder removed", "predator")
		_, err = m.Mkdir(t.Context(), model.AccountPath("/Movies/deep/alien nest"))
		must(err)
		step("folders made", "alien", "/Movies/alien two.mkv", "/Movies/deep/alien nest")
		if n := len(s.Violations()); n != 0 {
			t.Errorf("%d broken limits", n)
		}
	})
}
