package cli

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"onefm/model"
	"onefm/model/session"
)

// errFolder is said about a folder where -r is missing.
var errFolder = errors.New("it is a folder, -r is not given")

// operand is one path of the command line.
type operand struct {
	arg      string
	path     model.Path
	slash    bool // it ended in a slash: it names a folder
	contents bool // ".", "..", or the root: what is in it is meant
}

func parseOperand(arg string) (operand, error) {
	p, err := model.ParsePath(arg)
	if err != nil {
		return operand{}, usage("%q: %w", arg, err)
	}
	o := operand{arg: arg, path: p}
	if p.Side() == model.Web {
		return o, nil
	}
	name := filepath.ToSlash(arg)
	if p.Side() == model.Account {
		name = strings.TrimPrefix(arg, model.AccountPrefix)
	}
	o.slash = strings.HasSuffix(name, "/") || name == ""
	base := path.Base(strings.TrimRight(name, "/"))
	o.contents = base == "." || base == ".." || p.IsRoot()
	return o, nil
}

func parseOperands(args []string) ([]operand, error) {
	list := make([]operand, 0, len(args))
	for _, arg := range args {
		o, err := parseOperand(arg)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// tree returns the side of a path.
func tree(s *session.Session, p model.Path) model.Tree {
	if p.Side() == model.Account {
		return s.Mirror
	}
	return s.Disk
}

// stat looks an operand up. A file named with a slash at its end is not found.
func stat(ctx context.Context, s *session.Session, o operand) (model.Item, error) {
	if o.path.Side() == model.Web {
		return model.Item{Dir: o.path, Entry: model.Entry{Size: model.UnknownSize}}, nil
	}
	if o.path.IsRoot() {
		return model.Item{Dir: o.path, Entry: model.Entry{Name: o.path.Base(), Kind: model.Folder, Size: model.UnknownSize}}, nil
	}
	e, err := tree(s, o.path).Stat(ctx, o.path)
	if err != nil {
		return model.Item{}, err
	}
	if o.slash && !e.IsDir() {
		return model.Item{}, model.ErrNotFolder
	}
	return model.Item{Dir: o.path.Parent(), Entry: e}, nil
}

// twins returns how many entries of the account bear the name of it.
func twins(ctx context.Context, s *session.Session, it model.Item) ([]model.Entry, error) {
	l, err := s.Mirror.List(ctx, it.Dir, model.Auto)
	if err != nil && len(l.Entries) == 0 {
		return nil, err
	}
	var same []model.Entry
	for _, e := range l.Entries {
		if e.Name == it.Entry.Name {
			same = append(same, e)
		}
	}
	return same, nil
}

// destination is where cp and mv put things.
type destination struct {
	dir model.Path // a folder
	as  string     // the new name of a single source; empty: its own
	on  bool       // as is the name of a file that exists
}

// locate reads a destination as cp(1) does: into a folder that exists or that the
// slash at its end asks for, else under a new name in its parent.
func locate(ctx context.Context, s *session.Session, to operand, sources int) (destination, error) {
	if to.path.Side() == model.Web {
		return destination{}, usage("%q is a link: it can only be copied from", to.arg)
	}
	it, err := stat(ctx, s, to)
	switch {
	case err == nil && it.Entry.IsDir():
		return destination{dir: to.path}, nil
	case err == nil && sources > 1:
		return destination{}, usage("several sources need a folder, %q is a file", to.arg)
	case err == nil:
		return destination{dir: to.path.Parent(), as: to.path.Base(), on: true}, nil
	case !errors.Is(err, fs.ErrNotExist):
		return destination{}, &placeError{to.path, err}
	case to.slash:
		return destination{dir: to.path}, nil
	case sources > 1:
		return destination{}, usage("several sources need a folder: end %q with a slash to make it", to.arg)
	}
	parent, err := stat(ctx, s, operand{path: to.path.Parent()})
	if err != nil {
		return destination{}, &placeError{to.path.Parent(), err}
	}
	if !parent.Entry.IsDir() {
		return destination{}, &placeError{to.path.Parent(), model.ErrNotFolder}
	}
	return destination{dir: to.path.Parent(), as: to.path.Base()}, nil
}

// placeError names the path that is wrong.
type placeError struct {
	path model.Path
	err  error
}

func (e *placeError) Error() string { return e.path.String() + ": " + e.err.Error() }
func (e *placeError) Unwrap() error { return e.err }
