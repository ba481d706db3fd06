package transfer

import (
	"context"
	"math"
	"strconv"
	"time"

	"onefm/model"
)

const (
	// roomLook is how often it is looked whether a full disk has space again.
	roomLook = 15 * time.Second
	// roomUnknown is asked for where nobody knows how much is still to come.
	roomUnknown = 64 << 20
)

// awaitRoom waits until the disk of dir can hold need more bytes; refused says that
// it has just refused to take more, whatever it tells of itself. A full disk is no
// failure of a file: all that follow would fail, too.
func (e *Engine) awaitRoom(ctx context.Context, t *task, dir model.Path, need int64, refused bool) error {
	defer t.wait(Holdup{})
	for {
		free, err := e.o.Disk.FreeSpace(ctx, dir)
		if !refused && (err != nil || need <= free) {
			return ctx.Err() // a disk that does not tell is tried
		}
		lacks := need - free
		switch {
		case need <= 0:
			lacks = roomUnknown
		case err != nil:
			lacks = need
		}
		refused = false
		until := time.Now().Add(roomLook)
		t.wait(Holdup{Reason: DiskFull, Until: until, Detail: "needs " + bytesText(max(lacks, 1)) + " more on " + dir.Name()})
		e.o.Log.Info("the disk is full", "job", t.job.id, "dir", dir, "need", need, "free", free)
		if err := sleep(ctx, until); err != nil {
			return err
		}
	}
}

// bytesText writes a size as people read it.
func bytesText(n int64) string {
	const units = "kMGT"
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " B"
	}
	v, i := float64(n)/1000, 0
	for v >= 1000 && i < len(units)-1 {
		v, i = v/1000, i+1
	}
	return strconv.FormatFloat(math.Ceil(v*10)/10, 'f', -1, 64) + " " + units[i:i+1] + "B"
}
