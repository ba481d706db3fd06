package fichier

import (
	"context"
	"fmt"
)

type mkdirRequest struct {
	Name   string   `json:"name"`
	Parent FolderID `json:"folder_id"`
	Owner  string   `json:"sharing_user,omitempty"`
}

type mkdirResponse struct {
	Folder number `json:"folder_id"`
	Name   text   `json:"name"`
}

type moveFolderRequest struct {
	Folder FolderID `json:"folder_id"`
	To     FolderID `json:"destination_folder_id"`
	Owner  string   `json:"destination_user,omitempty"`
	Name   string   `json:"rename,omitempty"`
}

type removeFolderRequest struct {
	Folder FolderID `json:"folder_id"`
}

type shareRequest struct {
	Folder FolderID      `json:"folder_id"`
	Share  *int          `json:"share,omitempty"`
	Pass   *string       `json:"pass,omitempty"`
	Shares *[]grantShare `json:"shares,omitempty"`
}

type grantShare struct {
	Email     string `json:"email"`
	Write     int    `json:"rw"`
	HideLinks int    `json:"hide_links"`
}

type shareResponse struct {
	URL text `json:"url"`
}

// Mkdir makes a folder and returns its id and its name as the service keeps it. A
// name that is taken is ErrExists, or another folder of that name: list first
// (1fichier-api §14).
func (c *Client) Mkdir(ctx context.Context, parent FolderID, name string) (FolderID, string, error) {
	return c.mkdir(ctx, mkdirRequest{Name: name, Parent: parent})
}

// MkdirShared is Mkdir in the root of what another user shares with us.
func (c *Client) MkdirShared(ctx context.Context, owner, name string) (FolderID, string, error) {
	return c.mkdir(ctx, mkdirRequest{Name: name, Owner: owner})
}

func (c *Client) mkdir(ctx context.Context, req mkdirRequest) (FolderID, string, error) {
	op := fmt.Sprintf("make a folder in %d", req.Parent)
	if err := checkFolderName(op, req.Name); err != nil {
		return 0, "", err
	}
	if err := checkFolder(op, req.Parent, true); err != nil {
		return 0, "", err
	}
	name := req.Name
	req.Name = EncodeName(name)
	w, err := call[mkdirRequest, mkdirResponse](ctx, c, op, route{path: "folder/mkdir.cgi"}, req)
	if err != nil {
		return 0, "", err
	}
	if w.Folder.value <= 0 {
		return 0, "", inDoubt(op, &Error{Kind: ErrBadAnswer, Message: "no folder id in it"})
	}
	if kept := DecodeName(string(w.Name)); kept != "" {
		name = kept
	}
	return FolderID(w.Folder.value), name, nil
}

// MoveFolder puts a folder into another one.
func (c *Client) MoveFolder(ctx context.Context, id, to FolderID) error {
	return c.moveFolder(ctx, "move", moveFolderRequest{Folder: id, To: to})
}

// MoveFolderShared puts a folder into the root of what another user shares with us.
func (c *Client) MoveFolderShared(ctx context.Context, id FolderID, owner string) error {
	return c.moveFolder(ctx, "move", moveFolderRequest{Folder: id, Owner: owner})
}

// RenameFolder gives a folder another name. It must be told the parent: one belief
// about the service is that a rename without a destination moves the folder to the
// root (1fichier-api §4.16).
func (c *Client) RenameFolder(ctx context.Context, id, parent FolderID, name string) error {
	op := fmt.Sprintf("rename folder %d", id)
	if err := checkFolderName(op, name); err != nil {
		return err
	}
	return c.moveFolder(ctx, "rename", moveFolderRequest{Folder: id, To: parent, Name: EncodeName(name)})
}

func (c *Client) moveFolder(ctx context.Context, verb string, req moveFolderRequest) error {
	op := fmt.Sprintf("%s folder %d", verb, req.Folder)
	if err := checkFolder(op, req.Folder, false); err != nil {
		return err
	}
	if err := checkFolder(op, req.To, true); err != nil {
		return err
	}
	if req.Folder == req.To {
		return &Error{Op: op, Kind: ErrInvalid, Message: "a folder can't go into itself"}
	}
	_, err := call[moveFolderRequest, envelope](ctx, c, op, route{path: "folder/mv.cgi"}, req)
	return err
}

// RemoveFolder removes an empty folder; one that holds something is ErrNotEmpty.
func (c *Client) RemoveFolder(ctx context.Context, id FolderID) error {
	op := fmt.Sprintf("remove folder %d", id)
	if err := checkFolder(op, id, false); err != nil {
		return err
	}
	_, err := call[removeFolderRequest, envelope](ctx, c, op, route{path: "folder/rm.cgi"}, removeFolderRequest{Folder: id})
	return err
}

// Share changes how a folder is shared and returns the address of its public page,
// empty when it has none.
func (c *Client) Share(ctx context.Context, id FolderID, opt ShareOptions) (string, error) {
	op := fmt.Sprintf("share folder %d", id)
	if err := checkFolder(op, id, true); err != nil {
		return "", err
	}
	if opt.Password != nil {
		if err := checkPassword(op, *opt.Password); err != nil {
			return "", err
		}
	}
	req := shareRequest{Folder: id, Share: optionalBit(opt.Public), Pass: opt.Password}
	if opt.Grants != nil {
		shares := []grantShare{} // empty removes all, absent keeps them
		for _, g := range *opt.Grants {
			shares = append(shares, grantShare{Email: g.Email, Write: bit(g.Write && !g.HideLinks), HideLinks: bit(g.HideLinks)})
		}
		req.Shares = &shares
	}
	w, err := call[shareRequest, shareResponse](ctx, c, op, route{path: "folder/share.cgi"}, req)
	if err != nil {
		return "", err
	}
	return publicPage(w.URL), nil
}
