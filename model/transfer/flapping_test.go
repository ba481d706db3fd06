package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/disk"
	"onefm/model/mirror"
	"onefm/model/plan"
)

// flapping is a line that dies now and then for a while: what is under way breaks,
// and nothing new comes through.
type flapping struct {
	base http.RoundTripper
	ends []time.Time // of ups and downs by turns, beginning with an up
}

var errLineDown = errors.New("network is unreachable")

// newFlapping dies every few minutes for seconds to minutes, for so long.
func newFlapping(base http.RoundTripper, seed uint64, lasting time.Duration) *flapping {
	f := &flapping{base: base}
	rng := rand.New(rand.NewPCG(seed, 24))
	span := func(low, high time.Duration) time.Duration { return low + time.Duration(rng.Int64N(int64(high-low))) }
	at := time.Now()
	for end := at.Add(lasting); at.Before(end); {
		at = at.Add(span(time.Minute, 9*time.Minute))
		f.ends = append(f.ends, at)
		at = at.Add(span(time.Second, 4*time.Minute))
		f.ends = append(f.ends, at)
	}
	return f
}

// state tells which span of the line it is, and whether it is up.
func (f *flapping) state() (span int, isUp bool) {
	now := time.Now()
	for i, end := range f.ends {
		if now.Before(end) {
			return i, i%2 == 0
		}
	}
	return len(f.ends), true
}

func (f *flapping) RoundTrip(req *http.Request) (*http.Response, error) {
	span, isUp := f.state()
	if !isUp {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, errLineDown
	}
	if req.Body != nil && req.Body != http.NoBody {
		req = req.Clone(req.Context())
		req.Body = &flappingBody{ReadCloser: req.Body, f: f, span: span}
	}
	resp, err := f.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if now, _ := f.state(); now != span { // the answer came over a line that was down
		_ = resp.Body.Close()
		return nil, errLineDown
	}
	resp.Body = &flappingBody{ReadCloser: resp.Body, f: f, span: span}
	return resp, nil
}

type flappingBody struct {
	io.ReadCloser

	f    *flapping
	span int
}

func (b *flappingBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if now, _ := b.f.state(); now != b.span {
		return 0, errLineDown
	}
	return n, err
}

// TestADayOfAFlappingLineEndsComplete moves and copies both ways over a line that is
// slow and dies every few minutes, for more than a day.
func TestADayOfAFlappingLineEndsComplete(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, svc: simulator.New(), disk: disk.New(), dir: dir}
		defer r.svc.Close()
		key, err := fichier.NewSecret(r.svc.Key())
		if err != nil {
			t.Fatal(err)
		}
		r.client = fichier.New(key, fichier.WithTransport(newFlapping(r.svc.Transport(), 1, 72*time.Hour)))
		defer r.client.Close()
		if r.mirror, err = mirror.Open(t.Context(), "", r.client, mirror.Options{}); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = r.mirror.Close() }()
		for i := range 30 {
			r.write(fmt.Sprintf("up/%d/f%d", i%3, i), uint64(i), 30_000+i)
			r.write(fmt.Sprintf("away/%d/f%d", i%3, i), uint64(100+i), 20_000+i)
		}
		for i, size := range []int{25_000_000, 8_000_000, 3_000_000, 400_000, 5000, 60} {
			r.svc.AddFile(fmt.Sprintf("/down/%d/f%d", i%2, i), simulator.Bytes(bytesOf(uint64(200+i), size)))
			r.svc.AddFile(fmt.Sprintf("/home/%d/f%d", i%2, i), simulator.Bytes(bytesOf(uint64(300+i), size/3+1)))
		}
		gone, came := r.onDisk("away"), r.inAccount("/home")
		r.e = New(Options{
			Client: r.client, Mirror: r.mirror, Disk: OnDisk(r.disk), Batch: 100_000, Limit: limit(t, "up 4k, 06:00-18:00 down 400, down 800"),
		})
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan error)
		go func() { over <- r.e.Run(ctx) }()
		defer func() { cancel(); <-over }()
		began := time.Now()
		jobs := []JobID{}
		for _, p := range []*plan.Plan{
			r.plan(plan.Copy, plan.Ask, model.AccountPath("/new"), r.local("up")),
			r.plan(plan.Copy, plan.Ask, r.local("new"), model.AccountPath("/down")),
			r.plan(plan.Move, plan.Ask, model.AccountPath("/new"), r.local("away")),
			r.plan(plan.Move, plan.Ask, r.local("new"), model.AccountPath("/home")),
		} {
			id, err := r.e.Submit(p)
			if err != nil {
				t.Fatal(err)
			}
			jobs = append(jobs, id)
		}
		for _, id := range jobs {
			r.ok(r.wait(id))
		}
		if took := time.Since(began); took < 24*time.Hour {
			t.Errorf("took %v, which is no day", took)
		}
		r.same("what was uploaded", r.onDisk("up"), r.inAccount("/new/up"))
		r.same("what was downloaded", r.inAccount("/down"), r.onDisk("new/down"))
		r.same("what moved up", gone, r.inAccount("/new/away"))
		r.same("what moved down", came, r.onDisk("new/home"))
		r.same("the sources of the moves", tree{}, r.onDisk("away"))
		r.same("the sources of the moves", tree{}, r.inAccount("/home"))
		for _, v := range r.svc.Violations() {
			t.Errorf("a limit was broken: %+v", v)
		}
	})
}
