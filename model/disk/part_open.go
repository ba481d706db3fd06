package disk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"onefm/model"
)

// Create opens the part of name in the folder dir, which must exist. Bytes of an
// earlier run are kept only when it gave the same tag and the tag is not empty. A
// part that somebody else is writing is model.ErrBusy; a name that this system
// can't hold, or that would lead out of dir, is model.ErrBadName.
func (d *Disk) Create(ctx context.Context, dir model.Path, name, tag string) (*Part, error) {
	folder, err := local(dir)
	if err != nil {
		return nil, err
	}
	if err := fits(name); err != nil {
		return nil, err
	}
	p, err := guarded(ctx, &d.guard, folder, func() (*Part, error) { return create(&d.guard, folder, name, tag) }, func(p *Part) { _ = p.Close() })
	return p, explain(err)
}

// fits checks that the disk can hold exactly this name.
func fits(name string) error {
	held, err := LocalName(name)
	if err != nil {
		return fmt.Errorf("%w: %w", err, fs.ErrInvalid)
	}
	if held != name {
		return fmt.Errorf("%w: %w", badName(name, "can only be held as "+held), fs.ErrInvalid)
	}
	return nil
}

// tempName returns the name of the part of name. It is cut when the whole would be
// too long; the sum of the name then keeps two such parts apart.
func tempName(name, suffix string) string {
	if len(name)+len(TagSuffix) <= MaxName {
		return name + suffix
	}
	sum := fmt.Sprintf("~%08x", fnv32(name))
	return shorten(name, MaxName-len(sum)-len(TagSuffix)) + sum + suffix
}

func fnv32(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

func create(g *guard, folder, name, tag string) (*Part, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	p := &Part{root: root, name: name, guard: g, place: folder}
	if p.dir, err = root.Open("."); err == nil {
		err = p.openFree(name, tag)
	}
	if err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

// maxForeign bounds the search for a name for the part beside files of somebody
// else that are named like it.
const maxForeign = 9

// errForeign says that a file is named like a part and is none of ours.
var errForeign = errors.New("a file of somebody else is named like the part")

// openFree opens the part under its usual name, or under another where a file of
// that very name is none of ours: an account may well hold "x.onefm-part".
func (p *Part) openFree(name, tag string) error {
	base := name
	for i := 1; ; i++ {
		p.temp, p.note = tempName(base, PartSuffix), tempName(base, TagSuffix)
		err := p.open(tag)
		if !errors.Is(err, errForeign) {
			return err
		}
		if i == maxForeign {
			return &fs.PathError{Op: "create", Path: p.temp, Err: fs.ErrExist}
		}
		base = fmt.Sprintf("%s~%d", name, i)
	}
}

// open opens the part: the kept one, or a new one in place of whatever is there.
func (p *Part) open(tag string) error {
	for range 3 { // another process may finish or give up its part meanwhile
		again, err := p.tryOpen(tag)
		if !again {
			return err
		}
	}
	return &fs.PathError{Op: "create", Path: p.temp, Err: model.ErrBusy}
}

func (p *Part) tryOpen(tag string) (again bool, err error) {
	there, err := p.root.Lstat(p.temp)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return p.start(tag)
	case err != nil:
		return false, err
	case !there.Mode().IsRegular():
		return false, &fs.PathError{Op: "create", Path: p.temp, Err: fs.ErrExist}
	}
	f, err := p.root.OpenFile(p.temp, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	if err := lock(f); err != nil {
		closeFile(f)
		return false, err
	}
	info, err := f.Stat()
	if err != nil || !os.SameFile(there, info) {
		closeFile(f)
		return err == nil, err
	}
	if tag != "" && ours(info) && p.tag() == tag {
		p.f, p.size = f, info.Size()
		p.marked = p.lastMark()
		return false, nil
	}
	if !p.noted() && info.Size() > 0 {
		closeFile(f)
		return false, errForeign
	}
	err = p.root.Remove(p.temp)
	closeFile(f)
	return err == nil, err
}

// noted reports whether a tag lies beside the part; without it the file is none of
// ours, unless we stopped before the first byte.
func (p *Part) noted() bool {
	_, err := p.root.Lstat(p.note)
	return err == nil
}

// start makes a new part. The tag is written before the part has a byte, so a part
// never bears the tag of another.
func (p *Part) start(tag string) (again bool, err error) {
	f, err := p.root.OpenFile(p.temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	p.f, p.size = f, 0
	if err := lock(f); err != nil {
		return false, err
	}
	return false, p.setTag(tag)
}
