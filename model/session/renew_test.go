package session

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
)

// replaced is a service whose key was made anew: requests go to the one or the
// other simulator.
type replaced struct {
	old, fresh http.RoundTripper
	now        atomic.Bool
}

func (r *replaced) RoundTrip(q *http.Request) (*http.Response, error) {
	if r.now.Load() {
		return r.fresh.RoundTrip(q)
	}
	return r.old.RoundTrip(q)
}

// A new key of the same account leads to what is stored under the old one, now and
// after the next start; a key of another account does not.
func TestANewKeyOfTheAccountTakesOver(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	synctest.Test(t, func(t *testing.T) {
		old, o := simulated(t, dir)
		old.AddFile("/films/a.mkv", simulator.Text("abc"))
		fresh := simulator.New(simulator.WithKey(strings.Repeat("n", 32)))
		t.Cleanup(fresh.Close)
		way := &replaced{old: o.Transport, fresh: fresh.Transport()}
		o.Transport = way
		first := opened(t, o)
		if _, err := first.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		ran := make(chan error, 1)
		go func() { ran <- first.Run(ctx) }()

		way.now.Store(true)
		time.Sleep(2 * infoByLine)
		renewed, info, err := first.Renew(t.Context(), key(t, fresh.Key()))
		if err != nil {
			t.Fatal(err)
		}
		defer renewed.Close()
		if info.Email == "" || renewed.o.account() != first.o.account() {
			t.Errorf("%q leads to %s, want %s", info.Email, renewed.o.account(), first.o.account())
		}
		if err := <-ran; err != nil {
			t.Errorf("the queue of the old key ended with %v", err)
		}
		again := opened(t, Options{Key: key(t, fresh.Key()), Transport: way, StateDir: dir})
		if again.o.account() != first.o.account() {
			t.Error("after a start the new key leads elsewhere")
		}
		if same, err := again.Succeeds(t.Context(), o.Key, "somebody@else.example"); same || err != nil {
			t.Errorf("another account takes over: %t, %v", same, err)
		}
		other := opened(t, Options{Key: key(t, strings.Repeat("x", 32)), Transport: way, StateDir: dir})
		if same, err := other.Succeeds(t.Context(), o.Key, "somebody@else.example"); same || err != nil {
			t.Errorf("another account takes over: %t, %v", same, err)
		}
		if same, err := other.Succeeds(t.Context(), fichier.Secret{}, info.Email); same || err != nil {
			t.Errorf("a key without a past takes over: %t, %v", same, err)
		}
	})
}
