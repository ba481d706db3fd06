package compare

import (
	"context"
	"path"
	"runtime"
	"slices"
	"sync"

	"onefm/model"
)

// ahead is how many rows may wait for those before them.
const ahead = 512

// comparing is one comparison.
type comparing struct {
	left, right Place
	o           Options
	progress    *Progress
}

// pair is a folder that stands on both sides.
type pair struct {
	rel         string
	left, right model.Path
}

// unit is one bundle, or rows that are known already, on its way to the visitor.
type unit struct {
	at     pair
	bundle bundle
	rows   []Row
	folder bool          // counts as a folder
	done   chan struct{} // closed when rows are known
}

// Trees compares two folders and shows a visitor what it finds. It returns early
// with the error of the visitor, of a folder itself that can't be listed, or of a
// service that does not answer; trouble with anything below is a row.
func Trees(ctx context.Context, left, right Place, o Options, visit func(Row) error) (Totals, error) {
	c := &comparing{left: left, right: right, o: o, progress: o.Progress}
	if c.progress == nil {
		c.progress = &Progress{}
	}
	readers := o.Readers
	if readers <= 0 {
		readers = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	queue, work := make(chan *unit, ahead), make(chan *unit, ahead)
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	var walked error
	all.Go(func() {
		defer close(queue)
		defer close(work)
		walked = c.walk(ctx, queue, work)
	})
	for range readers {
		all.Go(func() {
			for u := range work {
				u.rows = c.judge(ctx, u.at, &u.bundle)
				close(u.done)
			}
		})
	}
	var t Totals
	for u := range queue {
		select {
		case <-u.done:
		case <-ctx.Done():
			return t, ctx.Err()
		}
		if err := ctx.Err(); err != nil {
			return t, err // what was read meanwhile broke off
		}
		if err := c.tell(ctx, &t, u, visit); err != nil {
			return t, err
		}
	}
	return t, walked
}

// tell hands the rows of a unit out.
func (c *comparing) tell(ctx context.Context, t *Totals, u *unit, visit func(Row) error) error {
	if u.folder {
		t.Folders++
	}
	for _, row := range u.rows {
		t.Add(row)
		if err := c.verified(ctx, row); err != nil {
			return err
		}
		if err := visit(row); err != nil {
			return err
		}
	}
	return nil
}

// verified tells of a file of the account that was just proved.
func (c *comparing) verified(ctx context.Context, row Row) error {
	if c.o.Verified == nil || row.checked == "" {
		return nil
	}
	for _, it := range []model.Item{row.Left, row.Right} {
		if it.Dir.Side() == model.Account && !it.Entry.Has(model.Verified) {
			return c.o.Verified(ctx, it.Entry.ID, row.checked)
		}
	}
	return nil
}

// walk lists folder after folder of both sides. It closes nothing.
func (c *comparing) walk(ctx context.Context, queue, work chan<- *unit) error {
	todo := []pair{{rel: ".", left: c.left.Dir, right: c.right.Dir}}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		m, rows, err := c.look(ctx, at)
		if err != nil {
			return err
		}
		c.progress.folders.Add(1)
		if !send(ctx, queue, &unit{rows: rows, folder: m != nil, done: closed()}) {
			return ctx.Err()
		}
		if m == nil {
			continue
		}
		for _, b := range m.bundles {
			c.progress.files.Add(1)
			c.progress.at(path.Join(at.rel, b.name))
			u := &unit{at: at, bundle: b, done: make(chan struct{})}
			if !send(ctx, queue, u) || !send(ctx, work, u) {
				return ctx.Err()
			}
		}
		var below []pair
		for _, b := range m.folders {
			if len(b.left) > 0 && len(b.right) > 0 {
				below = append(below, at.child(b.left[0], b.right[0]))
				b.left, b.right = b.left[1:], b.right[1:]
			}
			u := &unit{rows: c.alone(at, nil, candidates(at.left, b.left), candidates(at.right, b.right)), done: closed()}
			if !send(ctx, queue, u) {
				return ctx.Err()
			}
		}
		slices.Reverse(below)
		todo = append(todo, below...)
	}
	return nil
}

func (p pair) child(l, r model.Entry) pair {
	return pair{rel: path.Join(p.rel, l.Name), left: p.left.Child(l.Name), right: p.right.Child(r.Name)}
}

func closed() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

func send(ctx context.Context, to chan<- *unit, u *unit) bool {
	select {
	case to <- u:
		return true
	case <-ctx.Done():
		return false
	}
}
