package mirror

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
)

// heavyUse is how much is done on a day, by three processes together.
type heavyUse struct {
	folders, files         int
	moves, uploads, others int           // at least
	length, whole          time.Duration // of the work, and with the night after it
}

// longDay in the environment makes the day of heavy use a whole one, and the account
// of TestSyncMakesOneCallAFolder a large one: half a minute of real time each.
const longDay = "ONEFM_LONG_DAY"

const dayLag = 70 * time.Second

// tally counts what was done.
type tally struct {
	mu                               sync.Mutex
	visited                          map[model.Path]bool
	moved, uploaded, starts, ignored int
	foreign                          int
}

// user is a process, with a window that is open, which is restarted now and then.
type user struct {
	t     *testing.T
	sim   *simulator.Service
	db    string
	r     *rand.Rand
	dirs  []model.Path
	seq   *int
	did   *tally
	rig   rig
	stop  func()
	queue []model.Path // to be visited in any case
}

// start opens the process's mirror, as onefm does when it starts.
func (u *user) start() {
	u.rig = joinRig(u.t, u.sim, u.db)
	ctx, cancel := context.WithCancel(u.t.Context())
	watch := u.rig.Watch()
	var wg sync.WaitGroup
	wg.Go(func() { _ = u.rig.Run(ctx) })
	wg.Go(func() { // the window reads what changed
		for {
			select {
			case <-ctx.Done():
				return
			case <-watch.C():
			}
			for _, p := range watch.Take() {
				_, _ = u.rig.List(ctx, p, model.Cached)
			}
		}
	})
	u.stop = func() {
		cancel()
		wg.Wait()
		watch.Close()
		u.rig.client.Close()
		_ = u.rig.Close()
	}
	u.did.mu.Lock()
	u.did.starts++
	u.did.mu.Unlock()
}

// restart ends the process, in the middle of whatever Run does, and starts another.
func (u *user) restart() {
	u.stop()
	u.start()
}

// visit opens a folder in the window.
func (u *user) visit(ctx context.Context) (model.Path, model.Listing, error) {
	dir := u.dirs[u.r.IntN(len(u.dirs))]
	if len(u.queue) > 0 {
		dir, u.queue = u.queue[0], u.queue[1:]
	}
	likely := u.dirs[u.r.IntN(len(u.dirs))]
	u.rig.Attend([]model.Path{dir}, []model.Path{likely})
	l, err := u.rig.List(ctx, dir, model.Auto)
	if !l.AsOf.IsZero() {
		u.did.mu.Lock()
		u.did.visited[dir] = true
		u.did.mu.Unlock()
	}
	return dir, l, err
}

// step does one thing that a person or a job might do.
func (u *user) step(ctx context.Context) error {
	dir, l, err := u.visit(ctx)
	if err != nil {
		return err
	}
	to := u.dirs[u.r.IntN(len(u.dirs))]
	var files []model.Item
	for _, e := range l.Entries {
		if !e.IsDir() {
			files = append(files, model.Item{Dir: dir, Entry: e})
		}
	}
	u.r.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	*u.seq++
	n := *u.seq
	switch op := u.r.IntN(20); {
	case op < 9 && len(files) > 0 && to != dir:
		if err := u.rig.Move(ctx, files, to); err != nil {
			return err
		}
		u.did.mu.Lock()
		u.did.moved += len(files)
		u.did.mu.Unlock()
		return nil
	case op < 13:
		return u.upload(ctx, dir, n)
	case op < 14 && len(files) > 0:
		_, err := u.rig.Rename(ctx, files[0], fmt.Sprintf("renamed %d", n))
		return err
	case op < 15 && len(files) > 0:
		return u.rig.Remove(ctx, files[:1])
	case op < 16 && len(files) > 0:
		_, err := u.rig.Copy(ctx, files[:1], to, CopyOptions{})
		return err
	case op < 17:
		_, err := u.rig.Mkdir(ctx, dir.Child(fmt.Sprintf("new %d", n)))
		return err
	case op < 19:
		return u.stranger(ctx, files, n)
	}
	_, err = u.rig.List(ctx, dir, model.Refresh) // gr
	return err
}

// upload sends a few files in one request and notes them.
func (u *user) upload(ctx context.Context, dir model.Path, n int) error {
	ctx = fichier.WithPriority(ctx, fichier.Transfer)
	id, err := u.rig.FolderID(ctx, dir)
	if err != nil {
		return err
	}
	node, err := u.rig.client.UploadNode(ctx)
	if err != nil {
		return err
	}
	req := fichier.UploadRequest{Folder: id}
	for i := range 1 + u.r.IntN(8) {
		content := fmt.Sprintf("%d %d", n, i)
		req.Files = append(req.Files, fichier.UploadFile{
			Name: "up " + content, Size: int64(len(content)),
			Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(content))), nil },
		})
	}
	receipt, err := u.rig.client.Upload(ctx, node, req)
	if err != nil {
		return err
	}
	report, err := u.rig.client.WaitReport(ctx, receipt)
	if err != nil {
		return err
	}
	var entries []model.Entry
	for _, l := range report.Links {
		entries = append(entries, model.Entry{Name: l.Name, ID: string(l.Link), Size: l.Size, Sum: l.Sum, Time: time.Now()})
	}
	u.did.mu.Lock()
	u.did.uploaded += len(entries)
	u.did.mu.Unlock()
	return u.rig.Uploaded(ctx, dir, entries)
}

// stranger changes the account behind the mirror's back, as another program does
// that keeps the limits too.
func (u *user) stranger(ctx context.Context, files []model.Item, n int) error {
	u.did.mu.Lock()
	u.did.foreign++
	u.did.mu.Unlock()
	var links []fichier.Link
	for _, f := range files[:min(len(files), 3)] {
		links = append(links, fichier.Link(f.Entry.ID))
	}
	dir := u.dirs[u.r.IntN(len(u.dirs))]
	switch op := u.r.IntN(5); {
	case op == 0:
		u.sim.AddFile(wirePath(dir.Child(fmt.Sprintf("strange %d", n))), simulator.Text(strconv.Itoa(n)))
	case op == 1:
		u.sim.AddFile(wirePath(dir.Child(fmt.Sprintf("strange dir %d", n)).Child("file")), simulator.Text(strconv.Itoa(n)))
	case len(links) == 0:
	case op == 2:
		_, err := u.rig.client.Remove(ctx, links)
		return err
	case op == 3:
		to, err := u.rig.FolderID(ctx, dir)
		if err != nil {
			return err
		}
		_, err = u.rig.client.Move(ctx, links, to)
		return err
	default:
		_, err := u.rig.client.Rename(ctx, []fichier.Renaming{{Link: links[0], Name: fmt.Sprintf("strange name %d", n)}})
		return err
	}
	return nil
}

func TestDayOfHeavyUse(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "m.sqlite")
	day := heavyUse{folders: 60, files: 800, moves: 250, uploads: 20, others: 3, length: time.Hour, whole: 24 * time.Hour}
	switch {
	case raceEnabled: // which makes it ten times as slow
		day = heavyUse{folders: 15, files: 150, moves: 30, uploads: 4, length: 20 * time.Minute, whole: 2 * time.Hour}
	case os.Getenv(longDay) != "":
		day = heavyUse{folders: 500, files: 6000, moves: 5000, uploads: 300, others: 50, length: 12 * time.Hour, whole: 24 * time.Hour}
	}
	synctest.Test(t, func(t *testing.T) { day.run(t, db) })
}

func (d heavyUse) run(t *testing.T, db string) {
	t.Helper()
	sim := simulator.New(simulator.WithSeed(9), simulator.WithLag(dayLag))
	seedAccount(sim, d.folders, d.files)
	checker := newRigAt(t, sim, db)
	dirs := []model.Path{at("/")}
	for _, e := range sim.Truth() {
		if e.Folder {
			dirs = append(dirs, at(e.Path))
		}
	}
	start := time.Now()
	did := &tally{visited: map[model.Path]bool{}}
	var wg sync.WaitGroup
	for i := range 3 {
		seq := i * 1_000_000
		u := &user{t: t, sim: sim, db: db, r: rand.New(rand.NewPCG(7, uint64(i))), dirs: dirs, seq: &seq, did: did}
		for j := i; j < len(dirs); j += 3 {
			u.queue = append(u.queue, dirs[j])
		}
		u.r.Shuffle(len(u.queue), func(i, j int) { u.queue[i], u.queue[j] = u.queue[j], u.queue[i] })
		u.start()
		wg.Go(func() { u.work(start.Add(d.length), start.Add(d.whole)) })
	}
	wg.Wait()
	t.Logf("%v: %d folders visited, %d files moved, %d uploaded, %d changes by others, %d starts, %d calls; %d acts came too late",
		time.Since(start).Round(time.Minute), len(did.visited), did.moved, did.uploaded, did.foreign, did.starts, sim.Count(""), did.ignored)
	if len(did.visited) < d.folders || did.moved < d.moves || did.uploaded < d.uploads || did.foreign < d.others {
		t.Error("that was not much of a day")
	}
	for _, c := range sim.Calls() {
		if c.Status == http.StatusForbidden || c.Status == http.StatusTooManyRequests {
			t.Errorf("flood at %v: %+v", c.Time, c)
		}
	}
	time.Sleep(10 * time.Minute) // the lag and our own grace
	// Only what others did, at two places each, may be unknown before all is listed.
	if n := wrong(t, checker); n > 2*did.foreign {
		t.Errorf("%d folders are not as they are after %d changes by others", n, did.foreign)
	} else {
		t.Logf("%d folders differ before the last sync", n)
	}
	must(t, checker.Sync(t.Context(), SyncOptions{Older: time.Minute}, nil))
	compare(t, checker, model.Cached)
	checkWhole(t, checker)
}

// work is a day: hours of work with pauses between two acts, restarts, and a night
// in which the window stays open.
func (u *user) work(evening, end time.Time) {
	ctx := u.t.Context()
	for n := 0; time.Until(evening) > 0 || len(u.queue) > 0; n++ {
		err := u.step(ctx)
		if !expected(err) {
			u.t.Errorf("step %d: %v", *u.seq, err)
		}
		if err != nil {
			u.did.mu.Lock()
			u.did.ignored++
			u.did.mu.Unlock()
		}
		if n%40 == 39 {
			u.restart()
		}
		pause := time.Duration(u.r.IntN(20)) * time.Second
		if u.r.IntN(12) == 0 {
			pause = time.Duration(u.r.IntN(60)) * time.Minute
		}
		if err := sleep(ctx, pause); err != nil {
			return
		}
	}
	_ = sleep(ctx, time.Until(end))
	u.stop()
}

// checkWhole checks that the mirror holds nothing that the account does not.
func checkWhole(t *testing.T, r rig) {
	t.Helper()
	truth := map[string]bool{}
	for _, e := range r.sim.Truth() {
		if e.Folder {
			truth[e.Path] = true
		} else {
			truth[e.Path+" "+e.Link] = true
		}
	}
	n := 0
	err := r.Walk(t.Context(), at("/"), func(dir model.Path, entries []model.Entry) error {
		for _, e := range entries {
			key := wirePath(dir.Child(e.Name))
			if !e.IsDir() {
				key += " " + e.ID
			}
			if !truth[key] {
				t.Errorf("%s is not in the account", key)
			}
			n++
		}
		return nil
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if n != len(truth) {
		t.Errorf("%d entries, want %d", n, len(truth))
	}
}
