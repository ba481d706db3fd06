package engine

import (
	"context"
	"errors"
	"sync"
	"time"

	"onefm/model/plan"
	"onefm/model/transfer"
)

const (
	// shortly is the pause before another look at a lock whose holder does not listen
	// yet, or has just let go.
	shortly = 25 * time.Millisecond
	// glance is how often a port that needs no engine looks whether another process
	// has started one.
	glance = 2 * time.Second
	// lasting is how long an engine has to live for the next one to start at once.
	lasting = 5 * time.Second
	// longestPause bounds the pause before another try.
	longestPause = 30 * time.Second
)

// Run keeps the way to an engine open until ctx ends: it connects to the one that
// runs, or runs one, and does so again when that one is gone. When it ends while it
// runs the engine and jobs are left to be done, a process of its own goes on with
// them, where one can be started.
func (p *Port) Run(ctx context.Context) error {
	defer p.end()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // it ends with ctx
		select {
		case <-p.quit:
			cancel()
		case <-ctx.Done():
		}
	}()
	if p.o.Lock == "" {
		if err := p.settle(ctx); err != nil {
			return err
		}
		return p.host(ctx, nil, nil)
	}
	pause := shortly
	for ctx.Err() == nil {
		began := time.Now()
		err := p.once(ctx)
		if time.Since(began) >= lasting {
			pause = shortly
		}
		if err == nil || ctx.Err() != nil {
			continue
		}
		p.o.Log.Info("no engine in reach", "cause", err)
		p.fail(err)
		rest(ctx, pause)
		pause = min(2*pause, longestPause)
	}
	return nil
}

func (p *Port) end() {
	p.mu.Lock()
	p.ended, p.at = true, nil
	close(p.changed)
	p.changed = make(chan struct{})
	p.mu.Unlock()
	p.feed.Close()
}

// fail remembers why no engine is in reach.
func (p *Port) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failed = err
	if errors.Is(err, ErrVersion) {
		close(p.changed)
		p.changed = make(chan struct{})
	}
}

// once stays with one engine for as long as that lives.
func (p *Port) once(ctx context.Context) error {
	lock, err := TryLock(p.o.Lock)
	if errors.Is(err, ErrHeld) {
		return p.outside(ctx)
	}
	if err != nil {
		return err
	}
	if err := p.settle(ctx); err != nil {
		return errors.Join(err, lock.Release())
	}
	if !p.o.Apart || p.o.Spawn == nil {
		return p.host(ctx, lock, nil)
	}
	if err := lock.Release(); err != nil {
		return err
	}
	if !p.needed() {
		return p.idle(ctx)
	}
	if err := p.o.Spawn(ctx); err != nil {
		p.o.Log.Warn("no process of its own for the engine", "cause", err)
		p.o.Apart = false
		return nil
	}
	return p.outside(ctx)
}

// needed reports whether there is anything to do for an engine.
func (p *Port) needed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.wanted {
		return true
	}
	for _, s := range p.open {
		if s != transfer.Paused {
			return true
		}
	}
	return false
}

// idle waits until an engine is needed, or another process runs one.
func (p *Port) idle(ctx context.Context) error {
	t := time.NewTicker(glance)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-p.kick:
			return nil
		case <-t.C:
			if at := announced(p.o.Lock); at != "" {
				if c, err := dialing(ctx, at); err == nil {
					return c.Close() // somebody listens: connect in earnest
				}
			}
		}
	}
}

// settle looks, once, at the jobs that a dead engine left, and holds them: nobody
// here has asked for them. The lock is held.
func (p *Port) settle(ctx context.Context) error {
	p.mu.Lock()
	done := p.settled
	p.settled = true
	p.mu.Unlock()
	if done || p.o.Journal == nil {
		return nil
	}
	return p.o.Engine().Load(ctx, false)
}

// outside works with the engine of another process until the connection ends.
func (p *Port) outside(ctx context.Context) error {
	c, r, err := dial(ctx, announced(p.o.Lock), p.o.Account, p.over)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.settled = true // somebody sees to what is in the journal
	p.mu.Unlock()
	var reading sync.WaitGroup
	reading.Go(func() { c.read(r) })
	p.attach(ctx, c)
	p.mu.Lock()
	p.wanted = false
	p.mu.Unlock()
	select {
	case <-ctx.Done():
	case <-c.gone:
	}
	c.close()
	reading.Wait()
	p.detach(nil)
	return nil
}

// guard watches an engine that runs in this process; it ends it by returning.
type guard func(ctx context.Context, e Engine, s *server)

// host runs the engine in this process and lets others use it, until ctx ends or
// g returns. Without a lock it is for this process alone.
func (p *Port) host(ctx context.Context, lock *Lock, g guard) (err error) {
	e := p.o.Engine()
	if p.o.Journal != nil {
		if err := e.Load(ctx, true); err != nil {
			return errors.Join(err, release(lock))
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var side sync.WaitGroup
	s := newServer(e, p.o.Account, cancel)
	if lock != nil {
		l, err := listen(ctx, p.o.Lock, p.o.Getenv)
		if err != nil {
			p.o.Log.Warn("others can't see the queue", "cause", err)
		} else if err := lock.announce(l.Addr().String()); err != nil {
			return errors.Join(err, l.Close(), lock.Release())
		} else {
			side.Go(func() { _ = s.serve(ctx, l) })
		}
	}
	ends := e.Subscribe()
	side.Go(func() {
		for {
			ev, err := ends.Next(context.WithoutCancel(ctx)) // it ends with the engine
			if err != nil {
				return
			}
			p.over(ev.Result)
		}
	})
	if g != nil {
		side.Go(func() { defer cancel(); g(ctx, e, s) })
	}
	p.attach(ctx, inside{e})
	err = e.Run(ctx)
	cancel()
	p.detach(nil)
	side.Wait()
	left := unfinished(e.Snapshot())
	if err = errors.Join(err, release(lock)); err == nil && left && lock != nil {
		p.handOver(ctx)
	}
	return err
}

func release(l *Lock) error {
	if l == nil {
		return nil
	}
	return l.Release()
}

// unfinished reports whether an engine would have something to do.
func unfinished(s transfer.Snapshot) bool {
	for _, j := range s.Jobs {
		if j.State == transfer.Queued || j.State == transfer.Running {
			return true
		}
	}
	return false
}

// handOver has a process of its own go on with what is left.
func (p *Port) handOver(ctx context.Context) {
	p.mu.Lock()
	retired := p.retired
	p.mu.Unlock()
	if p.o.Spawn == nil || retired {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reaching)
	defer cancel()
	if err := p.o.Spawn(ctx); err != nil {
		p.o.Log.Warn("nobody goes on with the queue", "cause", err)
	}
}

// inside is the way to the engine of this process.
type inside struct{ engine Engine }

func (w inside) look(context.Context) (transfer.Snapshot, error) { return w.engine.Snapshot(), nil }

func (w inside) order(ctx context.Context, q request) error {
	_, err := act(ctx, w.engine, q)
	return err
}

func (w inside) wait(ctx context.Context, id transfer.JobID) (transfer.Result, error) {
	return w.engine.Wait(ctx, id)
}

func (w inside) submit(pl *plan.Plan) (transfer.JobID, error) { return w.engine.Submit(pl) }

func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
