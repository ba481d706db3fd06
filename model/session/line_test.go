package session

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"onefm/model"
)

// wire answers every call and remembers when it came.
type wire struct {
	mu   sync.Mutex
	came []time.Time
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.came = append(w.came, time.Now())
	w.mu.Unlock()
	return &http.Response{
		StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   io.NopCloser(strings.NewReader(`{"status":"OK","folder_id":0,"name":"Root","sub_folders":[],"items":[],"email":"a@example.org","offer":"1"}`)),
	}, nil
}

// The service counts calls by address: two accounts on one machine share one rate.
func TestAccountsShareTheRateOfTheLine(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		var wg sync.WaitGroup
		for _, k := range []string{"a", "b", "c"} {
			s := opened(t, Options{Key: key(t, strings.Repeat(k, 32)), Transport: w, StateDir: dir})
			wg.Go(func() {
				for range 4 {
					if _, err := s.Client.UploadNode(t.Context()); err == nil {
						t.Error("an answer without a node passes for one")
					}
				}
			})
		}
		wg.Wait()
		if len(w.came) < 12 {
			t.Fatalf("%d calls, want at least 12", len(w.came))
		}
		for i := 3; i < len(w.came); i++ {
			if d := w.came[i].Sub(w.came[i-3]); d < time.Second {
				t.Errorf("four calls within %v", d)
			}
		}
	})
}

// One account asked a moment ago keeps another from being asked within the minute,
// and costs it nothing else.
func TestAccountsShareTheMinuteOfUserInfo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		a := opened(t, Options{Key: key(t, strings.Repeat("a", 32)), Transport: w, StateDir: dir})
		b := opened(t, Options{Key: key(t, strings.Repeat("b", 32)), Transport: w, StateDir: dir})
		if _, err := a.Mirror.Account(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Mirror.Account(t.Context()); err == nil || len(w.came) != 1 {
			t.Errorf("the second account was asked at once: %v, %d calls", err, len(w.came))
		}
		time.Sleep(infoByLine)
		if _, err := b.Mirror.Account(t.Context()); err != nil {
			t.Errorf("after a minute: %v", err)
		}
	})
}

func TestLocksOfTheUserLeaveOthersAlone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	for _, tt := range []struct {
		text   string
		shared bool
	}{
		{"Flood detected: IP Locked #374", true},
		{"Flood detected: User Locked #223", false},
		{"User APK Locked", false},
	} {
		dir := filepath.Join(dir, tt.text[:4]+tt.text[len(tt.text)-4:])
		synctest.Test(t, func(t *testing.T) {
			w := http.RoundTripper(&wire{})
			a := opened(t, Options{Key: key(t, strings.Repeat("a", 32)), Transport: flood{tt.text}, StateDir: dir})
			b := opened(t, Options{Key: key(t, strings.Repeat("b", 32)), Transport: w, StateDir: dir})
			if _, err := a.Mirror.List(t.Context(), model.AccountPath("/"), model.Refresh); err == nil {
				t.Fatal("a flood passes for a listing")
			}
			time.Sleep(time.Second)
			_, err := b.Mirror.List(t.Context(), model.AccountPath("/"), model.Refresh)
			if (err != nil) != tt.shared {
				t.Errorf("%s: the other account gets %v", tt.text, err)
			}
		})
	}
}

type flood struct{ text string }

func (f flood) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusForbidden, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   io.NopCloser(strings.NewReader(`{"status":"KO","message":"` + f.text + `"}`)),
	}, nil
}
