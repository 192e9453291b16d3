package account

import (
	"strings"

	"causerie/internal/base"
)

// deviceName is what a session is called in the list of devices: what the client says, else what its User-Agent tells.
func deviceName(given, userAgent string) string {
	name := base.OneLine(given)
	if name == "" {
		name = describeAgent(userAgent)
	}
	return base.Shortened(name, deviceMax)
}

// The first mark found in the User-Agent names the browser: many carry the names of those they once imitated.
var browsers = []struct{ mark, name string }{
	{"Edg/", "Edge"}, {"EdgA/", "Edge"}, {"EdgiOS/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"},
	{"YaBrowser/", "Yandex Browser"}, {"Vivaldi/", "Vivaldi"}, {"FxiOS/", "Firefox"}, {"Firefox/", "Firefox"},
	{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Version/", "Safari"},
}

var systems = []struct{ mark, name string }{
	{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
	{"Macintosh", "macOS"}, {"FreeBSD", "FreeBSD"}, {"Linux", "Linux"},
}

func describeAgent(userAgent string) string {
	browser, system := "", ""
	for _, b := range browsers {
		if strings.Contains(userAgent, b.mark) {
			browser = b.name
			break
		}
	}
	for _, s := range systems {
		if strings.Contains(userAgent, s.mark) {
			system = s.name
			break
		}
	}
	switch {
	case browser != "" && system != "":
		return browser + " on " + system
	case browser != "" || system != "":
		return browser + system
	}
	product, _, _ := strings.Cut(userAgent, "/")
	if product = base.OneLine(product); product != "" {
		return product
	}
	return "Unknown device"
}
