// Package outside tells which addresses are of the Internet: the only ones that this server goes to for somebody who names one, such as a push
// service or a page. What somebody names is not to lead into the server's own network.
package outside

import (
	"errors"
	"fmt"
	"net/netip"
)

// ErrNotPublic says that an address is not of the Internet.
var ErrNotPublic = errors.New("this is no public address")

// Check refuses an address with a port that is not public. As the Control of a net.Dialer it sees what is connected to in the end, whatever name
// led there and however often that was resolved.
func Check(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("connect to %s: %w", address, err)
	}
	if !Public(at.Addr()) {
		return ErrNotPublic
	}
	return nil
}

// internet is what of IPv6 is given out; the rest is special, or leads to addresses of IPv4.
var internet = netip.MustParsePrefix("2000::/3")

// notPublic are the networks, beside those that netip knows, that are not of the Internet or lead to addresses inside them (RFC 6890).
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("3fff::/20"),
}

// Public tells whether an address is of the Internet. Those that stand for one of IPv4 behind a translator are not, whichever that is.
func Public(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Is6() && !internet.Contains(ip) {
		return false
	}
	for _, network := range notPublic {
		if network.Contains(ip) {
			return false
		}
	}
	return true
}
