package words

import (
	"strconv"
	"time"

	"onefm/fichier"
)

// Tier names the offer of an account: "Premium".
func Tier(t fichier.Tier) string {
	switch t {
	case fichier.Free, fichier.Premium, fichier.AccessTier, fichier.PremiumGold:
		return t.String()
	}
	return "offer " + strconv.Itoa(int(t))
}

// Account tells the tier, its end and the space of an account in one line:
// "Premium until 31 Dec · 1.2 TB of 2.0 TB used".
func Account(a fichier.Account, now time.Time) string {
	tier := Tier(a.Tier)
	if !a.Until.IsZero() {
		tier += " until " + dayOf(a.Until, now)
	}
	used := Size(a.HotStorage+a.ColdStorage) + " used"
	if a.ColdQuota > 0 {
		used = Size(a.ColdStorage) + " of " + Size(a.ColdQuota) + " used"
	}
	if a.OverQuota {
		used += ", over the quota"
	}
	return Join(tier, used)
}

// dayOf tells a day, with its year when it is not close.
func dayOf(t, now time.Time) string {
	t = t.In(now.Location())
	if now.Sub(t).Abs() < recent {
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// Tiers tells what an account needs for what (1fichier-api §10).
func Tiers() []string {
	return []string{
		"Premium, Premium GOLD and Access may do everything.",
		"A free account may browse and upload as a beta; its downloads need CDN credits.",
	}
}
