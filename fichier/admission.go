package fichier

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	// fresh is how old the record of a call may be when the call leaves.
	fresh = 50 * time.Millisecond
	// stale is how long a ready connection may wait for its admission; after that
	// the other end may have closed it.
	stale = 5 * time.Second
)

// errStale is why a connection that waited too long is not used.
var errStale = errors.New("the connection had to wait too long")

// admission is the permission of one request to leave. It is recorded in the ledger
// before there is a connection, so that what is forbidden fails at once; but what
// counts for the service is when the request arrives. A connection can take longer
// to make than the gap between two calls, so the record is moved to the moment at
// which the request really leaves.
type admission struct {
	pacer *pacer
	ctx   context.Context // hooks of a request get none
	op    string
	rules []Rule

	mu sync.Mutex
	at time.Time
}

// request waits until a call under rules may leave.
func (p *pacer) request(ctx context.Context, op string, rules []Rule) (*admission, error) {
	at, err := p.admit(ctx, op, rules)
	if err != nil {
		return nil, err
	}
	return &admission{pacer: p, ctx: ctx, op: op, rules: rules, at: at}, nil
}

// ready is called when there is a connection: an admission that has grown old is
// given back and asked for anew. Requests that are no API calls have none.
func (a *admission) ready() error {
	began := time.Now()
	if a == nil || began.Sub(a.when()) <= fresh {
		return nil
	}
	rules := a.rules
	if !a.pacer.refund(a.ctx, a.when(), withAll(rules)) {
		rules = nil // what can't be given back stays recorded
	}
	at, err := a.pacer.admit(a.ctx, a.op, rules)
	if err != nil {
		return err
	}
	a.set(at)
	if time.Since(began) > stale {
		return errStale
	}
	return nil
}

// wrote is called when the request was written: a busy machine may have taken its
// time even then.
func (a *admission) wrote() {
	if a == nil {
		return
	}
	at, now := a.when(), time.Now()
	if now.Sub(at) <= fresh {
		return
	}
	all := withAll(a.rules)
	if a.pacer.refund(a.ctx, at, all) {
		a.pacer.note(a.ctx, now, all...)
		a.set(now)
	}
}

// answered is called when an answer begins: the request arrived by now, so it need
// not count as delayed any more.
func (a *admission) answered() {
	if a == nil {
		return
	}
	at := a.when()
	if took := time.Since(at); took < delay && a.pacer.refund(a.ctx, at, []Rule{RateRule()}) {
		a.pacer.note(a.ctx, at.Add(took-delay), RateRule())
	}
}

// refund forgets what the call took under its own rules; the spacing stays.
func (a *admission) refund() { a.pacer.refund(a.ctx, a.when(), a.rules) }

func (a *admission) when() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.at
}

func (a *admission) set(at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.at = at
}
