package session

import (
	"context"

	"onefm/fichier"
	"onefm/model"
)

// keyless is the service for an engine that has no key: local jobs run, all others
// fail.
type keyless struct{}

func (keyless) UploadNode(context.Context) (fichier.Node, error) {
	return fichier.Node{}, model.ErrNoKey
}

func (keyless) Upload(context.Context, fichier.Node, fichier.UploadRequest) (fichier.Receipt, error) {
	return fichier.Receipt{}, model.ErrNoKey
}

func (keyless) WaitReport(context.Context, fichier.Receipt) (fichier.Report, error) {
	return fichier.Report{}, model.ErrNoKey
}

func (keyless) Report(context.Context, fichier.Receipt) (fichier.Report, error) {
	return fichier.Report{}, model.ErrNoKey
}

func (keyless) Token(context.Context, fichier.Link, fichier.TokenOptions) (fichier.Ticket, error) {
	return fichier.Ticket{}, model.ErrNoKey
}

func (keyless) Open(context.Context, fichier.Ticket, int64, int64) (*fichier.Download, error) {
	return nil, model.ErrNoKey
}

func (keyless) FileInfo(context.Context, fichier.Link, string) (fichier.FileInfo, error) {
	return fichier.FileInfo{}, model.ErrNoKey
}

func (keyless) RequestRemote(context.Context, fichier.RemoteRequest) (fichier.RemoteJob, error) {
	return fichier.RemoteJob{}, model.ErrNoKey
}

func (keyless) Budget() fichier.Budget { return fichier.Budget{} }
