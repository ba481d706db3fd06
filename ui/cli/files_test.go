package cli_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// writeRandom writes n bytes that follow from seed.
func writeRandom(name string, n int64, seed byte) error {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(b)
	return os.WriteFile(name, b, 0o600)
}

// writeMany makes a folder of n small files, each different.
func writeMany(dir string, n int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for i := range n {
		name := filepath.Join(dir, fmt.Sprintf("file %03d.txt", i))
		if err := writeRandom(name, int64(100+i), byte(i)); err != nil {
			return err
		}
	}
	return nil
}
