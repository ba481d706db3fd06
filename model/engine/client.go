package engine

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"onefm/model"
	"onefm/model/mishap"
	"onefm/model/plan"
	"onefm/model/transfer"
)

// Errors of the way to an engine in another process.
var (
	// ErrAway: no engine answers at the moment.
	ErrAway = errors.New("the process that carries out the transfers does not answer")
	// ErrVersion: the engine that runs belongs to another version of the program.
	ErrVersion = errors.New("another version of onefm runs the transfers of this account")
)

// answering is how long an engine may take for an answer: it has them in memory.
const answering = 10 * time.Second

// client is a connection to an engine.
type client struct {
	w     sender
	ended func(transfer.Result) // called for every job that ends, one at a time
	gone  chan struct{}         // closed when the connection is

	mu      sync.Mutex
	last    uint64
	waiting map[uint64]chan reply
}

// dial connects to the engine of an account that listens at an address. ended
// begins to be called with the first read; see [client.read].
func dial(ctx context.Context, address, account string, ended func(transfer.Result)) (*client, *bufio.Reader, error) {
	if address == "" {
		return nil, nil, ErrAway
	}
	conn, err := dialing(ctx, address)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrAway, err)
	}
	c := &client{w: sender{conn: conn}, ended: ended, gone: make(chan struct{}), waiting: map[uint64]chan reply{}}
	r := bufio.NewReader(conn)
	if err := c.greet(ctx, r, account); err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	return c, r, nil
}

func (c *client) greet(ctx context.Context, r *bufio.Reader, account string) error {
	if !ours(c.w.conn) {
		return fmt.Errorf("%w: the socket belongs to another user", ErrAway)
	}
	stop := context.AfterFunc(ctx, func() { _ = c.w.conn.Close() })
	defer stop()
	_ = c.w.conn.SetReadDeadline(time.Now().Add(greeting))
	if err := c.w.send(hello{Onefm: protocol, Account: account, PID: os.Getpid()}); err != nil {
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	var h hello
	switch err := unpack(r, largestReply, &h); {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrAway, err)
	case h.Onefm != protocol:
		return ErrVersion
	case h.Account != account:
		return fmt.Errorf("%w: it works for another account", ErrAway)
	}
	return c.w.conn.SetReadDeadline(time.Time{})
}

// read takes what the engine says until the connection ends.
func (c *client) read(r *bufio.Reader) {
	for {
		var a reply
		if unpack(r, largestReply, &a) != nil {
			break
		}
		if a.ID == 0 {
			if a.Result != nil {
				c.ended(a.Result.result())
			}
			continue
		}
		c.mu.Lock()
		if to := c.waiting[a.ID]; to != nil {
			to <- a
			delete(c.waiting, a.ID)
		}
		c.mu.Unlock()
	}
	_ = c.w.conn.Close()
	close(c.gone)
}

func (c *client) close() { _ = c.w.conn.Close() }

// call asks the engine and waits for its answer.
func (c *client) call(ctx context.Context, q request) (reply, error) {
	to := make(chan reply, 1)
	c.mu.Lock()
	c.last++
	q.ID = c.last
	c.waiting[q.ID] = to
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.waiting, q.ID)
	}()
	if err := c.w.send(q); err != nil {
		return reply{}, fmt.Errorf("%w: %w", ErrAway, err)
	}
	select {
	case a := <-to:
		return a, a.err()
	case <-c.gone:
		return reply{}, ErrAway
	case <-ctx.Done():
		return reply{}, ctx.Err()
	}
}

func (a reply) err() error {
	switch a.Code {
	case "":
		return mishap.Decode(a.Error)
	case codeNoJob:
		return transfer.ErrNoJob
	case codeStopped:
		return transfer.ErrStopped
	}
	return fmt.Errorf("%w: %q", ErrFrame, a.Code)
}

// order asks for something that has no result but an error.
func (c *client) order(ctx context.Context, q request) error {
	ctx, cancel := context.WithTimeout(ctx, answering)
	defer cancel()
	_, err := c.call(ctx, q)
	if errors.Is(err, context.DeadlineExceeded) {
		return ErrAway
	}
	return err
}

func (c *client) look(ctx context.Context) (transfer.Snapshot, error) {
	ctx, cancel := context.WithTimeout(ctx, answering)
	defer cancel()
	a, err := c.call(ctx, request{Do: doSnapshot})
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return transfer.Snapshot{}, ErrAway
	case err != nil:
		return transfer.Snapshot{}, err
	case a.Snapshot == nil:
		return transfer.Snapshot{}, ErrFrame
	}
	return a.Snapshot.snapshot(), nil
}

// submit has no way: a plan travels through the journal.
func (*client) submit(*plan.Plan) (transfer.JobID, error) { return 0, ErrAway }

func (c *client) wait(ctx context.Context, id transfer.JobID) (transfer.Result, error) {
	a, err := c.call(ctx, request{Do: doWait, Job: id})
	switch {
	case err != nil:
		return transfer.Result{}, err
	case a.Result == nil:
		return transfer.Result{}, model.ErrInternal
	}
	return a.Result.result(), nil
}
