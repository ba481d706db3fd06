package fichier

import (
	"context"
	"slices"
)

// Renaming gives a file another name.
type Renaming struct {
	Link Link
	Name string
}

// Renamed is a renaming that was done.
type Renamed struct {
	Link Link
	Old  string
	New  string // as the service keeps it, which may differ from what was asked
}

// CopyOptions say where copies go.
type CopyOptions struct {
	To       FolderID
	Password string // of the source
	Name     string // new name; single source only
	Owner    string // e-mail of the owner when To is the root of his share
}

// Copied is one copy that was made.
type Copied struct {
	From Link
	To   Link
}

// Attributes are changes of a file's attributes; nil fields stay as they are.
type Attributes struct {
	Name        *string // single file only
	Description *string // empty removes it
	Password    *string // at least 6 characters; empty removes it
	NoSSL       *bool
	Inline      *bool
	CDN         *bool
	Access      *Access // the zero value removes all limits
}

// MoveOptions say where files go.
type MoveOptions struct {
	To    FolderID
	Owner string // e-mail of the owner when To is the root of his share
	Name  string // new name, another than the present one; single file only
}

type removeRequest struct {
	Files []removal `json:"files"`
}

type removal struct {
	URL  Link   `json:"url"`
	Code string `json:"code,omitempty"`
}

type linksResponse struct {
	URLs    list[text] `json:"urls"`
	Removed number     `json:"removed"`
	Moved   number     `json:"moved"`
	Updated number     `json:"updated"`
}

type moveRequest struct {
	URLs  []Link   `json:"urls"`
	To    FolderID `json:"destination_folder_id"` // must be there, also for the root
	Owner string   `json:"destination_user,omitempty"`
	Name  string   `json:"rename,omitempty"`
}

type renameRequest struct {
	URLs []wireRenaming `json:"urls"`
}

type wireRenaming struct {
	URL  Link   `json:"url"`
	Name string `json:"filename"`
}

type renameResponse struct {
	Renamed number `json:"renamed"`
	URLs    list[struct {
		URL text `json:"url"`
		Old text `json:"old_filename"`
		New text `json:"new_filename"`
	}] `json:"urls"`
}

type copyRequest struct {
	URLs   []Link   `json:"urls"`
	To     FolderID `json:"folder_id"` // not destination_folder_id, which would copy to the root
	Pass   string   `json:"pass,omitempty"`
	Owner  string   `json:"sharing_user,omitempty"`
	Rename string   `json:"rename,omitempty"`
}

type copyResponse struct {
	Copied number `json:"copied"`
	URLs   list[struct {
		From text `json:"from_url"`
		To   text `json:"to_url"`
	}] `json:"urls"`
}

// Remove erases files for good; there is no way back. It returns the links that are
// gone, also when it fails for the rest.
func (c *Client) Remove(ctx context.Context, links []Link) ([]Link, error) {
	const op = "remove files"
	if err := checkLinks(op, links...); err != nil {
		return nil, err
	}
	return batches(links, func(part []Link) ([]Link, error) {
		var req removeRequest
		for _, l := range part {
			req.Files = append(req.Files, removal{URL: l})
		}
		w, err := call[removeRequest, linksResponse](ctx, c, op, route{path: "file/rm.cgi"}, req)
		return done(op, w.URLs, w.Removed, part, err)
	})
}

// RemoveByCode erases a file that was uploaded without an account; code is the last
// part of its removal page.
func (c *Client) RemoveByCode(ctx context.Context, link Link, code string) error {
	const op = "remove a file by its code"
	if err := checkLinks(op, link); err != nil {
		return err
	}
	req := removeRequest{Files: []removal{{URL: link, Code: code}}}
	_, err := call[removeRequest, envelope](ctx, c, op, route{path: "file/rm.cgi"}, req)
	return err
}

// Move puts files into a folder; their links stay. It returns the links that were
// moved, also when it fails for the rest.
func (c *Client) Move(ctx context.Context, links []Link, to FolderID) ([]Link, error) {
	return c.MoveWith(ctx, links, MoveOptions{To: to})
}

// MoveWith is Move into a share of somebody else, or with another name.
func (c *Client) MoveWith(ctx context.Context, links []Link, opt MoveOptions) ([]Link, error) {
	const op = "move files"
	if err := checkTransfer(op, links, opt.To, opt.Name); err != nil {
		return nil, err
	}
	return batches(links, func(part []Link) ([]Link, error) {
		req := moveRequest{URLs: part, To: opt.To, Owner: opt.Owner, Name: EncodeName(opt.Name)}
		w, err := call[moveRequest, linksResponse](ctx, c, op, route{path: "file/mv.cgi"}, req)
		return done(op, w.URLs, w.Moved, part, err)
	})
}

// Rename gives files other names; their links stay. Names that are already so are
// ErrNoChange. It returns what was renamed, also when it fails for the rest.
func (c *Client) Rename(ctx context.Context, renamings []Renaming) ([]Renamed, error) {
	const op = "rename files"
	for _, r := range renamings {
		if err := checkLinks(op, r.Link); err != nil {
			return nil, err
		}
		if err := checkName(op, r.Name); err != nil {
			return nil, err
		}
	}
	return batches(renamings, func(part []Renaming) ([]Renamed, error) {
		var req renameRequest
		for _, r := range part {
			req.URLs = append(req.URLs, wireRenaming{URL: r.Link, Name: EncodeName(r.Name)})
		}
		w, err := call[renameRequest, renameResponse](ctx, c, op, route{path: "file/rename.cgi"}, req)
		if err != nil {
			return nil, err
		}
		return w.renamed(op, part)
	})
}

func (w renameResponse) renamed(op string, asked []Renaming) ([]Renamed, error) {
	var all []Renamed
	for _, u := range w.URLs {
		if l := wireLink(string(u.URL)); l != "" {
			all = append(all, Renamed{Link: l, Old: DecodeName(string(u.Old)), New: DecodeName(string(u.New))})
		}
	}
	if len(all) == 0 && w.Renamed.value == int64(len(asked)) {
		for _, r := range asked {
			all = append(all, Renamed{Link: r.Link, New: r.Name})
		}
	}
	return all, incomplete(op, len(all), len(asked))
}

// Copy makes copies inside the service, also of files of others that we may have; no
// bytes pass here. It returns the copies that were made, also when it fails for the
// rest.
func (c *Client) Copy(ctx context.Context, links []Link, opt CopyOptions) ([]Copied, error) {
	const op = "copy files"
	if err := checkTransfer(op, links, opt.To, opt.Name); err != nil {
		return nil, err
	}
	return batches(links, func(part []Link) ([]Copied, error) {
		req := copyRequest{URLs: part, To: opt.To, Pass: opt.Password, Owner: opt.Owner, Rename: EncodeName(opt.Name)}
		w, err := call[copyRequest, copyResponse](ctx, c, op, route{path: "file/cp.cgi"}, req)
		if err != nil {
			return nil, err
		}
		var all []Copied
		for _, u := range w.URLs {
			if to := wireLink(string(u.To)); to != "" {
				all = append(all, Copied{From: wireLink(string(u.From)), To: to})
			}
		}
		return all, incomplete(op, len(all), len(part))
	})
}

// checkTransfer checks what mv and cp have in common.
func checkTransfer(op string, links []Link, to FolderID, name string) error {
	if err := checkLinks(op, links...); err != nil {
		return err
	}
	if err := checkFolder(op, to, true); err != nil {
		return err
	}
	if name == "" {
		return nil
	}
	if len(links) > 1 {
		return &Error{Op: op, Kind: ErrInvalid, Message: "only a single file can get another name on the way"}
	}
	return checkName(op, name)
}

// batches calls do for parts that fit into one request, and returns all that was
// done up to the first failure.
func batches[In, Out any](all []In, do func([]In) ([]Out, error)) ([]Out, error) {
	var out []Out
	for part := range slices.Chunk(all, batch) {
		some, err := do(part)
		out = append(out, some...)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// done reads which of the asked links an answer says were dealt with. An answer that
// counts all of them may leave the list out.
func done(op string, urls list[text], count number, asked []Link, err error) ([]Link, error) {
	if err != nil {
		return nil, err
	}
	var links []Link
	for _, u := range urls {
		if l := wireLink(string(u)); l != "" {
			links = append(links, l)
		}
	}
	if len(links) == 0 && count.value == int64(len(asked)) {
		links = slices.Clone(asked)
	}
	return links, incomplete(op, len(links), len(asked))
}

// incomplete is the error of a call that did less than asked without saying why.
func incomplete(op string, got, want int) error {
	if got >= want {
		return nil
	}
	return &Error{Op: op, Kind: ErrInDoubt, Message: countOf(got, want)}
}
