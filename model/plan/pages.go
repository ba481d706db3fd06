package plan

import (
	"sync"

	"onefm/model"
)

// Pages keep the steps of a plan as they are written down, [PageLen] in each but
// the last. What Save was given Load returns.
type Pages interface {
	Load(page int) ([]byte, error)
	Save(page int, data []byte) error
}

// hotPages is how many pages are kept as steps: enough for a walk and a few looks
// elsewhere.
const hotPages = 4

// book is the storage of a plan's steps.
type book struct {
	mu    sync.Mutex
	n     int
	pages Pages
	hot   []*page // the one used last comes first
}

// page is a page that is in use.
type page struct {
	at    int
	steps []Step
	dirty bool
}

// open returns a page. b.mu is held.
func (b *book) open(at int) *page {
	for i, p := range b.hot {
		if p.at == at {
			copy(b.hot[1:i+1], b.hot[:i])
			b.hot[0] = p
			return p
		}
	}
	p := &page{at: at}
	if want := min(PageLen, b.n-at*PageLen); want > 0 {
		p.steps = b.load(at, want)
	}
	if len(b.hot) < hotPages {
		b.hot = append(b.hot, nil)
	} else {
		b.flush(b.hot[hotPages-1])
	}
	copy(b.hot[1:], b.hot)
	b.hot[0] = p
	return p
}

// load reads a page. Steps that can't be read are steps with a problem.
func (b *book) load(at, want int) []Step {
	data, err := b.store().Load(at)
	var steps []Step
	if err == nil {
		steps, err = unpack(data)
	}
	if err == nil && len(steps) != want {
		err = errPage
	}
	if err == nil {
		return steps
	}
	steps = make([]Step, want)
	for i := range steps {
		steps[i] = Step{Problem: err, folder: -1}
	}
	return steps
}

// flush writes a page back. One that can't be written stays as it was stored.
func (b *book) flush(p *page) {
	if !p.dirty {
		return
	}
	p.dirty = false
	_ = b.store().Save(p.at, pack(p.steps)) // the spool keeps it in memory then; a journal tells by itself
}

func pack(steps []Step) []byte {
	w := packer{buf: make([]byte, 0, 8<<10)}
	for i := range steps {
		w.step(&steps[i])
	}
	return append([]byte(nil), w.buf...)
}

func (b *book) store() Pages {
	if b.pages == nil {
		b.pages = &spool{}
	}
	return b.pages
}

func (b *book) add(s *Step) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.open(b.n / PageLen)
	if p.steps == nil {
		p.steps = make([]Step, 0, PageLen)
	}
	p.steps = append(p.steps, *s)
	p.dirty = true
	b.n++
}

func (b *book) get(i int) Step {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.open(i / PageLen).steps[i%PageLen]
}

// edit changes step i. It must not look at other steps meanwhile.
func (b *book) edit(i int, change func(*Step)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.open(i / PageLen)
	p.dirty = true
	change(&p.steps[i%PageLen])
}

// data returns a page as it is written down.
func (b *book) data(at int) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.hot {
		if p.at == at {
			b.flush(p)
		}
	}
	return b.store().Load(at)
}

func (b *book) sync() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.hot {
		b.flush(p)
	}
}

// Restore returns the plan of a request whose n steps were written down before.
// It reads them when they are asked for; a page that can't be read is one of
// problems.
func Restore(r Request, n int, pages Pages) *Plan {
	return &Plan{Request: r, book: book{n: n, pages: pages}}
}

// PageCount is how many pages the plan's steps take.
func (p *Plan) PageCount() int { return (p.book.n + PageLen - 1) / PageLen }

// Page returns the steps of one page as they are written down.
func (p *Plan) Page(page int) ([]byte, error) { return p.book.data(page) }

// Flush writes changed steps to the pages.
func (p *Plan) Flush() { p.book.sync() }

// EncodeItem writes an item down; DecodeItem reads it.
func EncodeItem(it model.Item) []byte { return pack([]Step{{Source: it}}) }

// DecodeItem reads what EncodeItem wrote.
func DecodeItem(b []byte) (model.Item, error) {
	steps, err := unpack(b)
	if err != nil || len(steps) != 1 {
		return model.Item{}, errPage
	}
	return steps[0].Source, nil
}
