package search

import (
	"slices"

	"onefm/model"
)

// dups knows which rows of the index have the same bytes as another.
type dups struct{ keys []uint64 }

func dupKey(size int64, sum uint32) uint64 { return uint64(size)<<32 | uint64(sum) }

// has reports whether there are several files of that size and sum.
func (d *dups) has(size int64, sum uint32, a attr) bool {
	if a&hasSum == 0 || size <= 0 {
		return false
	}
	_, found := slices.BinarySearch(d.keys, dupKey(size, sum))
	return found
}

// duplicates works out which sums come more than once. The caller holds mu for
// reading.
func (x *Index) duplicates() *dups {
	x.dupMu.Lock()
	defer x.dupMu.Unlock()
	if x.dups != nil {
		return x.dups
	}
	keys := make([]uint64, 0, x.rows)
	for _, c := range x.chunks {
		for _, r := range c.runs {
			for i := r.start; i < r.end && !r.dead; i++ {
				if c.attr[i]&hasSum != 0 && c.size[i] > 0 && c.attr[i].kind() == model.File {
					keys = append(keys, dupKey(c.size[i], c.sum[i]))
				}
			}
		}
	}
	slices.Sort(keys)
	twice := []uint64{}
	for i := 1; i < len(keys); i++ {
		if n := len(twice); keys[i] == keys[i-1] && (n == 0 || twice[n-1] != keys[i]) {
			twice = append(twice, keys[i])
		}
	}
	x.dups = &dups{keys: slices.Clip(twice)}
	return x.dups
}

// withoutKinds returns q without its is: conditions.
func (q Query) withoutKinds() Query {
	q.checks = slices.DeleteFunc(slices.Clone(q.checks), func(c check) bool {
		_, ok := c.cond.(kinds)
		return ok
	})
	q.dup = false
	return q
}
