package cli

import "runtime/debug"

// buildVersion returns the version and commit: those the linker set, else what
// the Go tool wrote into the program.
func buildVersion(version, commit string) (v, c string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return versionOf(info, version, commit)
}

func versionOf(info *debug.BuildInfo, version, commit string) (v, c string) {
	dirty := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			if commit == "" {
				commit = s.Value
			}
		case "vcs.modified":
			dirty = s.Value == "true"
		}
	}
	if version == "" {
		version = info.Main.Version
	}
	if version == "" || version == "(devel)" {
		version = "devel"
		if dirty {
			version += "+dirty"
		}
	}
	return version, commit
}
