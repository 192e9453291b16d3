package app

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"causerie/internal/base"
	"causerie/internal/contacts"
	"causerie/internal/facebook"
	"causerie/internal/guessable"
	"causerie/internal/https"
	"causerie/internal/media"
	"causerie/internal/policy"
	"causerie/internal/preview"
)

// Config is what an operator sets, by flag, environment or file. Its tags are read by the command line.
type Config struct {
	Listen            string  `env:"CAUSERIE_LISTEN" placeholder:"ADDR" help:"Address to serve on; :8080 is every interface. Unless set, 127.0.0.1:8080, or :443 with TLS."`
	Data              string  `default:"./data" env:"CAUSERIE_DATA" placeholder:"DIR" help:"Folder of the embedded database and of pictures, ${default} unless set."`
	Database          string  `env:"CAUSERIE_DATABASE" placeholder:"URL" help:"sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. Without it, a SQLite file in the data folder."`
	Media             string  `env:"CAUSERIE_MEDIA" placeholder:"URL" help:"Bucket of any S3-compatible store that keeps photos, videos, voice messages and files: s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment. Without it, the folder media of --data."`
	PublicURL         string  `env:"CAUSERIE_PUBLIC_URL" placeholder:"URL" help:"The address people open, such as https://causerie.example. Passkeys are bound to it. Without it, http://localhost with the port of --listen."`
	TLSDomain         string  `name:"tls-domain" env:"CAUSERIE_TLS_DOMAIN" placeholder:"NAME" help:"Serve https://NAME with a certificate that the server gets and renews by itself (ACME). Ports 443 and 80 of NAME must lead here."`
	TLSEmail          string  `name:"tls-email" env:"CAUSERIE_TLS_EMAIL" placeholder:"ADDRESS" help:"Where the certificate authority writes when something is wrong with the certificate."`
	TLSDirectory      string  `name:"acme-directory" env:"CAUSERIE_ACME_DIRECTORY" placeholder:"URL" help:"Certificate authority of --tls-domain; Let's Encrypt unless set. Using it accepts its terms."`
	TLSCert           string  `name:"tls-cert" env:"CAUSERIE_TLS_CERT" placeholder:"FILE" help:"Serve HTTPS with this certificate (PEM, with its chain). The file is read again when it changes."`
	TLSKey            string  `name:"tls-key" env:"CAUSERIE_TLS_KEY" placeholder:"FILE" help:"Private key of --tls-cert."`
	HTTPListen        string  `name:"http-listen" env:"CAUSERIE_HTTP_LISTEN" placeholder:"ADDR" help:"With TLS, the address that leads to https:// and answers the certificate authority. Unless set, :80 with --tls-domain; off for none."`
	DebugListen       string  `env:"CAUSERIE_DEBUG_LISTEN" placeholder:"ADDR" help:"Address of profiles (pprof) and metrics for who runs the server, such as 127.0.0.1:6060. Only addresses of this machine."`
	TrustProxy        bool    `env:"CAUSERIE_TRUST_PROXY" help:"Take the client's address and scheme from the X-Forwarded headers of a reverse proxy in front."`
	Country           string  `env:"CAUSERIE_COUNTRY" placeholder:"CODE" help:"Country of people who have said none, such as FR (ISO 3166-1). Its pack of rules holds for them."`
	Packs             string  `env:"CAUSERIE_PACKS" placeholder:"DIR" help:"Folder of packs: who may write to whom, by country. Without it, the built-in rules hold everywhere."`
	SMTP              string  `name:"smtp" env:"CAUSERIE_SMTP" placeholder:"URL" help:"Mail server that brings people the codes by which they prove their e-mail address: smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS; smtps:// encrypts from the start. Without it, nobody can be found by e-mail address."`
	EmailDigests      bool    `name:"email-digests" env:"CAUSERIE_EMAIL_DIGESTS" help:"Let people ask for a summary by e-mail, once a day or a week, of what they missed while they were away. Needs --smtp."`
	SMSWebhook        string  `name:"sms-webhook" env:"CAUSERIE_SMS_WEBHOOK" placeholder:"URL" help:"Web address that brings text messages to phones: it gets a POST of {\"to\", \"text\"}. Without it, nobody can be found by phone number."`
	SMSToken          string  `name:"sms-token" env:"CAUSERIE_SMS_TOKEN" placeholder:"TOKEN" help:"Bearer token for --sms-webhook."`
	FacebookAppID     string  `name:"facebook-app-id" env:"CAUSERIE_FACEBOOK_APP_ID" placeholder:"NUMBER" help:"Id of this server's app at Facebook, by which people can link their Facebook accounts and find their friends. Without it, they can import the list that Facebook lets them download."`
	FacebookAppSecret string  `name:"facebook-app-secret" env:"CAUSERIE_FACEBOOK_APP_SECRET" placeholder:"SECRET" help:"Secret of --facebook-app-id."`
	FacebookFake      string  `name:"facebook-fake" hidden:"" env:"CAUSERIE_FACEBOOK_FAKE" placeholder:"URL" help:"Where something on this machine answers in Facebook's place, for tests."`
	RefusedPasswords  string  `env:"CAUSERIE_REFUSED_PASSWORDS" placeholder:"FILE" help:"Passwords that nobody may choose, one on each line, such as a list of those that leaked; beside those that are built in."`
	PhotoMB           int     `name:"photo-mb" default:"20" env:"CAUSERIE_PHOTO_MB" placeholder:"MB" help:"Largest file that is taken as a photo of a message, in megabytes: 1 to 100."`
	FileMB            int     `name:"file-mb" default:"100" env:"CAUSERIE_FILE_MB" placeholder:"MB" help:"Largest file that is sent as it is, in megabytes: 1 to 2048."`
	VideoMB           int     `name:"video-mb" default:"200" env:"CAUSERIE_VIDEO_MB" placeholder:"MB" help:"Largest file that is taken as a video of a message, in megabytes: 1 to 2048."`
	VideoMinutes      int     `name:"video-minutes" default:"5" env:"CAUSERIE_VIDEO_MINUTES" placeholder:"MINUTES" help:"How long a video of a message plays at most, in minutes: 1 to 60."`
	FFmpeg            string  `name:"ffmpeg" default:"ffmpeg" env:"CAUSERIE_FFMPEG" placeholder:"PROGRAM" help:"The program ffmpeg, by which videos are made anew: its name in PATH or its path; off for none. Without it, the server takes no videos."`
	NoLinkPreviews    bool    `name:"no-link-previews" env:"CAUSERIE_NO_LINK_PREVIEWS" help:"Make no previews of links: the server then reaches no page that people link to."`
	MapTiles          string  `name:"map-tiles" env:"CAUSERIE_MAP_TILES" placeholder:"URL" help:"Server of map tiles that you run or may use, as https://tiles.example.org/{z}/{x}/{y}.png: messages that tell a place then show a map, which this server makes of them. Without it, the app draws the place by itself."`
	MapAttribution    string  `name:"map-attribution" env:"CAUSERIE_MAP_ATTRIBUTION" placeholder:"TEXT" help:"Whose the maps of --map-tiles are, as their licence asks; it stands on each of them."`
	GroupMembers      int     `default:"1000" env:"CAUSERIE_GROUP_MEMBERS" placeholder:"N" help:"How many people a group has at most, ${default} unless set."`
	RateLimit         float64 `default:"1" env:"CAUSERIE_RATE_LIMIT" placeholder:"FACTOR" help:"Multiplies how much one person may ask for; 0 turns the limits off."`
	LogLevel          string  `default:"info" enum:"debug,info,warn,error" env:"CAUSERIE_LOG_LEVEL" help:"How much is logged: ${enum}."`
	LogFormat         string  `default:"text" enum:"text,json" env:"CAUSERIE_LOG_FORMAT" help:"Form of the log: ${enum}."`
	MetricsToken      string  `env:"CAUSERIE_METRICS_TOKEN" placeholder:"TOKEN" help:"Bearer token for /metrics. Without it, /metrics answers only to this machine."`
}

// DatabaseAddress is the address of the store.
func (c Config) DatabaseAddress() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + filepath.Join(c.Data, "causerie.db")
}

// membersMax is how many people a group has at most.
func (c Config) membersMax() int {
	if c.GroupMembers > 0 {
		return c.GroupMembers
	}
	return 1000
}

// refusedPasswords reads the operator's list of passwords, nil for none.
func (c Config) refusedPasswords() (*guessable.Filter, error) {
	if c.RefusedPasswords == "" {
		return nil, nil
	}
	file, err := os.Open(c.RefusedPasswords)
	if err != nil {
		return nil, fmt.Errorf("--refused-passwords: %w", err)
	}
	defer func() { _ = file.Close() }()
	return guessable.Read(file)
}

// ffmpeg is the program that makes videos, empty for none.
func (c Config) ffmpeg() string {
	if c.FFmpeg == off {
		return ""
	}
	return c.FFmpeg
}

// off is the address of what is not to be served.
const off = "off"

// TLS tells whether the server encrypts by itself.
func (c Config) TLS() bool { return c.TLSDomain != "" || c.TLSCert != "" }

// Settle fills in the addresses that follow from other settings.
func (c *Config) Settle() {
	if c.Listen == "" {
		c.Listen = "127.0.0.1:8080"
		if c.TLS() {
			c.Listen = ":443"
		}
	}
	if c.HTTPListen == "" {
		c.HTTPListen = off
		if c.TLSDomain != "" {
			c.HTTPListen = ":80"
		}
	}
}

// Certificates is what the settings say about encryption; nil for none.
func (c Config) Certificates(log *slog.Logger) (*https.Certificates, error) {
	if !c.TLS() {
		return nil, nil
	}
	return https.New(https.Config{
		Domain: c.TLSDomain, Email: c.TLSEmail, Directory: c.TLSDirectory, Cache: filepath.Join(c.Data, "certificates"),
		CertFile: c.TLSCert, KeyFile: c.TLSKey, Log: log,
	})
}

// Address is what a person opens.
func (c Config) Address() string {
	if c.PublicURL != "" {
		return strings.TrimSuffix(c.PublicURL, "/")
	}
	if c.TLSDomain != "" {
		return "https://" + c.TLSDomain
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
	if err := c.checkTLS(); err != nil {
		return err
	}
	if c.DebugListen != "" && !local(c.DebugListen) {
		return fmt.Errorf("--debug-listen %q is not of this machine alone: write 127.0.0.1:PORT, and reach it from elsewhere through ssh -L", c.DebugListen)
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
	if c.Media != "" {
		if _, err := media.ParseBucket(c.Media); err != nil {
			return fmt.Errorf("--media is no address of a bucket: %w", err)
		}
	}
	if c.Country != "" && !policy.IsCountry(c.Country) {
		return fmt.Errorf("--country %q must be two capital letters of ISO 3166-1, such as FR", c.Country)
	}
	if _, err := c.senders(base.SystemClock{}); err != nil {
		return err
	}
	if _, err := c.digestSender(base.SystemClock{}); err != nil {
		return err
	}
	if _, err := c.facebookApp(); err != nil {
		return err
	}
	if _, err := c.Maps(); err != nil {
		return err
	}
	if c.FileMB < 0 || c.FileMB > media.MaxFile>>20 {
		return fmt.Errorf("--file-mb %d must be between 1 and %d", c.FileMB, media.MaxFile>>20)
	}
	if c.VideoMB < 0 || c.VideoMB > media.MaxVideo>>20 {
		return fmt.Errorf("--video-mb %d must be between 1 and %d", c.VideoMB, media.MaxVideo>>20)
	}
	if most := int(media.MaxVideoLength.Minutes()); c.VideoMinutes < 0 || c.VideoMinutes > most {
		return fmt.Errorf("--video-minutes %d must be between 1 and %d", c.VideoMinutes, most)
	}
	if c.PhotoMB < 0 || c.PhotoMB > media.MaxPhoto>>20 {
		return fmt.Errorf("--photo-mb %d must be between 1 and %d", c.PhotoMB, media.MaxPhoto>>20)
	}
	if !(c.RateLimit >= 0) || math.IsInf(c.RateLimit, 0) { // NaN is neither
		return fmt.Errorf("--rate-limit %v must be a number, 0 or more", c.RateLimit)
	}
	return nil
}

// senders are what the settings say about how codes are sent.
func (c Config) senders(clock base.Clock) (map[contacts.Kind]contacts.Sender, error) {
	senders := map[contacts.Kind]contacts.Sender{}
	if c.SMTP != "" {
		mail, err := contacts.ParseMail(c.SMTP, clock)
		if err != nil {
			return nil, fmt.Errorf("--smtp is no address of a mail server: %w", err)
		}
		senders[contacts.Email] = mail.Sender()
	}
	if c.SMSWebhook != "" {
		texts, err := contacts.ParseTexts(c.SMSWebhook, c.SMSToken)
		if err != nil {
			return nil, fmt.Errorf("--sms-webhook is no web address: %w", err)
		}
		senders[contacts.Phone] = texts.Sender()
	} else if c.SMSToken != "" {
		return nil, errors.New("--sms-token is for --sms-webhook, which is not set")
	}
	return senders, nil
}

// digestSender is what the settings say about summaries by e-mail; nil for none.
func (c Config) digestSender(clock base.Clock) (contacts.Sender, error) {
	if !c.EmailDigests {
		return nil, nil
	}
	if c.SMTP == "" {
		return nil, errors.New("--email-digests needs --smtp, the mail server that sends them")
	}
	if c.PublicURL == "" && c.TLSDomain == "" && !local(c.Listen) {
		return nil, errors.New("--email-digests needs --public-url, the address that people open, to which the links in their mail lead")
	}
	mail, err := contacts.ParseMail(c.SMTP, clock)
	if err != nil {
		return nil, fmt.Errorf("--smtp is no address of a mail server: %w", err)
	}
	return mail.Once(), nil
}

// facebookApp is what the settings say about Facebook; nil for nothing.
func (c Config) facebookApp() (*facebook.App, error) {
	switch {
	case c.FacebookAppID == "" && c.FacebookAppSecret == "":
		return nil, nil
	case c.FacebookAppID == "" || c.FacebookAppSecret == "":
		return nil, errors.New("--facebook-app-id and --facebook-app-secret go together")
	}
	app, err := facebook.ParseApp(c.FacebookAppID, c.FacebookAppSecret, c.FacebookFake)
	if err != nil {
		return nil, fmt.Errorf("--facebook-app-id, --facebook-app-secret: %w", err)
	}
	return app, nil
}

// Maps is what the settings say of a server of tiles.
func (c Config) Maps() (preview.Maps, error) { return preview.ParseMaps(c.MapTiles, c.MapAttribution) }

func (c Config) checkTLS() error {
	switch {
	case c.TLSDomain != "" && c.TLSCert != "":
		return errors.New("--tls-domain and --tls-cert exclude each other: choose who gets the certificate")
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key go together")
	case c.TLSDomain != "" && !domainName(c.TLSDomain):
		return fmt.Errorf("--tls-domain %q must be a name such as causerie.example, without https:// and port", c.TLSDomain)
	case c.TLSDomain == "" && (c.TLSEmail != "" || c.TLSDirectory != ""):
		return errors.New("--tls-email and --acme-directory are for --tls-domain, which is not set")
	case c.TLSDirectory != "" && !strings.HasPrefix(c.TLSDirectory, "https://"):
		return fmt.Errorf("--acme-directory %q must start with https://", c.TLSDirectory)
	case !c.TLS() && c.HTTPListen != "" && c.HTTPListen != off:
		return errors.New("--http-listen leads to https://: it needs --tls-domain or --tls-cert")
	case c.TLS() && c.TrustProxy:
		return errors.New("--trust-proxy is for a proxy that encrypts; with --tls-domain or --tls-cert the server does so itself")
	case c.TLSCert != "" && c.PublicURL == "":
		return errors.New("--tls-cert needs --public-url, the address that people open")
	case c.TLS() && strings.HasPrefix(c.PublicURL, "http://"):
		return fmt.Errorf("--public-url %q must start with https://, as the server encrypts", c.PublicURL)
	}
	return nil
}

// domainName tells whether name can be asked a certificate for.
func domainName(name string) bool {
	_, err := netip.ParseAddr(name)
	return err != nil && strings.Contains(strings.Trim(name, "."), ".") && !strings.ContainsAny(name, ":/ *@")
}

// local tells whether an address is reached from this machine alone.
func local(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
