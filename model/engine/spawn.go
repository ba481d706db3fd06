package engine

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// Handover is what a background process is told at its start. It travels through
// a pipe that nobody else can read: not in the arguments, not in the environment,
// not in a file.
type Handover struct {
	Key      string `json:"key"`
	APIURL   string `json:"api_url,omitempty"`
	StateDir string `json:"state_dir,omitempty"`
	Log      bool   `json:"log,omitempty"`
}

// largestHandover bounds what is read of it.
const largestHandover = 64 << 10 // bytes

// the answer of a background process that listens.
const listening = "listening"

// ReadHandover reads what a background process is told, to its end.
func ReadHandover(r io.Reader) (Handover, error) {
	var h Handover
	b, err := io.ReadAll(io.LimitReader(r, largestHandover))
	if err != nil {
		return h, err
	}
	if err := json.Unmarshal(b, &h); err != nil {
		return h, fmt.Errorf("%w: %w", ErrFrame, err)
	}
	return h, nil
}

// Answer tells the process that started a background process whether it listens.
func Answer(w io.Writer, err error) {
	text := listening
	if err != nil {
		text = strings.ReplaceAll(err.Error(), "\n", "; ")
	}
	_, _ = io.WriteString(w, text+"\n") // whoever started us may be gone
}

// Start starts a background process: this program with args, detached from the
// terminal, in the root folder. It returns when the process listens. Variables of
// the environment with the names in hidden are not handed on.
func Start(ctx context.Context, h Handover, hidden []string, args ...string) error {
	program, err := executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), program, args...)
	cmd.Args[0] = "onefm"
	cmd.Env = without(os.Environ(), hidden)
	cmd.SysProcAttr = detached()
	if runtime.GOOS != "windows" {
		cmd.Dir = "/" // no folder is kept from being unmounted
	}
	return start(ctx, cmd, h)
}

func start(ctx context.Context, cmd *exec.Cmd, h Handover) error {
	told, err := json.Marshal(h)
	if err != nil {
		return err
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return errors.Join(err, in.Close())
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	type answered struct {
		line string
		err  error
	}
	answer := make(chan answered, 1)
	go func() { // it ends with the process: nobody else waits for that one
		_, werr := in.Write(told)
		cerr := in.Close()
		line, rerr := bufio.NewReader(io.LimitReader(out, largestHandover)).ReadString('\n')
		answer <- answered{strings.TrimSpace(line), errors.Join(werr, cerr, rerr)}
		_ = out.Close()
		_ = cmd.Wait()
	}()
	select {
	case a := <-answer:
		if a.line == listening {
			return nil
		}
		return fmt.Errorf("the background process says %q: %w", a.line, errors.Join(ErrAway, a.err))
	case <-ctx.Done():
		return ctx.Err()
	}
}

// executable names this program, also when its file was replaced meanwhile: both
// ends have to speak alike.
func executable() (string, error) {
	if runtime.GOOS == "linux" {
		if _, err := os.Stat("/proc/self/exe"); err == nil {
			return "/proc/self/exe", nil
		}
	}
	return os.Executable()
}

// without leaves out the variables of some names.
func without(env, names []string) []string {
	var kept []string
	for _, kv := range env {
		name, _, _ := strings.Cut(kv, "=")
		drop := false
		for _, n := range names {
			drop = drop || n == name
		}
		if !drop {
			kept = append(kept, kv)
		}
	}
	return kept
}
