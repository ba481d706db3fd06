package simulator

import (
	"fmt"
	"time"
)

// koError is a KO answer. The numbers are those that were seen with the text; where
// none was, one is made up (1fichier-api §9).
type koError struct {
	status     int // HTTP; 0 means "nothing done", see WithKOStatus
	text       string
	number     int
	retryAfter time.Duration
	flood      bool
}

func (k koError) Error() string { return fmt.Sprintf("%s #%d", k.text, k.number) }

var (
	errType       error = koError{text: "Content-Type not JSON", number: 24}
	errJSON       error = koError{text: "JSON not decodable", number: 25}
	errMethod     error = koError{status: 405, text: "POST expected", number: 23}
	errEndpoint   error = koError{status: 404, text: "Unknown function", number: 21}
	errAuth       error = koError{status: 401, text: "Not authenticated", number: 247}
	errTier       error = koError{status: 403, text: "Must be a customer (Premium, Access)", number: 200}
	errNoUser     error = koError{status: 403, text: "No such user", number: 93}
	errNotFound   error = koError{status: 404, text: "Resource not found", number: 469}
	errNotAllowed error = koError{status: 403, text: "Resource not allowed", number: 631}
	errNoPass     error = koError{status: 403, text: "Password not provided. Resource not allowed", number: 631}
	errWrongPass  error = koError{status: 403, text: "Invalid password. Resource not allowed", number: 631}
	errOwner      error = koError{status: 403, text: "Owner locked", number: 620}
	errElsewhere  error = koError{status: 403, text: "Only 1 location allowed at a time", number: 887}
	errLine       error = koError{status: 403, text: "Your internet access seems to be a professional equipment " +
		"(VPN, proxy, data center): you must have CDN credits to download from it", number: 913}
	errNoFolder     error = koError{status: 404, text: "Folder not found", number: 470}
	errFolderExists error = koError{text: "Folder already exists", number: 474}
	errNotEmpty     error = koError{text: "Folder not empty", number: 475}
	errRoot         error = koError{text: "Root folder can not be changed", number: 476}
	errIntoItself   error = koError{text: "A folder can not be moved into itself", number: 477}
	errName         error = koError{text: "Invalid name", number: 478}
	errNotRenamed   error = koError{text: "No file has been renamed", number: 312}
	errNotMoved     error = koError{text: "No file has been moved", number: 311}
	errNoChanges    error = koError{text: "No changes requested", number: 340}
	errOneOnly      error = koError{text: "Only one file can be renamed at a time", number: 313}
	errNoFiles      error = koError{text: "No file given", number: 310}
	errNoTarget     error = koError{text: "destination_folder_id missing", number: 314}
	errShortPass    error = koError{text: "Password too short (6 characters at least)", number: 341}
	errTooBigToScan error = koError{text: "File too big to be scanned", number: 351}
	errNoJob        error = koError{status: 404, text: "Request not found", number: 501}
	errNoURLs       error = koError{text: "No valid URL", number: 502}
	errHeader       error = koError{text: "Invalid header", number: 503}
	errFTPUser      error = koError{text: "Invalid or already used FTP user", number: 601}
	errNoFTPUser    error = koError{status: 404, text: "FTP user not found", number: 602}
	errNoVoucher    error = koError{status: 404, text: "Voucher not found", number: 701}
	errNoShareUser  error = koError{text: "Unknown user in shares", number: 481}
	errBadSetting   error = koError{text: "Invalid value", number: 120}
)

// flood makes the answer of a call that breaks a limit.
func (s *Service) flood(text string, number int) error {
	return koError{
		status: s.conf.floodStatus, text: text, number: number,
		retryAfter: s.conf.retryAfter, flood: true,
	}
}
