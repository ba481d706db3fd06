//go:build !amd64 || purego

package whirlpool

// hasVector says that there are no instructions to go faster with.
const hasVector = false

// vector is never called.
func (s *state) vector(p []byte) { s.tables(p) }
