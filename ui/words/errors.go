package words

import (
	"errors"
	"strings"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// Context is what a failure happened to.
type Context struct {
	Verb  string    // what was tried: "list", "upload", "rename"; may be empty
	Name  string    // to what; may be empty
	Now   time.Time // what "Trying again at 14:32" is told against
	Again bool      // the program tries again by itself
	Width int       // cells that the name may take; 0 for all of it
}

// Error turns a failure into a sentence about what happened and one about what
// to do. It knows every kind of 1fichier-api §9, of the trees and of the local
// disk; the text of anything else is shown as it is. No error, no words.
func Error(err error, c Context) Notice {
	if err == nil {
		return Notice{}
	}
	if items, ok := errors.AsType[*model.ItemsError](err); ok && len(items.Items) > 0 {
		return itemsError(items, c)
	}
	why, do := explain(err)
	if wait := retryAfter(err); wait > 0 {
		do = tryAgain(c.Now.Add(wait), c)
	}
	return Notice{What: cannot(c, why), Do: do}
}

// itemsError tells of the first item, and how many there are.
func itemsError(items *model.ItemsError, c Context) Notice {
	first := items.Items[0]
	c.Name = first.Item.Entry.Name
	if first.Item.Entry.Name == "" {
		c.Name = first.Item.Dir.Base()
	}
	n := Error(first.Err, c)
	if more := len(items.Items) - 1; more > 0 {
		n.What = strings.TrimSuffix(n.What, ".") + "; " + Count(more) + " more failed."
	}
	return n
}

func cannot(c Context, why string) string {
	name := Safe(c.Name)
	if c.Width > 0 {
		name = Ruler{}.TruncateName(name, c.Width)
	}
	switch {
	case c.Verb == "" && name == "":
		return Sentence(why)
	case c.Verb == "":
		return Sentence(name + ": " + why)
	case name == "":
		return Sentence("Cannot " + c.Verb + ": " + why)
	}
	return Sentence("Cannot " + c.Verb + " " + name + ": " + why)
}

// Sentence begins s with a capital letter and ends it with a full stop.
func Sentence(s string) string {
	if s == "" {
		return ""
	}
	if c := s[0]; c >= 'a' && c <= 'z' {
		s = string(c-'a'+'A') + s[1:]
	}
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") {
		return s
	}
	return s + "."
}

func tryAgain(at time.Time, c Context) string {
	if c.Now.IsZero() {
		return "Try again later."
	}
	if c.Again {
		return "Trying again at " + Moment(at, c.Now) + "."
	}
	return "Try again at " + Moment(at, c.Now) + "."
}

func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*fichier.Error](err); ok {
		return e.RetryAfter
	}
	return 0
}

// reason is how one kind of failure is told.
type reason struct {
	is     error
	why    string // continues "Cannot list Films: "
	do     string
	quotes bool // the service's own words say more
}

// Why is what happened alone, to stand behind a colon: "no space is left". No
// error, no words.
func Why(err error) string {
	if err == nil {
		return ""
	}
	why, _ := explain(err)
	return why
}

func explain(err error) (why, do string) {
	for _, list := range [][]reason{serviceReasons(), modelReasons(), localReasons(), lastReasons()} {
		for _, r := range list {
			if errors.Is(err, r.is) {
				return refine(err, r)
			}
		}
	}
	return Safe(err.Error()), ""
}

// refine adds what only this error knows: how long to wait, and the service's
// own words where we have none.
func refine(err error, r reason) (why, do string) {
	e, ok := errors.AsType[*fichier.Error](err)
	if !ok {
		return r.why, r.do
	}
	switch {
	case errors.Is(r.is, fichier.ErrFlood) && e.RetryAfter > 0:
		return "1fichier asks to wait " + Duration(roundUp(e.RetryAfter)), r.do
	case errors.Is(r.is, fichier.ErrTooSoon) && e.RetryAfter > 0:
		return "1fichier allows this again in " + Duration(roundUp(e.RetryAfter)), r.do
	case r.quotes && e.Message != "":
		return r.why + ": “" + Safe(e.Message) + "”", r.do
	}
	return r.why, r.do
}

// roundUp gives whole seconds: told 29 s, people come back a second too early.
func roundUp(d time.Duration) time.Duration {
	return (d + time.Second - 1).Truncate(time.Second)
}
