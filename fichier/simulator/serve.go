package simulator

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"time"
)

// sniffTime is how long a new connection may stay silent.
const sniffTime = 30 * time.Second

// tlsRecord is the first byte of every TLS connection and of no HTTP request.
const tlsRecord = 0x16

// Serve answers the connections of l, plain HTTP and TLS alike: the first byte tells.
// The certificate is made at the first use, see [Service.Certificate]. Serve closes l
// and returns nil after [Service.Close].
//
// Upload nodes and download addresses in answers follow the host and the scheme that
// the client used: behind api.1fichier.com they are hosts of 1fichier.com, else the
// host and port of the request (X-Forwarded-Proto is heeded).
func (s *Service) Serve(l net.Listener) error {
	conf, err := s.tlsConfig()
	if err != nil {
		_ = l.Close() // the error that counts is the other one
		return err
	}
	s.wire.mu.Lock()
	server := s.httpServer()
	s.wire.mu.Unlock()

	q := newQueue(l.Addr())
	ctx, cancel := context.WithCancel(context.Background())
	failed := make(chan error, 1)
	go func() {
		failed <- accept(ctx, l, q, conf)
		_ = q.Close() // never fails
	}()
	err = server.Serve(q)
	cancel()
	_ = l.Close() // ends accept
	acceptErr := <-failed
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return acceptErr
}

// accept hands the connections of l to q until l is closed.
func accept(ctx context.Context, l net.Listener, q *queue, conf *tls.Config) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go sniff(ctx, c, q, conf)
	}
}

func sniff(ctx context.Context, c net.Conn, q *queue, conf *tls.Config) {
	stop := context.AfterFunc(ctx, func() { _ = c.Close() }) // the server doesn't know it yet
	defer stop()
	first := make([]byte, 1)
	_ = c.SetReadDeadline(time.Now().Add(sniffTime)) // a closed connection fails in Read
	if _, err := io.ReadFull(c, first); err != nil {
		_ = c.Close() // nothing was asked
		return
	}
	_ = c.SetReadDeadline(time.Time{})
	var conn net.Conn = &sniffed{Conn: c, first: first}
	if first[0] == tlsRecord {
		conn = tls.Server(conn, conf)
	}
	if q.push(ctx, conn) != nil {
		_ = c.Close() // shutting down
	}
}

// sniffed is a connection whose first byte was read already.
type sniffed struct {
	net.Conn
	first []byte
}

func (c *sniffed) Read(p []byte) (int, error) {
	if len(c.first) > 0 {
		n := copy(p, c.first)
		c.first = c.first[n:]
		return n, nil
	}
	return c.Conn.Read(p)
}

// ReadFrom lets the kernel send files by itself.
func (c *sniffed) ReadFrom(r io.Reader) (int64, error) { return io.Copy(c.Conn, r) }

type certificate struct {
	pem  []byte
	conf *tls.Config
}

// Certificate returns the self-signed certificate of [Service.Serve] in PEM, for a
// client's list of trusted ones. It is valid for loopback, 1fichier.com and its hosts.
func (s *Service) Certificate() ([]byte, error) {
	if _, err := s.tlsConfig(); err != nil {
		return nil, err
	}
	return s.wire.tls.pem, nil
}

func (s *Service) tlsConfig() (*tls.Config, error) {
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	if s.wire.tls.conf != nil {
		return s.wire.tls.conf, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()),
		Subject:      pkix.Name{CommonName: "simulated 1fichier"},
		NotBefore:    now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, IsCA: true,
		DNSNames:    []string{"localhost", "1fichier.com", "*.1fichier.com"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: der}); err != nil {
		return nil, err
	}
	s.wire.tls = certificate{pem: b.Bytes(), conf: &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		NextProtos:   []string{"http/1.1"}, // the faster one for the data
		MinVersion:   tls.VersionTLS12,
	}}
	return s.wire.tls.conf, nil
}
