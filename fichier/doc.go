// Package fichier is a client of the 1fichier.com API.
//
// It knows the wire and the rules of the service: how fast one may ask, what may
// be repeated, which answer means what. It knows nothing of terminals, of the
// disk, or of where keys are kept.
//
// Every method takes a context first, blocks, and starts no goroutine that
// outlives it. A [Client] may be used by many goroutines at once. All calls of
// all goroutines – and, through a shared [Ledger], of all processes – pass one
// pacer, which keeps the documented limits before a call is made rather than
// after it was refused.
//
// Names are plain names: the mapping of characters that the service does not keep
// ([EncodeName]) is applied inside. Times are UTC. Sizes are bytes.
//
// Errors are [*Error] values that wrap one of the sentinels such as [ErrAuth] or
// [ErrFlood]; context errors come back as they are. No error, log line or printed
// value ever holds the API key.
package fichier
