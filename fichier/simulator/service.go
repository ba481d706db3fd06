package simulator

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // Paris on machines without a zone database
)

// Service is one simulated 1fichier with one account. Its methods may be called from
// any goroutine.
type Service struct {
	conf  config
	paris *time.Location
	api   map[string]func(*request) (object, error)
	done  chan struct{} // closed by Close: ends hanging answers

	mu         sync.Mutex
	rng        *rand.Rand
	tree       *tree
	account    account
	limits     limits
	calls      []*Call
	counts     map[string]int
	violations []Violation
	faults     []*fault
	uploads    map[string]*upload // by the id of the node call
	reports    map[string]*upload // by the xid of the report
	tokens     map[string]*token
	scans      map[*blob]time.Time
	jobs       []*job
	remotes    map[string]remoteSource
	ftpUsers   []ftpUser

	wire wire
}

// New makes a service with an empty account of the [Premium] tier.
func New(opts ...Option) *Service {
	conf := defaults()
	for _, opt := range opts {
		opt(&conf)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil { // can't be: the zones are linked in
		paris = time.FixedZone("CET", 3600)
	}
	s := &Service{
		conf:    conf,
		paris:   paris,
		done:    make(chan struct{}),
		rng:     rand.New(rand.NewPCG(conf.seed, 0x1f1c41e4)),
		counts:  map[string]int{},
		uploads: map[string]*upload{},
		reports: map[string]*upload{},
		tokens:  map[string]*token{},
		scans:   map[*blob]time.Time{},
		remotes: map[string]remoteSource{},
		limits:  limits{last: map[string]time.Time{}},
	}
	if s.conf.key == "" {
		s.conf.key = s.random(32, keyLetters)
	}
	s.tree = newTree(conf.email, conf.clock())
	s.account = newAccount(&conf)
	s.api = s.endpoints()
	return s
}

// Key returns the API key of the account.
func (s *Service) Key() string { return s.conf.key }

// Close ends what the service runs, cuts every connection, and frees what uploads hold.
func (s *Service) Close() {
	s.wire.close(s.done)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.tree.files {
		if f.blob.drop != nil {
			f.blob.drop()
		}
	}
	for _, u := range s.reports {
		u.drop()
	}
}

// endpoints is the API, by path without /v1/ and .cgi (1fichier-api §3).
func (s *Service) endpoints() map[string]func(*request) (object, error) {
	return map[string]func(*request) (object, error){
		"download/get_token":       s.getToken,
		"upload/get_upload_server": s.uploadServer,
		"file/ls":                  s.fileLs,
		"file/info":                s.fileInfo,
		"file/scan":                s.fileScan,
		"file/rm":                  s.fileRm,
		"file/mv":                  s.fileMv,
		"file/rename":              s.fileRename,
		"file/cp":                  s.fileCp,
		"file/chattr":              s.fileChattr,
		"folder/ls":                s.folderLs,
		"folder/mkdir":             s.folderMkdir,
		"folder/share":             s.folderShare,
		"folder/mv":                s.folderMv,
		"folder/rm":                s.folderRm,
		"user/info":                s.userInfo,
		"remote/request":           s.remoteRequest,
		"remote/ls":                s.remoteLs,
		"remote/info":              s.remoteInfo,
		"ftp/process":              s.ftpProcess,
		"ftp/users/ls":             s.ftpUsersLs,
		"ftp/users/add":            s.ftpUsersAdd,
		"ftp/users/rm":             s.ftpUsersRm,
		"vouchers/ls":              s.vouchersLs,
		"vouchers/check":           s.vouchersCheck,
		"vouchers/use":             s.vouchersUse,
	}
}

// ServeHTTP answers as whichever host of the service the path belongs to.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Server", "nginx")
	w.Header().Set("Date", s.conf.clock().UTC().Format(http.TimeFormat))
	p := r.URL.Path
	switch {
	case strings.HasPrefix(p, "/v1/"):
		s.serveAPI(w, r)
	case p == "/upload.cgi":
		s.serveUpload(w, r)
	case p == "/end.pl":
		s.serveReport(w, r)
	case isDirect(p):
		s.serveDownload(w, r)
	case strings.HasPrefix(p, "/dir/"):
		s.servePublicFolder(w, r)
	case p == "/check_links.pl":
		s.serveCheckLinks(w, r)
	case strings.HasPrefix(p, "/remove/"):
		s.serveRemove(w, r)
	default:
		s.servePage(w, r)
	}
}

const (
	keyLetters  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="
	nodeLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	linkLetters = "abcdefghijklmnopqrstuvwxyz0123456789"
	digits      = "0123456789"
)

// random returns n letters; the service is locked.
func (s *Service) random(n int, letters string) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[s.rng.IntN(len(letters))]
	}
	return string(b)
}
