package whirlpool

import "hash"

// NewTables returns the hash in pure Go, whatever the processor has.
func NewTables() hash.Hash { return &digest{} }

// Vector reports whether h works with the instructions of this processor.
func Vector(h hash.Hash) bool { d, ok := h.(*digest); return ok && d.vector }
