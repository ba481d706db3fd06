package fichier

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// FolderID names a folder of the account.
type FolderID int64

// Folders that every account has. AllFiles is for [Client.Files] only: the whole
// account, once an hour, without a hint which folder a file is in.
const (
	Root     FolderID = 0
	AllFiles FolderID = -1
)

// MaxListing is how many entries the service tells of one folder at most; a
// listing of that length may be cut (1fichier-api §2).
const MaxListing = 5000

// Folder is one folder with what lies directly in it (1fichier-api §4.13).
type Folder struct {
	ID        FolderID // as the answer says; what was asked for when it does not say
	Name      string   // decoded; the root is called Root
	Created   time.Time
	Public    string  // address of its public page, empty when not shared
	Password  bool    // a password protects the public page
	Grants    []Grant // users it is shared with
	Owner     string  // e-mail of the owner, when it is shared with us
	Write     bool    // shared with us: we may change it
	HideLinks bool    // shared with us: without links
	Count     int64   // files directly in it, or -1 when not told
	Size      int64   // their bytes, or UnknownSize
	Folders   []SubFolder
	Files     []File // only when asked for; nil when the answer has no list of files
}

// SubFolder is a folder as its parent lists it.
type SubFolder struct {
	ID       FolderID
	Name     string // decoded
	Created  time.Time
	Public   string
	Password bool
}

// Grant shares a folder with a registered user.
type Grant struct {
	Email     string
	Write     bool
	HideLinks bool // implies no Write
}

// ShareOptions say how a folder is shared; nil fields stay as they are.
type ShareOptions struct {
	Public   *bool    // the public page
	Password *string  // of the public page, at least 6 characters
	Grants   *[]Grant // replaces all; empty ends sharing with users
}

type folderRequest struct {
	Folder FolderID `json:"folder_id"`
	Owner  string   `json:"sharing_user,omitempty"`
	Files  int      `json:"files"`
}

type wireFolder struct {
	Folder     number              `json:"folder_id"`
	Name       text                `json:"name"`
	Created    moment              `json:"create_date"`
	Shared     text                `json:"shared"`
	Pass       flag                `json:"pass"`
	Shares     list[wireGrant]     `json:"shares"`
	User       text                `json:"user"`
	Write      flag                `json:"rw"`
	HideLinks  flag                `json:"hide_links"`
	Files      number              `json:"files"`
	Size       number              `json:"size"`
	SubFolders list[wireSubFolder] `json:"sub_folders"`
	Items      list[wireFile]      `json:"items"`
}

type wireSubFolder struct {
	Folder  number `json:"folder_id"`
	ID      number `json:"id"`
	Name    text   `json:"name"`
	Created moment `json:"create_date"`
	Shared  text   `json:"shared"`
	Pass    flag   `json:"pass"`
}

type wireGrant struct {
	Email     text `json:"email"`
	Write     flag `json:"rw"`
	HideLinks flag `json:"hide_links"`
}

// Folder returns a folder with its sub-folders and, when asked for, its files in the
// same call, [MaxListing] at most. One folder more than once in 30 s is ErrTooSoon.
func (c *Client) Folder(ctx context.Context, id FolderID, withFiles bool) (Folder, error) {
	return c.folder(ctx, fmt.Sprintf("list folder %d", id), folderRequest{Folder: id, Files: bit(withFiles)})
}

// SharedRoot is Folder for the root of what another user shares with us.
func (c *Client) SharedRoot(ctx context.Context, owner string, withFiles bool) (Folder, error) {
	return c.folder(ctx, "list a share", folderRequest{Owner: owner, Files: bit(withFiles)})
}

func (c *Client) folder(ctx context.Context, op string, req folderRequest) (Folder, error) {
	if err := checkFolder(op, req.Folder, true); err != nil {
		return Folder{}, err
	}
	rule := ownedBy(req.Owner, ListRule(req.Folder))
	r := route{path: "folder/ls.cgi", safe: true, rules: []Rule{rule}, limit: listingLimit}
	w, err := call[folderRequest, wireFolder](ctx, c, op, r, req)
	if err != nil {
		return Folder{}, err
	}
	if w.Items != nil {
		c.pacer.note(ctx, time.Now(), ownedBy(req.Owner, FilesRule(req.Folder)))
	}
	return w.folder(req.Folder), nil
}

func (w wireFolder) folder(asked FolderID) Folder {
	f := Folder{
		ID:        asked,
		Name:      DecodeName(string(w.Name)),
		Created:   w.Created.Time,
		Public:    publicPage(w.Shared),
		Password:  bool(w.Pass),
		Owner:     clean(string(w.User)),
		Write:     bool(w.Write),
		HideLinks: bool(w.HideLinks),
		Count:     w.Files.size(),
		Size:      w.Size.size(),
		Files:     files(w.Items),
	}
	if w.Folder.ok {
		f.ID = FolderID(w.Folder.value)
	}
	for _, g := range w.Shares {
		f.Grants = append(f.Grants, Grant{Email: clean(string(g.Email)), Write: bool(g.Write), HideLinks: bool(g.HideLinks)})
	}
	for _, s := range w.SubFolders {
		id := s.ID
		if !id.ok {
			id = s.Folder
		}
		name := DecodeName(string(s.Name))
		if id.value <= 0 || name == "" {
			continue // nothing that could be entered
		}
		f.Folders = append(f.Folders, SubFolder{
			ID: FolderID(id.value), Name: name, Created: s.Created.Time, Public: publicPage(s.Shared), Password: bool(s.Pass),
		})
	}
	return f
}

// publicPage reads the address of a public page; it may also be a mere flag. As with
// links, a domain that is not known is kept.
func publicPage(s text) string {
	if l, err := ParseFolderLink(string(s)); err == nil {
		return string(l)
	}
	u, err := url.Parse(strings.TrimSpace(string(s)))
	if err != nil || u.User != nil || (u.Scheme != "https" && u.Scheme != "http") || !isHostname(u.Hostname()) {
		return ""
	}
	slug, ok := strings.CutPrefix(u.Path, "/dir/")
	if !ok || !isSlug(slug) {
		return ""
	}
	return u.Scheme + "://" + strings.ToLower(u.Host) + u.Path
}
