package session

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// app names our folder below the system's own.
const app = "onefm"

// StateDir returns the folder for what onefm remembers between starts, without
// making it: $XDG_STATE_HOME/onefm, else ~/.local/state/onefm; on macOS
// ~/Library/Application Support/onefm; on Windows %LocalAppData%\onefm.
// XDG_STATE_HOME counts everywhere when it is set.
func StateDir() (string, error) {
	return stateDir(runtime.GOOS, os.Getenv, os.UserHomeDir)
}

func stateDir(goos string, getenv func(string) string, home func() (string, error)) (string, error) {
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, app), nil
	}
	if goos == "windows" {
		if dir := getenv("LocalAppData"); dir != "" {
			return filepath.Join(dir, app), nil
		}
	}
	h, err := home()
	switch {
	case err != nil:
		return "", err
	case h == "":
		return "", errors.New("no home folder is known")
	case goos == "darwin":
		return filepath.Join(h, "Library", "Application Support", app), nil
	case goos == "windows":
		return filepath.Join(h, "AppData", "Local", app), nil
	}
	return filepath.Join(h, ".local", "state", app), nil
}
