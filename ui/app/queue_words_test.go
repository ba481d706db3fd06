package app

import (
	"testing"
	"time"

	"onefm/model/transfer"
)

func TestHoldupText(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 14, 14, 30, 0, 0, time.UTC)
	in := func(d time.Duration) time.Time { return now.Add(d) }
	tests := []struct {
		h     transfer.Holdup
		limit transfer.LimitView
		want  string
	}{
		{transfer.Holdup{Reason: transfer.Pacing, Until: in(300 * time.Millisecond)}, transfer.LimitView{}, "1fichier allows the next call in 0.3 s"},
		{transfer.Holdup{Reason: transfer.Pacing}, transfer.LimitView{}, "1fichier allows the next call in a moment"},
		{transfer.Holdup{Reason: transfer.Flood, Until: in(30 * time.Second)}, transfer.LimitView{}, "1fichier asks to wait 30 s"},
		{transfer.Holdup{Reason: transfer.Flood, Until: in(2 * time.Minute)}, transfer.LimitView{}, "1fichier asks to wait until 14:32"},
		{transfer.Holdup{Reason: transfer.Offline, Until: in(8 * time.Second)}, transfer.LimitView{}, "no connection, trying again in 8 s"},
		{transfer.Holdup{Reason: transfer.Trouble, Until: in(5 * time.Minute), Detail: "busy\x1b[2J"}, transfer.LimitView{}, "busy␛[2J, trying again at 14:35"},
		{transfer.Holdup{Reason: transfer.Reporting}, transfer.LimitView{}, "1fichier still processes the upload"},
		{transfer.Holdup{Reason: transfer.Checking}, transfer.LimitView{}, "computing the checksum"},
		{transfer.Holdup{Reason: transfer.Limited}, transfer.LimitView{Up: 1e6}, "your limit"},
		{transfer.Holdup{Reason: transfer.Limited}, transfer.LimitView{Up: 1e6, GivingWay: true}, "giving way to your SSH session"},
		{transfer.Holdup{Reason: transfer.DiskFull, Detail: "needs 3 GB more on /data"}, transfer.LimitView{}, "disk full: needs 3 GB more on /data"},
		{transfer.Holdup{Reason: transfer.Writing}, transfer.LimitView{}, "the disk is slow"},
		{transfer.Holdup{}, transfer.LimitView{Up: 1}, ""},
	}
	for _, tt := range tests {
		if got := holdupText(tt.h, tt.limit, now); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.h, got, tt.want)
		}
	}
}

func TestLimitText(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 14, 14, 30, 0, 0, time.UTC)
	night := time.Date(2026, 11, 14, 23, 0, 0, 0, time.UTC)
	tests := []struct {
		l    transfer.LimitView
		want string
	}{
		{transfer.LimitView{}, ""},
		{transfer.LimitView{Text: "2M", Up: 2e6, Down: 2e6}, "limit 2.0 MB/s"},
		{transfer.LimitView{Text: "08:00-23:00 2M", Up: 2e6, Down: 2e6, Until: night}, "limit 2.0 MB/s until 23:00"},
		{transfer.LimitView{Text: "23:00-08:00 2M", Until: night}, "no limit until 23:00"},
		{transfer.LimitView{Text: "up 1M", Up: 1e6}, "limit 1.0 MB/s up"},
		{transfer.LimitView{Text: "up 1M down 5M", Up: 1e6, Down: 5e6}, "limit 1.0 MB/s up, 5.0 MB/s down"},
		{transfer.LimitView{Up: 3e5, Down: 3e5, GivingWay: true}, "giving way to your SSH session: 300 kB/s"},
	}
	for _, tt := range tests {
		if got := limitText(tt.l, now); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.l, got, tt.want)
		}
	}
}

// TestShortWaitsCanBeRead: calls that wait 0.3 s each, one after the other, do not
// make the words flicker.
func TestShortWaitsCanBeRead(t *testing.T) {
	t.Parallel()
	var q queue
	now := time.Date(2026, 11, 14, 14, 30, 0, 0, time.UTC)
	changes, last := 0, ""
	for i := range 40 { // four seconds
		j := transfer.JobView{ID: 1, State: transfer.Running}
		if i%4 < 3 {
			j.Holdup = transfer.Holdup{Reason: transfer.Pacing, Until: now.Add(time.Duration(3-i%4) * tick)}
		}
		q.put(transfer.Snapshot{Jobs: []transfer.JobView{j}}, now)
		if got := q.holdup(j); got != last {
			changes, last = changes+1, got
		}
		now = now.Add(tick)
	}
	if changes > 4 || last == "" {
		t.Errorf("the words changed %d times in four seconds; the last are %q", changes, last)
	}
	free := transfer.JobView{ID: 1, State: transfer.Running}
	now = now.Add(steady)
	if q.put(transfer.Snapshot{Jobs: []transfer.JobView{free}}, now); q.holdup(free) != "" {
		t.Errorf("%q stays though the job moves", q.holdup(free))
	}
}
