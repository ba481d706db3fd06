package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"onefm/fichier"
	"onefm/model/session"
	"onefm/ui/words"
)

func (r *runner) login() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Give onefm the API key of your account",
		Long: "Asks for the API key without showing it, or reads it from stdin when that is no terminal, checks it with one call, and keeps it " +
			"in the keyring of the system, on Linux without one in the kernel's: never in a file.\n" +
			"The key is made at " + words.KeyPage + ".",
		Example: "onefm login\npass show 1fichier | onefm login",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("a key is not taken as an argument: other users see it in the list of processes, and the shell keeps it in its history; " +
					"type it when asked, or pipe it in")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return r.runLogin(cmd.Context()) },
	}
	return cmd
}

func (r *runner) runLogin(ctx context.Context) error {
	if r.demo {
		return usage("the demo has a key of its own")
	}
	keys, err := r.keys()
	if err != nil {
		return err
	}
	text, err := r.typedKey(ctx)
	if err != nil {
		return err
	}
	key, err := fichier.NewSecret(text)
	if err != nil {
		return usage("this is no API key: %w; one is made at %s", err, words.KeyPage)
	}
	s, err := r.open(ctx, r.options(key))
	if err != nil {
		return err
	}
	info, err := s.Check(ctx)
	if err != nil {
		return err
	}
	r.succeed(ctx, s, keys, info.Email)
	kept, lasts, err := keys.Save(ctx, key.Reveal())
	if err != nil {
		return err
	}
	if !lasts {
		return errNoRing
	}
	if r.json {
		r.out.object(newState(info, kept))
	} else {
		r.out.result("%s", words.Account(info.Account, r.now()))
		r.out.say("The key is kept in %s.", kept)
	}
	if r.Getenv("FICHIER_API_KEY") != "" {
		r.out.say("%s", "FICHIER_API_KEY is set and comes first.")
	}
	return nil
}

// succeed lets a new key of the account lead to what is stored of it. The earlier
// key may be missing; then there is nothing to lead to.
func (r *runner) succeed(ctx context.Context, s *session.Session, keys Keys, email string) {
	text, _, err := keys.Load(ctx)
	if err != nil {
		return
	}
	earlier, err := fichier.NewSecret(text)
	if err != nil {
		return
	}
	if _, err := s.Succeeds(ctx, earlier, email); err != nil {
		r.out.say("What is stored of the account is not found by the new key: %s.", words.Safe(err.Error()))
	}
}

// errNoRing is said when the key would be gone with this process.
var errNoRing = errors.New("the key is good, but there is no keyring here to keep it: put it into FICHIER_API_KEY, or name a command that prints it as key_command in the settings")

// maxLine bounds what is read as a key.
const maxLine = 4096

// typedKey reads the key: without echo on a terminal, else the first line of
// stdin.
func (r *runner) typedKey(ctx context.Context) (string, error) {
	if !r.Terminal(r.Stdin) {
		b, err := io.ReadAll(io.LimitReader(r.Stdin, maxLine))
		if err != nil {
			return "", err
		}
		line, _, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
		return strings.TrimSpace(line), nil
	}
	read := r.Secret
	if read == nil {
		read = r.unseen
	}
	line, err := read(ctx, "API key (made at "+words.KeyPage+"): ")
	return strings.TrimSpace(line), err
}

// unseen reads a line of the terminal without echo. The prompt comes when the
// echo is off already: what is pasted at once must not show either.
func (r *runner) unseen(ctx context.Context, prompt string) (string, error) {
	f, ok := r.Stdin.(*os.File)
	if !ok {
		return "", errors.New("stdin is no terminal")
	}
	fd := int(f.Fd())
	state, err := term.MakeRaw(fd)
	if err != nil {
		return "", err
	}
	type reply struct {
		line string
		err  error
	}
	got := make(chan reply, 1)
	go func() {
		tty := term.NewTerminal(struct {
			io.Reader
			io.Writer
		}{f, r.Stderr}, "")
		line, err := tty.ReadPassword(prompt)
		got <- reply{line, err}
	}()
	select {
	case a := <-got:
		if errors.Is(a.err, io.EOF) { // Ctrl-C and Ctrl-D
			a.err = context.Canceled
		}
		return a.line, errors.Join(a.err, term.Restore(fd, state))
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(fd, state))
	}
}
