package simulator

import (
	"fmt"
	"strings"
)

// valueKind is what stands behind a kind.
type valueKind uint8

const (
	noValue valueKind = iota
	mayHaveSize
	needsSize
	needsDuration
)

// kindInfo tells about one kind of fault.
type kindInfo struct {
	kind  Kind
	takes valueKind
	text  string
}

func kinds() []kindInfo {
	return []kindInfo{
		{FaultFlood403, noValue, "Flood detected: IP Locked, with 403"},
		{FaultFlood429, mayHaveSize, "the same with 429; =SECONDS adds Retry-After"},
		{FaultUser, noValue, "Flood detected: User Locked, with 403"},
		{FaultIPLocked, noValue, "the nine bytes \"IP Locked\" as plain text, with 403"},
		{FaultAuth, noValue, "Not authenticated"},
		{FaultTier, noValue, "Must be a customer"},
		{FaultPassword, noValue, "Password not provided"},
		{FaultNotAllowed, noValue, "Resource not allowed"},
		{FaultNotFound, noValue, "Resource not found"},
		{FaultNoUser, noValue, "No such user"},
		{FaultOwner, noValue, "Owner locked"},
		{FaultLocation, noValue, "Only 1 location allowed at a time"},
		{FaultLine, noValue, "professional equipment"},
		{FaultStatus, needsSize, "=CODE, an HTTP error with a page; 500, 502, 503, 504, 509 and 410 are short for it"},
		{FaultHTML, noValue, "a page with 200 where data are expected"},
		{FaultReset, noValue, "the connection is reset before a byte of the answer"},
		{FaultHang, mayHaveSize, "no answer; =BYTES: after that many bytes of a transfer"},
		{FaultReject, noValue, "an upload is rejected: node trouble"},
		{FaultTruncated, noValue, "the JSON ends in the middle"},
		{FaultHuge, mayHaveSize, "=BYTES (64M) of blanks in front of the answer"},
		{FaultEndless, noValue, "an answer without an end"},
		{FaultLost, noValue, "done, but the connection is reset instead of an answer"},
		{FaultDelay, needsDuration, "=DURATION before the answer"},
		{FaultPleaseWait, mayHaveSize, "=N requests for a report get a page"},
		{FaultEmptyLinks, noValue, "a report without links"},
		{FaultWrongSum, noValue, "a report with a wrong Whirlpool"},
		{FaultLag, needsDuration, "=DURATION until listings show uploads and removals"},
		{FaultSlow, needsSize, "=BYTES a second, both ways"},
		{FaultCut, needsSize, "=N: reset after N bytes of a transfer"},
		{FaultTorn, needsSize, "=N: a download ends after N bytes as if that were all"},
		{FaultCorrupt, needsSize, "=N: the byte at offset N of a transfer is another"},
		{FaultWrongRange, noValue, "206 with a Content-Range that isn't true"},
		{FaultNoRange, noValue, "200 and the whole file to a request for a range"},
	}
}

func infoOf(k Kind) (kindInfo, bool) {
	for _, info := range kinds() {
		if info.kind == k {
			return info, true
		}
	}
	return kindInfo{}, false
}

// FaultHelp lists the kinds of faults for people, a line each.
func FaultHelp() string {
	var b strings.Builder
	for _, info := range kinds() {
		fmt.Fprintf(&b, "  %-11s %s\n", info.kind, info.text)
	}
	return b.String()
}
