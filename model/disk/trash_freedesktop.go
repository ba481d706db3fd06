//go:build unix && !darwin

package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"onefm/model"
)

// infoSuffix ends the name of the file that says where an item was.
const infoSuffix = ".trashinfo"

// cans returns the trashes that an item of the folder dir can go to, the best
// first: that of the home when it is on the same volume, else those of the volume,
// the administrator's before our own.
func (d *Disk) cans(dir string) []can {
	var found []can
	home := d.homeTrash()
	if home != "" && sameVolume(home, dir) && os.MkdirAll(filepath.Dir(home), 0o700) == nil {
		found = append(found, can{dir: home})
	}
	top, err := topDir(dir)
	if err != nil {
		return found
	}
	uid := strconv.Itoa(os.Geteuid())
	shared := filepath.Join(top, ".Trash")
	if info, err := os.Lstat(shared); err == nil && info.IsDir() && info.Mode()&fs.ModeSticky != 0 {
		found = append(found, can{dir: filepath.Join(shared, uid), top: top})
	}
	return append(found, can{dir: filepath.Join(top, ".Trash-"+uid), top: top})
}

func (d *Disk) homeTrash() string {
	if data := d.getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
		return filepath.Join(data, "Trash")
	}
	if home := d.getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "share", "Trash")
	}
	return ""
}

// throw puts the file at path into c: first the note where it was, which reserves
// the name, then the file itself.
func (d *Disk) throw(c can, path string) error {
	files, info := filepath.Join(c.dir, "files"), filepath.Join(c.dir, "info")
	for _, dir := range []string{c.dir, files, info} {
		if err := private(dir); err != nil {
			return fmt.Errorf("%w: no trash on this volume: %w", model.ErrUnsupported, err)
		}
	}
	was := path
	if c.top != "" {
		rel, err := filepath.Rel(c.top, path)
		if err != nil {
			return err
		}
		was = rel
	}
	note := fmt.Sprintf("[Trash Info]\nPath=%s\nDeletionDate=%s\n", escapePath(was), d.now().Format("2006-01-02T15:04:05"))
	return free(filepath.Base(path), infoSuffix, func(name string) error {
		noted := filepath.Join(info, name+infoSuffix)
		if err := writeNew(noted, note); err != nil {
			return err
		}
		err := d.unique(path, filepath.Join(files, name))
		if err != nil {
			_ = os.Remove(noted)
		}
		return err
	})
}

func writeNew(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(name)
	}
	return err
}

// escapePath escapes a path as RFC 2396 wants it, byte by byte.
func escapePath(p string) string {
	const plain = "/-_.~"
	var b strings.Builder
	for i := range len(p) {
		c := p[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte(plain, c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
