package disk

import (
	"fmt"
	"path"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"onefm/model"
)

// MaxName is the longest name in bytes (Windows: in UTF-16 units) that the file
// systems in use can hold.
const MaxName = 255

// LocalName returns the name under which this system can hold name: on Windows
// characters that it keeps for itself become their full-width look-alikes, as
// rclone does it. A name that no mapping saves is model.ErrBadName.
func LocalName(name string) (string, error) { return localName(runtime.GOOS, name) }

func localName(goos, name string) (string, error) {
	if !model.IsElement(name) {
		return "", badName(name, "is no name of a file")
	}
	switch goos {
	case "windows":
		name = windowsName(name)
		if n := utf16Len(name); n > MaxName {
			return "", badName(name, fmt.Sprintf("has %d characters, %d are possible", n, MaxName))
		}
		return name, nil
	case "darwin":
		if !utf8.ValidString(name) {
			return "", badName(name, "is not valid UTF-8")
		}
	}
	if len(name) > MaxName {
		return "", badName(name, fmt.Sprintf("has %d bytes, %d are possible", len(name), MaxName))
	}
	return name, nil
}

func badName(name, why string) error {
	return fmt.Errorf("%w: %q %s", model.ErrBadName, name, why)
}

// windowsName maps what Windows keeps for itself: < > : " | ? * \ and control
// characters, a dot or a blank at the end, names of devices, broken UTF-8.
func windowsName(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r < ' ':
			r += '\u2400' // control pictures
		case strings.ContainsRune(`<>:"|?*\`, r):
			r += '\uFF01' - '!' // full-width forms
		}
		b.WriteRune(r)
	}
	name = b.String()
	if s, ok := strings.CutSuffix(name, "."); ok {
		name = s + "\uFF0E"
	}
	if s, ok := strings.CutSuffix(name, " "); ok {
		name = s + "\u2420"
	}
	if isDevice(name) {
		stem, rest := name, ""
		if i := strings.IndexByte(name, '.'); i >= 0 {
			stem, rest = name[:i], name[i:]
		}
		name = stem + "_" + rest
	}
	return name
}

// isDevice reports whether Windows opens a device under the name, whatever its
// extension.
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	for _, port := range []string{"COM", "LPT"} {
		if n, ok := strings.CutPrefix(stem, port); ok {
			switch n {
			case "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³":
				return true
			}
		}
	}
	return false
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// CaseKey returns what two names have in common when a case-blind folder takes
// them for one: their folded case and composed form.
func CaseKey(name string) string {
	return norm.NFC.String(cases.Fold().String(name))
}

// FreeName returns the first of "name (2).ext", "name (3).ext", … that taken does
// not know. It keeps within MaxName bytes.
func FreeName(name string, taken func(string) bool) string {
	stem, ext := splitExt(name)
	for n := 2; ; n++ {
		suffix := fmt.Sprintf(" (%d)%s", n, ext)
		if try := shorten(stem, MaxName-len(suffix)) + suffix; !taken(try) {
			return try
		}
	}
}

// splitExt splits off the extension, with .tar before it. The dot of a hidden name
// starts none, and neither does one too long to be an extension.
func splitExt(name string) (stem, ext string) {
	ext = path.Ext(name)
	stem = strings.TrimSuffix(name, ext)
	if stem == "" || len(ext) > 16 || strings.ContainsRune(ext, ' ') {
		return name, ""
	}
	if s, ok := strings.CutSuffix(stem, ".tar"); ok && s != "" {
		return s, ".tar" + ext
	}
	return stem, ext
}

// shorten cuts s to at most n bytes, between two characters.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	n = max(n, 0)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
