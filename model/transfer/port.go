package transfer

import (
	"context"
	"time"

	"onefm/model/plan"
)

// Queue is what people and commands ask of the jobs of an account, wherever they
// are carried out: [*Engine] is one, and so is the way to an engine in another
// process.
type Queue interface {
	// Submit puts a plan at the end of the queue; it belongs to the queue from then
	// on.
	Submit(p *plan.Plan) (JobID, error)
	Snapshot() Snapshot
	Subscribe() *Subscription
	Wait(ctx context.Context, id JobID) (Result, error)

	Cancel(id JobID) error
	Pause(id JobID) error
	Resume(id JobID) error
	Retry(id JobID) error
	// RetryItem does one failed item again: see [Failure].
	RetryItem(id JobID, step int) error
	SetPriority(id JobID, p Priority) error
	Reorder(id JobID, delta int) error
	Clear()

	// SetLimit bounds the rate of all transfers, at once and until it is set anew or
	// the engine ends.
	SetLimit(l Limit) error
	// GiveWay tells how long the line of a person takes there and back, so that
	// transfers can leave room for it. It does not block.
	GiveWay(trip time.Duration)
}

var _ Queue = (*Engine)(nil)

// Feed hands events to every subscription, for queues that are not an [Engine].
// The zero value is ready.
type Feed struct{ events events }

// Subscribe returns a subscription to all events from now on.
func (f *Feed) Subscribe() *Subscription { return f.events.subscribe() }

// Publish gives an event to every subscription. It does not block.
func (f *Feed) Publish(ev Event) { f.events.publish(ev) }

// Close ends all subscriptions, once they have read what is there.
func (f *Feed) Close() { f.events.close() }
