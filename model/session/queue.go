package session

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"onefm/model/engine"
	"onefm/model/mirror"
	"onefm/model/plan"
	"onefm/model/transfer"
	"onefm/model/transfer/journal"
)

// shelf is the journal of an account, opened with the first need of it.
type shelf struct {
	path     string
	priority transfer.Priority // of what is submitted
	log      *slog.Logger

	mu sync.Mutex
	j  *journal.Journal
}

// journal opens the journal. Several callers get the same one.
func (s *shelf) journal(ctx context.Context) (*journal.Journal, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.j == nil {
		j, err := journal.Open(ctx, s.path, s.log)
		if err != nil {
			return nil, err
		}
		s.j = j
	}
	return s.j, nil
}

// opened returns the journal, nil when nobody has opened it.
func (s *shelf) opened() *journal.Journal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.j
}

// Add implements [engine.Journal].
func (s *shelf) Add(ctx context.Context, p *plan.Plan) (transfer.JobID, error) {
	j, err := s.journal(ctx)
	if err != nil {
		return 0, err
	}
	return transfer.Record(ctx, j, p, s.priority)
}

// Snapshot implements [engine.Journal].
func (s *shelf) Snapshot(ctx context.Context) (transfer.Snapshot, error) {
	j, err := s.journal(ctx)
	if err != nil {
		return transfer.Snapshot{}, err
	}
	return transfer.Stored(ctx, j)
}

func (s *shelf) close() error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.j == nil {
		return nil
	}
	return s.j.Close()
}

const (
	queuePrefix = "queue-"
	database    = ".sqlite"
)

// findQueue says where the account's queue is and how its engine is made.
func (s *Session) findQueue() engine.Options {
	o := engine.Options{Engine: s.engine, Log: s.o.Log}
	path := s.stored(queuePrefix + s.o.account())
	if path == "" {
		return o
	}
	s.shelf = &shelf{path: path, log: s.o.Log}
	o.Journal, o.Account = s.shelf, s.o.account()
	if s.o.Transport != nil {
		return o // no other process has this way to the service
	}
	o.Lock = filepath.Join(filepath.Dir(path), "engine-"+o.Account+".lock")
	if o.Apart = s.o.Apart; !o.Apart {
		s.shelf.priority = transfer.Urgent // a person waits for the end of the command
	}
	if spawn := s.o.Spawn; spawn != nil && !s.o.Key.IsZero() {
		h := engine.Handover{Key: s.o.Key.Reveal(), APIURL: s.o.APIURL, StateDir: filepath.Dir(path), Log: s.o.Log != nil}
		o.Spawn = func(ctx context.Context) error { return spawn(ctx, h) }
	}
	return o
}

// engine makes an engine for this process.
func (s *Session) engine() engine.Engine {
	o := transfer.Options{Client: keyless{}, Mirror: s.Mirror, Disk: transfer.OnDisk(s.Disk), Limit: s.o.Limit, Log: s.o.Log}
	if s.Client != nil {
		o.Client = s.Client
	}
	if s.shelf != nil {
		o.Journal = s.shelf.opened()
	}
	return transfer.New(o)
}

// OpenQueue opens the journal, so that jobs outlive this process. Where that is not
// possible jobs live as long as the process, and a notice says so. [Session.Run]
// does it by itself.
func (s *Session) OpenQueue(ctx context.Context) {
	if s.shelf == nil {
		return
	}
	j, err := s.shelf.journal(ctx)
	if err != nil {
		s.note(mirror.Notice{Kind: mirror.InMemory, Err: err})
		s.Queue.Private()
		s.shelf = nil
		return
	}
	if path, cause := j.Aside(); path != "" {
		s.aside.Do(func() { s.note(mirror.Notice{Kind: mirror.QueueSetAside, Path: path, Err: cause}) })
	}
}

// Run sees to it that an engine works on the queue, in this process or in another,
// until ctx ends and all workers of this process are gone.
func (s *Session) Run(ctx context.Context) error {
	s.OpenQueue(ctx)
	return s.Queue.Run(ctx)
}

// Serve is the life of a process that carries out transfers in the background: see
// [engine.Serve].
func (s *Session) Serve(ctx context.Context, ready func(error)) error {
	if _, err := s.shelf.journal(ctx); err != nil {
		ready(err)
		return err
	}
	return engine.Serve(ctx, s.place, engine.Grace, ready)
}

// Peek tells what is in the queue without working on it: live, when some process
// does.
func (s *Session) Peek(ctx context.Context) (q transfer.Snapshot, live bool, err error) {
	if s.shelf == nil {
		return transfer.Snapshot{}, false, nil
	}
	return engine.Peek(ctx, s.place)
}

// Steer does something to the queue, through the process that works on it or, when
// none does, with an engine that begins nothing: see [engine.Steer].
func (s *Session) Steer(ctx context.Context, do func(q transfer.Queue) error) error {
	if s.shelf == nil {
		return transfer.ErrNoJob
	}
	if _, err := s.shelf.journal(ctx); err != nil {
		return err
	}
	return engine.Steer(ctx, s.place, do)
}

// Queues lists the accounts that have a queue in a state folder, empty for
// [StateDir]: each opens with [Options].Stored.
func Queues(dir string) ([]string, error) {
	if dir == "" {
		var err error
		if dir, err = StateDir(); err != nil {
			return nil, err
		}
	}
	entries, err := os.ReadDir(dir)
	if os.IsNotExist(err) {
		return nil, nil
	}
	var list []string
	for _, e := range entries {
		if name, ok := strings.CutPrefix(e.Name(), queuePrefix); ok && strings.HasSuffix(name, database) {
			list = append(list, strings.TrimSuffix(name, database))
		}
	}
	return list, err
}
