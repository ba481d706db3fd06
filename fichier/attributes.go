package fichier

import "context"

type attributesRequest struct {
	URLs        []Link     `json:"urls"`
	Name        *string    `json:"filename,omitempty"`
	Description *string    `json:"description,omitempty"`
	Pass        *string    `json:"pass,omitempty"`
	NoSSL       *int       `json:"no_ssl,omitempty"`
	Inline      *int       `json:"inline,omitempty"`
	CDN         *int       `json:"cdn,omitempty"`
	ACL         *aclChange `json:"acl,omitempty"`
}

// aclChange is sent whole: empty lists lift the limits.
type aclChange struct {
	IPs       []string `json:"ip"`
	Countries []string `json:"country"`
	Emails    []string `json:"email"`
	Premium   int      `json:"premium"`
}

// SetAttributes changes attributes of files; all get the same. When everything is so
// already it is ErrNoChange. It returns the links that were changed, also when it
// fails for the rest.
func (c *Client) SetAttributes(ctx context.Context, links []Link, a Attributes) ([]Link, error) {
	const op = "change attributes"
	if err := checkAttributes(op, links, a); err != nil {
		return nil, err
	}
	req := attributesRequest{
		Description: a.Description, Pass: a.Password,
		NoSSL: optionalBit(a.NoSSL), Inline: optionalBit(a.Inline), CDN: optionalBit(a.CDN),
		ACL: a.Access.change(),
	}
	if a.Name != nil {
		req.Name = new(EncodeName(*a.Name))
	}
	return batches(links, func(part []Link) ([]Link, error) {
		req.URLs = part
		w, err := call[attributesRequest, linksResponse](ctx, c, op, route{path: "file/chattr.cgi"}, req)
		return done(op, w.URLs, w.Updated, part, err)
	})
}

func checkAttributes(op string, links []Link, a Attributes) error {
	if err := checkLinks(op, links...); err != nil {
		return err
	}
	if a.Password != nil {
		if err := checkPassword(op, *a.Password); err != nil {
			return err
		}
	}
	if a.Name == nil {
		return nil
	}
	if len(links) > 1 {
		return &Error{Op: op, Kind: ErrInvalid, Message: "only a single file can get a name"}
	}
	return checkName(op, *a.Name)
}

func (a *Access) change() *aclChange {
	if a == nil {
		return nil
	}
	return &aclChange{IPs: some(a.IPs), Countries: some(a.Countries), Emails: some(a.Emails), Premium: bit(a.Premium)}
}

// some keeps an empty list from being sent as null.
func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
