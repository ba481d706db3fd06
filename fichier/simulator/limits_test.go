package simulator_test

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier/simulator"
)

// rules returns the violations as texts.
func (c *client) rules() []string {
	var list []string
	for _, v := range c.s.Violations() {
		list = append(list, v.Rule)
	}
	return list
}

func TestThreeCallsASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		for range 20 { // a client that keeps 350 ms between calls
			c.ok("folder/ls", m{})
			time.Sleep(350 * time.Millisecond)
		}
		time.Sleep(time.Second)
		for range 3 {
			c.ok("upload/get_upload_server", m{}) // counts as well
		}
		c.clean()
		time.Sleep(999 * time.Millisecond)
		c.ko("folder/ls", m{}, 403, "Flood detected: IP Locked")
		if diff := cmp.Diff([]string{"more than 3 calls in a second"}, c.rules()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		time.Sleep(20 * time.Second)
		c.ko("user/info", m{}, 403, "Flood detected: IP Locked") // renews the lock
		time.Sleep(24 * time.Second)
		c.ko("user/info", m{}, 403, "Flood detected: IP Locked")
		time.Sleep(25 * time.Second)
		c.ok("user/info", m{})
		if got := len(c.rules()); got != 3 {
			t.Errorf("got %d violations, want 3: %v", got, c.rules())
		}
	})
}

func TestOnlyTheAPIIsCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		link := c.s.AddFile("/a", simulator.Text("x"))
		url := c.token(link)
		for range 20 {
			if a, err := c.download(url); err != nil || a.status != 200 {
				t.Fatalf("got %d %v", a.status, err)
			}
			c.report("https://up2.1fichier.com", "/end.pl?xid=x")
		}
		c.ok("folder/ls", m{})
		c.clean()
		if got := c.s.Count(""); got != 2 {
			t.Errorf("got %d calls of the API, want 2", got)
		}
		if got := c.s.Count("download"); got != 20 {
			t.Errorf("got %d downloads, want 20", got)
		}
	})
}

func TestListingsAreLimitedByFolder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		a, b := c.s.AddFolder("/a"), c.s.AddFolder("/b")
		step := func() { time.Sleep(400 * time.Millisecond) }
		for _, call := range []struct {
			endpoint string
			params   m
		}{ // another client's habit: both calls for each folder
			{"folder/ls", m{"folder_id": a}},
			{"file/ls", m{"folder_id": a}},
			{"folder/ls", m{"folder_id": b}},
			{"file/ls", m{"folder_id": b}},
			{"folder/ls", m{"folder_id": a}},
			{"file/ls", m{}},
		} {
			c.ok(call.endpoint, call.params)
			step()
		}
		c.clean()
		c.ko("file/ls", m{"folder_id": a}, 403, "Flood detected: User Locked")
		step()
		c.ko("folder/ls", m{"folder_id": a, "files": 1}, 403, "Flood detected: User Locked")
		step()
		c.ko("file/ls", m{"folder_id": 0}, 403, "Flood detected: User Locked")
		if got := c.rules(); len(got) != 3 || !strings.Contains(got[0], "files of folder "+id(a)) {
			t.Errorf("got %q", got)
		}
		time.Sleep(28 * time.Second)
		c.ok("folder/ls", m{"folder_id": a, "files": 1})
	})
}

func TestStrictFolders(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t, simulator.WithStrictFolders())
		c.ok("folder/ls", m{})
		time.Sleep(29 * time.Second)
		c.ok("file/ls", m{})
		c.ko("folder/ls", m{}, 403, "Flood detected: User Locked")
	})
}

func TestWholeAccountOnceAnHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		c.ok("file/ls", m{"folder_id": -1})
		time.Sleep(time.Hour - time.Second)
		c.ko("file/ls", m{"folder_id": "-1"}, 403, "Flood detected: User Locked")
		time.Sleep(time.Second)
		c.ok("file/ls", m{"folder_id": -1})
	})
}

func TestUserInfoIntervals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		c.ok("user/info", m{})
		time.Sleep(59 * time.Second)
		c.ko("user/info", m{}, 403, "Flood detected: IP Locked")
		time.Sleep(2 * time.Second)
		c.ko("user/info", m{"page_limit": 50}, 403, "Flood detected: User Locked")
		// The rest of the account goes on working.
		c.ok("folder/ls", m{})
		time.Sleep(4 * time.Minute)
		c.ok("user/info", m{})
		if got := len(c.rules()); got != 2 {
			t.Errorf("got %d violations, want 2", got)
		}
	})
}

func TestFloodForms(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t, simulator.WithFloodStatus(429), simulator.WithRetryAfter(90*time.Second), simulator.WithLock(time.Minute))
		for range 3 {
			c.ok("folder/ls", m{})
		}
		a := c.call("folder/ls", m{})
		if a.status != 429 || a.header.Get("Retry-After") != "90" {
			t.Errorf("got %d %v", a.status, a.header)
		}
		time.Sleep(59 * time.Second)
		c.ko("folder/ls", m{}, 429, "Flood detected: IP Locked")
	})
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		for range 4 {
			if a := c.call("folder/ls", m{}); a.header.Get("Retry-After") != "" {
				t.Errorf("got %v, want no Retry-After", a.header)
			}
		}
	})
}

func TestRepeatedErrorsLeadToABan(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t, simulator.WithBan(4, time.Minute, 10*time.Minute))
		for range 3 {
			c.ko("file/info", m{"url": notThere}, 404, "Resource not found")
			time.Sleep(time.Second)
		}
		time.Sleep(time.Minute)
		c.key = "wrong"
		for range 4 { // the first three are forgotten
			c.ko("folder/ls", m{}, 401, "Not authenticated")
			time.Sleep(time.Second)
		}
		c.key = c.s.Key()
		c.ko("folder/ls", m{}, 403, "IP Locked")
		time.Sleep(10 * time.Minute)
		c.ok("folder/ls", m{})
		if got := c.rules(); len(got) != 2 || !strings.HasPrefix(got[0], "repeated calls") {
			t.Errorf("got %q", got)
		}
	})
}

func TestRelaxedCountsNothing(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	for range 30 {
		c.ok("file/ls", m{})
		c.ok("user/info", m{})
		c.ko("file/info", m{"url": notThere}, 404, "Resource not found")
	}
	c.clean()
}

func TestThirtyDownloadsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		url := c.token(c.s.AddFile("/a", simulator.Synthetic(1, 1<<30)))
		open := func() (status int, done func()) {
			resp, err := c.http.Do(c.request(t.Context(), "GET", url, "", ""))
			if err != nil {
				t.Fatal(err)
			}
			return resp.StatusCode, func() { resp.Body.Close() }
		}
		for n := range 30 {
			status, done := open()
			defer done()
			if status != 200 {
				t.Errorf("download %d: got %d", n, status)
			}
		}
		status, done := open()
		done()
		if status != 403 || len(c.rules()) != 1 {
			t.Errorf("download 31: got %d, %v", status, c.rules())
		}
	})
}

func TestCallsAreLogged(t *testing.T) {
	t.Parallel()
	c := start(t)
	dir := c.s.AddFolder("/a")
	c.ok("folder/ls", m{"folder_id": dir})
	c.ko("file/info", m{"url": notThere, "pass": "hunter2"}, 404, "Resource not found")
	calls := c.s.Calls()
	if len(calls) != 2 {
		t.Fatalf("got %v", calls)
	}
	got := calls[0]
	got.Time = time.Time{}
	want := simulator.Call{
		Endpoint: "folder/ls", Method: "POST", Host: "api.1fichier.com", FolderID: dir, Status: 200,
		Body: `{"folder_id":` + strconv.FormatInt(dir, 10) + `}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if calls[1].Status != 404 || strings.Contains(calls[1].Body, "hunter2") {
		t.Errorf("got %v", calls[1])
	}
}
