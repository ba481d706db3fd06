package cli

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/session"
	holdings "onefm/model/usage"
	"onefm/ui/words"
)

// remembering is what the commands have in common that answer from what is known
// of the account: find, du, tree, duplicates and changes.
type remembering struct {
	*runner

	sync bool
}

// syncFlag offers to complete what is known first.
func (m *remembering) syncFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&m.sync, "sync", false, "ask first for the folders that were never listed: one call each")
}

// remembered opens what is known of the account; without a key of the one that was
// used last. The disk alone needs neither.
func (m *remembering) remembered(ctx context.Context, side model.Side) (*session.Session, error) {
	if side == model.Local {
		return m.disk(ctx)
	}
	s, err := m.accountSession(ctx)
	if !errors.Is(err, model.ErrNoKey) {
		return s, m.complete(ctx, s, err)
	}
	known, listErr := session.Known(m.options(fichier.Secret{}))
	if listErr != nil || len(known) == 0 || m.sync {
		return nil, err
	}
	of := "the account"
	if len(known) > 1 {
		of = "the account that was used last"
	}
	m.out.say("No API key is known: this is what is stored of %s.", of)
	o := m.options(fichier.Secret{})
	o.Stored = known[0]
	return m.open(ctx, o)
}

// complete makes the whole account known when that is wanted.
func (m *remembering) complete(ctx context.Context, s *session.Session, err error) error {
	if err != nil || !m.sync {
		return err
	}
	err = s.Mirror.Sync(ctx, mirror.SyncOptions{Patience: patience}, func(st mirror.Status) {
		m.out.progress(words.Truncate(syncLine(st, m.now()), m.Width(m.Stderr)-1))
	})
	m.out.progress("")
	return err
}

// patience is how long a command goes on asking a service that is out of reach.
const patience = time.Minute

// syncLine tells how far a Sync is.
func syncLine(st mirror.Status, now time.Time) string {
	line := words.Join("Listing "+words.Count(st.Listed)+" of "+words.Plural(st.Folders, "folder"),
		words.Plural(st.Files, "file"), words.Left(st.Left))
	if st.Budget.LockedUntil.After(now) {
		return words.Join(line, "1fichier asks to wait until "+words.Moment(st.Budget.LockedUntil, now))
	}
	return line
}

// errNothingKnown is said where no folder was ever listed.
var errNothingKnown = errors.New("nothing is known of the account yet")

// tellKnowledge says how old and how complete the answer is. verb is what was done
// with it, such as "Searched 12 files".
func (m *remembering) tellKnowledge(verb string, k holdings.Knowledge) error {
	if k.Folders == k.Unlisted {
		return errNothingKnown
	}
	now := m.now()
	m.out.say("%s", verb+" as known "+age(k, now)+"."+m.gaps(k))
	return nil
}

// age tells how old knowledge is: one age, or the range.
func age(k holdings.Knowledge, now time.Time) string {
	oldest, newest := ago(k.Oldest, now), ago(k.Newest, now)
	if oldest == newest {
		return newest
	}
	return newest + ", the oldest " + oldest
}

func ago(t, now time.Time) string {
	if age := words.Age(t, now); age != "live" {
		return age + " ago"
	}
	return "just now"
}

// gaps tells what is missing.
func (m *remembering) gaps(k holdings.Knowledge) string {
	text := ""
	if k.Unlisted > 0 {
		text += " " + words.Plural(k.Unlisted, "folder") + " never listed"
	}
	if k.Cut > 0 {
		if text != "" {
			text += " and"
		}
		text += " " + words.Plural(k.Cut, "folder") + " known in part"
	}
	if text != "" {
		text += ": --sync completes them."
	}
	return text
}

// everywhere is the folder that is meant when none is given.
func everywhere() operand {
	return operand{arg: model.AccountPrefix + "/", path: model.AccountPath("/"), slash: true, contents: true}
}

// folderOperand reads the one folder a command takes.
func folderOperand(args []string, verb string) (operand, error) {
	if len(args) == 0 {
		return everywhere(), nil
	}
	o, err := parseOperand(args[0])
	if err == nil && o.path.Side() == model.Web {
		err = usage("%q is a link: %s takes a folder", args[0], verb)
	}
	return o, err
}

// source returns what a walk below a path reads. What can't be read on the disk is
// told and counted.
func (m *remembering) source(s *session.Session, p model.Path, t *tally) holdings.Source {
	if p.Side() == model.Account {
		return s.Mirror
	}
	d := holdings.OnDisk(s.Disk)
	d.Skipped = func(dir model.Path, err error) {
		t.errs = append(t.errs, err)
		m.out.fail(err, "list", dir.String())
	}
	return d
}

// place names the folder in an error about it.
func place(o operand, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return &placeError{o.path, err}
}

// folderNumber returns the number of a folder of the account.
func folderNumber(e model.Entry) (fichier.FolderID, bool) {
	if e.Kind != model.Folder {
		return 0, false
	}
	n, err := strconv.ParseInt(e.ID, 10, 64)
	return fichier.FolderID(n), err == nil
}

// raw0 writes a path as it is, for other programs, with a NUL byte behind it.
func (o *output) raw0(path string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, _ = io.WriteString(o.r.Stdout, path+"\x00")
}

// signs are what bars and trees are drawn with.
type signs struct {
	full, rest           string // of a bar
	branch, last, beside string // of a tree
	atLeast              string // before a sum that is not complete
}

// signs returns those that the terminal can show.
func (m *remembering) signs(ascii bool) signs {
	if ascii || m.Getenv("TERM") == "dumb" || !speaksUTF8(m.Getenv) {
		return signs{"#", ".", "|-- ", "`-- ", "|   ", ">"}
	}
	return signs{"█", "░", "├── ", "└── ", "│   ", "≥"}
}

// speaksUTF8 reports whether the locale is one of UTF-8, or says nothing.
func speaksUTF8(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return true
}
