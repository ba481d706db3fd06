package mirror

import (
	"context"

	"onefm/fichier"
)

// keyless is the service without a key: every call fails.
type keyless struct{}

func (keyless) Account(context.Context) (fichier.Account, error) {
	return fichier.Account{}, ErrNoKey
}

func (keyless) Folder(context.Context, fichier.FolderID, bool) (fichier.Folder, error) {
	return fichier.Folder{}, ErrNoKey
}

func (keyless) Files(context.Context, fichier.FolderID, fichier.FilesOptions) ([]fichier.File, error) {
	return nil, ErrNoKey
}

func (keyless) FileInfo(context.Context, fichier.Link, string) (fichier.FileInfo, error) {
	return fichier.FileInfo{}, ErrNoKey
}

func (keyless) Remove(context.Context, []fichier.Link) ([]fichier.Link, error) {
	return nil, ErrNoKey
}

func (keyless) Move(context.Context, []fichier.Link, fichier.FolderID) ([]fichier.Link, error) {
	return nil, ErrNoKey
}

func (keyless) Rename(context.Context, []fichier.Renaming) ([]fichier.Renamed, error) {
	return nil, ErrNoKey
}

func (keyless) Copy(context.Context, []fichier.Link, fichier.CopyOptions) ([]fichier.Copied, error) {
	return nil, ErrNoKey
}

func (keyless) SetAttributes(context.Context, []fichier.Link, fichier.Attributes) ([]fichier.Link, error) {
	return nil, ErrNoKey
}

func (keyless) Share(context.Context, fichier.FolderID, fichier.ShareOptions) (string, error) {
	return "", ErrNoKey
}

func (keyless) Mkdir(context.Context, fichier.FolderID, string) (fichier.FolderID, string, error) {
	return 0, "", ErrNoKey
}

func (keyless) MoveFolder(context.Context, fichier.FolderID, fichier.FolderID) error {
	return ErrNoKey
}

func (keyless) RenameFolder(context.Context, fichier.FolderID, fichier.FolderID, string) error {
	return ErrNoKey
}

func (keyless) RemoveFolder(context.Context, fichier.FolderID) error { return ErrNoKey }
