package fichier

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// UnknownSize is the size of what the service gave no size for.
const UnknownSize int64 = -1

// File is one file of the account, as a listing shows it (1fichier-api §4.5).
type File struct {
	Link     Link      // its identity; empty in a shared folder whose links are hidden
	Name     string    // decoded, one path element
	Size     int64     // bytes, or UnknownSize
	Date     time.Time // of the upload, UTC
	Sum      string    // Whirlpool, 128 lower-case hex digits; empty when not told
	Type     string    // media type
	Password bool      // a password protects it
	Limited  bool      // access is limited by address, country, e-mail or tier
	CDN      bool
}

// FilesOptions narrows a listing.
type FilesOptions struct {
	SentBefore time.Time // only files uploaded before; zero: no bound
	SentAfter  time.Time // only files uploaded after; zero: no bound
	Owner      string    // e-mail of the owner when the folder is the root of his share
}

// FileInfo is all that is known of one file (1fichier-api §4.6). For a file of
// somebody else Folder, Path, Description and Access are most likely empty.
type FileInfo struct {
	File
	Folder      FolderID
	Path        string // decoded folder path without a leading slash: a/b
	Description string
	NoSSL       bool
	Inline      bool
	Access      Access
}

// Access says who may have a file. The zero value is everybody.
type Access struct {
	IPs       []string // CIDR
	Countries []string // two letters
	Emails    []string
	Premium   bool // customers only
}

// Place names a file by its place in a share whose links are hidden
// (1fichier-api §4.1).
type Place struct {
	Folder FolderID
	Name   string // exact
	Owner  string // e-mail of the owner, needed when Folder is Root
}

// ScanResult is what the service's virus scan says.
type ScanResult struct {
	Clean   bool
	Message string    // why not, sanitised
	Date    time.Time // set when the result comes from the service's cache
}

type filesRequest struct {
	Folder     FolderID `json:"folder_id"`
	Owner      string   `json:"sharing_user,omitempty"`
	SentBefore string   `json:"sent_before,omitempty"`
	SentAfter  string   `json:"sent_after,omitempty"`
}

type filesResponse struct {
	Items list[wireFile] `json:"items"`
}

type wireFile struct {
	URL      text   `json:"url"`
	Name     text   `json:"filename"`
	Size     number `json:"size"`
	Date     moment `json:"date"`
	Checksum text   `json:"checksum"`
	Type     text   `json:"content-type"`
	Pass     flag   `json:"pass"`
	ACL      flag   `json:"acl"`
	CDN      flag   `json:"cdn"`
}

// Files returns the files of one folder, [MaxListing] at most. One folder more than
// once in 30 s, and [AllFiles] more than once an hour, is ErrTooSoon; files that came
// with [Client.Folder] count too.
func (c *Client) Files(ctx context.Context, id FolderID, opt FilesOptions) ([]File, error) {
	op := fmt.Sprintf("list the files of folder %d", id)
	if id != AllFiles {
		if err := checkFolder(op, id, true); err != nil {
			return nil, err
		}
	}
	req := filesRequest{Folder: id, Owner: opt.Owner, SentBefore: formatTime(opt.SentBefore), SentAfter: formatTime(opt.SentAfter)}
	r := route{path: "file/ls.cgi", safe: true, rules: []Rule{ownedBy(opt.Owner, FilesRule(id))}, limit: listingLimit}
	w, err := call[filesRequest, filesResponse](ctx, c, op, r, req)
	if err != nil {
		return nil, err
	}
	c.pacer.note(ctx, time.Now(), ownedBy(opt.Owner, ListRule(id)))
	return files(w.Items), nil
}

// files reads the entries of a listing, nil when there was no list. What has neither
// link nor name is no file.
func files(items []wireFile) []File {
	if items == nil {
		return nil
	}
	all := make([]File, 0, len(items))
	for _, w := range items {
		if f := w.file(); f.Link != "" || f.Name != "" {
			all = append(all, f)
		}
	}
	return all
}

func (w wireFile) file() File {
	f := File{
		Link:     wireLink(string(w.URL)),
		Name:     DecodeName(string(w.Name)),
		Size:     w.Size.size(),
		Date:     w.Date.Time,
		Sum:      sum(w.Checksum),
		Type:     clean(string(w.Type)),
		Password: bool(w.Pass),
		Limited:  bool(w.ACL),
		CDN:      bool(w.CDN),
	}
	if f.Name == "" {
		f.Name = f.Link.ID() // a row needs a name
	}
	return f
}

// sum reads a checksum; what is none is empty.
func sum(s text) string {
	h := strings.ToLower(strings.TrimSpace(string(s)))
	if len(h) != 128 {
		return ""
	}
	for i := range len(h) {
		if !isHex(h[i]) {
			return ""
		}
	}
	return h
}
