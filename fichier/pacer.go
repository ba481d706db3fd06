package fichier

import (
	"context"
	"slices"
	"sync"
	"time"
)

// pacer lets calls leave one by one, the most urgent first, as the ledger's rules
// and locks allow. One caller at a time has the turn and asks the ledger; it gives
// the turn away when it leaves, when it is cancelled, and when somebody more urgent
// comes while it waits. The mutex is never held over a wait or over the ledger.
type pacer struct {
	ledger Ledger

	mu      sync.Mutex
	holder  *waiter
	queue   [priorities][]*waiter
	next    time.Time // when the next call may leave
	lock    lock
	refused *Error
	waiting int
	left    []time.Time // when the calls of the last minute left
	answer  time.Time   // when the last one came
}

// waiter is one call that wants to leave.
type waiter struct {
	priority Priority
	turn     chan struct{} // gets the turn
	yield    chan struct{} // is asked for it
}

// admit waits until a call under rules may leave and records it. It returns the time
// under which the call is recorded.
func (p *pacer) admit(ctx context.Context, op string, rules []Rule) (time.Time, error) {
	w := &waiter{priority: priorityOf(ctx), turn: make(chan struct{}, 1), yield: make(chan struct{}, 1)}
	p.count(1)
	defer p.count(-1)
	p.join(w)
	defer p.leave(w)
	for {
		select {
		case <-w.turn:
		case <-ctx.Done():
			return time.Time{}, ctx.Err()
		}
		at, again, err := p.ask(ctx, w, op, rules)
		if err != nil || !at.IsZero() {
			return at, err
		}
		if again.locked {
			// Others may be allowed what this one is not, so it waits outside.
			p.leave(w)
			if _, err := sleep(ctx, again.Time, nil); err != nil {
				return time.Time{}, err
			}
			p.join(w)
			continue
		}
		yield, err := sleep(ctx, again.Time, w.yield)
		if err != nil {
			return time.Time{}, err
		}
		p.pass(w, yield)
	}
}

// until is when to ask again.
type until struct {
	time.Time
	locked bool
}

// ask tries to record the call: it returns when it was recorded, or until when to
// wait, or why it will not be.
func (p *pacer) ask(ctx context.Context, w *waiter, op string, rules []Rule) (time.Time, until, error) {
	if err := ctx.Err(); err != nil {
		return time.Time{}, until{}, err
	}
	if e := p.refusal(); e != nil {
		e.Op = op
		return time.Time{}, until{}, e
	}
	end, reason, err := p.ledger.Locked(ctx)
	if err != nil {
		return time.Time{}, until{}, &Error{Op: op, Err: err}
	}
	p.seen(end, reason)
	end, reason = p.locked()
	now := time.Now()
	if d := end.Sub(now); d > 0 && d <= maxRetryAfter { // a longer one means that the clock was set back
		if w.priority == Interactive {
			return time.Time{}, until{}, &Error{Op: op, Kind: ErrFlood, Message: reason, RetryAfter: d}
		}
		return time.Time{}, until{Time: end, locked: true}, nil
	}
	next, ok, err := p.ledger.Take(ctx, now, withAll(rules))
	if err != nil {
		return time.Time{}, until{}, &Error{Op: op, Err: err}
	}
	if ok {
		p.taken(now)
		return now, until{}, nil
	}
	if delay := next.Sub(now); delay > patience {
		return time.Time{}, until{}, &Error{Op: op, Kind: ErrTooSoon, RetryAfter: delay}
	}
	return time.Time{}, until{Time: next}, nil
}

// refund gives back what a call took under rules, and reports whether it could.
func (p *pacer) refund(ctx context.Context, at time.Time, rules []Rule) bool {
	r, ok := p.ledger.(Refunder)
	return ok && r.Refund(context.WithoutCancel(ctx), at, rules) == nil
}

// note records a call that was made at that time under rules. When they forbid it,
// what they have recorded is recent enough.
func (p *pacer) note(ctx context.Context, at time.Time, rules ...Rule) {
	_, _, _ = p.ledger.Take(context.WithoutCancel(ctx), at, rules)
}

// refuse stops all further calls: the key is not accepted, and asking again and
// again gets the address banned.
func (p *pacer) refuse(e *Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	stop := *e
	p.refused = &stop
}

// refusal returns a copy of the error that stops all calls, or nil.
func (p *pacer) refusal() *Error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refused == nil {
		return nil
	}
	e := *p.refused
	return &e
}

func (p *pacer) count(delta int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting += delta
}

func (p *pacer) taken(at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = at.Add(spacing)
	p.left = append(p.left, at)
	if i := slices.IndexFunc(p.left, func(t time.Time) bool { return at.Sub(t) < time.Minute }); i > 0 {
		p.left = slices.Delete(p.left, 0, i)
	}
}

// reached notes that the service answered.
func (p *pacer) reached() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = time.Now()
}

// since returns how many calls left within d before now. p.mu is held.
func (p *pacer) since(now time.Time, d time.Duration) int {
	n := 0
	for _, t := range p.left {
		if age := now.Sub(t); age >= 0 && age < d {
			n++
		}
	}
	return n
}

// join puts w into line, or gives it the turn when nobody has it. A waiter that is
// less urgent and has the turn is asked to hand it over.
func (p *pacer) join(w *waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	drain(w.yield)
	if p.holder == nil {
		p.holder = w
		w.turn <- struct{}{}
		return
	}
	p.queue[w.priority] = append(p.queue[w.priority], w)
	if p.holder.priority > w.priority {
		select {
		case p.holder.yield <- struct{}{}:
		default: // asked already
		}
	}
}

// leave takes w out of the line; when it had the turn the next one gets it.
func (p *pacer) leave(w *waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.holder != w {
		q := &p.queue[w.priority]
		*q = slices.DeleteFunc(*q, func(o *waiter) bool { return o == w })
		return
	}
	drain(w.turn)
	p.handOn()
}

// pass gives the holder w its turn again or, when it should yield, to the most
// urgent one; w is then the first of its class.
func (p *pacer) pass(w *waiter, yield bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !yield {
		w.turn <- struct{}{}
		return
	}
	p.queue[w.priority] = slices.Insert(p.queue[w.priority], 0, w)
	p.handOn()
}

// handOn gives the turn to the most urgent waiter.
func (p *pacer) handOn() {
	p.holder = nil
	for i, q := range p.queue {
		if len(q) > 0 {
			p.holder = q[0]
			p.queue[i] = slices.Delete(q, 0, 1)
			p.holder.turn <- struct{}{}
			return
		}
	}
}

func drain(ch chan struct{}) {
	select {
	case <-ch:
	default:
	}
}

// sleep blocks until the time has come or yield gives, which it reports.
func sleep(ctx context.Context, at time.Time, yield <-chan struct{}) (yielded bool, err error) {
	t := time.NewTimer(time.Until(at))
	defer t.Stop()
	select {
	case <-t.C:
		return false, nil
	case <-yield:
		return true, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}
