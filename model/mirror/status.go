package mirror

import (
	"context"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// Status is what the mirror can tell of itself and of the service at a moment.
type Status struct {
	// Budget is when the next call may leave, until when the service has locked us
	// and why; zero without a key.
	Budget fichier.Budget
	// Asking is the folder that is being asked for now; zero: none.
	Asking model.Path
	// Open are the folders that people look at, in the order of [Mirror.Attend].
	Open []OpenFolder
	// Folders are known, Listed of them with what they hold, and Files in these.
	Folders, Listed, Files int64
	// Syncing: folders that were never listed are being asked for, with Calls so
	// far; Left is how long the rest will take, about; 0: not known.
	Syncing bool
	Calls   int
	Left    time.Duration
	// Offline is why the last call did not reach the service, nil when it did, and
	// Since when that is so.
	Offline error
	Since   time.Time
}

// OpenFolder is a folder that people look at.
type OpenFolder struct {
	Dir  model.Path
	AsOf time.Time // when its rows were true; zero: never listed
	Next time.Time // when it is refreshed by itself; zero: not planned
}

// Folder returns what Open says of a folder; the zero OpenFolder when it is none.
func (s Status) Folder(dir model.Path) OpenFolder {
	for _, f := range s.Open {
		if f.Dir == dir {
			return f
		}
	}
	return OpenFolder{}
}

// Status returns what is known at the moment. It neither reads the database nor
// asks the service, so it may be called for every frame. ctx is for those that
// come to need one.
func (m *Mirror) Status(_ context.Context) Status { return Status{} }

// WatchStatus returns a watch that fires when [Mirror.Status] has something new to
// tell, time apart; it has no folders to take.
func (m *Mirror) WatchStatus() *Watch { return m.Watch() }
