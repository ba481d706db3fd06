package fichier_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/fichier/whirlpool"
)

// against runs a test with a client of a simulated service, in a bubble of fake time,
// and asserts that no documented limit was broken.
func against(t *testing.T, opts []simulator.Option, test func(t *testing.T, s *simulator.Service, c *fichier.Client)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := simulator.New(opts...)
		defer time.Sleep(time.Second) // net/http's server lingers for half a second
		defer s.Close()
		c := newClient(t, s)
		test(t, s, c)
		for _, v := range s.Violations() {
			t.Errorf("broken limit: %s by %s %d", v.Rule, v.Endpoint, v.FolderID)
		}
	})
}

func newClient(t *testing.T, s *simulator.Service, opts ...fichier.Option) *fichier.Client {
	t.Helper()
	key, err := fichier.NewSecret(s.Key())
	if err != nil {
		t.Fatal(err)
	}
	return fichier.New(key, append([]fichier.Option{fichier.WithTransport(s.Transport())}, opts...)...)
}

func source(name string, content []byte) fichier.UploadFile {
	return fichier.UploadFile{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(content)), nil
	}}
}

func sumOf(b []byte) string {
	sum := whirlpool.Sum(b)
	return hex.EncodeToString(sum[:])
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestUploadAndDownload(t *testing.T) {
	against(t, []simulator.Option{simulator.WithPleaseWait(2), simulator.WithOtherXID()}, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
		ctx := t.Context()
		dir := must(fichier.FolderID(s.AddFolder("/Films")), nil)(t)
		big := bytes.Repeat([]byte("0123456789abcdef"), 10_000)
		names := []string{"a.txt", "it's <\"odd\"> $5`\\.bin", " edges ", "日本語 🎉.iso", "bad\xff.txt"}
		var files []fichier.UploadFile
		want := map[string]string{}
		for i, n := range names {
			content := append([]byte{byte(i)}, big[:len(big)*i/len(names)]...)
			files = append(files, source(n, content))
			want[n] = sumOf(content)
		}
		node := must(c.UploadNode(ctx))(t)
		receipt := must(c.Upload(ctx, node, fichier.UploadRequest{Folder: dir, Files: files}))(t)
		if _, err := c.Report(ctx, receipt); !errors.Is(err, fichier.ErrPending) {
			t.Errorf("first report: %v, want ErrPending", err)
		}
		report := must(c.WaitReport(ctx, receipt))(t)
		got := map[string]string{}
		for _, l := range report.Links {
			got[l.Name] = l.Sum
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("report (-want +got):\n%s", diff)
		}
		folder := must(c.Folder(ctx, dir, true))(t)
		for _, f := range folder.Files {
			if want[f.Name] != f.Sum {
				t.Errorf("listed %q with sum %.8s, want %.8s", f.Name, f.Sum, want[f.Name])
			}
			ticket := must(c.Token(ctx, f.Link, fichier.TokenOptions{}))(t)
			d := must(c.Open(ctx, ticket, 0, -1))(t)
			body := must(io.ReadAll(d.Body))(t)
			if d.Size != f.Size || d.Name != f.Name || sumOf(body) != f.Sum {
				t.Errorf("download of %q: size %d name %q sum %.8s", f.Name, d.Size, d.Name, sumOf(body))
			}
			_ = d.Body.Close()
		}
		if len(folder.Files) != len(names) {
			t.Errorf("listed %d files, want %d", len(folder.Files), len(names))
		}
	})
}

func TestResume(t *testing.T) {
	against(t, nil, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
		ctx := t.Context()
		link := fichier.Link(s.AddFile("/x.bin", simulator.Synthetic(7, 3<<20)))
		whole := must(s.ReadFile(string(link)))(t)
		fault(t, s, "download nth=1 cut=1M")
		ticket := must(c.Token(ctx, link, fichier.TokenOptions{}))(t)
		d := must(c.Open(ctx, ticket, 0, -1))(t)
		first, err := io.ReadAll(d.Body)
		if !errors.Is(err, fichier.ErrNetwork) || len(first) == 0 || len(first) >= len(whole) {
			t.Fatalf("first part: %d bytes, %v, want some and ErrNetwork", len(first), err)
		}
		_ = d.Body.Close()
		d = must(c.Open(ctx, ticket, int64(len(first)), -1))(t)
		rest := must(io.ReadAll(d.Body))(t)
		if !bytes.Equal(append(first, rest...), whole) || d.Size != int64(len(whole)) {
			t.Errorf("resumed download differs, size %d", d.Size)
		}
		part := must(c.Open(ctx, ticket, 1000, 24))(t)
		if got := must(io.ReadAll(part.Body))(t); !bytes.Equal(got, whole[1000:1024]) || part.Length != 24 {
			t.Errorf("part = %x (length %d), want %x", got, part.Length, whole[1000:1024])
		}
		if _, err := c.Open(ctx, ticket, int64(len(whole)), -1); !errors.Is(err, fichier.ErrNoRange) {
			t.Errorf("from the end: %v, want ErrNoRange", err)
		}
	})
}

func TestWrongRanges(t *testing.T) {
	against(t, nil, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
		ctx := t.Context()
		link := fichier.Link(s.AddFile("/x.bin", simulator.Synthetic(7, 1<<20)))
		ticket := must(c.Token(ctx, link, fichier.TokenOptions{}))(t)
		for _, f := range []string{"download times=1 wrongrange", "download times=1 norange"} {
			fault(t, s, f)
			if d, err := c.Open(ctx, ticket, 500, -1); !errors.Is(err, fichier.ErrNoRange) {
				t.Errorf("%s: %v, %v, want ErrNoRange", f, d, err)
			}
			s.ClearFaults()
		}
		time.Sleep(time.Hour)
		if _, err := c.Open(ctx, ticket, 500, -1); !errors.Is(err, fichier.ErrExpired) {
			t.Errorf("an hour later: %v, want ErrExpired", err)
		}
	})
}

func TestEdits(t *testing.T) {
	against(t, nil, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
		ctx := t.Context()
		one := fichier.Link(s.AddFile("/one.txt", simulator.Text("one")))
		two := fichier.Link(s.AddFile("/two.txt", simulator.Text("two")))
		dir, name, err := c.Mkdir(ctx, fichier.Root, "New 'folder'")
		if err != nil || name != "New 'folder'" {
			t.Fatalf("Mkdir = %d, %q, %v", dir, name, err)
		}
		if _, _, err := c.Mkdir(ctx, fichier.Root, "New 'folder'"); !errors.Is(err, fichier.ErrExists) {
			t.Errorf("Mkdir again: %v, want ErrExists", err)
		}
		if got := must(c.Move(ctx, []fichier.Link{one}, dir))(t); !slices.Equal(got, []fichier.Link{one}) {
			t.Errorf("moved %q", got)
		}
		copied := must(c.Copy(ctx, []fichier.Link{two}, fichier.CopyOptions{To: dir, Name: "2 <copy>"}))(t)
		renamed := must(c.Rename(ctx, []fichier.Renaming{{Link: one, Name: "$1.txt"}}))(t)
		if diff := cmp.Diff([]fichier.Renamed{{Link: one, Old: "one.txt", New: "$1.txt"}}, renamed); diff != "" {
			t.Errorf("renamed (-want +got):\n%s", diff)
		}
		if _, err := c.Rename(ctx, []fichier.Renaming{{Link: one, Name: "$1.txt"}}); !errors.Is(err, fichier.ErrNoChange) {
			t.Errorf("rename to the same name: %v, want ErrNoChange", err)
		}
		sub, _, err := c.Mkdir(ctx, dir, "sub")
		if err != nil {
			t.Fatal(err)
		}
		if err := c.RenameFolder(ctx, sub, dir, "below"); err != nil {
			t.Error(err)
		}
		if err := c.RemoveFolder(ctx, dir); !errors.Is(err, fichier.ErrNotEmpty) {
			t.Errorf("remove a full folder: %v, want ErrNotEmpty", err)
		}
		assertPaths(t, s, "/New ＇folder＇", "/New ＇folder＇/2 ＜copy＞", "/New ＇folder＇/below", "/New ＇folder＇/＄1.txt", "/two.txt")
		if err := c.MoveFolder(ctx, sub, fichier.Root); err != nil {
			t.Error(err)
		}
		gone := must(c.Remove(ctx, []fichier.Link{one, copied[0].To}))(t)
		if len(gone) != 2 {
			t.Errorf("removed %q", gone)
		}
		time.Sleep(time.Hour) // until the removal is seen
		if err := c.RemoveFolder(ctx, dir); err != nil {
			t.Error(err)
		}
		assertPaths(t, s, "/below", "/two.txt")
		if _, err := c.Remove(ctx, []fichier.Link{one}); !errors.Is(err, fichier.ErrNotFound) && !errors.Is(err, fichier.ErrInDoubt) {
			t.Errorf("remove again: %v", err)
		}
	})
}

func TestShares(t *testing.T) {
	against(t, nil, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
		ctx := t.Context()
		dir := fichier.FolderID(s.AddFolder("/Public"))
		link := s.AddFile("/Public/x.txt", simulator.Text("hello"))
		page := must(c.Share(ctx, dir, fichier.ShareOptions{Public: new(true), Password: new("secret6")}))(t)
		folder := must(fichier.ParseFolderLink(page))(t)
		if _, err := c.PublicFolder(ctx, folder, ""); !errors.Is(err, fichier.ErrPassword) {
			t.Errorf("page without its password: %v, want ErrPassword", err)
		}
		files := must(c.PublicFolder(ctx, folder, "secret6"))(t)
		if len(files) != 1 || files[0].Name != "x.txt" || string(files[0].Link) != link || files[0].Size != 5 {
			t.Errorf("page = %+v", files)
		}
		if page := must(c.Share(ctx, dir, fichier.ShareOptions{Public: new(false)}))(t); page != "" {
			t.Errorf("page after the end of sharing: %q", page)
		}
		if _, err := c.PublicFolder(ctx, folder, ""); !errors.Is(err, fichier.ErrNotFound) {
			t.Errorf("page after the end of sharing: %v, want ErrNotFound", err)
		}
		states := must(c.CheckLinks(ctx, []fichier.Link{fichier.Link(link), "https://1fichier.com/?nosuchfile1"}))(t)
		if states[0].Status != fichier.LinkAlive || states[0].Size != 5 || states[1].Status != fichier.LinkNotFound {
			t.Errorf("states = %+v", states)
		}
	})
}

func TestRemoteUploads(t *testing.T) {
	against(t, nil, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
		ctx := t.Context()
		s.AddRemote("https://example.org/a.iso", "a.iso", simulator.Text("iso"))
		job := must(c.RequestRemote(ctx, fichier.RemoteRequest{URLs: []string{"https://example.org/a.iso", "https://unreachable.example/x"}}))(t)
		if got := must(c.RemoteJob(ctx, job.ID))(t); !got.Executed.IsZero() || len(got.Results) != 0 {
			t.Errorf("job at once = %+v", got)
		}
		time.Sleep(time.Minute)
		got := must(c.RemoteJob(ctx, job.ID))(t)
		if len(got.Results) != 2 || !got.Results[0].OK || got.Results[0].Link == "" || got.Results[1].OK {
			t.Errorf("job later = %+v", got)
		}
		if jobs := must(c.RemoteJobs(ctx))(t); len(jobs) != 1 || jobs[0].ID != job.ID {
			t.Errorf("jobs = %+v", jobs)
		}
	})
}

func TestAccountAndSettings(t *testing.T) {
	against(t, []simulator.Option{simulator.WithTier(simulator.Gold), simulator.WithCDNCredits(12.5)}, func(t *testing.T, _ *simulator.Service, c *fichier.Client) {
		ctx := t.Context()
		a := must(c.Account(ctx))(t)
		if a.Tier != fichier.PremiumGold || a.Credits != 12.5 || a.Email == "" || a.Until.IsZero() {
			t.Errorf("account = %+v", a)
		}
		_, err := c.Account(ctx)
		if e, ok := errors.AsType[*fichier.Error](err); !ok || !errors.Is(err, fichier.ErrTooSoon) || e.RetryAfter < 299*time.Second {
			t.Errorf("again: %v, want ErrTooSoon for five minutes", err)
		}
		time.Sleep(5 * time.Minute)
		if err := c.SetAccount(ctx, fichier.AccountSettings{UseCDN: new(true)}); err != nil {
			t.Error(err)
		}
		time.Sleep(5 * time.Minute)
		if a := must(c.Account(ctx))(t); !a.Settings.UseCDN {
			t.Errorf("use_cdn was not set: %+v", a.Settings)
		}
	})
}

// A listing that the service limits per folder, whichever call asks for it.
func TestListingRules(t *testing.T) {
	against(t, []simulator.Option{simulator.WithStrictFolders()}, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
		ctx := t.Context()
		s.AddFile("/dir/x.txt", simulator.Text("x"))
		root := must(c.Folder(ctx, fichier.Root, true))(t)
		if len(root.Folders) != 1 || root.Folders[0].Name != "dir" || root.Files == nil && root.Count > 0 {
			t.Fatalf("root = %+v", root)
		}
		if _, err := c.Files(ctx, fichier.Root, fichier.FilesOptions{}); !errors.Is(err, fichier.ErrTooSoon) && root.Files != nil {
			t.Errorf("files after the folder: %v, want ErrTooSoon", err)
		}
		if _, err := c.Folder(ctx, root.Folders[0].ID, true); err != nil {
			t.Error(err)
		}
		time.Sleep(30 * time.Second)
		if _, err := c.Files(ctx, fichier.Root, fichier.FilesOptions{}); err != nil {
			t.Errorf("files half a minute later: %v", err)
		}
		if _, err := c.Folder(ctx, fichier.Root, true); !errors.Is(err, fichier.ErrTooSoon) {
			t.Errorf("the folder after its files: %v, want ErrTooSoon", err)
		}
		all := must(c.Files(ctx, fichier.AllFiles, fichier.FilesOptions{}))(t)
		if len(all) != 1 || all[0].Name != "x.txt" {
			t.Errorf("all files = %+v", all)
		}
		if _, err := c.Files(ctx, fichier.AllFiles, fichier.FilesOptions{}); !errors.Is(err, fichier.ErrTooSoon) {
			t.Errorf("all files again: %v, want ErrTooSoon", err)
		}
	})
}

// Each refusal of the service is told by its kind.
func TestRefusals(t *testing.T) {
	tests := []struct {
		fault string
		want  error
	}{
		{"tier", fichier.ErrTier},
		{"password", fichier.ErrPassword},
		{"notallowed", fichier.ErrPassword},
		{"notfound", fichier.ErrNotFound},
		{"nouser", fichier.ErrAccount},
		{"owner", fichier.ErrUnavailable},
		{"location", fichier.ErrLocation},
		{"vpn", fichier.ErrVPN},
		{"flood403", fichier.ErrFlood},
		{"flood429", fichier.ErrFlood},
		{"userlocked", fichier.ErrFlood},
		{"iplocked", fichier.ErrFlood},
		{"401", fichier.ErrAuth},
		{"503", fichier.ErrServer},
		{"509", fichier.ErrServer},
		{"410", fichier.ErrNotFound},
		{"html", fichier.ErrBadAnswer},
		{"reset", fichier.ErrNetwork},
		{"hang", fichier.ErrNetwork},
		{"truncated", fichier.ErrBadAnswer},
		{"huge", fichier.ErrBadAnswer},
		{"endless", fichier.ErrBadAnswer},
	}
	for _, tt := range tests {
		t.Run(tt.fault, func(t *testing.T) {
			against(t, nil, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
				link := fichier.Link(s.AddFile("/x.bin", simulator.Text("x")))
				fault(t, s, "download/get_token "+tt.fault)
				_, err := c.Token(t.Context(), link, fichier.TokenOptions{})
				if !errors.Is(err, tt.want) {
					t.Errorf("%v, want %v", err, tt.want)
				}
				if strings.Contains(err.Error(), s.Key()) {
					t.Errorf("the key is in %q", err)
				}
			})
		})
	}
}

// What can be repeated is: once the trouble is over the caller never hears of it.
func TestPassingTrouble(t *testing.T) {
	for _, f := range []string{"503", "reset", "hang", "lost"} {
		t.Run(f, func(t *testing.T) {
			against(t, nil, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
				link := fichier.Link(s.AddFile("/x.bin", simulator.Text("x")))
				fault(t, s, "download/get_token first=2 "+f)
				if _, err := c.Token(t.Context(), link, fichier.TokenOptions{}); err != nil {
					t.Errorf("after two failures: %v", err)
				}
			})
		})
	}
}

// A write whose answer was lost is not repeated.
func TestLostWrite(t *testing.T) {
	for _, f := range []string{"lost", "503", "truncated", "html"} {
		t.Run(f, func(t *testing.T) {
			against(t, nil, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
				fault(t, s, "folder/mkdir "+f)
				_, _, err := c.Mkdir(t.Context(), fichier.Root, "x")
				if !errors.Is(err, fichier.ErrInDoubt) || s.Count("folder/mkdir") != 1 {
					t.Errorf("%v after %d calls, want ErrInDoubt after one", err, s.Count("folder/mkdir"))
				}
			})
		})
	}
}

func TestUploadTrouble(t *testing.T) {
	tests := []struct {
		fault string
		opts  []simulator.Option
		want  []error
		doubt bool
	}{
		{"upload lost", nil, []error{fichier.ErrInDoubt, fichier.ErrNetwork}, true},
		{"upload hang", nil, []error{fichier.ErrNetwork}, true},
		{"upload cut=100k", nil, []error{fichier.ErrNetwork}, false},
		{"upload reject", nil, []error{fichier.ErrRejected, fichier.ErrServer}, false},
		{"upload 503", nil, nil, true},
		{"upload tier", nil, []error{fichier.ErrRejected, fichier.ErrTier}, false},
		{"", []simulator.Option{simulator.WithUploadForbidden()}, []error{fichier.ErrRejected}, false},
		{"", []simulator.Option{simulator.WithQuota(100)}, []error{fichier.ErrRejected}, false},
	}
	for _, tt := range tests {
		t.Run(tt.fault, func(t *testing.T) {
			against(t, tt.opts, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
				if tt.fault != "" {
					fault(t, s, tt.fault)
				}
				ctx := t.Context()
				node := must(c.UploadNode(ctx))(t)
				_, err := c.Upload(ctx, node, fichier.UploadRequest{Files: []fichier.UploadFile{source("x", make([]byte, 1<<20))}})
				t.Log(err)
				for _, want := range tt.want {
					if !errors.Is(err, want) {
						t.Errorf("%v, want %v", err, want)
					}
				}
				if !tt.doubt && errors.Is(err, fichier.ErrInDoubt) {
					t.Errorf("%v is in doubt, but nothing can be stored", err)
				}
				if s.Count("upload") != 1 {
					t.Errorf("%d uploads, want one", s.Count("upload"))
				}
				if got := len(s.Truth()); got > 0 && !tt.doubt {
					t.Errorf("the account holds %d files", got)
				}
			})
		})
	}
}

// The answer of an upload was lost; its report is still there.
func TestReportAfterLostAnswer(t *testing.T) {
	against(t, nil, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
		ctx := t.Context()
		fault(t, s, "upload lost")
		node := must(c.UploadNode(ctx))(t)
		_, err := c.Upload(ctx, node, fichier.UploadRequest{Files: []fichier.UploadFile{source("x", []byte("abc"))}})
		if !errors.Is(err, fichier.ErrInDoubt) {
			t.Fatalf("%v, want ErrInDoubt", err)
		}
		report := must(c.WaitReport(ctx, fichier.Receipt{Host: node.Host, XID: node.ID}))(t)
		if len(report.Links) != 1 || report.Links[0].Sum != sumOf([]byte("abc")) {
			t.Errorf("report = %+v", report)
		}
		if _, err := c.Report(ctx, fichier.Receipt{Host: node.Host, XID: "nosuchupload"}); !errors.Is(err, fichier.ErrNotFound) {
			t.Errorf("report of an unknown upload: %v, want ErrNotFound", err)
		}
	})
}

// Background calls sit a lock out; a person's call fails at once and says how long.
func TestFloodInBackground(t *testing.T) {
	against(t, nil, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
		link := fichier.Link(s.AddFile("/x.bin", simulator.Text("x")))
		fault(t, s, "download/get_token first=2 flood403")
		start := time.Now()
		ctx := fichier.WithPriority(t.Context(), fichier.Transfer)
		if _, err := c.Token(ctx, link, fichier.TokenOptions{}); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took < 90*time.Second || took > 2*time.Minute {
			t.Errorf("two locks took %v, want 30 s and 60 s", took)
		}
	})
}

// A wrong key stops the client: asking on would get the address banned.
func TestWrongKey(t *testing.T) {
	against(t, nil, func(t *testing.T, s *simulator.Service, _ *fichier.Client) {
		key := must(fichier.NewSecret("another_key_that_is_not_accepted"))(t)
		c := fichier.New(key, fichier.WithTransport(s.Transport()))
		for range 5 {
			if _, err := c.Folder(t.Context(), fichier.Root, false); !errors.Is(err, fichier.ErrAuth) {
				t.Errorf("%v, want ErrAuth", err)
			}
		}
		if got := s.Count(""); got != 1 {
			t.Errorf("%d calls, want one", got)
		}
		if !c.Budget().Refused {
			t.Error("the budget does not say that the key was refused")
		}
	})
}

// The right key works at once after a wrong one, though both ask for the same.
func TestRightKeyAfterWrong(t *testing.T) {
	against(t, nil, func(t *testing.T, s *simulator.Service, _ *fichier.Client) {
		ledger := fichier.NewMemoryLedger()
		key := must(fichier.NewSecret("another_key_that_is_not_accepted"))(t)
		wrong := fichier.New(key, fichier.WithTransport(s.Transport()), fichier.WithLedger(ledger))
		if _, err := wrong.Account(t.Context()); !errors.Is(err, fichier.ErrAuth) {
			t.Errorf("wrong key: %v, want ErrAuth", err)
		}
		right := newClient(t, s, fichier.WithLedger(ledger))
		if _, err := right.Account(t.Context()); err != nil {
			t.Errorf("right key: %v", err)
		}
	})
}

// A kept connection that breaks is not used again behind the pacer's back.
func TestNoHiddenRepeats(t *testing.T) {
	for _, f := range []string{"upload/get_upload_server nth=2 reset", "upload/get_upload_server nth=2 lost"} {
		t.Run(f, func(t *testing.T) {
			against(t, nil, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
				fault(t, s, f)
				for range 4 {
					if _, err := c.UploadNode(t.Context()); err != nil {
						t.Error(err)
					}
				}
				if got := s.Count(""); got != 5 {
					t.Errorf("%d calls, want 5", got)
				}
			})
		})
	}
}

func TestCancel(t *testing.T) {
	against(t, nil, func(t *testing.T, s *simulator.Service, c *fichier.Client) {
		fault(t, s, "folder/ls hang")
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := c.Folder(ctx, fichier.Root, true)
		if err != context.DeadlineExceeded { //nolint:errorlint // as it is, not wrapped
			t.Errorf("%v, want the context's error as it is", err)
		}
	})
}

func fault(t *testing.T, s *simulator.Service, text string) {
	t.Helper()
	s.Fault(must(simulator.ParseFault(text))(t))
}

func assertPaths(t *testing.T, s *simulator.Service, want ...string) {
	t.Helper()
	var got []string
	for _, e := range s.Truth() {
		got = append(got, e.Path)
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("account (-want +got):\n%s", diff)
	}
}
