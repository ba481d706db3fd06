package fichier

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"
	"unicode"
)

// Every text that the service is known for (1fichier-api §9, §6).
func TestExplain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text   string
		status int
		kind   error
		retry  time.Duration
	}{
		{"Not authenticated #247", 401, ErrAuth, 0},
		{"Bad token", 400, ErrAuth, 0},
		{"No such user #93", 403, ErrAccount, 0},
		{"Must be a customer (Premium, Access) #200", 403, ErrTier, 0},
		{"Must be a customer (Premium, Access) #236", 403, ErrTier, 0},
		{"Flood detected: IP Locked #374", 403, ErrFlood, 0},
		{"Flood detected: IP Locked #38", 429, ErrFlood, 0},
		{"Flood detected: User Locked #223", 403, ErrFlood, 5 * time.Minute},
		{"User APK Locked", 403, ErrFlood, 5 * time.Minute},
		{"IP Locked", 403, ErrFlood, time.Hour},
		{"IP Locked #12", 403, ErrFlood, time.Hour},
		{"Owner locked #620", 403, ErrUnavailable, 0},
		{"Owner locked #649", 403, ErrUnavailable, 0},
		{"Resource not found #469", 404, ErrNotFound, 0},
		{"Resource not allowed #631", 403, ErrPassword, 0},
		{"Password not provided. Resource not allowed #12", 403, ErrPassword, 0},
		{"Invalid password. Resource not allowed #12", 403, ErrPassword, 0},
		{"Only 1 location allowed at a time #887", 403, ErrLocation, 5 * time.Minute},
		{"Only 3 locations allowed at a time #887", 403, ErrLocation, 5 * time.Minute},
		{"You use a professional equipment and must have CDN credits", 403, ErrVPN, 0},
		{"Only residential or mobile internet connexion #913", 403, ErrVPN, 0},
		{"No file has been renamed #312", 200, ErrNoChange, 0},
		{"No changes requested", 200, ErrNoChange, 0},
		{"Folder already exists #5", 200, ErrExists, 0},
		{"Folder not empty #6", 200, ErrNotEmpty, 0},
		{"Folder not found #7", 404, ErrNotFound, 0},
		{"Content-Type not JSON #24", 400, ErrRefused, 0},
		{"You are requesting too fast", 403, ErrFlood, 30 * time.Second},
		{"Software error", 200, ErrServer, 10 * time.Minute},
		{"Error connecting to the database", 200, ErrServer, 5 * time.Minute},
		{"The website is under maintenance", 503, ErrServer, 20 * time.Minute},
		{"Access to this file is protected", 403, ErrPassword, 0},
		{"You are already downloading a file", 403, ErrBusy, 0},
		{"The file has been removed", 404, ErrNotFound, 0},
		{"", 401, ErrAuth, 0},
		{"", 403, ErrForbidden, 0},
		{"", 404, ErrNotFound, 0},
		{"", 410, ErrNotFound, 0},
		{"", 429, ErrFlood, 0},
		{"", 500, ErrServer, 0},
		{"", 509, ErrServer, 0},
		{"", 302, ErrBadAnswer, 0},
		{"", 418, ErrRefused, 0},
		{"Something new #1234", 200, ErrRefused, 0},
	}
	for _, tt := range tests {
		for _, text := range []string{tt.text, strings.ToUpper(tt.text), strings.ToLower(tt.text)} {
			e := explain("op", tt.status, text)
			if !errors.Is(e, tt.kind) || e.RetryAfter != tt.retry {
				t.Errorf("%q with %d: %v, want %v and %v", text, tt.status, e, tt.kind, tt.retry)
			}
		}
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	e := explain("list folder 42", 403, "Flood detected:  IP\x1b[31m Locked\u202e #374")
	e.RetryAfter = 30 * time.Second
	if e.Code != 374 || e.Message != "Flood detected: IP [31m Locked" {
		t.Errorf("code %d, message %q", e.Code, e.Message)
	}
	want := `list folder 42: locked by the service for too many requests: "Flood detected: IP [31m Locked" #374, retry in 30s`
	if got := e.Error(); got != want {
		t.Errorf("Error() = %s\nwant      %s", got, want)
	}
	if got, want := (&Error{Kind: ErrServer, HTTPStatus: 502}).Error(), "the service has trouble (HTTP 502)"; got != want {
		t.Errorf("Error() = %s, want %s", got, want)
	}
	for _, tt := range []struct{ kind, also error }{
		{ErrNotFound, fs.ErrNotExist}, {ErrExists, fs.ErrExist}, {ErrForbidden, fs.ErrPermission}, {ErrPassword, fs.ErrPermission},
	} {
		if !errors.Is(inDoubt("op", &Error{Kind: tt.kind}), tt.also) {
			t.Errorf("%v is not %v", tt.kind, tt.also)
		}
	}
	if errors.Is(&Error{Kind: ErrServer}, fs.ErrNotExist) {
		t.Error("server trouble is fs.ErrNotExist")
	}
}

func TestPageText(t *testing.T) {
	t.Parallel()
	tests := []struct{ page, want string }{
		{`<html><head><title>1fichier</title></head><body><div class="menu">Menu</div><div class="bloc2"> </div>` +
			`<div class="bloc2 x">Pas de fichier trouvé<br>dans l&#39;envoi</div></body></html>`, "Pas de fichier trouvé dans l'envoi"},
		{`<div class='ct_warn'>Ne peut ouvrir le fichier destination</div>`, "Ne peut ouvrir le fichier destination"},
		{`<p class="alerte">Non</p>`, "Non"},
		{`<html><head><style>b{}</style><script>x()</script></head><body><!-- no --><h1>502 Bad Gateway</h1></body></html>`, "502 Bad Gateway"},
		{`<html><head><title>Maintenance</title></head><body></body></html>`, "Maintenance"},
		{"IP Locked", "IP Locked"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := pageText([]byte(tt.page)); got != tt.want {
			t.Errorf("pageText(%q) = %q, want %q", tt.page, got, tt.want)
		}
	}
}

func TestUploadRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want error
	}{
		{"Pas de fichier trouvé dans l'envoi", ErrRefused},
		{"Ne peut ouvrir le fichier destination", ErrServer},
		{"Votre espace de stockage est plein", ErrQuota},
		{"L'envoi de fichiers vous est interdit", ErrQuota},
		{"Quota dépassé", ErrQuota},
		{"Fichier trop volumineux", ErrLimit},
		{"Fichier vide", ErrInvalid},
		{"Must be a customer (Premium, Access) #200", ErrTier},
	}
	for _, tt := range tests {
		page := `<html><body><div class="bloc2">` + tt.text + `</div></body></html>`
		if e := explainUpload(&response{status: 200, body: []byte(page)}); !errors.Is(e, tt.want) {
			t.Errorf("%q: %v, want %v", tt.text, e, tt.want)
		}
	}
}

func FuzzErrorText(f *testing.F) {
	f.Add(403, []byte("Flood detected: IP Locked #374"))
	f.Add(200, []byte(`<div class="bloc2">x</div>`))
	f.Add(200, []byte("\x1b]0;title\x07 #99999999999"))
	f.Add(200, bytes.Repeat([]byte("a b "), 200))
	f.Fuzz(func(t *testing.T, status int, page []byte) {
		e := explain("op", status, pageText(page))
		if e.Kind == nil {
			t.Fatalf("no kind for %d %q", status, page)
		}
		for _, r := range e.Message {
			if !unicode.IsPrint(r) {
				t.Errorf("message %q holds %U", e.Message, r)
			}
		}
		if n := len([]rune(e.Message)); n > maxMessage+2 {
			t.Errorf("message of %d characters", n)
		}
		if e.RetryAfter < 0 || e.RetryAfter > maxRetryAfter {
			t.Errorf("retry after %v", e.RetryAfter)
		}
	})
}
