package treetest

import (
	"context"
	"slices"
	"time"

	"onefm/model"
)

// Op names a method of a tree.
type Op string

// The methods that Memory counts and that faults name.
const (
	OpAny    Op = ""
	OpList   Op = "list"
	OpStat   Op = "stat"
	OpMkdir  Op = "mkdir"
	OpRename Op = "rename"
	OpMove   Op = "move"
	OpTrash  Op = "trash"
	OpRemove Op = "remove"
)

// Call is one method call that Memory has seen.
type Call struct {
	Op        Op
	Path      model.Path // the folder, the entry, or where items were moved to
	Items     []model.Item
	Name      string // the new name of a rename
	Freshness model.Freshness
}

// Fault is something that goes wrong. It meets calls of Op (OpAny: all) for Path,
// or for any path when that is zero; of a call with items each item's path counts
// by itself, so that one of several can fail.
type Fault struct {
	Op    Op
	Path  model.Path
	Delay time.Duration // before the call goes on or fails; listens to ctx
	Hang  bool          // the call returns only when ctx ends
	Err   error         // what the call or the item fails with; nil: nothing
	Stale bool          // List returns its rows along with Err
	Times int           // how many calls it meets; 0: all of them
}

// Fail adds a fault. Of several that meet a call the first added counts.
func (m *Memory) Fail(f Fault) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.faults = append(m.faults, &f)
}

// Heal removes all faults.
func (m *Memory) Heal() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.faults = nil
}

// Calls returns the calls since the start, oldest first.
func (m *Memory) Calls() []Call {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.calls)
}

// Count returns how many calls of op there were; OpAny counts all.
func (m *Memory) Count(op Op) int {
	n := 0
	for _, c := range m.Calls() {
		if op == OpAny || c.Op == op {
			n++
		}
	}
	return n
}

// enter records a call and lets a fault meet it.
func (m *Memory) enter(ctx context.Context, c Call) (Fault, error) {
	m.mu.Lock()
	m.calls = append(m.calls, c)
	m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return Fault{}, err
	}
	return m.meet(ctx, c.Op, c.Path)
}

// meet waits as the first fault for op and p wants and returns it with its error.
func (m *Memory) meet(ctx context.Context, op Op, p model.Path) (Fault, error) {
	f, ok := m.fault(op, p)
	if !ok {
		return Fault{}, nil
	}
	if f.Hang {
		<-ctx.Done()
		return f, ctx.Err()
	}
	if f.Delay > 0 {
		t := time.NewTimer(f.Delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
			return f, ctx.Err()
		}
	}
	return f, f.Err
}

func (m *Memory) fault(op Op, p model.Path) (Fault, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, f := range m.faults {
		if f.Op != OpAny && f.Op != op || !f.Path.IsZero() && f.Path != p {
			continue
		}
		found := *f
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				m.faults = slices.Delete(m.faults, i, i+1)
			}
		}
		return found, true
	}
	return Fault{}, false
}
