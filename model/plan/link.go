package plan

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"onefm/model"
)

// link returns what a link of the web comes to: one file, the files of a public
// folder, or an address that the account is asked to fetch.
func (b *builder) link(it model.Item) ([]*source, error) {
	failed := func(err error) []*source {
		return []*source{{item: it, name: it.Entry.Name, err: err}}
	}
	address := it.Dir.Name()
	if b.t.Links == nil {
		return failed(fmt.Errorf("link %s: %w", address, model.ErrUnsupported)), nil
	}
	if b.r.Op == Move {
		return failed(fmt.Errorf("link %s: %w", address, model.ErrNotMoved)), nil
	}
	r, err := b.t.Links.Resolve(b.ctx, address)
	switch {
	case b.ctx.Err() != nil:
		return nil, b.ctx.Err()
	case err != nil:
		return failed(fmt.Errorf("link %s: %w", address, err)), nil
	case r.Kind == Foreign:
		return b.foreign(it), nil
	}
	if r.Kind == PublicFolder && b.r.As != "" {
		it.Entry = model.Entry{Name: b.r.As, Kind: model.Folder, Size: model.UnknownSize}
		load := func() ([]model.Entry, error) { return r.Entries, nil }
		return []*source{{item: it, name: b.r.As, load: load}}, nil
	}
	return b.linked(r.Entries, b.as), nil
}

// linked returns the sources of files that are known by their links.
func (b *builder) linked(entries []model.Entry, name func(string) string) []*source {
	var found []*source
	for _, e := range entries {
		it := model.Item{Dir: model.WebPath(e.ID), Entry: e}
		found = append(found, &source{item: it, name: name(e.Name)})
	}
	return found
}

// foreign returns the source of a link that the account fetches. Its name is a
// guess: the service takes the one that the other server tells.
func (b *builder) foreign(it model.Item) []*source {
	if it.Entry.Name == "" {
		it.Entry.Name = lastElement(it.Dir.Name())
	}
	it.Entry.Size = model.UnknownSize
	s := &source{item: it, name: b.as(it.Entry.Name), fetch: true}
	if b.r.To.Side() != model.Account {
		s.err = fmt.Errorf("link %s: %w", it.Dir.Name(), model.ErrNotFetched)
	}
	return []*source{s}
}

func lastElement(address string) string {
	u, err := url.Parse(address)
	if err == nil {
		if base := path.Base(u.Path); model.IsElement(base) {
			return base
		}
		if model.IsElement(u.Hostname()) {
			return u.Hostname()
		}
	}
	return strings.ReplaceAll(address, "/", "_")
}
