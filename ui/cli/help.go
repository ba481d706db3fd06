package cli

import "github.com/spf13/cobra"

// schema is the help topic about --json. The objects are the types of json.go.
func (r *runner) schema() *cobra.Command {
	return &cobra.Command{
		Use:   "json",
		Short: "What --json writes",
		Long: `Every result is one JSON object on a line of stdout, every failure one on a line of stderr. Fields are added, never renamed. Times are UTC, sizes bytes, what is not known is null.

ls       {"path","name","raw_name","kind","size","time","link","folder_id","whirlpool","flags","target","as_of"}
         kind: file, folder, symlink, other; raw_name: base64 of a name that is no UTF-8
         flags: verified, shared, password, limited, duplicate, read_only, pending
find tree  the same; with find --count {"count"}
du       {"path","kind","depth","bytes","files","folders","unlisted","complete","newest"}, a line each, the sum last
         complete is false when a folder below was never listed: bytes and files are at least that
duplicates  {"whirlpool","size","sure","free","copies":[{"path","link","time","keep","why","ambiguous"}],"more"}
         why: extra, oldest, protected, public, unsure; ambiguous: another file of the folder bears the name
changes  {"at","kind","own","path","was","entry","size","link","folder_id","whirlpool"}; kind: added, changed, moved, vanished
cp mv    {"op","to","items","identical","bytes","seconds","skipped":[{"path","target"}],"failed":[failure]}
         with --dry-run a line for each step: {"action","path","target","size","exists","error"}; dry_run is true then
         action: upload, download, server_copy, disk_copy, move, mkdir, fetch, remove_folder, skip, identical, fail
rm       {"removed":[path],"failed":[failure]}
mkdir    {"path","folder_id"}
link     {"path","name","link","size","whirlpool"}
check    {"path","verdict","left","right","error"}, a line each; left and right are entries as in ls, or null
         verdict: only_left, only_right, size, content, kind, left_out, unreadable; with --all also same, same_size
         the last line: {"left","right","equal","counts":{verdict: lines},"bytes","folders","bytes_read"}
queue    {"job","state","op","title","sources","from","to","bytes","bytes_total","items","items_total","skipped","failed","speed",
          "seconds_left","holdup","holdup_until","failures":[failure],"error","live"}, a line for each job; cp and mv with --detach too
          state: queued, running, paused, left, done, failed, cancelled
account  {"email","tier","until","used","hot","cold","cold_quota","cold_free","cdn_credits","over_quota","uploads_forbidden","key","as_of"}
login    the same; tier: free, premium, access, gold
         key: environment, key_command, keyring, kernel, session, none
logout   {"logged_out","left":[key]}
failure  {"kind","what","do","path","retry_at"}; on stderr as {"error":failure}
         kind is a word that stays: usage, no_key, key_refused, locked, too_soon, not_found, tier, quota, …

Exit codes: 0 done, 1 failed, 2 usage, 3 key missing or refused, 4 part of it failed or was skipped, or check found a difference, 5 the service asks to wait, 130 interrupted.`,
		Args: r.args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
}
