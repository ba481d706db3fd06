package simulator_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"onefm/fichier/simulator"
)

// listen serves s on a port of loopback.
func listen(t *testing.T, s *simulator.Service) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := s.Serve(l); err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	t.Cleanup(func() {
		s.Close()
		serving.Wait()
	})
	return l.Addr().String()
}

// trusting is a client that trusts the certificate of s.
func trusting(t *testing.T, s *simulator.Service, addr string) *http.Client {
	t.Helper()
	pem, err := s.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		t.Fatal("no certificate")
	}
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	var d net.Dialer
	tr.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return d.DialContext(ctx, network, addr)
	}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, CheckRedirect: stay}
}

func TestServePlainAndTLSOnOnePort(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithRelaxed())
	addr := listen(t, s)
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	for _, base := range []string{"http://" + addr, "https://" + addr, "https://localhost:" + port, "https://api.1fichier.com"} {
		c := &client{t: t, s: s, http: trusting(t, s, addr), base: base, key: s.Key()}
		link := c.upload("", upfile{"a", "Hello world\n"})[0]["download"].(string)
		url := c.token(link)
		scheme, host, _ := strings.Cut(base, "://")
		if base != "https://api.1fichier.com" && !strings.HasPrefix(url, scheme+"://"+host+"/p") {
			t.Errorf("%s: got %s", base, url)
		}
		if a, err := c.download(url); err != nil || string(a.body) != "Hello world\n" {
			t.Errorf("%s: got %q %v", base, a.body, err)
		}
	}
}

func TestServeResets(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithRelaxed())
	addr := listen(t, s)
	for _, scheme := range []string{"http://", "https://"} {
		c := &client{t: t, s: s, http: trusting(t, s, addr), base: scheme + addr, key: s.Key()}
		url := c.token(s.AddFile("/a", simulator.Synthetic(1, 10<<20)))
		s.ClearFaults()
		c.fault("download cut=1M")
		a, err := c.download(url)
		if err != nil || !errors.Is(a.err, syscall.ECONNRESET) && len(a.body) > 1<<20 {
			t.Errorf("%s: got %d bytes, %v, %v", scheme, len(a.body), a.err, err)
		}
		if a.err == nil {
			t.Errorf("%s: got a whole download", scheme)
		}
	}
}

func TestServeSilentAndRudeConnections(t *testing.T) {
	t.Parallel()
	s := simulator.New()
	addr := listen(t, s)
	var d net.Dialer
	for _, first := range []string{"", "\x16\x03\x01 nonsense", "nonsense\r\n\r\n"} {
		c, err := d.DialContext(t.Context(), "tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Write([]byte(first)); err != nil {
			t.Fatal(err)
		}
	}
	c := &client{t: t, s: s, http: trusting(t, s, addr), base: "http://" + addr, key: s.Key()}
	c.ok("folder/ls", m{})
}

func TestServeClosedListener(t *testing.T) {
	t.Parallel()
	s := simulator.New()
	defer s.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := s.Serve(l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v, want that the listener is closed", err)
	}
	s.Close()
	l, err = net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(l); err != nil {
		t.Errorf("after Close: got %v, want nil", err)
	}
}

func TestServeFromDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	content := bytes.Repeat([]byte("0123456789"), 200_000)
	if err := os.MkdirAll(filepath.Join(dir, "sub", "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	when := time.Date(2024, 2, 3, 4, 5, 6, 0, time.UTC)
	name := filepath.Join(dir, "sub", "a.bin")
	for n, b := range map[string][]byte{name: content, filepath.Join(dir, "nothing"): nil} {
		if err := os.WriteFile(n, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(name, when, when); err != nil {
		t.Fatal(err)
	}
	s := simulator.New(simulator.WithRelaxed())
	if err := s.SeedDir(dir); err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, s: s, http: trusting(t, s, listen(t, s)), base: "http://sim.test", key: s.Key()}
	c.paths("/sub", "/sub/a.bin", "/sub/empty")
	e := s.Truth()[1]
	if !e.Date.Equal(when) || len(e.Sum) != 128 {
		t.Errorf("got %+v", e)
	}
	a, err := c.download(c.token(e.Link), "Range", "bytes=1000003-")
	if err != nil || !bytes.Equal(a.body, content[1000003:]) {
		t.Errorf("got %d bytes, %v", len(a.body), err)
	}
	if err := s.SeedDir(filepath.Join(dir, "missing")); err == nil {
		t.Error("a missing folder: got no error")
	}
}
