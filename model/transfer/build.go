package transfer

import (
	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
)

const (
	// listLength bounds the lists of links in one call; no limit is documented
	// (1fichier-api §11), so a refused call costs little.
	listLength = 50
	// aloneAbove is the size from which a file goes up in a request of its own: it
	// gains nothing from company and would cost it much.
	aloneAbove = 4 // as a divisor of the batch size
)

// build cuts the steps that are to be done into spans, in the order in which each
// lane should take them: folders first, then small files together, then large
// ones alone; otherwise in the order of the plan.
func build(p *plan.Plan, todo []int32, batch int64) [lanes][]span {
	b := builder{plan: p, batch: batch, lists: map[listKey]int{}, packs: map[model.Path]*pack{}}
	for _, i := range todo {
		b.add(i)
	}
	b.closePacks()
	spans := b.spans
	spans[up] = append(spans[up], b.large...)
	return spans
}

type builder struct {
	plan  *plan.Plan
	batch int64
	spans [lanes][]span
	large []span               // uploads that go alone
	lists map[listKey]int      // open lists, as index into the lane's spans
	packs map[model.Path]*pack // open batches by target folder
	order []*pack
}

type listKey struct {
	kind kind
	lane lane
	from model.Path
	dir  model.Path
}

// pack is a batch of small uploads that is being filled.
type pack struct {
	steps []int32
	bytes int64
}

func (b *builder) add(i int32) {
	step := b.plan.Step(int(i))
	s := &step
	switch s.Action {
	case plan.Mkdir:
		b.list(listKey{kind: makeFolders, lane: laneOf(s.Target)}, i)
	case plan.Upload:
		b.upload(i, s)
	case plan.Download:
		b.spans[down] = append(b.spans[down], span{kind: downloadFile, lane: down, steps: []int32{i}})
	case plan.DiskCopy:
		b.spans[local] = append(b.spans[local], span{kind: copyOnDisk, lane: local, steps: []int32{i}})
	case plan.ServerCopy:
		b.listed(copyInAccount, i, s)
	case plan.MoveOnly:
		b.listed(moveInTree, i, s)
	case plan.RemoteUpload:
		b.list(listKey{kind: fetchRemote, lane: calls, dir: s.Target.Parent()}, i)
	case plan.RemoveFolder, plan.Leave: // at the end of the job, or never
	}
}

// listed puts a copy or move into a list, or into a call of its own when its name
// changes on the way.
func (b *builder) listed(k kind, i int32, s *plan.Step) {
	l := laneOf(s.Target)
	if renamed(s) {
		b.spans[l] = append(b.spans[l], span{kind: k, lane: l, steps: []int32{i}})
		return
	}
	b.list(listKey{kind: k, lane: l, dir: s.Target.Parent(), from: s.Source.Dir}, i)
}

func (b *builder) list(k listKey, i int32) {
	at, open := b.lists[k]
	if !open || len(b.spans[k.lane][at].steps) >= listLength {
		at = len(b.spans[k.lane])
		b.lists[k] = at
		b.spans[k.lane] = append(b.spans[k.lane], span{kind: k.kind, lane: k.lane})
	}
	sp := &b.spans[k.lane][at]
	sp.steps = append(sp.steps, i)
}

func (b *builder) upload(i int32, s *plan.Step) {
	size := max(s.Source.Entry.Size, 0)
	if size > b.batch/aloneAbove {
		b.large = append(b.large, span{kind: uploadBatch, lane: up, steps: []int32{i}})
		return
	}
	dir := s.Target.Parent()
	p := b.packs[dir]
	if p == nil || len(p.steps) >= fichier.MaxFilesPerUpload || p.bytes+size > b.batch {
		p = &pack{}
		b.packs[dir] = p
		b.order = append(b.order, p)
	}
	p.steps = append(p.steps, i)
	p.bytes += size
}

func (b *builder) closePacks() {
	for _, p := range b.order {
		b.spans[up] = append(b.spans[up], span{kind: uploadBatch, lane: up, steps: p.steps})
	}
}

// laneOf is the lane for changes in the tree of p.
func laneOf(p model.Path) lane {
	if p.Side() == model.Account {
		return calls
	}
	return local
}

// renamed reports whether the step gives its source another name.
func renamed(s *plan.Step) bool { return s.Target.Base() != s.Source.Entry.Name }
