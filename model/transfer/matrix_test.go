package transfer

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/plan"
)

// operation is a job of the matrix: how the world looks before it, and which
// parts of the service it touches.
type operation struct {
	name      string
	endpoints string // words
	op        plan.Op
	account   bool // the sources are in the account
	target    bool // the target is in the account
	each      bool // the sources are the files and folders inside, not the folder
}

var operations = []operation{
	{"upload", "upload end upload/get_upload_server folder/mkdir folder/ls", plan.Copy, false, true, false},
	{"move up", "upload end upload/get_upload_server folder/mkdir", plan.Move, false, true, false},
	{"download", "download download/get_token", plan.Copy, true, false, false},
	{"move down", "download download/get_token file/rm folder/rm", plan.Move, true, false, false},
	{"copy in the account", "file/cp folder/mkdir folder/ls", plan.Copy, true, true, false},
	{"move in the account", "folder/mv", plan.Move, true, true, false},
	{"move entries in the account", "file/mv folder/mv", plan.Move, true, true, true},
	{"upload what is there", "file/cp file/info folder/mkdir folder/ls", plan.Copy, false, true, false},
	{"move up what is there", "file/cp file/info upload end", plan.Move, false, true, false},
}

// matrixFaults are what goes wrong; each rule is a row for every operation that
// touches its part of the service.
var matrixFaults = []string{
	"upload nth=1 lost", "upload first=2 lost", "upload nth=1 reset", "upload nth=1 cut=6k", "upload nth=1 hang",
	"upload nth=1 hang=6k", "upload nth=1 500", "upload nth=1 503", "upload nth=1 html", "upload nth=1 reject", "upload first=2 reject",
	"upload nth=1 delay=90s", "upload nth=1 slow=200", "upload nth=1 corrupt=6k", "upload corrupt=6k", "upload nth=1 flood403",
	"upload nth=1 401", "upload nth=1 tier", "upload every=2 lost", "upload reset",
	"end nth=1 pleasewait=3", "end pleasewait=12", "end nth=1 emptylinks", "end emptylinks", "end nth=1 wrongsum", "end wrongsum", "end nth=1 503",
	"end nth=1 html", "end nth=1 reset", "end nth=1 lost", "end nth=1 truncated", "end nth=1 hang", "end nth=1 notfound", "end notfound",
	"end lag=20s", "end nth=1 delay=90s", "end 503",
	"upload/get_upload_server nth=1 503", "upload/get_upload_server nth=1 flood403", "upload/get_upload_server nth=1 flood429=40",
	"upload/get_upload_server nth=1 reset", "upload/get_upload_server nth=1 html", "upload/get_upload_server nth=1 truncated",
	"upload/get_upload_server nth=1 lost", "upload/get_upload_server nth=1 hang", "upload/get_upload_server nth=1 401", "upload/get_upload_server 503",
	"download nth=1 cut=900", "download first=5 cut=400", "download nth=1 torn=900", "download torn=3k", "download nth=1 corrupt=5", "download corrupt=5",
	"download nth=1 slow=500", "download nth=1 hang", "download nth=1 hang=900", "download every=2 wrongrange", "download nth=1 cut=900 + download nth=2 norange", "download every=2 norange",
	"download nth=1 503", "download nth=1 html", "download nth=1 410", "download nth=1 notfound", "download nth=1 reset", "download nth=1 iplocked",
	"download nth=1 endless", "download nth=1 lost", "download 410", "download 503", "download nth=1 owner", "download every=2 lost",
	"download/get_token nth=2 503", "download/get_token nth=2 flood403", "download/get_token nth=2 flood429=40", "download/get_token nth=2 reset",
	"download/get_token nth=2 html", "download/get_token nth=2 truncated", "download/get_token nth=2 lost", "download/get_token nth=2 hang",
	"download/get_token nth=2 401", "download/get_token nth=2 notfound", "download/get_token nth=2 owner", "download/get_token nth=2 location",
	"download/get_token nth=2 tier", "download/get_token nth=2 password", "download/get_token nth=2 userlocked",
	"file/rm nth=1 503", "file/rm nth=1 lost", "file/rm nth=1 reset", "file/rm nth=1 flood403", "file/rm nth=1 truncated", "file/rm nth=1 notallowed", "file/rm 503",
	"folder/rm nth=1 503", "folder/rm nth=1 lost", "folder/rm 503", "folder/rm nth=1 notallowed",
	"file/cp nth=1 503", "file/cp nth=1 lost", "file/cp first=2 lost", "file/cp nth=1 reset", "file/cp nth=1 flood403", "file/cp nth=1 truncated",
	"file/cp nth=1 html", "file/cp nth=1 notfound", "file/cp 503", "file/cp lag=20s", "file/cp first=2 notfound", "file/info 503", "file/info first=9 lost",
	"file/mv nth=1 503", "file/mv nth=1 lost", "file/mv nth=1 reset", "file/mv nth=1 flood403", "file/mv nth=1 truncated", "file/mv 503",
	"folder/mv nth=1 503", "folder/mv nth=1 lost", "folder/mv nth=1 reset", "folder/mv nth=1 flood403", "folder/mv 503",
	"folder/mkdir nth=1 503", "folder/mkdir nth=1 lost", "folder/mkdir nth=1 reset", "folder/mkdir nth=1 flood403", "folder/mkdir nth=1 truncated", "folder/mkdir nth=2 notallowed",
	"folder/ls nth=2 503", "folder/ls nth=2 lost", "folder/ls nth=2 flood403", "folder/ls nth=2 html",
}

// apiFaults are the kinds that any call of the API may meet, and apiCalls the calls
// that meet each of them: the first of their kind, or, where the job begins with
// others of the same kind, the second.
var (
	apiFaults = []string{
		"flood403", "flood429=40", "userlocked", "iplocked", "401", "tier", "password", "notallowed", "notfound", "nouser", "owner", "location", "vpn",
		"503", "html", "reset", "hang", "truncated", "huge=1M", "endless", "lost", "delay=90s",
	}
	apiCalls = []string{
		"upload/get_upload_server nth=1", "download/get_token nth=2", "file/cp nth=1", "file/info nth=1", "file/mv nth=1", "folder/mv nth=1",
	}
)

// faultRows are all rows of the matrix.
func faultRows() []string {
	rows := slices.Clone(matrixFaults)
	for _, call := range apiCalls {
		for _, fault := range apiFaults {
			if row := call + " " + fault; !slices.Contains(rows, row) {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// Every kind of fault that the simulator knows meets every operation that it can
// meet, in a run that takes all rows.
func TestTheMatrixIsWhole(t *testing.T) {
	t.Parallel()
	only := map[string]string{ // kinds of faults that one part of the service has
		"reject": "upload", "pleasewait": "end", "emptylinks": "end", "wrongsum": "end", "slow": "upload download", "cut": "upload download",
		"corrupt": "upload download", "torn": "download", "wrongrange": "download", "norange": "download", "lag": "end file/cp",
	}
	for _, op := range operations {
		met := map[string]bool{}
		for _, row := range faultRows() {
			words := strings.Fields(row)
			for _, w := range words[1:] {
				kind, _, _ := strings.Cut(w, "=")
				met[kind] = met[kind] || op.touches(words[0])
			}
		}
		for line := range strings.Lines(simulator.FaultHelp()) {
			kind := strings.Fields(line)[0]
			where := strings.Fields(only[kind])
			switch {
			case met[kind], kind == "status" && met["503"]:
			case len(where) > 0 && !slices.ContainsFunc(where, op.touches):
			default:
				t.Errorf("%s never meets the fault %s", op.name, kind)
			}
		}
	}
}

func (op operation) touches(endpoint string) bool {
	return slices.Contains(strings.Fields(op.endpoints), endpoint)
}

// meeting is an operation under a fault.
type meeting struct {
	op   operation
	text string
	n    int // of the fault in its list
}

// meetings are all operations under all the faults that they can meet.
func meetings(rows []string) []meeting {
	var all []meeting
	for n, text := range rows {
		endpoint, _, _ := strings.Cut(text, " ")
		for _, op := range operations {
			if op.touches(endpoint) {
				all = append(all, meeting{op, text, n})
			}
		}
	}
	return all
}

func (m meeting) String() string { return m.op.name + "/" + m.text }

// kinds are the operation, the part of the service, and the kinds of the faults.
func (m meeting) kinds() []string {
	kinds := []string{m.op.name}
	for w := range strings.FieldsSeq(m.text) {
		kind, _, _ := strings.Cut(w, "=")
		kinds = append(kinds, kind)
	}
	return kinds
}

// TestFaultMatrix is every operation under every fault. Under the race detector it
// is one row in twelve, see sampled.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	for _, m := range sampled(t, 12, meetings(faultRows()), meeting.kinds) {
		t.Run(m.String(), func(t *testing.T) {
			inRig(t, nil, func(t *testing.T, r *rig) { m.op.withFault(t, r, m.text) })
		})
	}
}

// TestFaultMatrixOfOtherServices repeats the rows that leave doubt for services
// that file uploads at once, name reports otherwise, or list late. Under the race
// detector it is one row in three.
func TestFaultMatrixOfOtherServices(t *testing.T) {
	t.Parallel()
	kinds := map[string][]simulator.Option{
		"stored at once":                  {simulator.WithStoredAtUpload()},
		"stored at once, other report id": {simulator.WithStoredAtUpload(), simulator.WithOtherXID()},
		"other report id":                 {simulator.WithOtherXID()},
		"stored at once, lists late":      {simulator.WithStoredAtUpload(), simulator.WithOtherXID(), simulator.WithLag(20 * time.Second)},
		"please wait":                     {simulator.WithPleaseWait(2)},
		"strict folders":                  {simulator.WithStrictFolders()},
		"rejects with 500":                {simulator.WithRejectStatus(500)},
	}
	type row struct{ service, text string }
	var rows []row
	for name := range kinds {
		for _, text := range []string{"upload nth=1 lost", "upload first=2 lost", "end nth=1 notfound", "upload nth=1 reject", "upload nth=1 hang", "file/mkdir nth=9 503"} {
			rows = append(rows, row{name, text})
		}
	}
	for _, row := range sampled(t, 3, rows, func(r row) []string { return []string{r.service, r.text} }) {
		t.Run(row.service+"/"+row.text, func(t *testing.T) {
			inRig(t, kinds[row.service], func(t *testing.T, r *rig) { operations[0].withFault(t, r, row.text) })
		})
	}
}

// withFault runs the operation under a fault and checks what must hold whatever
// happens: nothing lost, nothing doubled, every miss named; and after the fault is
// over a retry completes the job.
func (op operation) withFault(t *testing.T, r *rig, text string) {
	r.e.o.Batch = 25 << 10 // so that the files below are one batch, and one that goes alone
	want := op.seed(r)
	p := op.plan(r)
	r.fault(strings.Split(text, " + ")...)
	id, err := r.e.Submit(p)
	if err != nil {
		t.Fatal(err)
	}
	res := r.wait(id)
	r.svc.ClearFaults()
	op.check(t, r, want, res)
	if res.State == Done {
		op.complete(r, want)
		return
	}
	if len(res.Failures) == 0 && res.Err == nil {
		t.Errorf("failed without a failure: %+v", res)
	}
	if errors.Is(res.Err, fichier.ErrAuth) {
		return // the client makes no further call: a new session follows
	}
	time.Sleep(3 * time.Hour) // locks and reports run out
	if err := r.e.Retry(id); err != nil {
		t.Fatal(err)
	}
	r.ok(r.wait(id))
	op.complete(r, want)
}

// seed makes the sources and returns what they are.
func (op operation) seed(r *rig) tree {
	for i, name := range []string{"a", "b", "sub/c", "sub/d", "sub/deep/e"} {
		r.write("seed/"+name, uint64(i), 2_000+i)
	}
	r.write("seed/large", 9, 15_000)
	want := r.onDisk("seed")
	if op.account {
		for name := range want {
			data := bytesOf(uint64(slices.Index([]string{"a", "b", "sub/c", "sub/d", "sub/deep/e"}, name)), int(sizeOf(want[name][0])))
			if name == "large" {
				data = bytesOf(9, 15_000)
			}
			r.svc.AddFile("/from/seed/"+name, simulator.Bytes(data))
		}
	}
	if op.target {
		r.svc.AddFolder("/to")
	}
	if op.twins() {
		op.addTwins(r)
	}
	return want
}

// twins reports whether the account has the bytes already, and a byte of the line is
// dear.
func (op operation) twins() bool { return strings.Contains(op.name, "what is there") }

// addTwins puts the bytes of most sources into the account: some under their names,
// one under another.
func (op operation) addTwins(r *rig) {
	for i, name := range []string{"a", "b", "another", "d"} {
		r.svc.AddFile("/have/"+name, simulator.Bytes(bytesOf(uint64(i), 2_000+i)))
	}
	r.svc.AddFile("/have/large", simulator.Bytes(bytesOf(9, 15_000)))
	r.knows("/have")
	r.slowLine()
}

func sizeOf(text string) int64 {
	var n int64
	_, _ = fmt.Sscanf(text, "%d", &n)
	return n
}

func (op operation) plan(r *rig) *plan.Plan {
	from, to := r.local("seed"), r.local("to")
	if op.account {
		from = model.AccountPath("/from/seed")
	}
	if op.target {
		to = model.AccountPath("/to")
	}
	if op.each {
		return r.plan(op.op, plan.Ask, to.Child("seed"), from.Child("a"), from.Child("b"), from.Child("sub"), from.Child("large"))
	}
	return r.plan(op.op, plan.Ask, to, from)
}

// trees returns what is at the source and at the target now.
func (op operation) trees(r *rig) (source, target tree) {
	source, target = r.onDisk("seed"), r.onDisk("to/seed")
	if op.account {
		source = r.inAccount("/from/seed")
	}
	if op.target {
		target = r.inAccount("/to/seed")
	}
	return source, target
}

func (op operation) complete(r *rig, want tree) {
	r.t.Helper()
	source, target := op.trees(r)
	r.same("the target", want, target)
	if op.op == plan.Move {
		want = tree{}
	}
	r.same("the source", want, source)
}

func (op operation) check(t *testing.T, r *rig, want tree, res Result) {
	t.Helper()
	source, target := op.trees(r)
	named := map[string]bool{}
	for _, f := range res.Failures {
		named[f.Item.Path().Name()] = true
	}
	for name, what := range want {
		here, there := source[name], target[name]
		if op.op == plan.Copy && !slices.Equal(here, what) {
			t.Errorf("the source of %s is now %v", name, here)
		}
		if len(here) == 0 && len(there) == 0 {
			t.Errorf("%s is lost", name)
		}
		if len(there) > 1 || len(there) == 1 && there[0] != what[0] {
			t.Errorf("%s at the target: %v, want %v once", name, there, what)
		}
		done := len(there) == 1 && (op.op == plan.Copy || len(here) == 0)
		if !done && res.Err == nil && !op.excused(res, name) {
			t.Errorf("%s is not done, and no failure says so: %v", name, res.Failures)
		}
		delete(target, name)
	}
	for name := range target {
		if !strings.Contains(name, ".onefm-part") || res.State == Done {
			t.Errorf("%s is at the target and should not be", name)
		}
	}
}

// excused reports whether a failure names the file or a folder above it.
func (op operation) excused(res Result, name string) bool {
	for _, f := range res.Failures {
		if p := f.Item.Path().Name(); strings.HasSuffix(p, "/"+name) || strings.Contains("/seed/"+name+"/", "/"+f.Item.Entry.Name+"/") {
			return true
		}
	}
	return false
}
