package engine

import (
	"bufio"
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"time"

	"onefm/model/mishap"
	"onefm/model/transfer"
)

// Engine carries jobs out in this process; *transfer.Engine is one.
type Engine interface {
	transfer.Queue

	// Run works until ctx ends.
	Run(ctx context.Context) error
	// Load takes up the jobs of the journal, before Run: those that are not over go
	// on, or are held, also in the journal, until a person resumes them.
	Load(ctx context.Context, goOn bool) error
	// Adopt takes up a job that another process wrote into the journal.
	Adopt(ctx context.Context, id transfer.JobID) error
}

const (
	// greeting is how long a client may take to say who it is.
	greeting = 5 * time.Second
	// writing is how long a client may leave a message unread.
	writing = 10 * time.Second
	// mostClients and mostWaits bound what a broken program can cost.
	mostClients = 64
	mostWaits   = 256 // of one client, at a time
)

// server lets other processes use an engine.
type server struct {
	engine  Engine
	account string
	retire  func() // ends the engine

	wg    sync.WaitGroup
	mu    sync.Mutex
	conns map[net.Conn]struct{}
	last  time.Time // when a client was last there
}

func newServer(e Engine, account string, retire func()) *server {
	return &server{engine: e, account: account, retire: retire, conns: map[net.Conn]struct{}{}, last: time.Now()}
}

// serve accepts clients until ctx ends, and returns when all are gone. The
// listener is closed then.
func (s *server) serve(ctx context.Context, l net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(ctx, func() { s.hangUp(l) })
	var err error
	for {
		var c net.Conn
		if c, err = l.Accept(); err != nil {
			break
		}
		if !ours(c) || !s.enter(ctx, c) {
			_ = c.Close()
			continue
		}
		s.wg.Go(func() {
			defer s.leave(c)
			s.talk(ctx, c)
		})
	}
	if stop() {
		s.hangUp(l)
	}
	cancel()
	s.wg.Wait()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func (s *server) hangUp(l net.Listener) {
	_ = l.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		_ = c.Close()
	}
}

func (s *server) enter(ctx context.Context, c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil || len(s.conns) >= mostClients {
		return false
	}
	s.conns[c] = struct{}{}
	return true
}

func (s *server) leave(c net.Conn) {
	_ = c.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	s.last = time.Now()
}

// alone tells for how long nobody was connected; 0 while somebody is.
func (s *server) alone(now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.conns) > 0 {
		return 0
	}
	return now.Sub(s.last)
}

// talk serves one client.
func (s *server) talk(ctx context.Context, c net.Conn) {
	r := bufio.NewReader(c)
	_ = c.SetReadDeadline(time.Now().Add(greeting))
	var h hello
	if err := unpack(r, largestRequest, &h); err != nil {
		return
	}
	_ = c.SetReadDeadline(time.Time{})
	w := &sender{conn: c}
	if w.send(hello{Onefm: protocol, Account: s.account, PID: os.Getpid()}) != nil || h.Onefm != protocol || h.Account != s.account {
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	var side sync.WaitGroup
	defer side.Wait()
	defer cancel()
	ends := s.engine.Subscribe()
	defer ends.Close()
	side.Go(func() {
		for {
			ev, err := ends.Next(ctx)
			if err != nil || w.send(reply{Result: resultOut(ev.Result)}) != nil {
				_ = c.Close()
				return
			}
		}
	})
	places := make(chan struct{}, mostWaits)
	for {
		var q request
		if unpack(r, largestRequest, &q) != nil {
			return
		}
		if q.Do == doGiveWay {
			s.engine.GiveWay(q.Trip)
			continue
		}
		if q.Do != doWait {
			if w.send(s.answer(ctx, q)) != nil {
				return
			}
			continue
		}
		select {
		case places <- struct{}{}:
		default:
			return
		}
		side.Go(func() {
			defer func() { <-places }()
			res, err := s.engine.Wait(ctx, q.Job)
			if err != nil && ctx.Err() != nil {
				return // the connection ends, and says so: the job goes on elsewhere
			}
			a := failure(err)
			if a.ID = q.ID; err == nil {
				a.Result = resultOut(res)
			}
			_ = w.send(a)
		})
	}
}

// answer does what a client asks for.
func (s *server) answer(ctx context.Context, q request) reply {
	if q.Do == doRetire {
		s.retire()
		return reply{ID: q.ID}
	}
	a, err := act(ctx, s.engine, q)
	if err != nil {
		a = failure(err)
	}
	a.ID = q.ID
	return a
}

// act gives an engine an order.
func act(ctx context.Context, e Engine, q request) (reply, error) {
	switch q.Do {
	case doSnapshot:
		return reply{Snapshot: snapshotOut(e.Snapshot())}, nil
	case doAdopt:
		return reply{}, e.Adopt(ctx, q.Job)
	case doCancel:
		return reply{}, e.Cancel(q.Job)
	case doPause:
		return reply{}, e.Pause(q.Job)
	case doResume:
		return reply{}, e.Resume(q.Job)
	case doRetry:
		return reply{}, e.Retry(q.Job)
	case doRetryItem:
		return reply{}, e.RetryItem(q.Job, q.Step)
	case doPriority:
		return reply{}, e.SetPriority(q.Job, q.Priority)
	case doLimit:
		if q.Limit == nil {
			return reply{}, ErrFrame
		}
		return reply{}, e.SetLimit(*q.Limit)
	case doMove:
		return reply{}, e.Reorder(q.Job, q.Delta)
	case doClear:
		e.Clear()
		return reply{}, nil
	}
	return reply{}, ErrFrame
}

func failure(err error) reply {
	switch {
	case err == nil:
		return reply{}
	case errors.Is(err, transfer.ErrNoJob):
		return reply{Code: codeNoJob}
	case errors.Is(err, transfer.ErrStopped):
		return reply{Code: codeStopped}
	}
	return reply{Error: mishap.Encode(err)}
}

// sender writes frames one at a time. A client that does not read holds up its
// own goroutines only, and not for long.
type sender struct {
	mu   sync.Mutex
	conn net.Conn
}

func (w *sender) send(v any) error {
	frame, err := pack(v)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.conn.SetWriteDeadline(time.Now().Add(writing))
	if _, err = w.conn.Write(frame); err != nil {
		_ = w.conn.Close()
	}
	return err
}
