package disk

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"onefm/model"
)

// CaseBlind reports whether the folder dir, or the nearest one above it that exists,
// takes A and a for one name. It looks whether something in it, or the folder
// itself, answers to a name in other case, and writes nothing; false when that
// can't be found out.
func (d *Disk) CaseBlind(ctx context.Context, dir model.Path) bool {
	name, err := local(dir)
	if err != nil {
		return false
	}
	blind, err := guarded(ctx, &d.guard, name, func() (bool, error) {
		for ; filepath.Dir(name) != name; name = filepath.Dir(name) {
			if _, err := os.Stat(name); err == nil {
				break
			}
		}
		return caseBlind(name, someNames(name), sameFile), nil
	}, nil)
	return blind && err == nil
}

func someNames(dir string) []string {
	f, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer closeFile(f)
	names, _ := f.Readdirnames(batch)
	return names
}

// caseBlind tries the first of names that has another case, else the folder's own.
func caseBlind(dir string, names []string, same func(a, b string) bool) bool {
	for _, n := range names {
		if other := otherCase(n); other != n && !slices.Contains(names, other) {
			return same(filepath.Join(dir, n), filepath.Join(dir, other))
		}
	}
	base := filepath.Base(dir)
	other := otherCase(base)
	return other != base && same(dir, filepath.Join(filepath.Dir(dir), other))
}

func otherCase(name string) string {
	if up := strings.ToUpper(name); up != name {
		return up
	}
	return strings.ToLower(name)
}

func sameFile(a, b string) bool {
	x, err := os.Lstat(a)
	if err != nil {
		return false
	}
	y, err := os.Lstat(b)
	return err == nil && os.SameFile(x, y)
}
