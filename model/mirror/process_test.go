package mirror

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// What a child process of a test does instead of testing, and on which database.
const (
	actorRole = "ONEFM_MIRROR_ACTOR"
	actorDB   = "ONEFM_MIRROR_DB"
)

// TestActor is the other process of other tests.
func TestActor(t *testing.T) {
	t.Parallel()
	path := os.Getenv(actorDB)
	switch role := os.Getenv(actorRole); role {
	case "":
		t.Skip("only as a child of another test")
	case "caller":
		must(t, callALot(t.Context(), path, os.Stdout))
	case "writer":
		must(t, writeForEver(t.Context(), path, os.Stdout))
	}
}

// child returns a process that does role on the database at path.
func child(t *testing.T, role, path string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestActor$")
	cmd.Env = append(os.Environ(), actorRole+"="+role, actorDB+"="+path)
	cmd.Stderr = os.Stderr
	return cmd
}

const (
	busyFor = 700 * time.Millisecond
	every   = 20 * time.Millisecond
)

// callALot asks the ledger as fast as it can and prints each call that it was
// allowed, and how long the slowest answer took.
func callALot(ctx context.Context, path string, out io.Writer) error {
	l, err := OpenLedger(ctx, path, "", nil)
	if err != nil {
		return err
	}
	defer l.Close()
	rules := []fichier.Rule{{Key: "*", Every: every}, {Key: "folder/1", Every: every}}
	var slowest time.Duration
	for start := time.Now(); time.Since(start) < busyFor; {
		now := time.Now()
		_, ok, err := l.Take(ctx, now, rules)
		if err != nil {
			return err
		}
		slowest = max(slowest, time.Since(now))
		if ok {
			fmt.Fprintln(out, "call", now.UnixNano())
		}
	}
	fmt.Fprintln(out, "slowest", slowest.Microseconds())
	return nil
}

func TestProcessesShareOneBudget(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	var mu sync.Mutex
	var calls []int64
	var wg sync.WaitGroup
	for range 3 {
		cmd := child(t, "caller", path)
		wg.Go(func() {
			out, err := cmd.Output()
			if err != nil {
				t.Errorf("child: %v", err)
			}
			for line := range strings.Lines(string(out)) {
				kind, n, _ := strings.Cut(strings.TrimSpace(line), " ")
				v, err := strconv.ParseInt(n, 10, 64)
				if err != nil {
					continue // what a test binary says
				}
				if kind == "slowest" {
					t.Logf("slowest answer %v", time.Duration(v)*time.Microsecond)
					continue
				}
				mu.Lock()
				calls = append(calls, v)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(calls) < 10 {
		t.Errorf("only %d calls were allowed", len(calls))
	}
	for i, a := range calls {
		for _, b := range calls[i+1:] {
			if d := time.Duration(max(a, b) - min(a, b)); d < every {
				t.Fatalf("two calls %v apart, the rule is %v", d, every)
			}
		}
	}
}

// writeForEver merges listings that differ each time, changes rows, takes calls from
// the ledger and says what it has done, until it is killed.
func writeForEver(ctx context.Context, path string, out io.Writer) error {
	s := newFake()
	m, err := open(ctx, path, s, Options{Grace: 1}) // listings win at once
	if err != nil {
		return err
	}
	dir := s.addFolder(fichier.Root, "dir")
	sub := s.addFolder(dir, "sub")
	for round := 0; ; round++ {
		s.files = nil
		for i := range 500 { // several transactions
			s.addFile(dir, fmt.Sprintf("file %d of round %d", i, round), link(i))
		}
		s.folders[sub].parent = []fichier.FolderID{dir, fichier.Root}[round%2]
		for _, id := range []fichier.FolderID{fichier.Root, dir} {
			if err := m.refresh(ctx, id); err != nil {
				return err
			}
		}
		now := time.Now()
		if _, _, err := m.ledger.Take(ctx, now, []fichier.Rule{{Key: "told", Every: 1}}); err != nil {
			return err
		}
		fmt.Fprintln(out, "call", now.UnixNano())
		it := model.Item{Dir: at("/dir"), Entry: model.Entry{Name: fmt.Sprintf("file 1 of round %d", round), ID: string(link(1))}}
		if it.Entry, err = m.Rename(ctx, it, "file renamed"); err != nil {
			return err
		}
		if err := m.Remove(ctx, []model.Item{it}); err != nil {
			return err
		}
	}
}

// TestKilledProcessLeavesTrueRows kills a process that writes at 200 points.
func TestKilledProcessLeavesTrueRows(t *testing.T) {
	t.Parallel()
	kills, seed := 100, rand.Uint64()
	if testing.Short() || raceEnabled {
		kills = 10
	}
	t.Logf("seed %d", seed)
	for n := range uint64(2) { // two databases at a time
		t.Run(strconv.FormatUint(n, 10), func(t *testing.T) {
			t.Parallel()
			path, r := dbPath(t), rand.New(rand.NewPCG(seed, n))
			for kill := range kills {
				// Anywhere in a round, or in the start and what it clears up.
				called := killWriter(t, path, time.Duration(r.Int64N(int64(12*time.Millisecond))), kill%3 == 2)
				m := openAt(t, path, keyless{}, Options{})
				if notes := m.Notices(); len(notes) != 0 {
					t.Fatalf("notices %+v", notes)
				}
				checkSound(t, m)
				checkTree(t, m)
				if last, err := m.ledger.last(t.Context(), "told"); err != nil || last.Before(called) {
					t.Fatalf("the ledger's last call is of %v, %v; one of %v was told", last, err, called)
				}
				closed(t, m)
			}
		})
	}
}

// killWriter starts a process that writes, kills it some time after its first
// round, or after its start, and returns when it last said that it had made a call.
func killWriter(t *testing.T, path string, after time.Duration, early bool) (called time.Time) {
	t.Helper()
	cmd := child(t, "writer", path)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	kill := func() { _ = cmd.Process.Kill() }
	var timer *time.Timer
	if early {
		timer = time.AfterFunc(4*after, kill) // it takes some time to start
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		ns, ok := strings.CutPrefix(lines.Text(), "call ")
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(ns, 10, 64)
		if err != nil {
			break // half a line
		}
		called = time.Unix(0, n)
		if timer == nil {
			timer = time.AfterFunc(after, kill)
		}
	}
	if timer == nil {
		t.Fatal("the process ended by itself")
	}
	_ = cmd.Wait()
	timer.Stop()
	return called
}

// checkSound checks the database and that all rows can be read.
func checkSound(t *testing.T, m *Mirror) {
	t.Helper()
	err := m.s.read(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		var verdict string
		if err := tx.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&verdict); err != nil {
			return err
		}
		if verdict != "ok" {
			return fmt.Errorf("integrity: %s", verdict)
		}
		rows, err := files(ctx, tx, "folder > 0")
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, r := range rows {
			if seen[r.link] || !strings.HasPrefix(r.name, "file ") {
				return fmt.Errorf("row %+v", r)
			}
			seen[r.link] = true
		}
		if n := len(rows); n < 499 || n > 500 {
			return fmt.Errorf("%d rows", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
