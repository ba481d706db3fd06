package session

import (
	"crypto/sha256"
	"encoding/hex"
	"os"

	"onefm/fichier"
)

// account returns the name under which an account is stored: the fingerprint of its
// key, or of the first of its keys, empty for none.
func (o Options) account() string {
	if o.Stored != "" || o.Key.IsZero() {
		return o.Stored
	}
	return o.fingerprint()
}

// fingerprint tells keys apart. 48 bits of a digest say nothing about a key of 190
// bits, and the name of a file is no place for more.
func (o Options) fingerprint() string {
	api := o.APIURL
	if api == "" {
		api = fichier.API
	}
	sum := sha256.Sum256([]byte("onefm account\x00" + api + "\x00" + o.Key.Reveal()))
	return hex.EncodeToString(sum[:6])
}

// tighten makes a state folder private that is there already. One that can't be
// changed is somebody else's business; the files in it are 0600 anyway.
func tighten(dir string) {
	if info, err := os.Stat(dir); err == nil && info.IsDir() && info.Mode().Perm()&0o077 != 0 {
		_ = os.Chmod(dir, 0o700) //nolint:gosec // a folder needs its x bit
	}
}
