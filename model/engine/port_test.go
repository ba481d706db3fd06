package engine

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"onefm/model/transfer"
)

// seat is a place for the lock of a test, with a short path for its socket.
func seat(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "onefm-t-") //nolint:usetesting // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "engine-test.lock")
}

func nothing(string) string { return "" }

// process is a port that runs, as in a process of its own.
type process struct {
	*Port

	stop context.CancelFunc
	done chan struct{}
}

func (d *depot) process(t *testing.T, lock string, change func(*Options)) *process {
	t.Helper()
	o := Options{Lock: lock, Account: "acc", Journal: d, Engine: func() Engine { return d.engine(nil) }, Getenv: nothing}
	if change != nil {
		change(&o)
	}
	ctx, stop := context.WithCancel(t.Context())
	p := &process{Port: New(o), stop: stop, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		if err := p.Run(ctx); err != nil {
			t.Errorf("Run = %v", err)
		}
	}()
	t.Cleanup(p.end)
	if err := p.Ready(t.Context()); err != nil && !o.Apart {
		t.Fatalf("Ready = %v", err)
	}
	return p
}

func (p *process) end() {
	p.stop()
	<-p.done
}

func submit(t *testing.T, p *process) transfer.JobID {
	t.Helper()
	id, err := p.Submit(job())
	if err != nil {
		t.Fatalf("Submit = %v", err)
	}
	return id
}

func waitFor(t *testing.T, p *process, id transfer.JobID) transfer.Result {
	t.Helper()
	r, err := p.Wait(t.Context(), id)
	if err != nil {
		t.Fatalf("Wait(%d) = %v", id, err)
	}
	return r
}

func TestTwoProcessesHaveOneQueue(t *testing.T) {
	t.Parallel()
	d, lock := newDepot(t), seat(t)
	work := make(chan struct{})
	a := d.process(t, lock, func(o *Options) { o.Engine = func() Engine { return d.engine(work) } })
	b := d.process(t, lock, nil)
	ends := a.Subscribe()
	theirs := b.Subscribe()
	id := submit(t, b)
	d.until("it runs", all(transfer.Running, 1))
	for _, p := range []*process{a, b} {
		if s := p.Snapshot(); len(s.Jobs) != 1 || s.Jobs[0].State != transfer.Running || s.Jobs[0].To.String() != "1f:/Films" {
			t.Errorf("Snapshot = %+v", s)
		}
	}
	if err := b.Pause(id); err != nil {
		t.Errorf("Pause = %v", err)
	}
	if err := b.Pause(99); !errors.Is(err, transfer.ErrNoJob) {
		t.Errorf("Pause of nothing = %v", err)
	}
	work <- struct{}{} // a paused job is not done by it
	if err := b.Resume(id); err != nil {
		t.Errorf("Resume = %v", err)
	}
	work <- struct{}{}
	if r := waitFor(t, b, id); r.State != transfer.Done || r.To.String() != "1f:/Films" {
		t.Errorf("Result = %+v", r)
	}
	for _, s := range []*transfer.Subscription{ends, theirs} {
		if ev, err := s.Next(t.Context()); err != nil || ev.ID != id {
			t.Errorf("event %+v, %v", ev, err)
		}
	}
}

// Many processes that start at the same instant have one engine between them, and
// every job is done once.
func TestManyStartAtOnce(t *testing.T) {
	t.Parallel()
	d, lock := newDepot(t), seat(t)
	const n = 12
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			p := d.process(t, lock, nil)
			waitFor(t, p, submit(t, p))
		})
	}
	wg.Wait()
	d.until("all are done", all(transfer.Done, n))
}

// The process with the engine ends while another one waits for its job: that one
// takes over.
func TestClientsTakeOver(t *testing.T) {
	t.Parallel()
	d, lock := newDepot(t), seat(t)
	stuck := func(o *Options) { o.Engine = func() Engine { return d.engine(make(chan struct{})) } }
	a := d.process(t, lock, stuck)
	b := d.process(t, lock, nil)
	ends := b.Subscribe()
	id := submit(t, b)
	d.until("it runs", all(transfer.Running, 1))
	a.end()
	if r := waitFor(t, b, id); r.State != transfer.Done {
		t.Errorf("Result = %+v", r)
	}
	if ev, err := ends.Next(t.Context()); err != nil || ev.ID != id {
		t.Errorf("event %+v, %v", ev, err)
	}
}

// A job that ended while a process had no connection is told when it has one again.
func TestEndsAreToldLate(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	id, _ := d.Add(t.Context(), job())
	p := New(Options{Journal: d, Engine: func() Engine { return d.engine(nil) }, Getenv: nothing})
	ends := p.Subscribe()
	p.seen(p.Snapshot())
	e := d.engine(nil)
	if err := errors.Join(e.Load(t.Context(), true), e.Cancel(id)); err != nil {
		t.Fatal(err)
	}
	p.attach(t.Context(), inside{e})
	if ev, err := ends.Next(t.Context()); err != nil || ev.ID != id || ev.State != transfer.Cancelled {
		t.Errorf("event %+v, %v", ev, err)
	}
}

// What a dead engine left is not begun by the next one until somebody says so.
func TestLeftoversAreHeld(t *testing.T) {
	t.Parallel()
	d, lock := newDepot(t), seat(t)
	id, _ := d.Add(t.Context(), job())
	p := d.process(t, lock, nil)
	own := submit(t, p)
	waitFor(t, p, own)
	if got, want := states(p.Snapshot()), []transfer.State{transfer.Paused, transfer.Done}; !slices.Equal(got, want) {
		t.Errorf("states %v, want %v", got, want)
	}
	if err := p.Resume(id); err != nil {
		t.Fatal(err)
	}
	waitFor(t, p, id)
}

// The window starts no engine before there is something to do, then one in a
// process of its own.
func TestApartStartsLate(t *testing.T) {
	t.Parallel()
	d, lock := newDepot(t), seat(t)
	ctx, stop := context.WithCancel(t.Context())
	var serving sync.WaitGroup
	defer serving.Wait()
	defer stop()
	spawned := 0
	o := Options{Lock: lock, Account: "acc", Journal: d, Engine: func() Engine { return d.engine(nil) }, Getenv: nothing}
	spawn := func(context.Context) error {
		spawned++
		answer := make(chan error, 1)
		serving.Go(func() { _ = Serve(ctx, o, time.Hour, func(err error) { answer <- err }) })
		return <-answer
	}
	apart := o
	apart.Apart, apart.Spawn = true, spawn
	p := New(apart)
	serving.Go(func() { _ = p.Run(ctx) })
	if s := p.Snapshot(); len(s.Jobs) != 0 || spawned != 0 {
		t.Errorf("%d engines for %+v", spawned, s)
	}
	id, err := p.Submit(job())
	if err != nil {
		t.Fatal(err)
	}
	if r, err := p.Wait(t.Context(), id); err != nil || r.State != transfer.Done || spawned != 1 {
		t.Errorf("%+v, %v, %d engines", r, err, spawned)
	}
}

// Where no process can be started, the engine runs here.
func TestApartFallsBack(t *testing.T) {
	t.Parallel()
	d, lock := newDepot(t), seat(t)
	p := d.process(t, lock, func(o *Options) {
		o.Apart, o.Spawn = true, func(context.Context) error { return errors.New("no") }
	})
	waitFor(t, p, submit(t, p))
}

// The last command that ends hands what is left to a process of its own.
func TestTheRestIsHandedOver(t *testing.T) {
	t.Parallel()
	d, lock := newDepot(t), seat(t)
	spawned := make(chan struct{}, 1)
	a := d.process(t, lock, func(o *Options) {
		o.Engine = func() Engine { return d.engine(make(chan struct{})) }
		o.Spawn = func(context.Context) error { spawned <- struct{}{}; return nil }
	})
	id := submit(t, a)
	d.until("it runs", all(transfer.Running, 1))
	a.end()
	<-spawned

	b := d.process(t, lock, func(o *Options) {
		o.Spawn = func(context.Context) error { t.Error("nothing is left, and yet somebody is started"); return nil }
	})
	if err := b.Cancel(id); err != nil {
		t.Fatal(err)
	}
	b.end()
}

func TestServeEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T, d *depot, o Options, ended chan error){
		"when nobody is there": func(*testing.T, *depot, Options, chan error) {},
		"not while somebody is there": func(t *testing.T, d *depot, o Options, ended chan error) {
			t.Helper()
			p := d.process(t, o.Lock, nil)
			for range 3 {
				waitFor(t, p, submit(t, p))
			}
			select {
			case err := <-ended:
				t.Errorf("it ended: %v", err)
			default:
			}
			p.end()
		},
		"when its folder is gone": func(t *testing.T, d *depot, o Options, _ chan error) {
			t.Helper()
			if _, err := d.Add(t.Context(), job()); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(filepath.Dir(o.Lock)); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDepot(t)
			o := Options{Lock: seat(t), Account: "acc", Journal: d, Engine: func() Engine { return d.engine(nil) }, Getenv: nothing}
			ready, ended := make(chan error, 1), make(chan error, 1)
			go func() { ended <- Serve(t.Context(), o, 40*time.Millisecond, func(err error) { ready <- err }) }()
			if err := <-ready; err != nil {
				t.Fatal(err)
			}
			test(t, d, o, ended)
			if err := <-ended; err != nil {
				t.Errorf("Serve = %v", err)
			}
		})
	}
}

// A second background process leaves the field to the first.
func TestServeTwice(t *testing.T) {
	t.Parallel()
	d, lock := newDepot(t), seat(t)
	d.process(t, lock, nil)
	o := Options{Lock: lock, Account: "acc", Journal: d, Engine: func() Engine { return d.engine(nil) }, Getenv: nothing}
	told := 0
	if err := Serve(t.Context(), o, time.Hour, func(err error) {
		if told++; err != nil {
			t.Errorf("ready(%v)", err)
		}
	}); err != nil || told != 1 {
		t.Errorf("Serve = %v, told %d times", err, told)
	}
}

func TestPeekAndSteer(t *testing.T) {
	t.Parallel()
	d, lock := newDepot(t), seat(t)
	o := Options{Lock: lock, Account: "acc", Journal: d, Engine: func() Engine { return d.engine(nil) }, Getenv: nothing}
	id, _ := d.Add(t.Context(), job())
	if s, live, err := Peek(t.Context(), o); err != nil || live || !all(transfer.Queued, 1)(s) {
		t.Errorf("Peek = %+v, %t, %v", s, live, err)
	}
	if err := Steer(t.Context(), o, func(q transfer.Queue) error { return q.Cancel(id) }); err != nil {
		t.Errorf("Steer = %v", err)
	}
	p := d.process(t, lock, func(o *Options) { o.Engine = func() Engine { return d.engine(make(chan struct{})) } })
	second := submit(t, p)
	if s, live, err := Peek(t.Context(), o); err != nil || !live || len(s.Jobs) != 2 || s.Jobs[0].State != transfer.Cancelled {
		t.Errorf("Peek = %+v, %t, %v", s, live, err)
	}
	if err := Steer(t.Context(), o, func(q transfer.Queue) error { return q.Cancel(second) }); err != nil {
		t.Errorf("Steer = %v", err)
	}
	if r := waitFor(t, p, second); r.State != transfer.Cancelled {
		t.Errorf("Result = %+v", r)
	}
}

// Two accounts have an engine each.
func TestAccountsDoNotMeet(t *testing.T) {
	t.Parallel()
	lock := seat(t)
	for _, name := range []string{"a", "b"} {
		d := newDepot(t)
		p := d.process(t, filepath.Join(filepath.Dir(lock), "engine-"+name+".lock"), func(o *Options) { o.Account = name })
		waitFor(t, p, submit(t, p))
		if s := p.Snapshot(); len(s.Jobs) != 1 {
			t.Errorf("%s sees %+v", name, s.Jobs)
		}
	}
}

// An engine whose key is refused ends, wherever it runs, and makes room for one
// with a good key.
func TestRetiredEnginesMakeRoom(t *testing.T) {
	t.Parallel()
	d, lock := newDepot(t), seat(t)
	stuck := func(o *Options) { o.Engine = func() Engine { return d.engine(make(chan struct{})) } }
	o := Options{Lock: lock, Account: "acc", Journal: d, Engine: func() Engine { return d.engine(make(chan struct{})) }, Getenv: nothing}
	ready, ended := make(chan error, 1), make(chan error, 1)
	go func() { ended <- Serve(t.Context(), o, time.Hour, func(err error) { ready <- err }) }()
	if err := <-ready; err != nil {
		t.Fatal(err)
	}
	old := d.process(t, lock, stuck)
	id := submit(t, old)
	d.until("it runs", all(transfer.Running, 1))
	old.Retire(t.Context())
	<-old.done
	if err := <-ended; err != nil {
		t.Errorf("Serve = %v", err)
	}
	fresh := d.process(t, lock, nil)
	if err := fresh.Resume(id); err != nil {
		t.Fatal(err)
	}
	waitFor(t, fresh, id)
}

// Whoever steers a queue does not wait for an engine that ends meanwhile, as that
// of a command whose job was cancelled.
func TestSteeringAnEngineThatEnds(t *testing.T) {
	t.Parallel()
	d, lock := newDepot(t), seat(t)
	a := d.process(t, lock, func(o *Options) { o.Engine = func() Engine { return d.engine(make(chan struct{})) } })
	id := submit(t, a)
	d.until("it runs", all(transfer.Running, 1))
	o := Options{Lock: lock, Account: "acc", Journal: d, Engine: func() Engine { return d.engine(nil) }, Getenv: nothing}
	if err := Steer(t.Context(), o, func(q transfer.Queue) error {
		a.end()
		_, err := q.Wait(t.Context(), id)
		return err
	}); !errors.Is(err, transfer.ErrStopped) {
		t.Errorf("Steer = %v", err)
	}
}
