package keymap

import "strings"

// Label returns a sequence as people read it: "ctrl+u" is Ctrl-u, "g p" is gp,
// "d enter" is "d Enter", "alt+left" is Alt-Left.
func Label(seq string) string {
	keys := strings.Fields(seq)
	var b strings.Builder
	for i, k := range keys {
		l := labelKey(k)
		if i > 0 && (len(l) > 1 || len(labelKey(keys[i-1])) > 1) {
			b.WriteByte(' ')
		}
		b.WriteString(l)
	}
	return b.String()
}

func labelKey(key string) string {
	parts := strings.Split(key, "+")
	if key == "+" {
		return key
	}
	for i, p := range parts {
		switch {
		case p == "pgup":
			parts[i] = "PgUp"
		case p == "pgdown":
			parts[i] = "PgDn"
		case p == "insert":
			parts[i] = "Ins"
		case len(p) > 1:
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "-")
}

// Labels returns every sequence of a row, the first in front, with sep between.
func (b Binding) Labels(sep string) string {
	all := make([]string, len(b.Keys))
	for i, k := range b.Keys {
		all[i] = Label(k)
	}
	return strings.Join(all, sep)
}

// Key returns the label of the sequence to show where there is room for one.
func (b Binding) Key() string {
	if len(b.Keys) == 0 {
		return ""
	}
	return Label(b.Keys[0])
}

// FKey returns the function key of the row, "F5", or else its first key: the key
// bar shows those, as the file managers that invented it do.
func (b Binding) FKey() string {
	for _, k := range b.Keys {
		if isFKey(k) {
			return Label(k)
		}
	}
	return b.Key()
}

// isFKey reports whether a sequence is a plain function key.
func isFKey(seq string) bool {
	return len(seq) > 1 && len(seq) < 4 && seq[0] == 'f' && seq[1] >= '1' && seq[1] <= '9'
}

// isLetters reports whether a sequence belongs to the letters column of the
// table: printable keys, and Ctrl or Tab among the movements.
func isLetters(seq string) bool {
	for k := range strings.FieldsSeq(seq) {
		if len(k) > 1 && !strings.HasPrefix(k, "ctrl+") && k != "space" && k != "enter" && k != "tab" {
			return false
		}
	}
	first, _, _ := strings.Cut(seq, " ")
	return first != "enter" && first != "ctrl+insert"
}
