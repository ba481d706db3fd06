package fichier

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Link is a download link in its canonical form https://<domain>/?<id>. It is the
// identity of a file: there is no other (1fichier-api §1.6).
type Link string

// FolderLink is the address of a public folder page in its canonical form
// https://<domain>/dir/<slug>. The slug is no folder id.
type FolderLink string

// Domains returns the domains of the service in the order of its own numbering
// (1fichier-api §1.7).
func Domains() []string {
	return []string{
		"1fichier.com", "alterupload.com", "cjoint.net", "desfichiers.com", "dfichiers.com", "megadl.fr",
		"mesfichiers.org", "piecejointe.net", "pjointe.com", "tenvoi.com", "dl4free.com",
	}
}

// ID returns the part of the link that names the file.
func (l Link) ID() string {
	_, id, _ := strings.Cut(string(l), "/?")
	return id
}

// Slug returns the part of the link that names the folder.
func (l FolderLink) Slug() string {
	_, slug, _ := strings.Cut(string(l), "/dir/")
	return slug
}

// ParseLink reads a download link as people paste it: with or without scheme and
// www., with suffixes such as &af=1, or in the old form http://<id>.1fichier.com.
// What is no such link, or only looks like one, is ErrLink with the reason.
func ParseLink(s string) (Link, error) {
	u, sub, domain, err := parseAddress(s)
	if err != nil {
		return "", err
	}
	if sub != "" {
		if !isLinkID(sub) || u.RawQuery != "" {
			return "", badLink("%q is not the host of a download link", sub+"."+domain)
		}
		return Link("https://" + domain + "/?" + sub), nil
	}
	path := trimLanguage(u.Path)
	if strings.HasPrefix(path, "/dir/") {
		return "", badLink("this is the link of a folder, not of a file")
	}
	id, _, _ := strings.Cut(u.RawQuery, "&")
	if path != "/" && path != "" || id == "" {
		return "", badLink("no file is named in it")
	}
	if !isLinkID(id) {
		return "", badLink("%q is not a file's id: 5 to 20 lower-case letters and digits", id)
	}
	return Link("https://" + domain + "/?" + id), nil
}

// ParseFolderLink reads the address of a public folder page.
func ParseFolderLink(s string) (FolderLink, error) {
	u, sub, domain, err := parseAddress(s)
	if err != nil {
		return "", err
	}
	slug, ok := strings.CutPrefix(trimLanguage(u.Path), "/dir/")
	if !ok || sub != "" {
		return "", badLink("no folder is named in it")
	}
	slug = strings.TrimSuffix(slug, "/")
	if !isSlug(slug) {
		return "", badLink("%q is not the name of a folder page", slug)
	}
	return FolderLink("https://" + domain + "/dir/" + slug), nil
}

// candidate matches what may be a link in running text; ParseLink decides. The host
// takes in all letters before it, so that a look-alike is seen whole.
var candidate = regexp.MustCompile(`(?i)` +
	`(?:https?://)?[^\s/"'<>()\[\]{}|,;=@]+/(?:[a-z]{2}/)?(?:\?[a-z0-9_-]+|dir/[a-z0-9_-]+)` +
	`|https?://[a-z0-9]{5,20}\.[a-z0-9]+\.[a-z]+`)

// FindLinks returns the file and folder links of the service that a text holds
// among other words, in canonical form, each once, in the order of the text.
func FindLinks(text string) []string {
	var found []string
	for _, s := range candidate.FindAllString(text, -1) {
		canonical := ""
		if l, err := ParseLink(s); err == nil {
			canonical = string(l)
		} else if f, err := ParseFolderLink(s); err == nil {
			canonical = string(f)
		}
		if canonical != "" && !slices.Contains(found, canonical) {
			found = append(found, canonical)
		}
	}
	return found
}

// parseAddress splits an address into its parts and the domain of the service; sub
// is what stands before the domain, without www.
func parseAddress(s string) (u *url.URL, sub, domain string, err error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, "", "", badLink("there is nothing in it")
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err = url.Parse(s)
	if err != nil {
		return nil, "", "", badLink("it is no address")
	}
	switch {
	case !strings.EqualFold(u.Scheme, "https") && !strings.EqualFold(u.Scheme, "http"):
		return nil, "", "", badLink("%q is not http or https", u.Scheme)
	case u.User != nil:
		return nil, "", "", badLink("it holds a user name, the host is %q", u.Hostname())
	case u.Port() != "" && u.Port() != "443" && u.Port() != "80":
		return nil, "", "", badLink("the service has no port %s", u.Port())
	}
	sub, domain, err = splitHost(strings.ToLower(u.Hostname()))
	return u, sub, domain, err
}

func splitHost(host string) (sub, domain string, err error) {
	host = strings.TrimPrefix(strings.TrimSuffix(host, "."), "www.")
	for _, d := range Domains() {
		if host == d {
			return "", d, nil
		}
		if before, ok := strings.CutSuffix(host, "."+d); ok {
			return before, d, nil
		}
	}
	for _, d := range Domains() {
		if name, _, _ := strings.Cut(d, "."); strings.Contains(host, name) {
			return "", "", badLink("%q only looks like %s", host, d)
		}
	}
	return "", "", badLink("%q is not a host of 1fichier", host)
}

// trimLanguage takes the /en of the website's translated pages off a path.
func trimLanguage(path string) string {
	if len(path) >= 4 && path[0] == '/' && path[3] == '/' && isLower(path[1]) && isLower(path[2]) {
		return path[3:]
	}
	return path
}

func badLink(format string, args ...any) error {
	return &Error{Op: "read link", Kind: ErrLink, Message: clean(fmt.Sprintf(format, args...))}
}

func isLinkID(s string) bool {
	if len(s) < 5 || len(s) > 20 {
		return false
	}
	for i := range len(s) {
		if !isLower(s[i]) && !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isSlug(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		if c := s[i] | 0x20; !isLower(c) && !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// wireLink reads a link that the service sent. A domain that is not known is kept as
// it is, because the link is the file's only identity; what is no link at all is
// empty.
func wireLink(s string) Link {
	if l, err := ParseLink(s); err == nil {
		return l
	}
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.User != nil || (u.Scheme != "https" && u.Scheme != "http") {
		return ""
	}
	id, _, _ := strings.Cut(u.RawQuery, "&")
	if !isLinkID(id) || !isHostname(u.Hostname()) || u.Path != "/" && u.Path != "" {
		return ""
	}
	return Link(u.Scheme + "://" + strings.ToLower(u.Host) + "/?" + id)
}

// isHostname reports whether s holds nothing but what a host name may hold.
func isHostname(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLower(c|0x20) && !isDigit(c) && c != '.' && c != '-' {
			return false
		}
	}
	return s != ""
}
