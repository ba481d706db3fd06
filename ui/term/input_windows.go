package term

import (
	"io"
	"os"
)

// OpenInput returns the console itself: on Windows its reader gets whole events
// from the system. The second value is nil.
func OpenInput(f *os.File) (io.Reader, *Input, error) { return f, nil, nil }
