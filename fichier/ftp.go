package fichier

import "context"

// FTPUser is an additional login to the service's FTP server.
type FTPUser struct {
	Name   string
	Folder FolderID
}

type ftpUserRequest struct {
	User   string   `json:"user"`
	Pass   string   `json:"pass"`
	Folder FolderID `json:"folder_id"`
}

type ftpRemoveRequest struct {
	User string `json:"user"`
}

type ftpUsersResponse struct {
	Users list[wireFTPUser] `json:"users"`
	Data  list[wireFTPUser] `json:"data"`
}

type wireFTPUser struct {
	User   text   `json:"user"`
	Login  text   `json:"login"`
	Folder number `json:"folder_id"`
}

// FTPUsers returns the additional FTP logins. No source describes the answer, so both
// likely forms are read (1fichier-api §4.20).
func (c *Client) FTPUsers(ctx context.Context) ([]FTPUser, error) {
	r := route{path: "ftp/users/ls.cgi", safe: true}
	w, err := call[struct{}, ftpUsersResponse](ctx, c, "list FTP users", r, struct{}{})
	if err != nil {
		return nil, err
	}
	var users []FTPUser
	for _, u := range append(w.Users, w.Data...) {
		name := u.User
		if name == "" {
			name = u.Login
		}
		users = append(users, FTPUser{Name: clean(string(name)), Folder: FolderID(u.Folder.value)})
	}
	return users, nil
}

// AddFTPUser adds a login whose files land in its folder.
func (c *Client) AddFTPUser(ctx context.Context, u FTPUser, password string) error {
	const op = "add an FTP user"
	if u.Name == "" || password == "" {
		return &Error{Op: op, Kind: ErrInvalid, Message: "a name and a password are needed"}
	}
	if err := checkFolder(op, u.Folder, true); err != nil {
		return err
	}
	req := ftpUserRequest{User: u.Name, Pass: password, Folder: u.Folder}
	_, err := call[ftpUserRequest, envelope](ctx, c, op, route{path: "ftp/users/add.cgi"}, req)
	return err
}

// RemoveFTPUser removes a login.
func (c *Client) RemoveFTPUser(ctx context.Context, name string) error {
	const op = "remove an FTP user"
	_, err := call[ftpRemoveRequest, envelope](ctx, c, op, route{path: "ftp/users/rm.cgi"}, ftpRemoveRequest{User: name})
	return err
}

// ProcessFTP starts the treatment of files that wait after an FTP upload, for
// accounts that are set to do so by hand.
func (c *Client) ProcessFTP(ctx context.Context) error {
	_, err := call[struct{}, envelope](ctx, c, "process FTP uploads", route{path: "ftp/process.cgi"}, struct{}{})
	return err
}
