package simulator_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier/simulator"
)

func TestReportFilesTheUpload(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		opts   []simulator.Option
		before int // files in the account before the report is asked for
	}{{"by default", nil, 0}, {"at once", []simulator.Option{simulator.WithStoredAtUpload()}, 1}} {
		c := start(t, append(tt.opts, simulator.WithOtherXID())...)
		base, id := c.node()
		contentType, body := form(t, nil, upfile{"a", "x"})
		a, err := c.post(base, id, contentType, body)
		if err != nil {
			t.Fatal(err)
		}
		location := a.header.Get("Location")
		if xid := strings.TrimPrefix(location, "/end.pl?xid="); xid == id || xid == location {
			t.Errorf("Location %q after the upload %s", location, id)
		}
		if got := len(c.s.Truth()); got != tt.before {
			t.Errorf("%s: got %d files before the report, want %d", tt.name, got, tt.before)
		}
		for range 2 { // it may be asked again
			if v := c.report(base, location).json(t); len(objects(v["links"])) != 1 {
				t.Errorf("got %v", v)
			}
		}
		if got := len(c.s.Truth()); got != 1 {
			t.Errorf("%s: got %d files, want 1", tt.name, got)
		}
	}
}

func TestReportLifetimeAndForms(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t, simulator.WithPleaseWait(2))
		base, id := c.node()
		contentType, body := form(t, nil, upfile{"a", "Hello world\n"})
		a, err := c.post(base, id, contentType, body)
		if err != nil {
			t.Fatal(err)
		}
		location := a.header.Get("Location")
		for range 2 {
			if a := c.report(base, location); a.status != 200 || !strings.Contains(string(a.body), "patienter") {
				t.Errorf("got %d %s, want a page to wait", a.status, a.body)
			}
		}
		if got := len(c.s.Truth()); got != 0 {
			t.Errorf("got %d files while waiting, want 0", got)
		}
		if v := c.report(base, location).json(t); objects(v["links"])[0]["whirlpool"] != helloSum {
			t.Errorf("got %v", v)
		}
		if a := c.must(c.request(t.Context(), "GET", base+location, "", "")); !strings.HasPrefix(string(a.body), "<!DOCTYPE") {
			t.Errorf("without the header: got %s, want HTML", a.body)
		}
		r := c.request(t.Context(), "GET", base+location, "", "")
		r.Header.Set("EXPORT", "1")
		if got := string(c.must(r).body); !strings.HasPrefix(got, "a;12;") {
			t.Errorf("export: got %q", got)
		}
		time.Sleep(2*time.Hour + time.Second)
		if a := c.report(base, location); a.status != 404 {
			t.Errorf("after two hours: got %d, want 404", a.status)
		}
		if a := c.report(base, "/end.pl?xid=nothing"); a.status != 404 {
			t.Errorf("unknown: got %d, want 404", a.status)
		}
	})
}
