package cli

import "time"

// Count is how many entries find found, with --count.
type Count struct {
	Count int `json:"count"`
}

// Usage is what lies in a folder and below it: du. The last one is the sum.
type Usage struct {
	Path     string     `json:"path"`
	Kind     string     `json:"kind"`
	Depth    int        `json:"depth"` // 0: the folder that was asked for
	Bytes    int64      `json:"bytes"`
	Files    int64      `json:"files"`
	Folders  int64      `json:"folders"`
	Unlisted int64      `json:"unlisted"` // folders that were never listed, or in part
	Complete bool       `json:"complete"` // else bytes and files are at least that
	Newest   *time.Time `json:"newest"`   // UTC; of a file; null when there is none
}

// Change is what was noticed about the account: changes.
type Change struct {
	At     time.Time `json:"at"`   // when it was noticed
	Kind   string    `json:"kind"` // added, changed, moved or vanished
	Own    bool      `json:"own"`  // onefm did it on this machine
	Path   string    `json:"path"`
	Was    string    `json:"was,omitempty"` // moved: where it was
	Entry  string    `json:"entry"`         // file or folder
	Size   *int64    `json:"size"`
	Link   string    `json:"link,omitempty"`
	Folder string    `json:"folder_id,omitempty"`
	Sum    string    `json:"whirlpool,omitempty"`
}

// Duplicates are files with the same bytes: duplicates.
type Duplicates struct {
	Sum    string `json:"whirlpool,omitempty"`
	Size   int64  `json:"size"` // of one
	Sure   bool   `json:"sure"` // else only the sizes are known to be equal
	Free   int64  `json:"free"` // bytes of the extra copies
	Copies []Twin `json:"copies"`
	More   int    `json:"more,omitempty"` // copies beyond those
}

// Twin is one copy of several.
type Twin struct {
	Path      string     `json:"path"`
	Link      string     `json:"link"`
	Time      *time.Time `json:"time"`
	Keep      bool       `json:"keep"`
	Why       string     `json:"why"`                 // extra, oldest, protected, public or unsure
	Ambiguous bool       `json:"ambiguous,omitempty"` // another file of the folder bears the name
}
