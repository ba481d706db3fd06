// Package plan says what a copy or a move comes to before anything is touched:
// which folders are made, which files go which way, what is there already, what
// would be overwritten, what can't be done and why, and how many bytes and calls
// of the API it costs.
package plan
