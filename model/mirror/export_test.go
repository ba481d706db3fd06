package mirror

import "testing"

// BenchFile makes a database of folders with files in it and returns its path: for
// benchmarks of what is built upon a mirror.
func BenchFile(b *testing.B, folders, files int) string {
	b.Helper()
	return benchFile(b, folders, files)
}
