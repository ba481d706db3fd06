package simulator

import (
	"strconv"
	"time"
)

// account is what user/info knows besides the files.
type account struct {
	ftpManual, ftpReport, ruReport  bool
	ftpFolder                       int64
	domain, pageLimit               int64
	port, portFiles, useCDN, dlMenu bool
	credits                         float64 // GB
	hot, cold                       int64   // bytes, as of stats
	stats                           time.Time
}

func newAccount(c *config) account {
	return account{ftpReport: true, ruReport: true, pageLimit: 100, credits: c.credits}
}

// used returns the bytes that the account holds.
func (s *Service) used() (n int64) {
	for _, f := range s.tree.files {
		if s.mine(f) {
			n += f.blob.size
		}
	}
	return n
}

// measure adds up the storage; like the real numbers they are up to a day old.
func (s *Service) measure(now time.Time) {
	a := &s.account
	if !a.stats.IsZero() && now.Sub(a.stats) < 24*time.Hour {
		return
	}
	a.hot, a.cold, a.stats = 0, 0, now
	for _, f := range s.tree.files {
		switch {
		case !s.mine(f):
		case now.Sub(f.used) < hotAge:
			a.hot += f.blob.size
		default:
			a.cold += f.blob.size
		}
	}
}

// userInfo reads and sets the account (1fichier-api §4.18). Flags are strings.
func (s *Service) userInfo(q *request) (object, error) {
	if err := s.setAccount(q.params); err != nil {
		return nil, err
	}
	s.measure(q.now())
	a, over := &s.account, s.used() > s.conf.quota
	out := object{
		{"status", "OK"},
		{"message", "OK"},
		{"email", s.tree.root.owner},
		{"offer", strconv.Itoa(s.conf.tier)},
		{"2fa", "0"},
		{"cdn", strconv.FormatFloat(a.credits, 'f', 2, 64)},
		{"use_cdn", bitText(a.useCDN)},
		{"mail_rm", "0"},
		{"download_menu", bitText(a.dlMenu)},
		{"default_port", bitText(a.port)},
		{"default_port_files", bitText(a.portFiles)},
		{"ftp_mode", bitText(a.ftpManual)},
		{"ftp_report", bitText(a.ftpReport)},
		{"ru_report", bitText(a.ruReport)},
		{"ftp_did", a.ftpFolder},
		{"page_limit", a.pageLimit},
		{"default_domain", a.domain},
		{"upload_forbidden", bitText(s.conf.forbidden || over)},
		{"hot_storage", a.hot},
		{"cold_storage", a.cold},
		{"allowed_cold_storage", s.conf.quota},
		{"available_cold_storage", max(s.conf.quota-a.cold, 0)},
		{"available_storage", s.conf.quota - a.hot - a.cold},
		{"default_cold_storage_quota", 2},
		{"default_quota", 0},
		{"overquota", bit(over)},
		{"stats_date", s.date(a.stats)},
	}
	if s.conf.tier != Free {
		end := s.conf.clock().In(s.paris).AddDate(1, 0, 0)
		out = append(out, field{"subscription_end", end.Format(time.DateOnly) + " 23:59:59"})
	}
	return out, nil
}

// setAccount changes what the call names; nothing when a value isn't valid.
func (s *Service) setAccount(p params) error {
	a := s.account
	for key, to := range map[string]*bool{
		"ftp_mode": &a.ftpManual, "ftp_report": &a.ftpReport, "ru_report": &a.ruReport,
		"default_port": &a.port, "default_port_files": &a.portFiles,
		"use_cdn": &a.useCDN, "download_menu": &a.dlMenu,
	} {
		if p.has(key) {
			if n := p.int(key); n < 0 || n > 1 {
				return errBadSetting
			}
			*to = p.flag(key)
		}
	}
	if p.has("ftp_did") {
		a.ftpFolder = p.int("ftp_did")
		if _, err := s.dir(a.ftpFolder, ""); err != nil {
			return err
		}
	}
	if p.has("default_domain") {
		a.domain = p.int("default_domain")
		if a.domain < 0 || a.domain >= int64(len(domains())) {
			return errBadSetting
		}
	}
	if p.has("page_limit") {
		a.pageLimit = p.int("page_limit")
	}
	s.account = a
	return nil
}
