package simulator

import (
	"crypto/tls"
	"net"
	"net/http"
	"strings"
)

// domains are those of links, by the number that uploads and user/info use
// (1fichier-api §1.7).
func domains() []string {
	return []string{
		"1fichier.com", "alterupload.com", "cjoint.net", "desfichiers.com", "dfichiers.com",
		"megadl.fr", "mesfichiers.org", "piecejointe.net", "pjointe.com", "tenvoi.com", "dl4free.com",
	}
}

func domain(n int64) string {
	if list := domains(); n >= 0 && n < int64(len(list)) {
		return list[n]
	}
	return "1fichier.com"
}

// genuine reports whether the client thinks that it speaks with the real service.
func genuine(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	return host == "1fichier.com" || strings.HasSuffix(host, ".1fichier.com")
}

// node returns the host of an upload node or download server for the client of r.
func node(r *http.Request, name string) string {
	if genuine(r) {
		return name + ".1fichier.com"
	}
	return r.Host
}

// scheme returns the scheme that the client used.
func scheme(r *http.Request) string {
	if r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") {
		return "https"
	}
	if c, ok := r.Context().Value(connKey{}).(pipeConn); ok && c.secure {
		return "https"
	}
	return "http"
}

// abort cuts the connection of r without another byte. With hard it is reset, where
// the system knows the difference.
func abort(r *http.Request, hard bool) {
	c, _ := r.Context().Value(connKey{}).(net.Conn)
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	if sn, ok := c.(*sniffed); ok {
		c = sn.Conn
	}
	if t, ok := c.(*net.TCPConn); ok && hard {
		_ = t.SetLinger(0) // a hint: a plain close does as well
	}
	panic(http.ErrAbortHandler)
}

// statusText is the phrase of an HTTP status; 509 has none in Go.
func statusText(status int) string {
	if status == 509 {
		return "Bandwidth Limit Exceeded"
	}
	return http.StatusText(status)
}
