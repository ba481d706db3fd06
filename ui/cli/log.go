package cli

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"

	"onefm/fichier"
	"onefm/model/session"
)

// logger opens the log when --log asks for it. Only the user can read it, and the
// key can't get in: not even from a text that some library wrote.
func (r *runner) logger(key fichier.Secret) (*slog.Logger, error) {
	if !r.log {
		return nil, nil //nolint:nilnil // nil: nothing is logged
	}
	dir := r.StateDir
	if dir == "" {
		var err error
		if dir, err = session.StateDir(); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "onefm.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	r.closer = append(r.closer, f.Close)
	w := &redactor{w: f, key: []byte(key.Reveal())}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug})), nil
}

// redactor blackens the key and whatever is sent as one. The handler above it
// writes a record at a time.
type redactor struct {
	w   io.Writer
	key []byte
}

// bearer matches the header that carries a key.
func bearer() *regexp.Regexp { return regexp.MustCompile(`(?i)(bearer\s+)[^\s"']+`) }

func (d *redactor) Write(p []byte) (int, error) {
	q := p
	if len(d.key) > 0 {
		q = bytes.ReplaceAll(q, d.key, []byte("•••"))
	}
	q = bearer().ReplaceAll(q, []byte("${1}•••"))
	if _, err := d.w.Write(q); err != nil {
		return 0, err
	}
	return len(p), nil
}
