package simulator

import (
	_ "embed"
	"encoding/hex"
	"math/rand/v2"
)

// demoSums holds the Whirlpool of every content of the demo's pool, 64 bytes each, and a
// mark of the pool. To compute them takes a minute; TestDemoSums does it with -update.
//
//go:embed demo.sums
var demoSums []byte

// demoKind is a range of the pool: contents of one sort.
type demoKind struct {
	from, n     int // which of the pool
	seed, seeds uint64
	smallest    int64 // bytes
	octaves     int   // sizes go up to smallest << octaves
}

// The pool of the demo. Contents of one seed begin alike, so that one pass over the
// largest gives the sums of all.
func demoKinds() (papers, photos, tracks, videos demoKind) {
	papers = demoKind{from: 0, n: 90, seed: 1, seeds: 2, smallest: 12e3, octaves: 8}
	photos = demoKind{from: 90, n: 400, seed: 11, seeds: 4, smallest: 1.7e6, octaves: 2}
	tracks = demoKind{from: 490, n: 160, seed: 21, seeds: 2, smallest: 14e6, octaves: 2}
	videos = demoKind{from: 650, n: 170, seed: 31, seeds: 1, smallest: 140e6, octaves: 6}
	return papers, photos, tracks, videos
}

// pooled is one content of the pool.
type pooled struct {
	seed uint64
	size int64
}

// demoPool returns what the sums are of, in their order.
func demoPool() []pooled {
	rng := rand.New(rand.NewPCG(1, 0xde30))
	var pool []pooled
	a, b, c, d := demoKinds()
	for _, k := range []demoKind{a, b, c, d} {
		for i := range k.n {
			size := k.smallest << rng.IntN(k.octaves) // no floating point: all machines must agree
			pool = append(pool, pooled{k.seed + uint64(i)%k.seeds, size + rng.Int64N(size)})
		}
	}
	return pool
}

// demoContents makes the contents of the pool, with the sums that are known.
func demoContents() []Content {
	pool := demoPool()
	list := make([]Content, len(pool))
	for i, p := range pool {
		list[i] = Synthetic(p.seed, p.size)
		if at := i * 64; at+64 <= len(demoSums) {
			list[i] = list[i].WithSum(hex.EncodeToString(demoSums[at : at+64]))
		}
	}
	return list
}
