package fichier

import (
	"context"
	"strings"
)

type infoRequest struct {
	URL    Link      `json:"url,omitempty"`
	Folder *FolderID `json:"folder_id,omitempty"`
	Name   string    `json:"filename,omitempty"`
	Owner  string    `json:"sharing_user,omitempty"`
	Pass   string    `json:"pass,omitempty"`
}

type infoResponse struct {
	wireFile

	Folder      number  `json:"folder_id"`
	Path        text    `json:"path"`
	Type2       text    `json:"content_type"` // another spelling of content-type
	Description text    `json:"description"`
	NoSSL       flag    `json:"no_ssl"`
	Inline      flag    `json:"inline"`
	ACL         wireACL `json:"acl"` // an object here, a flag in listings
}

type wireACL struct {
	IPs       list[text] `json:"ip"`
	Countries list[text] `json:"country"`
	Emails    list[text] `json:"email"`
	Premium   flag       `json:"premium"`
}

// FileInfo returns all that is known of one file; pass is its password, if it has
// one. It is not for checking many links: accounts got locked for that
// (1fichier-api §2); see [Client.CheckLinks].
func (c *Client) FileInfo(ctx context.Context, link Link, pass string) (FileInfo, error) {
	const op = "ask for a file"
	if err := checkLinks(op, link); err != nil {
		return FileInfo{}, err
	}
	return c.info(ctx, op, infoRequest{URL: link, Pass: pass})
}

// PlaceInfo is FileInfo for a file of a share whose links are hidden.
func (c *Client) PlaceInfo(ctx context.Context, p Place) (FileInfo, error) {
	const op = "ask for a shared file"
	if err := checkName(op, p.Name); err != nil {
		return FileInfo{}, err
	}
	return c.info(ctx, op, infoRequest{Folder: &p.Folder, Name: EncodeName(p.Name), Owner: p.Owner})
}

func (c *Client) info(ctx context.Context, op string, req infoRequest) (FileInfo, error) {
	w, err := call[infoRequest, infoResponse](ctx, c, op, route{path: "file/info.cgi", safe: true}, req)
	if err != nil {
		return FileInfo{}, err
	}
	if w.Name == "" && w.URL == "" {
		return FileInfo{}, &Error{Op: op, Kind: ErrBadAnswer, Message: "no file in it"}
	}
	return w.info(), nil
}

func (w infoResponse) info() FileInfo {
	f := FileInfo{
		File:        w.file(),
		Folder:      FolderID(w.Folder.value),
		Path:        decodePath(string(w.Path)),
		Description: clean(string(w.Description)),
		NoSSL:       bool(w.NoSSL),
		Inline:      bool(w.Inline),
		Access:      w.ACL.access(),
	}
	if f.Type == "" {
		f.Type = clean(string(w.Type2))
	}
	f.Limited = f.Access.limits()
	return f
}

// decodePath decodes a folder path of the service, element by element.
func decodePath(path string) string {
	var names []string
	for name := range strings.SplitSeq(path, "/") {
		if name != "" {
			names = append(names, DecodeName(name))
		}
	}
	return strings.Join(names, "/")
}

func (w wireACL) access() Access {
	return Access{IPs: texts(w.IPs), Countries: texts(w.Countries), Emails: texts(w.Emails), Premium: bool(w.Premium)}
}

// limits reports whether a keeps anybody out.
func (a Access) limits() bool {
	return a.Premium || len(a.IPs)+len(a.Countries)+len(a.Emails) > 0
}

func texts(l list[text]) []string {
	var all []string
	for _, t := range l {
		if s := clean(string(t)); s != "" {
			all = append(all, s)
		}
	}
	return all
}

type scanRequest struct {
	URL Link `json:"url"`
}

type scanResponse struct {
	Date moment `json:"date"`
}

// Scan has the service look for viruses; it takes files below 5 GB, and what it
// finds infected it removes (1fichier-api §4.7).
func (c *Client) Scan(ctx context.Context, link Link) (ScanResult, error) {
	const op = "scan a file"
	if err := checkLinks(op, link); err != nil {
		return ScanResult{}, err
	}
	w, err := call[scanRequest, scanResponse](ctx, c, op, route{path: "file/scan.cgi", safe: true}, scanRequest{URL: link})
	if e, ok := refusedBy(err); ok {
		return ScanResult{Message: e.Message}, nil
	}
	if err != nil {
		return ScanResult{}, err
	}
	return ScanResult{Clean: true, Date: w.Date.Time}, nil
}
