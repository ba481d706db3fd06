package fichier

import (
	"context"
	"time"
)

// Tier is the offer an account has (1fichier-api §10).
type Tier int

// The tiers, numbered as the service does.
const (
	Free Tier = iota
	Premium
	AccessTier
	PremiumGold
)

// String returns the offer's name.
func (t Tier) String() string {
	switch t {
	case Free:
		return "Free"
	case Premium:
		return "Premium"
	case AccessTier:
		return "Access"
	case PremiumGold:
		return "Premium GOLD"
	}
	return "unknown"
}

// Downloads reports whether the tier may download through the API without CDN
// credits.
func (t Tier) Downloads() bool { return t != Free }

// MaxFile is the largest file the tier may upload, in bytes.
func (t Tier) MaxFile() int64 {
	if t == Free {
		return 50e9
	}
	return MaxFile
}

// Account is the state of the account (1fichier-api §4.18). Its numbers are those
// of Stats, not of this moment.
type Account struct {
	Email           string
	Tier            Tier
	Until           time.Time // end of the subscription; zero when there is none
	TwoFactor       bool
	Credits         float64 // CDN credit in GB
	HotStorage      int64   // bytes used in the last 60 days
	ColdStorage     int64   // bytes not used in the last 60 days
	ColdQuota       int64   // bytes of cold storage allowed; 0 when not told
	ColdFree        int64   // bytes left of the cold quota
	Available       int64   // bytes left; negative or zero may mean an excess
	Extended        int64   // TB bought
	ExtendedUntil   time.Time
	OverQuota       bool
	UploadForbidden bool
	Stats           time.Time // when the numbers were computed
	Settings        Settings
}

// Settings are the account's settings. MailRemovals is shown only.
type Settings struct {
	FTPManual      bool
	FTPFolder      FolderID
	FTPReport      bool
	RemoteReport   bool
	Domain         int // index into Domains
	PageLimit      int // of the website
	PlainSite      bool
	PlainDownloads bool
	UseCDN         bool
	DownloadMenu   bool
	MailRemovals   bool
}

// AccountSettings are changes of the settings; nil fields stay as they are.
type AccountSettings struct {
	FTPManual      *bool
	FTPFolder      *FolderID
	FTPReport      *bool
	RemoteReport   *bool
	Domain         *int
	PageLimit      *int
	PlainSite      *bool
	PlainDownloads *bool
	UseCDN         *bool
	DownloadMenu   *bool
}

type setRequest struct {
	FTPMode          *int      `json:"ftp_mode,omitempty"`
	FTPFolder        *FolderID `json:"ftp_did,omitempty"`
	FTPReport        *int      `json:"ftp_report,omitempty"`
	RemoteReport     *int      `json:"ru_report,omitempty"`
	Domain           *int      `json:"default_domain,omitempty"`
	PageLimit        *int      `json:"page_limit,omitempty"`
	DefaultPort      *int      `json:"default_port,omitempty"`
	DefaultPortFiles *int      `json:"default_port_files,omitempty"`
	UseCDN           *int      `json:"use_cdn,omitempty"`
	DownloadMenu     *int      `json:"download_menu,omitempty"`
}

type accountResponse struct {
	Email            text   `json:"email"`
	Offer            number `json:"offer"`
	SubscriptionEnd  moment `json:"subscription_end"`
	TwoFactor        number `json:"2fa"`
	CDN              real   `json:"cdn"`
	HotStorage       number `json:"hot_storage"`
	ColdStorage      number `json:"cold_storage"`
	AllowedCold      number `json:"allowed_cold_storage"`
	AvailableCold    number `json:"available_cold_storage"`
	Available        number `json:"available_storage"`
	Extended         number `json:"extended_quota"`
	ExtendedEnd      moment `json:"extended_quota_end"`
	OverQuota        flag   `json:"overquota"`
	UploadForbidden  flag   `json:"upload_forbidden"`
	Stats            moment `json:"stats_date"`
	FTPMode          flag   `json:"ftp_mode"`
	FTPFolder        number `json:"ftp_did"`
	FTPReport        flag   `json:"ftp_report"`
	RemoteReport     flag   `json:"ru_report"`
	Domain           number `json:"default_domain"`
	PageLimit        number `json:"page_limit"`
	DefaultPort      flag   `json:"default_port"`
	DefaultPortFiles flag   `json:"default_port_files"`
	UseCDN           flag   `json:"use_cdn"`
	DownloadMenu     flag   `json:"download_menu"`
	MailRemovals     flag   `json:"mail_rm"`
}

// accountRoute is asked once in five minutes, for reading and for setting alike: the
// service counts both (1fichier-api §2).
func accountRoute(read bool) route {
	return route{path: "user/info.cgi", safe: read, rules: []Rule{AccountRule()}}
}

// Account returns the state of the account. More than once in five minutes is
// ErrTooSoon.
func (c *Client) Account(ctx context.Context) (Account, error) {
	r, err := call[struct{}, accountResponse](ctx, c, "ask for the account", accountRoute(true), struct{}{})
	if err != nil {
		return Account{}, err
	}
	return r.account(), nil
}

// SetAccount changes settings. It shares the five minutes of [Client.Account].
func (c *Client) SetAccount(ctx context.Context, s AccountSettings) error {
	req := setRequest{
		FTPMode:          optionalBit(s.FTPManual),
		FTPFolder:        s.FTPFolder,
		FTPReport:        optionalBit(s.FTPReport),
		RemoteReport:     optionalBit(s.RemoteReport),
		Domain:           s.Domain,
		PageLimit:        s.PageLimit,
		DefaultPort:      optionalBit(s.PlainSite),
		DefaultPortFiles: optionalBit(s.PlainDownloads),
		UseCDN:           optionalBit(s.UseCDN),
		DownloadMenu:     optionalBit(s.DownloadMenu),
	}
	_, err := call[setRequest, envelope](ctx, c, "change the account", accountRoute(false), req)
	return err
}

func (r accountResponse) account() Account {
	return Account{
		Email:           clean(string(r.Email)),
		Tier:            Tier(r.Offer.value),
		Until:           r.SubscriptionEnd.Time,
		TwoFactor:       r.TwoFactor.value != 0,
		Credits:         float64(r.CDN),
		HotStorage:      r.HotStorage.value,
		ColdStorage:     r.ColdStorage.value,
		ColdQuota:       r.AllowedCold.value,
		ColdFree:        r.AvailableCold.value,
		Available:       r.Available.value,
		Extended:        r.Extended.value,
		ExtendedUntil:   r.ExtendedEnd.Time,
		OverQuota:       bool(r.OverQuota),
		UploadForbidden: bool(r.UploadForbidden),
		Stats:           r.Stats.Time,
		Settings: Settings{
			FTPManual:      bool(r.FTPMode),
			FTPFolder:      FolderID(r.FTPFolder.value),
			FTPReport:      bool(r.FTPReport),
			RemoteReport:   bool(r.RemoteReport),
			Domain:         int(r.Domain.value),
			PageLimit:      int(r.PageLimit.value),
			PlainSite:      bool(r.DefaultPort),
			PlainDownloads: bool(r.DefaultPortFiles),
			UseCDN:         bool(r.UseCDN),
			DownloadMenu:   bool(r.DownloadMenu),
			MailRemovals:   bool(r.MailRemovals),
		},
	}
}
