package simulator

import (
	"slices"
	"strconv"
	"time"
)

// The documented limits (1fichier-api §2, §11).
const (
	maxPerSecond   = 3
	folderInterval = 30 * time.Second
	allInterval    = time.Hour
	infoPerIP      = time.Minute
	infoPerUser    = 5 * time.Minute
	maxResults     = 5000
	maxFiles       = 500   // an upload request
	maxUpload      = 500e9 // bytes of an upload request
	maxCustomer    = 300e9 // bytes of a file, by tier
	maxFree        = 50e9  //
	maxGuest       = 5e9   //
	maxScan        = 5e9   // bytes of a file to be scanned
	maxStreams     = 30    // downloads at once
	maxNodeAge     = 4 * time.Hour
	reportAge      = 2 * time.Hour
	tokenStart     = 5 * time.Minute
	tokenAge       = 30 * time.Minute
	scanAge        = 6 * time.Hour
	hotAge         = 60 * 24 * time.Hour
	maxFolderName  = 250 // characters
	minPass        = 6   // characters
)

// limits is what the service remembers of its caller. All callers count as one.
type limits struct {
	window  []time.Time // calls within the last second
	locked  time.Time   // end of a flood lock
	banned  time.Time   // end of a lock for repeated errors
	errors  []time.Time
	last    map[string]time.Time // last call by key
	streams int                  // downloads under way
}

// admit counts an API call and refuses it when calls come too fast or during a lock.
func (s *Service) admit(c *Call) error {
	if s.conf.relaxed {
		return nil
	}
	l, now := &s.limits, c.Time
	l.window = slices.DeleteFunc(l.window, func(t time.Time) bool { return now.Sub(t) >= time.Second })
	l.window = append(l.window, now)
	fast := len(l.window) > maxPerSecond
	switch {
	case now.Before(l.banned):
		s.violate("a call while banned for repeated errors", c)
		return s.flood("IP Locked", 186)
	case now.Before(l.locked):
		s.violate("a call during a flood lock", c)
	case fast:
		s.violate("more than 3 calls in a second", c)
	default:
		return nil
	}
	l.locked = now.Add(s.conf.lock)
	return s.flood("Flood detected: IP Locked", 374)
}

// rule is a limit on calls of one kind.
type rule struct {
	key    string
	every  time.Duration
	text   string
	number int
}

// rules returns the limits for a call besides the rate of all calls.
func (s *Service) rules(q *request) []rule {
	switch q.rec.Endpoint {
	case "user/info":
		return []rule{
			{"user/info of an IP", infoPerIP, "Flood detected: IP Locked", 38},
			{"user/info of a user", infoPerUser, "Flood detected: User Locked", 223},
		}
	case "file/ls":
		return []rule{s.filesRule(q)}
	case "folder/ls":
		if q.params.flag("files") && !s.conf.noItems {
			return []rule{s.filesRule(q)}
		}
		if s.conf.plainLists {
			key := "folder/ls of folder " + strconv.FormatInt(q.rec.FolderID, 10) + q.params.string("sharing_user")
			return []rule{{key, folderInterval, "Flood detected: User Locked", 412}}
		}
	}
	return nil
}

func (s *Service) filesRule(q *request) rule {
	if q.rec.FolderID == -1 {
		return rule{"files of the whole account", allInterval, "Flood detected: User Locked", 223}
	}
	key := "files of folder " + strconv.FormatInt(q.rec.FolderID, 10) + q.params.string("sharing_user")
	return rule{key, folderInterval, "Flood detected: User Locked", 412}
}

// limit refuses a call of a kind that comes too early, and counts it otherwise.
func (s *Service) limit(q *request) error {
	if s.conf.relaxed {
		return nil
	}
	rules := s.rules(q)
	for _, r := range rules {
		if last, ok := s.limits.last[r.key]; ok && q.rec.Time.Sub(last) < r.every {
			s.violate(r.key+" more than once in "+r.every.String(), q.rec)
			return s.flood(r.text, r.number)
		}
	}
	for _, r := range rules {
		s.limits.last[r.key] = q.rec.Time
	}
	return nil
}

// failed counts an answer with an error status; too many of them lead to a ban.
func (s *Service) failed(status int, c *Call) {
	switch status {
	case 401, 403, 404, 410:
	default:
		return
	}
	b, l := s.conf.ban, &s.limits
	if s.conf.relaxed || b.errors == 0 {
		return
	}
	now := s.conf.clock()
	l.errors = slices.DeleteFunc(l.errors, func(t time.Time) bool { return now.Sub(t) >= b.within })
	l.errors = append(l.errors, now)
	if len(l.errors) >= b.errors {
		s.violate("repeated calls that fail with 401, 403, 404 or 410", c)
		l.banned = now.Add(b.lasting)
		l.errors = nil
	}
}
