package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"onefm/fichier"
	"onefm/model/mirror"
	"onefm/ui/words"
)

func (r *runner) account() *cobra.Command {
	return &cobra.Command{
		Use:   "account",
		Short: "Show the account: offer, space, and where the key is kept",
		Long:  "Shows the offer of the account, its space, and where the API key is kept. The service may be asked once in five minutes; before, what it told last is shown.",
		Args:  r.args(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return r.runAccount(cmd.Context()) },
	}
}

func (r *runner) runAccount(ctx context.Context) error {
	var from Origin
	if !r.demo {
		_, origin, err := r.key(ctx)
		if err != nil {
			return err
		}
		from = origin
	}
	s, err := r.accountSession(ctx)
	if err != nil {
		return err
	}
	info, err := s.Mirror.Account(ctx)
	if err != nil && info.AsOf.IsZero() {
		return err
	}
	if r.json {
		r.out.object(newState(info, from))
		return err
	}
	r.tellAccount(info, from)
	return err
}

func (r *runner) tellAccount(info mirror.Info, from Origin) {
	now := r.now()
	row := func(name, format string, args ...any) {
		r.out.result("%-10s %s", name, words.Safe(fmt.Sprintf(format, args...)))
	}
	row("Account", "%s", info.Email)
	row("Offer", "%s%s", words.Tier(info.Tier), until(info.Until, now))
	row("Used", "%s, of it %s cold (not used in the last 60 days)", words.Size(info.HotStorage+info.ColdStorage), words.Size(info.ColdStorage))
	if info.ColdQuota > 0 {
		row("Cold space", "%s of %s left", words.Size(info.ColdFree), words.Size(info.ColdQuota))
	}
	if info.Credits > 0 {
		row("CDN", "%.1f GB of credit", info.Credits)
	}
	if info.OverQuota {
		row("Quota", "used up")
	}
	if info.UploadForbidden {
		row("Uploads", "forbidden by the service")
	}
	if !info.Tier.Downloads() && info.Credits <= 0 {
		row("Downloads", "need Premium, Access or CDN credits")
	}
	if from != nil {
		row("API key", "kept in %s", from)
	}
	row("As of", "%s", words.Age(info.AsOf, now))
}

func until(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " until " + t.In(now.Location()).Format("2 January 2006")
}

func newState(info mirror.Info, from Origin) State {
	return State{
		Email: info.Email, Tier: tierWord(info.Tier), Until: moment(info.Until),
		Used: info.HotStorage + info.ColdStorage, Hot: info.HotStorage, Cold: info.ColdStorage,
		ColdQuota: info.ColdQuota, ColdFree: info.ColdFree, Credits: info.Credits,
		OverQuota: info.OverQuota, NoUploads: info.UploadForbidden,
		Key: word(from), AsOf: moment(info.AsOf),
	}
}

func tierWord(t fichier.Tier) string {
	switch t {
	case fichier.Free:
		return "free"
	case fichier.Premium:
		return "premium"
	case fichier.AccessTier:
		return "access"
	case fichier.PremiumGold:
		return "gold"
	}
	return "unknown"
}
