// Package treetest holds what tests of trees share: [Memory], an in-memory
// [model.Tree] that fails, waits and hangs on demand, and [Run], the contract
// that every tree passes – the disk, the mirror and Memory itself.
package treetest
