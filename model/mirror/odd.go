package mirror

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"onefm/fichier"
	"onefm/model"
)

// oddities counts what an answer told that can't be true.
type oddities struct {
	twice, loops, ids, names, sizes, dates int
}

// errOdd is what every notice about an answer wraps.
var errOdd = errors.New("1fichier told something that can't be")

// err says what was odd; nil when nothing was.
func (o oddities) err() error {
	var said []string
	for _, part := range []struct {
		n    int
		what string
	}{
		{o.twice, "named twice"},
		{o.loops, "inside itself"},
		{o.ids, "without an identity"},
		{o.names, "with a name that can't be one"},
		{o.sizes, "with a size below zero"},
		{o.dates, "with a date that does not exist"},
	} {
		if part.n > 0 {
			said = append(said, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	if said == nil {
		return nil
	}
	return fmt.Errorf("%w: %s", errOdd, strings.Join(said, ", "))
}

// file looks at what was told of a file.
func (o *oddities) file(f fichier.File) {
	if !model.IsElement(f.Name) {
		o.names++
	}
	if f.Size < 0 && f.Size != model.UnknownSize {
		o.sizes++
	}
	if f.Date.IsZero() {
		o.dates++
	}
}

// folder looks at what was told of a folder.
func (o *oddities) folder(s fichier.SubFolder) {
	if !model.IsElement(s.Name) {
		o.names++
	}
}

// maxOdd bounds how many folders are complained about: one notice says enough.
const maxOdd = 5

// complain notes what was odd about an answer, once a folder.
func (m *Mirror) complain(ctx context.Context, dir fichier.FolderID, o oddities) {
	err := o.err()
	if err == nil {
		return
	}
	path := fmt.Sprintf("folder %d", dir)
	for _, p := range m.pathsOf(ctx, dir) {
		path = p.String()
	}
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	told := 0
	for _, n := range m.s.notes {
		if n.Kind == Odd {
			told++
		}
	}
	same := func(n Notice) bool { return n.Kind == Odd && n.Path == path }
	if told < maxOdd && !slices.ContainsFunc(m.s.notes, same) {
		m.s.note(Notice{Kind: Odd, Path: path, Err: err})
	}
}
