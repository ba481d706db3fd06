package session

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"onefm/fichier"
	"onefm/fichier/whirlpool"
	"onefm/model"
	"onefm/model/plan"
)

// Trees returns what plans look at.
func (s *Session) Trees() plan.Trees {
	return plan.Trees{
		Local: s.Disk, Account: s.Mirror, Links: s,
		Sum:       s.sum,
		Readable:  s.Disk.Readable,
		CaseBlind: s.Disk.CaseBlind,
	}
}

var _ plan.LinkResolver = (*Session)(nil)

// Resolve implements [plan.LinkResolver]: it asks the service about its own links,
// one call a link, and nobody about others.
func (s *Session) Resolve(ctx context.Context, link string) (plan.Resolved, error) {
	if l, err := fichier.ParseLink(link); err == nil {
		return s.resolveFile(ctx, l)
	}
	if f, err := fichier.ParseFolderLink(link); err == nil {
		return s.resolveFolder(ctx, f)
	}
	if !model.IsLink(link) {
		return plan.Resolved{}, fmt.Errorf("%q is no link", link)
	}
	return plan.Resolved{Kind: plan.Foreign}, nil
}

func (s *Session) resolveFile(ctx context.Context, l fichier.Link) (plan.Resolved, error) {
	if s.Client == nil {
		return plan.Resolved{}, model.ErrNoKey
	}
	info, err := s.Client.FileInfo(ctx, l, "")
	if err != nil {
		return plan.Resolved{}, err
	}
	e := model.Entry{Name: info.Name, Kind: model.File, ID: string(l), Size: info.Size, Time: info.Date, Sum: info.Sum}
	if info.Password {
		e.Flags |= model.Password
	}
	return plan.Resolved{Kind: plan.File, Entries: []model.Entry{e}}, nil
}

func (s *Session) resolveFolder(ctx context.Context, f fichier.FolderLink) (plan.Resolved, error) {
	if s.Client == nil {
		return plan.Resolved{}, model.ErrNoKey
	}
	files, err := s.Client.PublicFolder(ctx, f, "")
	if err != nil {
		return plan.Resolved{}, err
	}
	r := plan.Resolved{Kind: plan.PublicFolder}
	for _, file := range files {
		e := model.Entry{Name: file.Name, Kind: model.File, ID: string(file.Link), Size: file.Size}
		if file.Password {
			e.Flags |= model.Password
		}
		if file.Limited {
			e.Flags |= model.Limited
		}
		r.Entries = append(r.Entries, e)
	}
	return r, nil
}

// sum returns the Whirlpool of a local file in hex.
func (s *Session) sum(ctx context.Context, it model.Item) (string, error) {
	f, err := s.Disk.Open(ctx, it.Path())
	if err != nil {
		return "", err
	}
	h := whirlpool.New()
	buf := make([]byte, 1<<20)
	for err == nil {
		if err = ctx.Err(); err != nil {
			break
		}
		var n int
		n, err = f.Read(buf)
		h.Write(buf[:n])
	}
	if errors.Is(err, io.EOF) {
		err = f.Check()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
