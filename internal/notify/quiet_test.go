package notify

import (
	"crypto/ecdh"
	"crypto/rand"
	"testing"
	"time"

	"causerie/internal/policy"
)

func TestQuietOnAnyClock(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	night, noon := policy.Hours{From: 21 * 60, Until: 7 * 60}, policy.Hours{From: 12 * 60, Until: 13*60 + 30}
	for _, c := range []struct {
		name  string
		hours policy.Hours
		at    string
		zone  *time.Location
		until string // "" where it is not quiet
		next  time.Duration
	}{
		{"none", policy.Hours{}, "2026-05-02 03:00:00.000", paris, "", 0},
		{"a millisecond before", night, "2026-05-02 20:59:59.999", paris, "", time.Millisecond},
		{"at the beginning", night, "2026-05-02 21:00:00.000", paris, "2026-05-03 07:00", 0},
		{"before midnight", night, "2026-12-31 23:59:59.999", paris, "2027-01-01 07:00", 0},
		{"after midnight", night, "2027-01-01 00:00:00.000", paris, "2027-01-01 07:00", 0},
		{"a millisecond before the end", night, "2026-05-03 06:59:59.999", paris, "2026-05-03 07:00", 0},
		{"at the end", night, "2026-05-03 07:00:00.000", paris, "", 14 * time.Hour},
		{"the night that is an hour shorter", night, "2026-03-28 22:00:00.000", paris, "2026-03-29 07:00", 0},
		{"the day after it", night, "2026-03-29 07:00:00.000", paris, "", 14 * time.Hour},
		{"the day before it", night, "2026-03-28 07:00:00.000", paris, "", 14 * time.Hour},
		{"the night that is an hour longer", night, "2026-10-25 02:30:00.000", paris, "2026-10-25 07:00", 0},
		{"by day, before", noon, "2026-05-02 11:00:00.000", time.UTC, "", time.Hour},
		{"by day, in it", noon, "2026-05-02 13:29:59.999", time.UTC, "2026-05-02 13:30", 0},
		{"by day, after", noon, "2026-05-02 13:30:00.000", time.UTC, "", 22*time.Hour + 30*time.Minute},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04:05.000", c.at, c.zone)
		if err != nil {
			t.Fatal(err)
		}
		now, next := quiet(c.hours, at)
		until := ""
		if !now.isZero() {
			until = now.until.Format("2006-01-02 15:04")
			if now.from.After(at) {
				t.Errorf("%s: it began at %s", c.name, now.from)
			}
		}
		if until != c.until || next != c.next {
			t.Errorf("%s: until %q, next in %s; want %q and %s", c.name, until, next, c.until, c.next)
		}
	}
}

func TestAPrivateAddressIsNotAskedWhateverItsName(t *testing.T) {
	s := &Service{Config: Config{Key: make([]byte, 32), Address: "https://causerie.example"}, client: newClient(nil), keys: newVAPID(make([]byte, 32))}
	d := delivery{to: device(t), note: note{Kind: kindTest}}
	d.to.endpoint = "https://localhost/x"
	if a := s.send(t.Context(), d); a.status != 0 || a.again() {
		t.Errorf("it answers %+v", a)
	}
}

// device is one that nothing reaches.
func device(t *testing.T) subscription {
	t.Helper()
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return subscription{p256dh: private.PublicKey().Bytes(), auth: make([]byte, 16), content: Full}
}
