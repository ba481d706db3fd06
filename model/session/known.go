package session

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Known returns the accounts that something is stored of, as [Options.Stored]
// takes them, in the state folder of o. They can be read without a key.
func Known(o Options) ([]string, error) {
	dir := o.StateDir
	if dir == "" {
		var err error
		if dir, err = StateDir(); err != nil {
			return nil, err
		}
	}
	files, err := os.ReadDir(dir)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []string
	for _, f := range files {
		name, ok := strings.CutPrefix(f.Name(), "mirror-")
		if name, ext := strings.TrimSuffix(name, filepath.Ext(name)), filepath.Ext(name); ok && ext == ".sqlite" && !strings.Contains(name, ".") {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list, nil
}
