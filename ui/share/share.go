// Package share writes links the way people give them away: bare, for forums and
// web pages, as a command, or with names. The window and the command line use the
// same formats.
//
// Names are hostile: what is copied here is pasted elsewhere, into a shell among
// others. Control characters never get through, and each format quotes what it
// would otherwise take for markup.
package share

import (
	"fmt"
	"html"
	"strings"
	"unicode"
)

// Format is a way to write a link.
type Format uint8

// The formats.
const (
	URL Format = iota
	Markdown
	BBCode
	HTML
	Curl
	Names // the link, two spaces, the name
)

// Formats returns all formats in the order in which they are offered.
func Formats() []Format { return []Format{URL, Markdown, BBCode, HTML, Curl, Names} }

// String returns the name of a format, as in --format markdown.
func (f Format) String() string {
	switch f {
	case URL:
		return "url"
	case Markdown:
		return "markdown"
	case BBCode:
		return "bbcode"
	case HTML:
		return "html"
	case Curl:
		return "curl"
	case Names:
		return "names"
	}
	return "unknown"
}

// Parse returns the format of a name.
func Parse(name string) (Format, error) {
	for _, f := range Formats() {
		if strings.EqualFold(name, f.String()) {
			return f, nil
		}
	}
	return URL, fmt.Errorf("no such format: %q", name)
}

// Link is what is given away.
type Link struct {
	URL  string
	Name string
}

// Write returns the links in a format, one a line, without a line feed at the
// end: what is pasted into a shell waits for Enter.
func (f Format) Write(links []Link) string {
	lines := make([]string, len(links))
	for i, l := range links {
		lines[i] = f.line(plain(l.URL), plain(l.Name))
	}
	return strings.Join(lines, "\n")
}

func (f Format) line(url, name string) string {
	switch f {
	case Markdown:
		return "[" + escape(name, `\[]*_`+"`<>") + "](" + url + ")"
	case BBCode:
		// BBCode knows no escapes: brackets in a name would be read as tags.
		return "[url=" + url + "]" + strings.NewReplacer("[", "(", "]", ")").Replace(name) + "[/url]"
	case HTML:
		return `<a href="` + html.EscapeString(url) + `">` + html.EscapeString(name) + "</a>"
	case Curl:
		return "curl -fL -o " + quote("./"+name) + " " + quote(url)
	case Names:
		return url + "  " + name
	case URL:
	}
	return url
}

// plain takes out what moves a cursor, ends a line or turns text around.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == unicode.ReplacementChar:
			return '_'
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
}

func escape(s, special string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(special, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// quote makes one word of s for a POSIX shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
