package cli

// surviveHangup has nothing to do: there are no such signals.
func surviveHangup() {}
