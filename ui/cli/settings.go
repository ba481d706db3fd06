package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/BurntSushi/toml"
)

// settings are what config.toml may hold for the command line. It holds no
// secret and may be shared.
type settings struct {
	KeyCommand any    `toml:"key_command"` // a string for the shell or a list of words
	Limit      string `toml:"limit"`       // how fast bytes may move, as --limit-rate takes it
	GiveWay    *bool  `toml:"give_way"`    // false: transfers take all of a line that an SSH session shares
}

// settings reads the file; one that is missing is empty.
func (r *runner) settings() (settings, error) {
	var s settings
	dir, err := configDir(runtime.GOOS, r.Getenv)
	if err != nil {
		return s, nil //nolint:nilerr // no home folder: there are no settings
	}
	name := filepath.Join(dir, "config.toml")
	text, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, nil
	case err != nil:
		return s, fmt.Errorf("read the settings: %w", err)
	}
	if _, err := toml.Decode(string(text), &s); err != nil {
		return s, usage("%s: %w", name, err)
	}
	return s, nil
}

// configDir returns the folder of the settings: $XDG_CONFIG_HOME/onefm, else the
// system's usual place.
func configDir(goos string, getenv func(string) string) (string, error) {
	if dir := getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "onefm"), nil
	}
	switch {
	case goos == "windows" && getenv("AppData") != "":
		return filepath.Join(getenv("AppData"), "onefm"), nil
	case getenv("HOME") == "":
		return "", errors.New("no home folder is known")
	case goos == "darwin":
		return filepath.Join(getenv("HOME"), "Library", "Application Support", "onefm"), nil
	}
	return filepath.Join(getenv("HOME"), ".config", "onefm"), nil
}
