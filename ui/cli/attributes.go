package cli

import (
	"context"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	xterm "golang.org/x/term"

	"onefm/ui/term"
)

// answerTime is how long the terminal may take to tell what it can; over a slow
// SSH link that is several round trips.
const answerTime = time.Second

// askTerminal asks the terminal what it can do. Without an answer the copy is
// tried all the same, but not claimed.
func (r *runner) askTerminal(ctx context.Context, caps term.Caps) term.Caps {
	f, ok := r.Stdin.(*os.File)
	if !ok {
		return caps
	}
	state, err := xterm.MakeRaw(int(f.Fd()))
	if err != nil {
		return caps
	}
	defer func() { _ = xterm.Restore(int(f.Fd()), state) }()
	reader, input, err := term.OpenInput(f)
	if err != nil || input == nil {
		return caps
	}
	defer func() { _ = input.Close() }()
	asked := time.Now()
	r.out.raw(ansi.RequestPrimaryDeviceAttributes)
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	stop := context.AfterFunc(ctx, input.Interrupt)
	defer stop()
	if attributes, ok := readAttributes(reader); ok {
		return caps.Answered(attributes, time.Since(asked))
	}
	return caps
}

// readAttributes reads until the terminal's report or the end.
func readAttributes(r io.Reader) ([]int, bool) {
	report := regexp.MustCompile(`\x1b\[\?([0-9;]*)c`)
	var seen []byte
	buf := make([]byte, 256)
	for len(seen) < maxLine {
		n, err := r.Read(buf)
		seen = append(seen, buf[:n]...)
		if m := report.FindSubmatch(seen); m != nil {
			var list []int
			for field := range strings.SplitSeq(string(m[1]), ";") {
				if v, err := strconv.Atoi(field); err == nil {
					list = append(list, v)
				}
			}
			return list, true
		}
		if err != nil {
			return nil, false
		}
	}
	return nil, false
}
