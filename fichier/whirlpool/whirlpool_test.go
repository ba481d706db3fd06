package whirlpool_test

import (
	"bytes"
	"encoding/hex"
	"hash"
	"strings"
	"testing"
	"time"

	reference "github.com/jzelinskie/whirlpool"

	"onefm/fichier/whirlpool"
)

// The ISO test vectors, and one seen on the service (1fichier-api §7).
func TestVectors(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"empty", "", "19fa61d75522a4669b44e39c1d2e1726c530232130d407f89afee0964997f7a73e83be698b288febcf88e3e03c4f0757ea8964e59b63d93708b138cc42a66eb3"},
		{"a", "a", "8aca2602792aec6f11a67206531fb7d7f0dff59413145e6973c45001d0087b42d11bc645413aeff63a42391a39145a591a92200d560195e53b478584fdae231a"},
		{"abc", "abc", "4e2448a4c6f486bb16b6562c73b4020bf3043e3a731bce721ae1b303d97e6d4c7181eebdb6c57e277d0e34957114cbd6c797fc9d95d8b582d225292076d4eef5"},
		{"digest", "message digest", "378c84a4126e2dc6e56dcc7458377aac838d00032230f53ce1f5700c0ffb4d3b8421557659ef55c106b4b52ac5a4aaa692ed920052838f3362e86dbd37a8903e"},
		{"alphabet", "abcdefghijklmnopqrstuvwxyz", "f1d754662636ffe92c82ebb9212a484a8d38631ead4238f5442ee13b8054e41b08bf2a9251c30b6a0b8aae86177ab4a6f68f673e7207865d5d9819a3dba4eb3b"},
		{"both cases", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "dc37e008cf9ee69bf11f00ed9aba26901dd7c28cdec066cc6af42e40f82f3a1e08eba26629129d8fb7cb57211b9281a65517cc879d7b962142c65f5a7af01467"},
		{"80 digits", strings.Repeat("1234567890", 8), "466ef18babb0154d25b9d38a6414f5c08784372bccb204d6549c4afadb6014294d5bd8df2a6c44e538cd047b2681a51a2c60481e88c5a20b2c2a80cf3a9a083b"},
		{"block minus length", "abcdbcdecdefdefgefghfghighijhijk", "2a987ea40f917061f5d6f0a0e4644f488a7a5a52deee656207c562f988e95c6916bdc8031bc5be1b7b947639fe050b56939baaa0adff9ae6745b7b181c3be3fd"},
		{"million a", strings.Repeat("a", 1_000_000), "0c99005beb57eff50a7cf005560ddf5d29057fd86b20bfd62deca0f1ccea4af51fc15490eddc47af32bb2b66c34ff9ad8c6008ad677f77126953b226e4ed8b01"},
		{"seen", "Hello world\n", "0a894ff039da399d5a72116b3665cd952abc8a9ffe37bfae4eae4d5381c5102b237c27e88b03f71c516e08ffa1cc9de9eac55d7d3abd38ea56220018f006a2c5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sum := whirlpool.Sum([]byte(tt.in))
			if got := hex.EncodeToString(sum[:]); got != tt.want {
				t.Errorf("Sum = %s, want %s", got, tt.want)
			}
			for name, newHash := range ways() {
				h := newHash()
				for _, c := range []byte(tt.in) { // byte by byte
					_, _ = h.Write([]byte{c})
				}
				if got := hex.EncodeToString(h.Sum(nil)); got != tt.want {
					t.Errorf("%s, byte by byte = %s, want %s", name, got, tt.want)
				}
			}
		})
	}
}

func TestSumLeavesHash(t *testing.T) {
	t.Parallel()
	h := whirlpool.New()
	_, _ = h.Write([]byte("ab"))
	prefix := []byte("prefix")
	if got := h.Sum(prefix); !bytes.HasPrefix(got, prefix) || len(got) != len(prefix)+whirlpool.Size {
		t.Errorf("Sum(prefix) = %x", got)
	}
	_, _ = h.Write([]byte("c"))
	want := whirlpool.Sum([]byte("abc"))
	if got := h.Sum(nil); !bytes.Equal(got, want[:]) {
		t.Errorf("after a Sum in between: %x, want %x", got, want)
	}
	h.Reset()
	_, _ = h.Write([]byte("abc"))
	if got := h.Sum(nil); !bytes.Equal(got, want[:]) {
		t.Errorf("after Reset: %x, want %x", got, want)
	}
	if h.Size() != 64 || h.BlockSize() != 64 {
		t.Errorf("Size, BlockSize = %d, %d, want 64, 64", h.Size(), h.BlockSize())
	}
}

// BenchmarkRatio runs the hash as this machine computes it, the tables in pure Go,
// and the reference in turns and compares the best time of each, so that a busy
// machine disturbs neither the ratios nor the rates.
func BenchmarkRatio(b *testing.B) {
	data := make([]byte, 256<<10)
	hashes := []hash.Hash{whirlpool.New(), whirlpool.NewTables(), reference.New()}
	best := make([]time.Duration, len(hashes))
	for b.Loop() {
		for i, h := range hashes {
			start := time.Now()
			_, _ = h.Write(data)
			if d := time.Since(start); best[i] == 0 || d < best[i] {
				best[i] = d
			}
		}
	}
	for i, name := range []string{"machine", "tables", "reference"} {
		b.ReportMetric(float64(len(data))/best[i].Seconds()/1e6, name+"-MB/s")
		if i < 2 {
			b.ReportMetric(float64(best[2])/float64(best[i]), name+"/reference")
		}
	}
	b.ReportMetric(0, "ns/op")
}

func sumOf(h hash.Hash, p []byte) []byte {
	_, _ = h.Write(p)
	return h.Sum(nil)
}
