package base_test

import (
	"testing"
	"time"

	"causerie/internal/base"
)

func TestZonesAreThoseOfTheDatabase(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 6, 15, 23, 30, 0, 0, time.UTC)
	for name, want := range map[string]string{
		"Europe/Paris": "2026-06-16 01:30", "America/Argentina/Ushuaia": "2026-06-15 20:30", "Pacific/Kiritimati": "2026-06-16 13:30", "UTC": "2026-06-15 23:30", "Etc/GMT+12": "2026-06-15 11:30",
	} {
		if _, ok := base.Zone(name); !ok {
			t.Errorf("there is no %s", name)
		}
		if got := base.In(at, name).Format("2006-01-02 15:04"); got != want {
			t.Errorf("in %s it is %s, want %s", name, got, want)
		}
	}
	for _, name := range []string{"", "Local", "Europe", "Europe/Nowhere", "posix/Europe/Paris", "right/UTC", "../../etc/passwd", "Europe/../UTC", "/etc/localtime", "EUROPE/PARIS\n", "zone.tab"} {
		if zone, ok := base.Zone(name); ok {
			t.Errorf("%q is %v", name, zone)
		}
		if got := base.In(at.In(time.FixedZone("", 7200)), name); got.Location() != time.UTC {
			t.Errorf("in %q it is %s", name, got)
		}
	}
}
