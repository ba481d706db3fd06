package simulator

import (
	"regexp"
	"slices"
	"unicode/utf8"
)

// ftpUser may upload into one folder.
type ftpUser struct {
	name   string
	folder int64
}

var ftpName = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// ftpProcess would file what has arrived by FTP; nothing does here (1fichier-api §4.20).
func (s *Service) ftpProcess(*request) (object, error) {
	return object{{"status", "OK"}, {"message", "Treatment started"}}, nil
}

// ftpUsersLs lists the users. The sources don't say how; "users" is our choice.
func (s *Service) ftpUsersLs(*request) (object, error) {
	list := make([]object, 0, len(s.ftpUsers))
	for _, u := range s.ftpUsers {
		list = append(list, object{{"user", u.name}, {"folder_id", u.folder}})
	}
	return s.addList(object{{"status", "OK"}}, "users", list), nil
}

func (s *Service) ftpUsersAdd(q *request) (object, error) {
	name := q.params.string("user")
	if _, err := s.dir(q.params.int("folder_id"), ""); err != nil {
		return nil, err
	}
	taken := slices.ContainsFunc(s.ftpUsers, func(u ftpUser) bool { return u.name == name })
	switch {
	case taken || !ftpName.MatchString(name):
		return nil, errFTPUser
	case utf8.RuneCountInString(q.params.string("pass")) < minPass:
		return nil, errShortPass
	}
	s.ftpUsers = append(s.ftpUsers, ftpUser{name, q.params.int("folder_id")})
	return object{{"status", "OK"}, {"message", "User added"}}, nil
}

func (s *Service) ftpUsersRm(q *request) (object, error) {
	n := len(s.ftpUsers)
	s.ftpUsers = slices.DeleteFunc(s.ftpUsers, func(u ftpUser) bool { return u.name == q.params.string("user") })
	if len(s.ftpUsers) == n {
		return nil, errNoFTPUser
	}
	return object{{"status", "OK"}, {"message", "User removed"}}, nil
}

// vouchersLs says that the account has none (1fichier-api §4.21).
func (s *Service) vouchersLs(*request) (object, error) {
	return s.addList(object{{"status", "OK"}, {"count", 0}}, "data", nil), nil
}

func (s *Service) vouchersCheck(*request) (object, error) { return nil, errNoVoucher }

func (s *Service) vouchersUse(*request) (object, error) { return nil, errNoVoucher }
