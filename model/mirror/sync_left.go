package mirror

import (
	"context"
	"math"
	"time"
)

// spawn estimates how many folders are still to come from how many unknown ones
// the last listings brought.
type spawn struct {
	folders, listed int64 // at the last look
	rate            float64
	looks           int // listings that rate comes from
	seen            bool
}

const (
	// spawnMemory is over how many listings the rate is averaged.
	spawnMemory = 64
	// maxSpawn bounds the rate: beyond it the account looks endless.
	maxSpawn = 0.9
)

// left returns how many listings are still to be made, about. If each brought rate
// more for ever, 1/(1-rate) were left for every one that is known; but it does so
// ever less towards the end, so the root of that is nearer to the truth.
func (s *spawn) left(folders, listed int64) float64 {
	if n := int(listed - s.listed); s.seen && n > 0 {
		s.looks = min(s.looks+n, spawnMemory)
		weight := min(float64(n)/float64(s.looks), 1)
		s.rate += weight * (float64(folders-s.folders)/float64(n) - s.rate)
	}
	s.folders, s.listed, s.seen = folders, listed, true
	return float64(folders-listed) / math.Sqrt(1-min(max(s.rate, 0), maxSpawn))
}

// told notes how far the walk is and tells it.
func (w *accountWalk) told(ctx context.Context) error {
	folders, listed, err := w.m.countFolders(ctx)
	if err != nil {
		return err
	}
	left := w.spawn.left(folders, listed) * float64(syncEvery())
	for _, s := range w.state { // windows of large folders
		if d := time.Until(s.until); s.err == nil {
			left = max(left, float64(d))
		}
	}
	w.m.note(func(l *live) {
		l.now.Folders, l.now.Listed = folders, listed
		l.now.Calls++
		l.now.Left = time.Duration(left).Round(time.Second)
	})
	if w.progress != nil {
		w.progress(w.m.Status(ctx))
	}
	return nil
}

// syncing notes whether the refresher walks through what was never listed.
func (m *Mirror) syncing(ctx context.Context, on bool) error {
	d := m.live.mood()
	if d.walks > 0 {
		return nil // a Sync knows better
	}
	was := m.live.status().Syncing
	if !on {
		if was {
			m.note(func(l *live) { l.now.Syncing, l.now.Left = false, 0 })
		}
		return nil
	}
	folders, listed, err := m.countFolders(ctx)
	if err != nil {
		return err
	}
	m.note(func(l *live) {
		if !was {
			l.now.Calls, l.spawn = 0, spawn{}
		}
		l.now.Syncing, l.now.Folders, l.now.Listed = true, folders, listed
		l.now.Left = time.Duration(l.spawn.left(folders, listed) * float64(idleEvery)).Round(time.Second)
	})
	return nil
}
