package disk

import (
	"os"
	"path/filepath"
	"strconv"
)

// cans returns the trashes that an item of the folder dir can go to: that of the
// home when it is on the same volume, else that of the volume.
func (d *Disk) cans(dir string) []can {
	var found []can
	if home := d.getenv("HOME"); filepath.IsAbs(home) && sameVolume(home, dir) {
		found = append(found, can{dir: filepath.Join(home, ".Trash")})
	}
	top, err := topDir(dir)
	if err != nil || top == "/" {
		return found
	}
	return append(found, can{dir: filepath.Join(top, ".Trashes", strconv.Itoa(os.Geteuid()))})
}

// throw puts the file at path into c.
func (d *Disk) throw(c can, path string) error {
	if err := private(c.dir); err != nil {
		return err
	}
	return free(filepath.Base(path), "", func(name string) error {
		return d.unique(path, filepath.Join(c.dir, name))
	})
}
