package session

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Known returns the accounts that something is stored of, as [Options.Stored]
// takes them, in the state folder of o, the one that was used last first. They can
// be read without a key.
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
	used := map[string]time.Time{}
	for _, f := range files {
		name, ok := strings.CutPrefix(f.Name(), "mirror-")
		if name, ext := strings.TrimSuffix(name, filepath.Ext(name)), filepath.Ext(name); ok && ext == ".sqlite" && !strings.Contains(name, ".") {
			list = append(list, name)
			used[name] = lastUse(filepath.Join(dir, f.Name()))
		}
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(used[b].Compare(used[a]), cmp.Compare(a, b)) })
	return list, nil
}

// lastUse tells when a database was last written: into the file, or its log.
func lastUse(name string) (last time.Time) {
	for _, ext := range []string{"", "-wal"} {
		if info, err := os.Stat(name + ext); err == nil && info.ModTime().After(last) {
			last = info.ModTime()
		}
	}
	return last
}
