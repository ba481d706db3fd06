package simulator

import (
	"net/netip"
	"slices"
)

// coversUs reports whether an entry of an access list covers our address.
func coversUs(entry string) bool {
	us := netip.MustParseAddr(ourAddress)
	if p, err := netip.ParsePrefix(entry); err == nil {
		return p.Contains(us)
	}
	a, err := netip.ParseAddr(entry)
	return err == nil && a == us
}

// readACL returns the access list of a chattr call; an empty one removes it.
func readACL(p params) acl {
	return acl{
		IP: p.strings("ip"), Country: p.strings("country"), Email: p.strings("email"),
		Premium: p.flag("premium"),
	}
}

func (a acl) equal(b acl) bool {
	return slices.Equal(a.IP, b.IP) && slices.Equal(a.Country, b.Country) &&
		slices.Equal(a.Email, b.Email) && a.Premium == b.Premium
}

func (a acl) object() object {
	list := func(l []string) any {
		if l == nil {
			return []string{}
		}
		return l
	}
	return object{
		{"ip", list(a.IP)},
		{"country", list(a.Country)},
		{"email", list(a.Email)},
		{"premium", bit(a.Premium)},
	}
}
