package account

import (
	"strings"
	"testing"
)

func TestDeviceName(t *testing.T) {
	t.Parallel()
	const webkit = "AppleWebKit/537.36 (KHTML, like Gecko) "
	for name, c := range map[string]struct{ given, agent, want string }{
		"Chrome":             {"", "Mozilla/5.0 (X11; Linux x86_64) " + webkit + "Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux"},
		"headless Chromium":  {"", "Mozilla/5.0 (X11; Linux x86_64) " + webkit + "HeadlessChrome/140.0.0.0 Safari/537.36", "Chrome on Linux"},
		"Edge":               {"", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + webkit + "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows"},
		"Firefox":            {"", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:142.0) Gecko/20100101 Firefox/142.0", "Firefox on macOS"},
		"Safari on a phone":  {"", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone"},
		"Chrome on a phone":  {"", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone"},
		"Android":            {"", "Mozilla/5.0 (Linux; Android 15; Pixel 9) " + webkit + "Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android"},
		"Samsung":            {"", "Mozilla/5.0 (Linux; Android 15; SM-S911B) " + webkit + "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", "Samsung Internet on Android"},
		"a program":          {"", "curl/8.14.1", "curl"},
		"nothing":            {"", "", "Unknown device"},
		"what it says":       {" Zoé's\u202e laptop ", "curl/8.14.1", "Zoé's laptop"},
		"says nothing seen":  {"\u200b", "curl/8.14.1", "curl"},
		"too long":           {strings.Repeat("é", 80), "", strings.Repeat("é", 60)},
		"a hostile agent":    {"", strings.Repeat("\x00\u202e", 2000) + "bot/1", "bot"},
		"marks upon marks":   {"a" + strings.Repeat("\u0322", 4000), "", ""},
		"system but no name": {"", "MyApp (Linux)", "Linux"},
	} {
		if got := deviceName(c.given, c.agent); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
