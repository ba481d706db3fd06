package transfer

import (
	"io"
	"slices"
	"sync"

	"onefm/model/disk"
)

// pieces is the map of a file that one or several streams fill: what is through,
// what is under way, what nobody has taken yet.
type pieces struct {
	mu    sync.Mutex
	size  int64        // of the file; negative as long as nobody knows
	done  []disk.Range // through, of streams that are over; in order, apart
	kept  []keptEnd    // where what an earlier run left ends
	live  []*stretch   // under way
	piece int64        // how much a stream beside the first takes at once
	least int64        // less than twice this is not shared
}

// keptEnd is where a range ends that an earlier run left, and how many bytes before
// it are to be compared with the wire by the stream that goes on there.
type keptEnd struct{ at, left int64 }

// stretch is what one stream fetches. Only its own stream moves at; end may come
// nearer while it runs, and go back to what was asked for. pieces.mu guards it.
type stretch struct {
	from, at, end int64 // end is negative as long as the size is not known
	reach         int64 // how far the answer goes that was asked for
}

// take gives a stream something to do: the first gap, all of it for a stream that
// is alone. When every gap is taken, the largest rest of another stream is shared.
// It returns nil when there is nothing to do.
func (m *pieces) take(alone bool) *stretch {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.size < 0 {
		if len(m.live) > 0 {
			return nil
		}
		return m.begin(m.through(), -1)
	}
	from, to, ok := m.gap()
	if !ok && m.share() {
		from, to, ok = m.gap()
	}
	switch {
	case !ok:
		return nil
	case !alone:
		to = min(to, from+m.piece)
	}
	return m.begin(from, to)
}

func (m *pieces) begin(from, end int64) *stretch {
	s := &stretch{from: from, at: from, end: end}
	m.live = append(m.live, s)
	return s
}

// gap returns the first stretch that is neither through nor under way.
func (m *pieces) gap() (from, to int64, ok bool) {
	taken := slices.Clone(m.done)
	for _, s := range m.live {
		taken = insert(taken, disk.Range{From: s.from, To: s.end})
	}
	for _, r := range taken {
		if r.From > from {
			return from, r.From, true
		}
		from = r.To
	}
	return from, m.size, from < m.size
}

// share makes a gap behind the stream with the largest rest.
func (m *pieces) share() bool {
	var most *stretch
	for _, s := range m.live {
		if s.end-s.at >= 2*m.least && (most == nil || s.end-s.at > most.end-most.at) {
			most = s
		}
	}
	if most == nil {
		return false
	}
	most.end = most.at + min(max((most.end-most.at)/2, m.least), m.piece)
	return true
}

// advance notes that n bytes of s have been written.
func (m *pieces) advance(s *stretch, n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s.at += n
}

// room returns how many bytes s still wants, at most n.
func (m *pieces) room(s *stretch, n int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s.end < 0 {
		return n
	}
	return int(max(min(int64(n), s.end-s.at), 0))
}

// give takes s back, whole or not.
func (m *pieces) give(s *stretch) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.live = slices.DeleteFunc(m.live, func(l *stretch) bool { return l == s })
	if s.at > s.from {
		m.done = insert(m.done, disk.Range{From: s.from, To: s.at})
	}
	m.rejoin()
}

// rejoin lets streams go on beyond where they were cut, when what lies behind is a
// gap again: their answers reach that far.
func (m *pieces) rejoin() {
	for _, s := range m.live {
		from, to, ok := m.gap()
		if ok && s.end == from && s.reach > s.end {
			s.end = min(s.reach, to)
		}
	}
}

// sized notes the size when it becomes known.
func (m *pieces) sized(size int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.size = size
	for _, s := range m.live {
		if s.end < 0 {
			s.end = size
		}
	}
}

// known returns the size, negative when nobody knows it.
func (m *pieces) known() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.size
}

// reset begins with what the part has.
func (m *pieces) reset(size int64, kept []disk.Range) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.size, m.live = size, nil
	m.done, m.kept = nil, nil
	for _, r := range kept {
		m.done = insert(m.done, r)
	}
	for _, r := range m.done {
		m.kept = append(m.kept, keptEnd{r.To, min((r.To-r.From)/overlapShare, overlapSize)})
	}
}

// whole reports whether every byte is through.
func (m *pieces) whole() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.size >= 0 && m.through() >= m.size
}

// front returns how far the file is through without a gap.
func (m *pieces) front() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.through()
}

func (m *pieces) through() int64 {
	at := int64(0)
	for grown := true; grown; {
		grown = false
		for _, r := range m.done {
			if r.From <= at && r.To > at {
				at, grown = r.To, true
			}
		}
		for _, s := range m.live {
			if s.from <= at && s.at > at {
				at, grown = s.at, true
			}
		}
	}
	return at
}

// have returns how many bytes are through, and where they are.
func (m *pieces) have() (n int64, where []disk.Range) {
	m.mu.Lock()
	defer m.mu.Unlock()
	where = slices.Clone(m.done)
	for _, s := range m.live {
		if s.at > s.from {
			where = insert(where, disk.Range{From: s.from, To: s.at})
		}
	}
	for _, r := range where {
		n += r.To - r.From
	}
	return n, where
}

// request returns what to ask a host for so that s is filled: from where, which may
// be a little earlier for a comparison with what an earlier run left, and how much,
// negative for all that follows.
func (m *pieces) request(s *stretch) (from, length int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	from = s.at
	for _, k := range m.kept {
		if k.at == s.at {
			from -= k.left
		}
	}
	s.reach = s.end
	if s.end < 0 || s.end == m.size {
		return from, -1
	}
	return from, s.end - from
}

// compared notes that n of the bytes to be compared before a place are the same on
// the wire. They are not compared again, so that a line that breaks all the time
// gets on.
func (m *pieces) compared(at, n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.kept {
		if k := &m.kept[i]; k.at == at {
			k.left = max(k.left-n, 0)
		}
	}
}

// ended judges the end of an answer: all that s wanted must have come.
func (m *pieces) ended(s *stretch) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s.end >= 0 && s.at < s.end {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// insert adds a range to ranges in order, and joins what touches.
func insert(ranges []disk.Range, r disk.Range) []disk.Range {
	i, _ := slices.BinarySearchFunc(ranges, r.From, func(have disk.Range, from int64) int {
		if have.To < from {
			return -1
		}
		return 1
	})
	j := i
	for ; j < len(ranges) && ranges[j].From <= r.To; j++ {
		r.From, r.To = min(r.From, ranges[j].From), max(r.To, ranges[j].To)
	}
	return slices.Replace(ranges, i, j, r)
}
