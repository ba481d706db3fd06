package fichier

import "context"

// Priority says whose call goes first when several wait.
type Priority uint8

// The priorities, the most urgent first. A person's call never waits for a lock to
// end: it fails with ErrFlood at once. The others wait and go on.
const (
	Interactive Priority = iota
	Transfer
	Prefetch
	priorities
)

type priorityKey struct{}

// WithPriority returns a context whose calls have the priority p; without it they
// are Interactive.
func WithPriority(ctx context.Context, p Priority) context.Context {
	return context.WithValue(ctx, priorityKey{}, min(p, Prefetch))
}

func priorityOf(ctx context.Context) Priority {
	p, _ := ctx.Value(priorityKey{}).(Priority)
	return p
}

// PriorityOf returns the priority of the calls that are made with ctx.
func PriorityOf(ctx context.Context) Priority { return priorityOf(ctx) }
