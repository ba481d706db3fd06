package fichier_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"onefm/fichier"
)

// rude is a node on a real socket that answers an upload after some bytes and hangs
// up while the client still sends.
func rude(t *testing.T, answer string, read int64, reset bool) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			r := bufio.NewReader(conn)
			req, err := http.ReadRequest(r)
			if err == nil {
				_, _ = io.CopyN(io.Discard, req.Body, read)
				_, _ = io.WriteString(conn, answer)
			}
			if tcp, ok := conn.(*net.TCPConn); ok && reset {
				_ = tcp.SetLinger(0)
			}
			_ = conn.Close()
		}
	}()
	return l.Addr().String()
}

func loopback(t *testing.T, addr string) *fichier.Client {
	t.Helper()
	key, err := fichier.NewSecret(testKey)
	if err != nil {
		t.Fatal(err)
	}
	api, err := fichier.WithAPI("http://" + addr)
	if err != nil {
		t.Fatal(err)
	}
	c := fichier.New(key, api)
	t.Cleanup(c.Close)
	return c
}

// What the node said arrives, not "broken pipe".
func TestEarlyRefusal(t *testing.T) {
	t.Parallel()
	page := `<html><body><div class="bloc2">Ne peut ouvrir le fichier destination</div></body></html>`
	for _, reset := range []bool{false, true} {
		addr := rude(t, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: 88\r\n\r\n"+page, 1<<20, reset)
		c := loopback(t, addr)
		_, err := c.Upload(t.Context(), fichier.Node{Host: addr, ID: "abc"}, fichier.UploadRequest{Files: []fichier.UploadFile{{
			Name: "big", Size: 1 << 30, Open: func() (io.ReadCloser, error) { return io.NopCloser(io.LimitReader(zero{}, 1<<30)), nil },
		}}})
		if reset && errors.Is(err, fichier.ErrNetwork) {
			// A hard reset may overtake the answer in the kernel; then nothing can be
			// told, but the upload is known to be incomplete.
			if errors.Is(err, fichier.ErrInDoubt) {
				t.Errorf("reset: %v is in doubt", err)
			}
			continue
		}
		if !errors.Is(err, fichier.ErrRejected) || !errors.Is(err, fichier.ErrServer) || !strings.Contains(err.Error(), "fichier destination") {
			t.Errorf("reset %v: %v, want the node's words", reset, err)
		}
	}
}

type zero struct{}

func (zero) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// No connection can be made: nothing was sent, so even a write just failed, and a
// call that never left does not close its endpoint for minutes.
func TestNobodyThere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dials := 0
		c, _ := offline(t, &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			dials++
			return nil, errors.New("no route to host")
		}})
		if _, _, err := c.Mkdir(t.Context(), 0, "x"); !errors.Is(err, fichier.ErrNetwork) || errors.Is(err, fichier.ErrInDoubt) {
			t.Errorf("%v, want ErrNetwork, not in doubt", err)
		}
		if dials != 3 {
			t.Errorf("%d attempts, want 3: what never left may be repeated", dials)
		}
		for range 2 {
			if _, err := c.Account(t.Context()); !errors.Is(err, fichier.ErrNetwork) {
				t.Errorf("account: %v, want ErrNetwork", err)
			}
		}
	})
}

// The connection broke after the request had left: a write is in doubt, a listing is
// not asked again within its 30 s.
func TestHangUp(t *testing.T) {
	t.Parallel()
	c := loopback(t, rude(t, "", 2, false))
	if _, _, err := c.Mkdir(t.Context(), 0, "x"); !errors.Is(err, fichier.ErrInDoubt) {
		t.Errorf("%v, want ErrInDoubt", err)
	}
	if _, err := c.Folder(t.Context(), 0, true); !errors.Is(err, fichier.ErrNetwork) {
		t.Errorf("listing: %v", err)
	}
	if _, err := c.Folder(t.Context(), 0, true); !errors.Is(err, fichier.ErrTooSoon) {
		t.Errorf("listing again: %v, want ErrTooSoon, the service may have counted it", err)
	}
}
