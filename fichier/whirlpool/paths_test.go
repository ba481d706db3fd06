package whirlpool_test

import (
	"bytes"
	"hash"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	reference "github.com/jzelinskie/whirlpool"

	"onefm/fichier/whirlpool"
)

// ways are the hash as this machine computes it and in pure Go.
func ways() map[string]func() hash.Hash {
	return map[string]func() hash.Hash{"machine": whirlpool.New, "tables": whirlpool.NewTables}
}

// Every length around the padding's turning points, written in two pieces that are
// cut everywhere, against the reference.
func TestLengthsAndCuts(t *testing.T) {
	t.Parallel()
	data := random(300)
	want := make([][]byte, len(data)+1)
	for n := range want {
		want[n] = sumOf(reference.New(), data[:n])
		if got := whirlpool.Sum(data[:n]); !bytes.Equal(got[:], want[n]) {
			t.Errorf("Sum of %d bytes is %x, want %x", n, got, want[n])
		}
	}
	for name, newHash := range ways() {
		h := newHash()
		for n := range want {
			for cut := range n + 1 {
				h.Reset()
				_, _ = h.Write(data[:cut])
				_, _ = h.Write(data[cut:n])
				if got := h.Sum(nil); !bytes.Equal(got, want[n]) {
					t.Fatalf("%s: %d bytes cut at %d: got %x, want %x", name, n, cut, got, want[n])
				}
			}
		}
	}
}

// Long inputs at every alignment: the assembly must not care where a block starts.
func TestAlignments(t *testing.T) {
	t.Parallel()
	data := random(4096 + 64)
	for offset := range 65 {
		p := data[offset : offset+4000]
		want := sumOf(reference.New(), p)
		for name, newHash := range ways() {
			if got := sumOf(newHash(), p); !bytes.Equal(got, want) {
				t.Errorf("%s: at offset %d: got %x, want %x", name, offset, got, want)
			}
		}
	}
}

// A hash must not write to what it reads.
func TestInputStays(t *testing.T) {
	t.Parallel()
	data := random(1000)
	before := bytes.Clone(data)
	for name, newHash := range ways() {
		_ = sumOf(newHash(), data)
		if !bytes.Equal(data, before) {
			t.Errorf("%s: the input was changed", name)
		}
	}
}

// switchedOff tells the process that TestFeaturesOff starts what it is for.
const switchedOff = "ONEFM_TEST_WHIRLPOOL_OFF"

// Where the processor lacks any of the instructions, pure Go computes the sums. The
// runtime reads which features it may use when a process starts.
func TestFeaturesOff(t *testing.T) {
	t.Parallel()
	if os.Getenv(switchedOff) != "" {
		if whirlpool.Vector(whirlpool.New()) {
			t.Error("the hash uses instructions that are switched off")
		}
		sum := whirlpool.Sum([]byte("abc"))
		if want := sumOf(reference.New(), []byte("abc")); !bytes.Equal(sum[:], want) {
			t.Errorf("Sum = %x, want %x", sum, want)
		}
		return
	}
	if !whirlpool.Vector(whirlpool.New()) {
		t.Skip("this processor, or this build, has nothing to switch off")
	}
	for _, feature := range []string{"avx512f", "avx512bw", "avx512vbmi", "avx512gfni"} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFeaturesOff$")
		cmd.Env = append(os.Environ(), switchedOff+"=1", "GODEBUG=cpu."+feature+"=off")
		if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "warning") {
			t.Errorf("without %s: %v\n%s", feature, err, out)
		}
	}
}

func FuzzAgainstReference(f *testing.F) {
	f.Add([]byte(""), 0)
	f.Add([]byte(strings.Repeat("x", 200)), 33)
	f.Add(random(1024), 64)
	f.Fuzz(func(t *testing.T, data []byte, cut int) {
		cut = max(0, min(cut, len(data)))
		want := sumOf(reference.New(), data)
		for name, newHash := range ways() {
			h := newHash()
			_, _ = h.Write(data[:cut])
			_ = h.Sum(nil) // leaves the hash as it is
			_, _ = h.Write(data[cut:])
			if got := h.Sum(nil); !bytes.Equal(got, want) {
				t.Errorf("%s: got %x, want %x", name, got, want)
			}
			h.Reset()
			if got := sumOf(h, data); !bytes.Equal(got, want) {
				t.Errorf("%s, reset: got %x, want %x", name, got, want)
			}
		}
	})
}

func random(n int) []byte {
	p := make([]byte, n)
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(p)
	return p
}
