package fichier

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// domain is where all hosts of the official service live.
const domain = "1fichier.com"

// origin is the address of the API and what follows from it for other hosts.
type origin struct {
	base     *url.URL // without a trailing slash
	loopback bool
}

func official() origin {
	return origin{base: &url.URL{Scheme: "https", Host: "api." + domain, Path: "/v1"}}
}

// parseOrigin reads the address of an API.
func parseOrigin(address string) (origin, error) {
	bad := func(why string) (origin, error) {
		return origin{}, &Error{Op: "read API address", Kind: ErrHost, Message: why}
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Hostname() == "" {
		return bad("it is no address")
	}
	loopback := isLoopback(u.Hostname())
	switch {
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return bad("it may hold a host and a path only")
	case u.Scheme != "https" && u.Scheme != "http":
		return bad("it must start with https://")
	case u.Scheme == "http" && !loopback:
		return bad("plain http would send the key in clear, it is allowed on loopback hosts only")
	}
	path := strings.TrimRight(u.Path, "/")
	if path == "" {
		path = "/v1"
	}
	return origin{base: &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: path}, loopback: loopback}, nil
}

// call returns the address of an API endpoint.
func (o origin) call(path string) *url.URL { return o.base.JoinPath(path) }

// page returns the address of a page of the website, which a loopback service serves
// itself.
func (o origin) page(host, path string) *url.URL {
	if o.loopback {
		return &url.URL{Scheme: o.base.Scheme, Host: o.base.Host, Path: path}
	}
	return &url.URL{Scheme: "https", Host: host, Path: path}
}

// node checks a host that the service named for data and returns the address of path
// on it. The scheme is that of the API, so a key or a file never travels in clear
// because an answer said so.
func (o origin) node(host, path string) (*url.URL, error) {
	host = strings.ToLower(host)
	name, port, err := splitPort(host)
	if err != nil || !o.trusts(name, port) {
		return nil, &Error{Kind: ErrHost, Message: clean(host)}
	}
	return &url.URL{Scheme: o.base.Scheme, Host: host, Path: path}, nil
}

// trusts says which hosts may be sent data, and the upload nodes among them the key.
func (o origin) trusts(name, port string) bool {
	if o.loopback {
		return isLoopback(name)
	}
	if !isHostname(name) {
		return false
	}
	if strings.HasSuffix(name, "."+domain) && (port == "" || port == "443") {
		return true
	}
	own := o.base.Hostname()
	return o.base.Host != "api."+domain && (name == own || strings.HasSuffix(name, "."+own))
}

func splitPort(host string) (name, port string, err error) {
	if host == "" || strings.ContainsAny(host, "/@?#\\ ") {
		return "", "", &net.AddrError{Err: "no host", Addr: host}
	}
	u, err := url.Parse("//" + host)
	if err != nil {
		return "", "", err
	}
	return u.Hostname(), u.Port(), nil
}

func isLoopback(name string) bool {
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.IsLoopback()
}
