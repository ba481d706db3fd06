package fichier

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// envelope is what every answer may hold. Both fields may be absent on success
// (1fichier-api §1.4).
type envelope struct {
	Status  text `json:"status"`
	Message text `json:"message"`
}

// failed reports whether the answer says KO.
func (e envelope) failed() bool { return strings.EqualFold(string(e.Status), "KO") }

// firstByte returns the first byte of a body that is not white space, 0 for none.
func firstByte(body []byte) byte {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	body = bytes.TrimLeft(body, " \t\r\n")
	if len(body) == 0 {
		return 0
	}
	return body[0]
}

// decodeJSON reads the first JSON value of body into v. Values of an unexpected type
// are left out. A name with a backslash is known to break the service's JSON
// (1fichier-api §4.5); one such file must not hide a whole folder, so a body that
// can't be read is mended once.
func decodeJSON(body []byte, v any) error {
	err := decodeValue(body, v)
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		if mended := mend(body); !bytes.Equal(mended, body) {
			return decodeValue(mended, v)
		}
	}
	return err
}

func decodeValue(body []byte, v any) error {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	err := json.NewDecoder(bytes.NewReader(body)).Decode(v)
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return nil
	}
	return err
}

// mend doubles backslashes in strings that start no escape and escapes raw control
// characters.
func mend(body []byte) []byte {
	out := make([]byte, 0, len(body)+16)
	inside := false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case !inside:
			inside = c == '"'
			out = append(out, c)
		case c == '"':
			inside = false
			out = append(out, c)
		case c == '\\' && isEscape(body[i+1:]):
			out = append(out, c, body[i+1])
			i++
		case c == '\\':
			out = append(out, '\\', '\\')
		case c < ' ':
			out = append(out, `\u00`...)
			out = append(out, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		default:
			out = append(out, c)
		}
	}
	return out
}

// isEscape reports whether p is the rest of a JSON escape after its backslash.
func isEscape(p []byte) bool {
	if len(p) == 0 {
		return false
	}
	if p[0] != 'u' {
		return bytes.IndexByte([]byte(`"\/bfnrt`), p[0]) >= 0
	}
	if len(p) < 5 {
		return false
	}
	for _, c := range p[1:5] {
		if c >= utf8.RuneSelf || !isHex(c) {
			return false
		}
	}
	return true
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
