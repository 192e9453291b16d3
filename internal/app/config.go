package app

import (
	"fmt"
	"math"
	"net"
	"net/url"
	"path/filepath"
	"strings"
)

// Config is what an operator sets, by flag, environment or file. Its tags are read by the command line.
type Config struct {
	Listen       string  `default:"127.0.0.1:8080" env:"CAUSERIE_LISTEN" placeholder:"ADDR" help:"Address to serve on, ${default} unless set; :8080 is every interface."`
	Data         string  `default:"./data" env:"CAUSERIE_DATA" placeholder:"DIR" help:"Folder of the embedded database and of pictures, ${default} unless set."`
	Database     string  `env:"CAUSERIE_DATABASE" placeholder:"URL" help:"sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. Without it, a SQLite file in the data folder."`
	PublicURL    string  `env:"CAUSERIE_PUBLIC_URL" placeholder:"URL" help:"The address people open, such as https://causerie.example. Passkeys are bound to it. Without it, http://localhost with the port of --listen."`
	TrustProxy   bool    `env:"CAUSERIE_TRUST_PROXY" help:"Take the client's address and scheme from the X-Forwarded headers of a reverse proxy in front."`
	RateLimit    float64 `default:"1" env:"CAUSERIE_RATE_LIMIT" placeholder:"FACTOR" help:"Multiplies how much one person may ask for; 0 turns the limits off."`
	LogLevel     string  `default:"info" enum:"debug,info,warn,error" env:"CAUSERIE_LOG_LEVEL" help:"How much is logged: ${enum}."`
	LogFormat    string  `default:"text" enum:"text,json" env:"CAUSERIE_LOG_FORMAT" help:"Form of the log: ${enum}."`
	MetricsToken string  `env:"CAUSERIE_METRICS_TOKEN" placeholder:"TOKEN" help:"Bearer token for /metrics. Without it, /metrics answers only to this machine."`
}

// database is the address of the store.
func (c Config) database() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + filepath.Join(c.Data, "causerie.db")
}

// Address is what a person opens.
func (c Config) Address() string {
	if c.PublicURL != "" {
		return strings.TrimSuffix(c.PublicURL, "/")
	}
	_, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return "http://localhost"
	}
	return "http://" + net.JoinHostPort("localhost", port)
}

// Check finds what is set wrongly before anything is started.
func (c Config) Check() error {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return fmt.Errorf("--listen %q is no address: write HOST:PORT, or :PORT for every interface", c.Listen)
	}
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || (u.Path != "" && u.Path != "/") {
			return fmt.Errorf("--public-url %q must be like https://causerie.example, without a path", c.PublicURL)
		}
	}
	if c.Database != "" && !strings.HasPrefix(c.Database, "sqlite:") && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") {
		return fmt.Errorf("--database must start with sqlite: or postgres://")
	}
	if !(c.RateLimit >= 0) || math.IsInf(c.RateLimit, 0) { // NaN is neither
		return fmt.Errorf("--rate-limit %v must be a number, 0 or more", c.RateLimit)
	}
	return nil
}
