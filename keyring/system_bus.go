//go:build !darwin && !windows

package keyring

import (
	"context"
	"net"
	"net/url"
	"os"
	"strings"
	"time"
)

const systemName = "the Secret Service keyring"

// alwaysVisible: without a display no prompt can be seen.
const alwaysVisible = false

// busVar holds the address of the session's D-Bus.
const busVar = "DBUS_SESSION_BUS_ADDRESS"

// knock is how long the bus may take to accept a connection; it lives on this
// machine.
const knock = 250 * time.Millisecond

// places lists what can keep a key on this system, the best first.
func places(service, account string) []Place {
	secrets := system{service: service, account: account, reachable: func() error {
		// The D-Bus library reads the variable itself, and starts a daemon of its
		// own when it is not there: the same variable must be looked at.
		return busAnswers(os.Getenv(busVar))
	}}
	return append([]Place{secrets}, kernelPlaces(service, account)...)
}

// busAnswers reports whether a bus that runs already accepts connections at one
// of the addresses. An address that would start a program is never used.
func busAnswers(addresses string) error {
	if addresses == "" {
		return absent("no D-Bus session (%s is not set)", busVar)
	}
	err := absent("%s holds no address", busVar)
	for address := range strings.SplitSeq(addresses, ";") {
		network, name, ok := busSocket(address)
		if !ok {
			return absent("%s names something other than a socket", busVar)
		}
		if name == "" {
			continue
		}
		var conn net.Conn
		d := net.Dialer{Timeout: knock}
		if conn, err = d.DialContext(context.Background(), network, name); err == nil {
			return conn.Close()
		}
		err = absent("the D-Bus session does not answer: %w", err)
	}
	return err
}

// busSocket returns what to dial for one address of the D-Bus specification, and
// false when the address is not that of a socket.
func busSocket(address string) (network, name string, ok bool) {
	kind, rest, _ := strings.Cut(address, ":")
	values := map[string]string{}
	for pair := range strings.SplitSeq(rest, ",") {
		k, v, _ := strings.Cut(pair, "=")
		if u, err := url.PathUnescape(v); err == nil {
			v = u
		}
		values[k] = v
	}
	switch {
	case address == "":
		return "", "", true
	case kind == "unix" && values["abstract"] != "":
		return "unix", "@" + values["abstract"], true
	case kind == "unix" && values["path"] != "":
		return "unix", values["path"], true
	case kind == "tcp" && values["host"] != "" && values["port"] != "":
		return "tcp", net.JoinHostPort(values["host"], values["port"]), true
	}
	return "", "", false
}
