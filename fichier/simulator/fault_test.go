package simulator_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier/simulator"
)

func (c *client) fault(text string) {
	c.t.Helper()
	r, err := simulator.ParseFault(text)
	if err != nil {
		c.t.Fatal(err)
	}
	c.s.Fault(r)
}

func TestParseFault(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want simulator.Rule
	}{
		{"upload nth=2 lost", simulator.Rule{Endpoint: "upload", Nth: 2, Kind: simulator.FaultLost}},
		{"upload,nth=2,lost", simulator.Rule{Endpoint: "upload", Nth: 2, Kind: simulator.FaultLost}},
		{"/v1/file/ls.cgi every=3 flood403", simulator.Rule{Endpoint: "file/ls", Every: 3, Kind: simulator.FaultFlood403}},
		{"api flood429=60", simulator.Rule{Endpoint: "api", Kind: simulator.FaultFlood429, Size: 60}},
		{
			"download p=0.25 seed=7 times=2 cut=64k",
			simulator.Rule{Endpoint: "download", Probability: 0.25, Seed: 7, Times: 2, Kind: simulator.FaultCut, Size: 64 << 10},
		},
		{
			"file/* from=10s for=1m folder=12 503",
			simulator.Rule{Endpoint: "file/*", After: 10 * time.Second, For: time.Minute, Folder: 12, Kind: simulator.FaultStatus, Size: 503},
		},
		{"end first=1 lag=90s", simulator.Rule{Endpoint: "end", First: 1, Kind: simulator.FaultLag, Wait: 90 * time.Second}},
		{"* status=418", simulator.Rule{Endpoint: "*", Kind: simulator.FaultStatus, Size: 418}},
		{"* huge", simulator.Rule{Endpoint: "*", Kind: simulator.FaultHuge}},
		{"download slow=1M", simulator.Rule{Endpoint: "download", Kind: simulator.FaultSlow, Size: 1 << 20}},
	} {
		got, err := simulator.ParseFault(tt.text)
		if err != nil {
			t.Errorf("%q: %v", tt.text, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
	for _, text := range []string{
		"", "upload", "upload nth=2", "upload nth=0 lost", "upload lost html", "upload gone", "download cut", "download cut=x",
		"download cut=-1", "api p=2 500", "[ 500", "api status=200", "api lost=3", "end lag", "end lag=5", "download slow=99999999999T",
	} {
		if r, err := simulator.ParseFault(text); err == nil {
			t.Errorf("%q: got %+v, want an error", text, r)
		}
	}
}

func FuzzParseFault(f *testing.F) {
	for _, seed := range []string{"upload nth=2 lost", "* p=0.1,seed=3 slow=10k", "a b=c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := simulator.ParseFault(text)
		if err == nil && (r.Kind == "" || r.Endpoint == "") {
			t.Errorf("%q: got %+v", text, r)
		}
	})
}

func TestFaultsThatRefuse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind   string
		status int
		text   string
	}{
		{"flood403", 403, "Flood detected: IP Locked #374"},
		{"flood429=60", 429, "Flood detected: IP Locked #374"},
		{"userlocked", 403, "Flood detected: User Locked #223"},
		{"iplocked", 403, "IP Locked"},
		{"401", 401, "Not authenticated #247"},
		{"tier", 403, "Must be a customer"},
		{"password", 403, "Password not provided"},
		{"notallowed", 403, "Resource not allowed"},
		{"notfound", 404, "Resource not found"},
		{"nouser", 403, "No such user #93"},
		{"owner", 403, "Owner locked"},
		{"location", 403, "Only 1 location allowed"},
		{"vpn", 403, "professional equipment"},
		{"500", 500, "<!DOCTYPE"},
		{"509", 509, "Bandwidth Limit Exceeded"},
		{"html", 200, "<!DOCTYPE"},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			t.Parallel()
			c := start(t)
			c.fault("folder/mkdir first=1 " + tt.kind)
			a := c.call("folder/mkdir", m{"name": "a"})
			if a.status != tt.status || !strings.Contains(string(a.body), tt.text) {
				t.Errorf("got %d %s", a.status, a.body)
			}
			if got := a.header.Get("Retry-After"); (got == "60") != (tt.status == 429) {
				t.Errorf("Retry-After: got %q", got)
			}
			c.paths() // nothing was done
			c.ok("folder/mkdir", m{"name": "a"})
			c.clean()
		})
	}
}

func TestFaultConditions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ rule, want string }{
		{"api nth=3 500", "..x......."},
		{"api every=3 500", "..x..x..x."},
		{"api first=2 500", "xx........"},
		{"api times=2 every=2 500", ".x.x......"},
		{"api from=3s for=2s 500", "...xx....."},
		{"folder/* 500", "xxxxxxxxxx"},
		{"file/* 500", ".........."},
		{"f*/?s 500", "xxxxxxxxxx"},
		{"download 500", ".........."},
		{"api folder=1 500", ".........."},
		{"api p=0.5 seed=1 500", ""},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := start(t)
				c.fault(tt.rule)
				hit := bytes.Repeat([]byte("."), 10)
				for i := range hit {
					if c.call("folder/ls", m{}).status == 500 {
						hit[i] = 'x'
					}
					time.Sleep(time.Second)
				}
				got := string(hit)
				if hits := strings.Count(got, "x"); tt.want == "" && (hits < 2 || hits > 8) || tt.want != "" && got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
			})
		})
	}
}

func TestFaultsThatSpoilTheAnswer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule  string
		check func(a answer, err error) bool
	}{
		{"folder/mkdir truncated", func(a answer, err error) bool {
			return err == nil && a.err == nil && strings.HasPrefix(string(a.body), "{") && !strings.HasSuffix(string(a.body), "}")
		}},
		{"folder/mkdir torn=5", func(a answer, _ error) bool { return len(a.body) == 5 && a.err != nil }},
		{"folder/mkdir corrupt=0", func(a answer, _ error) bool { return a.body[0] == '{'^0xff }},
		{"folder/mkdir huge=100k", func(a answer, _ error) bool { return len(a.body) > 100<<10 && a.err == nil }},
		{"folder/mkdir lost", func(_ answer, err error) bool { return err != nil }},
		{"folder/mkdir delay=5s", func(a answer, err error) bool { return err == nil && a.status == 200 }},
		{"folder/mkdir slow=10", func(a answer, err error) bool { return err == nil && a.err == nil && len(a.body) > 20 }},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := start(t)
				c.fault(tt.rule)
				r := c.request(t.Context(), "POST", c.base+"/v1/folder/mkdir.cgi", "application/json", `{"name":"a"}`)
				r.Header.Set("Authorization", "Bearer "+c.key)
				began := time.Now()
				a, err := c.do(r)
				if !tt.check(a, err) {
					t.Errorf("got %d %q %v %v", a.status, a.body, a.err, err)
				}
				wait := time.Since(began)
				if waits := strings.Contains(tt.rule, "delay") || strings.Contains(tt.rule, "slow"); waits != (wait > time.Second) {
					t.Errorf("took %v", wait)
				}
				c.paths("/a") // it was done
			})
		})
	}
}

func TestResetDoesNothing(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.fault("folder/mkdir reset")
	r := c.request(t.Context(), "POST", c.base+"/v1/folder/mkdir.cgi", "application/json", `{"name":"a"}`)
	r.Header.Set("Authorization", "Bearer "+c.key)
	if a, err := c.do(r); err == nil {
		t.Errorf("got %d %s, want a cut connection", a.status, a.body)
	}
	c.paths()
}

func TestHangAndEndlessEndWithTheClient(t *testing.T) {
	t.Parallel()
	for _, rule := range []string{"* hang", "* endless"} {
		synctest.Test(t, func(t *testing.T) {
			c := start(t)
			c.fault(rule)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			r := c.request(ctx, "POST", c.base+"/v1/folder/ls.cgi", "application/json", "{}")
			r.Header.Set("Authorization", "Bearer "+c.key)
			resp, err := c.http.Do(r)
			if rule == "* hang" {
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if n, err := io.CopyN(io.Discard, resp.Body, 10<<20); err != nil {
				t.Errorf("ended after %d bytes: %v", n, err)
			}
		})
	}
}

func TestCloseEndsHangingAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		c.fault("* hang")
		time.AfterFunc(time.Minute, c.s.Close)
		if _, err := c.do(c.request(t.Context(), "POST", c.base+"/v1/folder/ls.cgi", "application/json", "{}")); err == nil {
			t.Error("got an answer")
		}
	})
}

func TestFaultHelpNamesWhatCanBeParsed(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSpace(simulator.FaultHelp()), "\n")
	if len(lines) < 30 {
		t.Errorf("got %d kinds", len(lines))
	}
	for _, line := range lines {
		kind := strings.Fields(line)[0]
		ok := false
		for _, value := range []string{"", "=500", "=5s"} {
			r, err := simulator.ParseFault("api " + kind + value)
			ok = ok || err == nil && string(r.Kind) == kind || err == nil && kind == "401"
		}
		if !ok {
			t.Errorf("%q can't be parsed", kind)
		}
	}
}
