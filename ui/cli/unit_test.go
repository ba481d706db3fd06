package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"rsc.io/qr"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/transfer"
	"onefm/ui/words"
)

func TestExitCodes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("x"), 1},
		{fs.ErrNotExist, 1},
		{usage("x"), 2},
		{fmt.Errorf("x: %w", model.ErrNoKey), 3},
		{&fichier.Error{Kind: fichier.ErrAuth}, 3},
		{&fichier.Error{Kind: fichier.ErrFlood}, 5},
		{&fichier.Error{Kind: fichier.ErrTooSoon}, 5},
		{context.Canceled, 130},
		{(&tally{done: 1}).orNil(), 0},
		{&tally{done: 1, errs: []error{fs.ErrNotExist}}, 4},
		{&tally{skipped: 1}, 4},
		{&tally{errs: []error{fs.ErrNotExist}}, 1},
		{&tally{done: 1, errs: []error{fichier.ErrAuth}}, 3},
		{&tally{done: 1, errs: []error{fichier.ErrFlood}}, 5},
	} {
		if got := exitCode(test.err); got != test.want {
			t.Errorf("exitCode(%v) = %d, want %d", test.err, got, test.want)
		}
	}
}

// Words of --json stay: each has one meaning, and the more exact error comes
// before the one it wraps.
func TestKinds(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		if got := kind(fmt.Errorf("x: %w", k.is)); got != k.word {
			t.Errorf("kind(%v) = %q, want %q", k.is, got, k.word)
		}
	}
	if got := kind(usage("x: %w", fs.ErrNotExist)); got != "usage" {
		t.Errorf("kind(usage) = %q", got)
	}
	if got := kind(errors.New("x")); got != "other" {
		t.Errorf("kind(unknown) = %q", got)
	}
}

func TestTheLogNeverHoldsTheKey(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	d := &redactor{w: &b, key: []byte("topsecretkey1234")}
	line := "msg=\"GET x\" header=\"Authorization: Bearer othersecret99\" url=https://x/?k=topsecretkey1234 end\n"
	if n, err := d.Write([]byte(line)); n != len(line) || err != nil {
		t.Errorf("Write() = %d, %v", n, err)
	}
	for _, secret := range []string{"topsecretkey1234", "othersecret99"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("%q is in %q", secret, b.String())
		}
	}
	if !strings.HasSuffix(b.String(), " end\n") {
		t.Errorf("the rest is lost: %q", b.String())
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	vcs := func(version, modified string) *debug.BuildInfo {
		return &debug.BuildInfo{
			Main:     debug.Module{Version: version},
			Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abcdef0123"}, {Key: "vcs.modified", Value: modified}},
		}
	}
	for _, test := range []struct {
		info                    *debug.BuildInfo
		version, commit         string
		wantVersion, wantCommit string
	}{
		{&debug.BuildInfo{}, "1.2.3", "0123", "1.2.3", "0123"},
		{vcs("(devel)", "false"), "1.2.3", "", "1.2.3", "abcdef0123"},
		{vcs("(devel)", "false"), "", "", "devel", "abcdef0123"},
		{vcs("(devel)", "true"), "", "", "devel+dirty", "abcdef0123"},
		{vcs("v0.4.0", "false"), "", "", "v0.4.0", "abcdef0123"},
		{&debug.BuildInfo{}, "", "", "devel", ""},
	} {
		v, c := versionOf(test.info, test.version, test.commit)
		if v != test.wantVersion || c != test.wantCommit {
			t.Errorf("versionOf(%v, %q, %q) = %q, %q", test.info.Main.Version, test.version, test.commit, v, c)
		}
	}
}

// The key of one service is never sent to another.
func TestKeyAccount(t *testing.T) {
	t.Parallel()
	for api, want := range map[string]string{
		"":                             "1fichier.com",
		"https://api.1fichier.com/v1":  "1fichier.com",
		"https://api.1fichier.com/v1/": "1fichier.com",
		"http://127.0.0.1:80/v1":       "http://127.0.0.1:80",
		"http://127.0.0.1:80":          "http://127.0.0.1:80",
		"https://API.example.org/x/v1": "https://api.example.org/x",
	} {
		if got := keyAccount(api); got != want {
			t.Errorf("keyAccount(%q) = %q, want %q", api, got, want)
		}
	}
}

func TestTheSimulatedServiceStaysOnThisMachine(t *testing.T) {
	t.Parallel()
	for listen, want := range map[string]string{
		"127.0.0.1:0": "127.0.0.1:0", "localhost:80": "127.0.0.1:80", "[::1]:8080": "[::1]:8080", "127.1.2.3:1": "127.1.2.3:1",
	} {
		if got, err := loopback(listen); got != want || err != nil {
			t.Errorf("loopback(%q) = %q, %v", listen, got, err)
		}
	}
	for _, listen := range []string{"0.0.0.0:80", ":80", "192.168.1.1:80", "example.org:80", "[::]:1", "127.0.0.1", ""} {
		if got, err := loopback(listen); exitCode(err) != exitUsage {
			t.Errorf("loopback(%q) = %q, %v, want a usage error", listen, got, err)
		}
	}
}

// Every module of the code is where a reader looks for it.
func TestQRCode(t *testing.T) {
	t.Parallel()
	const link = "https://1fichier.com/?abcdefghij0123456789"
	text, err := qrCode(link)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(link, qr.L)
	if err != nil {
		t.Fatal(err)
	}
	light := map[rune][2]bool{'█': {true, true}, '▀': {true, false}, '▄': {false, true}, ' ': {false, false}}
	lines := strings.Split(text, "\n")
	for y := -quietZone; y < code.Size+quietZone; y++ {
		row := []rune(lines[(y+quietZone)/2])
		if len(row) != code.Size+2*quietZone {
			t.Fatalf("row %d is %d cells wide, want %d", y, len(row), code.Size+2*quietZone)
		}
		for x := -quietZone; x < code.Size+quietZone; x++ {
			inside := x >= 0 && y >= 0 && x < code.Size && y < code.Size
			want := !inside || !code.Black(x, y)
			if got := light[row[x+quietZone]][(y+quietZone)%2]; got != want {
				t.Fatalf("module %d,%d: light is %v, want %v", x, y, got, want)
			}
		}
	}
}

func TestProgressFits(t *testing.T) {
	t.Parallel()
	job := transfer.JobView{
		Bytes: 5 << 30, BytesTotal: 10 << 30, Items: 1234, ItemsTotal: 98765, Speed: 123456789,
		Current: []string{"日本語の長い名前\x1b[31m" + strings.Repeat("x", 300)},
	}
	for _, width := range []int{1, 2, 20, 40, 80, 200} {
		c := &transferring{runner: &runner{World: World{Width: func(any) int { return width }}}}
		line := c.bar(job)
		if got := words.Width(line); got > width-1 || strings.ContainsRune(line, '\x1b') {
			t.Errorf("width %d: %q is %d cells", width, line, got)
		}
	}
	c := &transferring{runner: &runner{World: World{Width: func(any) int { return 80 }}}}
	if line := c.bar(transfer.JobView{}); !strings.HasPrefix(line, "[----") {
		t.Errorf("nothing yet: %q", line)
	}
}

func TestWaitsAreToldOnceOrWhenLonger(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var s spoken
	for i, test := range []struct {
		reason transfer.Reason
		wait   time.Duration
		told   bool
	}{
		{transfer.Trouble, 5 * time.Second, true},
		{transfer.Trouble, time.Minute, false},
		{transfer.Trouble, 10 * time.Minute, true},
		{transfer.Trouble, 10*time.Minute + time.Second, false},
		{transfer.Free, 0, false},
		{transfer.Offline, time.Second, true},
		{transfer.Offline, 2 * time.Minute, false},
	} {
		if got := s.news(transfer.Holdup{Reason: test.reason, Until: now.Add(test.wait)}, now); (got != "") != test.told {
			t.Errorf("%d: %v for %v: %q", i, test.reason, test.wait, got)
		}
	}
	for later := now; later.Before(now.Add(time.Hour)); later = later.Add(time.Minute) {
		if got := s.news(transfer.Holdup{Reason: transfer.Offline, Until: later.Add(time.Minute)}, later); got != "" {
			t.Errorf("while the line is down: %q", got)
		}
	}
}

func TestConfigDir(t *testing.T) {
	t.Parallel()
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, test := range []struct {
		goos string
		env  func(string) string
		want string
	}{
		{"linux", env("HOME", "/h"), "/h/.config/onefm"},
		{"linux", env("HOME", "/h", "XDG_CONFIG_HOME", "/c"), "/c/onefm"},
		{"linux", env("HOME", "/h", "XDG_CONFIG_HOME", "relative"), "/h/.config/onefm"},
		{"darwin", env("HOME", "/h"), "/h/Library/Application Support/onefm"},
		{"linux", env(), ""},
	} {
		if got, err := configDir(test.goos, test.env); got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("configDir(%s) = %q, %v, want %q", test.goos, got, err, test.want)
		}
	}
}

func TestReadAttributes(t *testing.T) {
	t.Parallel()
	got, ok := readAttributes(strings.NewReader("typed ahead\x1b[?62;22;52c rest"))
	if !ok || fmt.Sprint(got) != "[62 22 52]" {
		t.Errorf("readAttributes() = %v, %v", got, ok)
	}
	if got, ok := readAttributes(strings.NewReader("nothing")); ok {
		t.Errorf("readAttributes() = %v", got)
	}
}

// The help tells every field that a script can read.
func TestTheSchemaIsWhole(t *testing.T) {
	t.Parallel()
	text := (&runner{}).schema().Long
	for _, object := range []any{Entry{}, Problem{}, Failure{}, Transfer{}, Skip{}, Step{}, Removal{}, Made{}, Shared{}, State{}, KeyLeft{}, Job{}, Finding{}, Checked{}} {
		typ := reflect.TypeOf(object)
		for field := range typ.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if name != "dry_run" && !strings.Contains(text, `"`+name+`"`) {
				t.Errorf("%s.%s: the help does not tell of %q", typ.Name(), field.Name, name)
			}
		}
	}
	for _, k := range kinds() {
		if strings.ContainsAny(k.word, " -") {
			t.Errorf("%q is no word", k.word)
		}
	}
}
