package simulator

import (
	"hash/fnv"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// job is one remote upload: a list of addresses that the service fetches.
type job struct {
	id       int64
	asked    time.Time
	executed time.Time // zero until it ran
	folder   *folder
	urls     []string
	results  []object
}

// remoteSource is what stands at an address of the simulated web.
type remoteSource struct {
	name    string
	content *blob // nil: the fetch fails
}

// AddRemote puts content on the simulated web: a remote upload of url stores it under
// name. Addresses that nobody added give synthetic content of some megabytes; those
// with the host "unreachable.example" fail.
func (s *Service) AddRemote(url, name string, c Content) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remotes[url] = remoteSource{name, c.blob}
}

func (s *Service) fetch(address string) remoteSource {
	if src, ok := s.remotes[address]; ok {
		return src
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "unreachable.example" {
		return remoteSource{}
	}
	name := path.Base(u.Path)
	if name == "." || name == "/" {
		name = u.Hostname()
	}
	h := fnv.New64a()
	h.Write([]byte(address))
	seed := h.Sum64()
	return remoteSource{name, Synthetic(seed, 1<<20+int64(seed%(4<<20))).blob}
}

// settle runs the remote uploads whose time has come.
func (s *Service) settle(now time.Time) {
	for _, j := range s.jobs {
		at := j.asked.Add(s.conf.remoteDelay)
		if !j.executed.IsZero() || now.Before(at) {
			continue
		}
		j.executed = at
		for _, u := range j.urls {
			j.results = append(j.results, s.runRemote(j, u, at))
		}
	}
}

func (s *Service) runRemote(j *job, address string, at time.Time) object {
	src := s.fetch(address)
	name, ok := fitName(src.name, s.conf.uploadNames)
	switch {
	case src.content == nil:
		return object{{"status", "KO"}, {"url", address}, {"download_link", ""}, {"message", "Host not found"}}
	case !ok || src.content.size == 0:
		return object{{"status", "KO"}, {"url", address}, {"download_link", ""}, {"message", "Empty file"}}
	}
	f := s.newFile(name, src.content)
	f.date, f.used, f.listed = at, at, at.Add(s.conf.lag)
	f.domain = domain(s.account.domain)
	s.tree.add(f, j.folder)
	return object{{"status", "OK"}, {"url", address}, {"download_link", f.link()}, {"message", ""}}
}

var (
	headerName  = regexp.MustCompile(`^[A-Za-z0-9-]+$`)
	headerValue = regexp.MustCompile("^[A-Za-z0-9 \t_+=%?,'\"/-]*$")
)

// remoteRequest asks for addresses to be fetched (1fichier-api §4.19).
func (s *Service) remoteRequest(q *request) (object, error) {
	dir, err := s.dir(q.params.int("folder_id"), "")
	if err != nil {
		return nil, err
	}
	var urls []string
	for _, u := range q.params.strings("urls") {
		if p, err := url.Parse(strings.TrimSpace(u)); err == nil && p.Host != "" {
			switch p.Scheme {
			case "http", "https", "ftp":
				urls = append(urls, strings.TrimSpace(u))
			}
		}
	}
	if len(urls) == 0 {
		return nil, errNoURLs
	}
	headers := object{}
	given := q.params.object("headers")
	for name := range given {
		value := given.string(name)
		if !headerName.MatchString(name) || !headerValue.MatchString(value) || strings.Trim(value, " \t") != value {
			return nil, errHeader
		}
		headers = append(headers, field{capitalised(name), value})
	}
	s.tree.nextID++
	j := &job{id: s.tree.nextID % 1_000_000, asked: q.now(), folder: dir, urls: urls}
	s.jobs = append(s.jobs, j)
	return object{
		{"status", "OK"}, {"id", j.id}, {"date", s.date(j.asked)}, {"urls", urls}, {"headers", headers},
	}, nil
}

// capitalised turns "x-my-header" into "X-My-Header".
func capitalised(name string) string {
	words := strings.Split(strings.ToLower(name), "-")
	for i, w := range words {
		r, n := utf8.DecodeRuneInString(w)
		words[i] = strings.ToUpper(string(r)) + w[n:]
		if w == "" {
			words[i] = ""
		}
	}
	return strings.Join(words, "-")
}

// execution is "" until the job ran.
func (s *Service) execution(j *job) string {
	if j.executed.IsZero() {
		return ""
	}
	return s.date(j.executed)
}

func (s *Service) remoteLs(*request) (object, error) {
	list := make([]object, 0, len(s.jobs))
	for _, j := range s.jobs {
		list = append(list, object{
			{"id", j.id}, {"request_date", s.date(j.asked)}, {"execution_date", s.execution(j)},
		})
	}
	return s.addList(object{{"status", "OK"}}, "data", list), nil
}

func (s *Service) remoteInfo(q *request) (object, error) {
	for _, j := range s.jobs {
		if j.id == q.params.int("id") {
			out := object{
				{"id", j.id},
				{"request_date", s.date(j.asked)},
				{"execution_date", s.execution(j)},
				{"links", j.urls},
			}
			results := make([]object, len(j.results))
			for i, r := range j.results {
				results[i] = append(object{}, r...)
			}
			return s.addList(out, "result", results), nil
		}
	}
	return nil, errNoJob
}
