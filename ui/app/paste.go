package app

import (
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
	"onefm/ui/view"
	"onefm/ui/words"
)

// paste takes pasted text, which is also how a desktop drops files on a terminal.
// It goes into a text that is being edited; otherwise it is looked at. It is never
// taken for keys.
func (m *Model) paste(text string) tea.Cmd {
	if d := m.top(); d != nil {
		if m.now.Before(m.quiet) {
			m.quiet = m.now.Add(quietTime)
			return nil
		}
		d.paste(text)
		m.measure()
		return nil
	}
	if p := m.pane(); p.input != noInput {
		p.field.insert(text)
		return m.edited(p)
	}
	msg := pastedMsg{text: text, links: fichier.FindLinks(text)}
	if len(msg.links) == 0 {
		msg.web = webLinks(text)
	}
	return inspect(m.ctx, m.svc.Local, droppedPaths(text), msg)
}

// pasted asks what is to be done with pasted paths or links.
func (m *Model) pasted(msg pastedMsg) tea.Cmd {
	account := m.panes[view.Right].dir
	no := view.Key{Press: "Esc", Label: "Cancel"}
	switch {
	case len(msg.items) > 0:
		what := things(msg.items)
		if len(msg.items) > 1 {
			what = words.Plural(len(msg.items), "file")
		}
		m.popUp(confirm("Upload "+what+" to "+account.Name()+"?", names(msg.items), view.Key{Press: "u", Label: "Upload"}, no,
			func(m *Model) tea.Cmd { return m.request(plan.Copy, loadOf(msg.items), account, nil) }))
	case len(msg.links) > 0:
		m.popUp(m.linkQuestion(msg.links))
	case len(msg.web) > 0:
		title := "Let 1fichier fetch " + words.Plural(len(msg.web), "link") + " into " + account.Name() + "?"
		m.popUp(confirm(title, msg.web, view.Key{Press: "f", Label: "Fetch"}, no,
			func(m *Model) tea.Cmd { return m.request(plan.Copy, loadOf(webItems(msg.web)), account, nil) }))
	default:
		return m.say(view.Info, "What was pasted is neither a path nor a link.", "Paste paths to upload files, or links to copy them.")
	}
	return nil
}

// linkQuestion asks where links of the service shall go.
func (m *Model) linkQuestion(links []string) dialog {
	account, local := m.panes[view.Right].dir, m.panes[view.Left].dir
	to := func(dir model.Path) func(m *Model) tea.Cmd {
		return func(m *Model) tea.Cmd { return m.request(plan.Copy, loadOf(webItems(links)), dir, nil) }
	}
	return &confirmDialog{
		title: "Take " + words.Plural(len(links), "link") + " of 1fichier?",
		lines: append(slices.Clone(links[:min(len(links), 8)]),
			"Copy: into "+account.String()+", nothing passes this machine.", "Download: to "+local.String()+"."),
		buttons: buttons{keys: []view.Key{{Press: "c", Label: "Copy"}, {Press: "d", Label: "Download"}, {Press: "Esc", Label: "Cancel"}}},
		answers: []func(m *Model) tea.Cmd{to(account), to(local), nil},
	}
}

func webItems(links []string) []model.Item {
	items := make([]model.Item, len(links))
	for i, l := range links {
		items[i] = model.Item{Dir: model.WebPath(l), Entry: model.Entry{Name: l, ID: l, Size: model.UnknownSize}}
	}
	return items
}

// names lists the first few items.
func names(items []model.Item) []string {
	const most = 8
	var all []string
	for _, it := range items[:min(len(items), most)] {
		all = append(all, it.Path().Name())
	}
	if more := len(items) - most; more > 0 {
		all = append(all, "and "+words.Count(more)+" more")
	}
	return all
}

// webLinks returns the http, https and ftp links of a text that holds nothing
// else: a sentence with a link in it is no order to fetch it.
func webLinks(text string) []string {
	var links []string
	for word := range strings.FieldsSeq(text) {
		u, err := url.Parse(word)
		if err != nil || !model.IsLink(word) || u.Host == "" {
			return nil
		}
		links = append(links, word)
	}
	return links
}

// droppedPaths reads the ways in which terminals paste what was dropped on them:
// quoted, with backslashes, as file: URLs, one a line, with NUL between, Windows
// paths. What is no list of absolute paths gives none.
func droppedPaths(text string) []model.Path {
	var paths []model.Path
	for _, word := range splitDrop(text) {
		word = fromFileURL(word)
		if !filepath.IsAbs(word) {
			return nil
		}
		p, err := model.LocalPath(word)
		if err != nil {
			return nil
		}
		paths = append(paths, p)
	}
	return paths
}

func splitDrop(text string) []string {
	text = strings.Trim(text, " \t\r\n\x00")
	switch {
	case text == "":
		return nil
	case strings.Contains(text, "\x00"):
		return strings.FieldsFunc(text, func(r rune) bool { return r == 0 })
	case strings.ContainsAny(text, "\r\n"):
		var all []string
		for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\r' || r == '\n' }) {
			all = append(all, shellWords(line)...)
		}
		return all
	}
	return shellWords(text)
}

// shellWords splits at blanks outside quotes. A text that is an absolute path with
// blanks in it, as some terminals paste it, can't be told from two paths; quoted
// and escaped ones can.
func shellWords(s string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	escaped, inWord := false, false
	backslash := runtime.GOOS != "windows"
	for _, r := range s {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && backslash && quote != '\'':
			escaped, inWord = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, inWord = r, true
		case r == ' ' || r == '\t':
			if inWord {
				words = append(words, word.String())
				word.Reset()
				inWord = false
			}
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	return words
}

// fromFileURL returns the path of a file: URL of this machine.
func fromFileURL(s string) string {
	if !strings.HasPrefix(strings.ToLower(s), "file:") {
		return s
	}
	u, err := url.Parse(s)
	if err != nil || u.Path == "" {
		return s
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/")
	}
	return filepath.FromSlash(path)
}
