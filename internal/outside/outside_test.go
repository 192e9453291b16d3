package outside_test

import (
	"errors"
	"net/netip"
	"testing"

	"causerie/internal/outside"
)

func TestOnlyAddressesOfTheInternetArePublic(t *testing.T) {
	for address, want := range map[string]bool{
		"1.1.1.1": true, "142.250.1.1": true, "2606:4700::1": true, "::ffff:8.8.8.8": true, "172.15.255.255": true, "172.32.0.0": true, "100.128.0.0": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "0.0.0.0": false, "100.64.0.1": false,
		"100.127.255.255": false, "224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false, "192.0.2.1": false, "203.0.113.9": false,
		"::": false, "::1": false, "fe80::1": false, "fe80::1%eth0": false, "fd00::1": false, "ff02::1": false, "fec0::1": false, "3fff::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::127.0.0.1": false, "::ffff:0:127.0.0.1": false, // of IPv4: mapped, compatible, translated
		"64:ff9b::7f00:1": false, "64:ff9b::a00:1": false, "64:ff9b:1::a00:1": false, "2002:7f00:1::": false, "2002:a00:1::1": false, "2001::1": false,
	} {
		if got := outside.Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s counts as public: %v", address, got)
		}
	}
}

func TestWhatIsConnectedToIsChecked(t *testing.T) {
	if err := outside.Check("1.1.1.1:443"); err != nil {
		t.Error(err)
	}
	if err := outside.Check("[::1]:443"); !errors.Is(err, outside.ErrNotPublic) {
		t.Errorf("this machine: %v", err)
	}
	if err := outside.Check("localhost:443"); err == nil {
		t.Error("a name that nobody resolved passes")
	}
}
