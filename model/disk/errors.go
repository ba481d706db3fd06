package disk

import (
	"errors"
	"fmt"
	"io/fs"

	"onefm/model"
)

// explain adds the sentinel of model that says what a system error means, so that
// nobody above needs to know the errors of four systems.
func explain(err error) error {
	if err == nil {
		return nil
	}
	if s := sentinel(err); s != nil && !errors.Is(err, s) {
		return fmt.Errorf("%w: %w", s, err)
	}
	return err
}

// local returns the name of a path for the system, or an error for one that is of
// another side or no place.
func local(p model.Path) (string, error) {
	if p.Side() != model.Local || p.IsZero() {
		return "", fmt.Errorf("%q is no path of the disk: %w", p, fs.ErrInvalid)
	}
	return p.Name(), nil
}

// child returns the path of name in dir, or an error when it would lead elsewhere.
func child(dir model.Path, name string) (model.Path, error) {
	if _, err := local(dir); err != nil {
		return model.Path{}, err
	}
	p := dir.Child(name)
	if p.IsZero() {
		return p, fmt.Errorf("%w: %q: %w", model.ErrBadName, name, fs.ErrInvalid)
	}
	return p, nil
}
