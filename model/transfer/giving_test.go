package transfer

import (
	"testing"
	"time"
)

// shared is a line with a queue in front of it, which transfers and a person's keys
// share: what waits in the queue is what makes answers late.
type shared struct {
	capacity float64 // bytes a second
	idle     time.Duration
	buffer   float64 // bytes that the queue holds
	queue    float64
}

// step lets transfers send at rate, 0 for as much as goes, and returns how many bytes
// got through.
func (l *shared) step(rate float64, d time.Duration) float64 {
	offered := l.capacity*d.Seconds() + l.buffer - l.queue // fills the queue, as a transfer without a limit does
	if rate > 0 {
		offered = min(offered, rate*d.Seconds())
	}
	l.queue += offered
	through := min(l.queue, l.capacity*d.Seconds())
	l.queue -= through
	return through
}

func (l *shared) rtt() time.Duration {
	return l.idle + time.Duration(l.queue/l.capacity*float64(time.Second))
}

func TestGivingWayKeepsKeysQuickAndTheLineBusy(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		line shared
	}{
		{"a home line with a deep queue", shared{capacity: 1e6, idle: 30 * time.Millisecond, buffer: 1e6}},
		{"a fast line", shared{capacity: 1e8, idle: 10 * time.Millisecond, buffer: 5e7}},
		{"a far server", shared{capacity: 5e6, idle: 200 * time.Millisecond, buffer: 5e6}},
		{"a slow line", shared{capacity: 1e5, idle: 60 * time.Millisecond, buffer: 2e5}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			const tick = 500 * time.Millisecond
			var g giving
			now, through, settled, late, looks := time.Unix(0, 0), 0.0, 0.0, 0, 0
			l := tt.line
			g.sample(now, l.rtt(), 0)
			for i := range 1200 { // ten minutes
				now = now.Add(tick)
				got := l.step(g.rate, tick)
				through += got
				g.sample(now, l.rtt(), int64(through))
				if i > 60 {
					settled += got
					looks++
					if l.rtt() > l.idle+max(l.idle, 2*givingSlack) {
						late++
					}
				}
			}
			if share := settled / (tt.line.capacity * tick.Seconds() * float64(looks)); share < 0.75 {
				t.Errorf("transfers got %.0f %% of the line", 100*share)
			}
			if part := float64(late) / float64(looks); part > 0.15 {
				t.Errorf("%.0f %% of the answers were late", 100*part)
			}
		})
	}
}

func TestGivingWayEndsWithTheSession(t *testing.T) {
	t.Parallel()
	var x throttle
	now := time.Unix(1000, 0)
	x.set(Limit{}, now)
	for i := range 20 {
		now = now.Add(time.Second)
		x.moved[goingDown].Add(1e6)
		x.sample(now, time.Duration(20+40*i)*time.Millisecond)
	}
	if v := x.view(now); !v.GivingWay || v.Down <= 0 || v.Down > 1e6 {
		t.Fatalf("gives no way to a session that got slow: %+v", v)
	}
	now = now.Add(givingSilence + time.Second)
	if v := x.view(now); v.GivingWay || v.Down != 0 || x.on.Load() {
		t.Errorf("still gives way when nobody is there: %+v", v)
	}
}

func TestOneLateAnswerIsNoQueue(t *testing.T) {
	t.Parallel()
	var g giving
	now, bytes := time.Unix(0, 0), int64(0)
	for i := range 100 {
		now, bytes = now.Add(time.Second), bytes+1e6
		rtt := 30 * time.Millisecond
		if i%5 == 0 {
			rtt = time.Second
		}
		g.sample(now, rtt, bytes)
		if g.rate != 0 {
			t.Fatalf("gave way after %d answers", i)
		}
	}
}
