package simulator_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"onefm/fichier/simulator"
)

// Many clients at once change, list, send and fetch; the race detector looks on.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed(), simulator.WithDir(t.TempDir()))
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			dir := c.s.AddFolder(fmt.Sprintf("/worker/%d", n))
			for round := range 5 {
				content := strings.Repeat(fmt.Sprintf("%d-%d ", n, round), 5_000)
				links := c.upload(id(dir), upfile{"a", content}, upfile{"b", "x"})
				a, b := links[0]["download"].(string), links[1]["download"].(string)
				got, err := c.download(c.token(a))
				if err != nil || string(got.body) != content {
					t.Errorf("worker %d: got %d bytes, %v", n, len(got.body), err)
				}
				c.ok("file/ls", m{"folder_id": dir})
				c.ok("folder/ls", m{"files": 1})
				c.ok("file/cp", m{"urls": []string{a}, "folder_id": 0})
				c.ok("file/rename", m{"urls": []m{{"url": a, "filename": fmt.Sprint("r", round)}}})
				c.ok("file/rm", m{"files": []m{{"url": b}}})
				c.ok("user/info", m{})
				c.s.Truth()
				c.s.Calls()
			}
		})
	}
	all.Wait()
	if got, want := len(c.s.Truth()), 1+8+8*5*2; got != want {
		t.Errorf("got %d entries, want %d", got, want)
	}
}
