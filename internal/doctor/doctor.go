// Package doctor looks at the settings, the machine and the database before people depend on them, and says what to do about what it
// finds. It changes nothing, beside a file in the data folder that it measures the disk with, and an
// object in the bucket of media, both of which it removes.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"causerie/internal/app"
	"causerie/internal/policy"
)

// Level is how bad a finding is.
type Level string

const (
	OK      Level = "ok"
	Warning Level = "warning" // it works, and will disappoint somebody
	Failed  Level = "failed"  // it does not work
)

// Finding is the outcome of one check.
type Finding struct {
	Check string `json:"check"`
	Level Level  `json:"level"`
	Found string `json:"found"`
	Do    string `json:"do,omitempty"` // what to do, where it is not ok
}

// String is a finding in one line.
func (f Finding) String() string {
	line := fmt.Sprintf("%-8s %-12s %s", f.Level, f.Check, f.Found)
	if f.Do != "" {
		line += " → " + f.Do
	}
	return line
}

// Failing tells whether something does not work.
func Failing(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Level == Failed })
}

// Patient is what is looked at.
type Patient struct {
	Config      app.Config
	Environment []string // NAME=VALUE, as of os.Environ
	Known       []string // environment variables that mean something

	now time.Time
}

// Examine makes all checks, one after the other: at most some seconds each.
func Examine(ctx context.Context, p Patient) []Finding {
	p.now = time.Now()
	var all []Finding
	for _, check := range []func(context.Context, Patient) []Finding{
		settings, packs, environment, dataFolder, disk, database, bucket, files, memory, ports, certificate, authority, address, pictures, videos, maps,
	} {
		all = append(all, check(ctx, p)...)
	}
	return all
}

func ok(check, format string, args ...any) Finding {
	return Finding{Check: check, Level: OK, Found: fmt.Sprintf(format, args...)}
}

func warning(check, found, do string) Finding { return Finding{check, Warning, found, do} }

func failed(check, found, do string) Finding { return Finding{check, Failed, found, do} }

// settings looks for what contradicts itself, and for what is allowed and hardly meant.
func settings(_ context.Context, p Patient) []Finding {
	const check = "settings"
	c := p.Config
	if err := c.Check(); err != nil {
		return []Finding{failed(check, err.Error(), "mend it; causerie config prints every setting and where it came from")}
	}
	var found []Finding
	warn := func(when bool, what, do string) {
		if when {
			found = append(found, warning(check, what, do))
		}
	}
	public, err := url.Parse(c.Address())
	if err != nil {
		return []Finding{failed(check, err.Error(), "write --public-url as https://NAME")}
	}
	here := onlyHere(c.Listen)
	warn(public.Scheme == "https" && !c.TLS() && !c.TrustProxy,
		"people come by "+c.Address()+", but the server neither encrypts nor trusts a proxy: cookies are not marked secure, and everyone counts as the proxy's one address",
		"set --trust-proxy if a proxy encrypts, else --tls-domain")
	warn(public.Scheme == "http" && !loopbackHost(public.Hostname()),
		c.Address()+" is not encrypted: browsers refuse passkeys, notifications and installing there",
		"use --tls-domain, or a proxy with a certificate and --trust-proxy")
	warn(c.PublicURL == "" && !c.TLS() && !here,
		"--listen "+c.Listen+" is open to others, who cannot use passkeys without --public-url", "set --public-url to the address that people open")
	warn(c.TrustProxy && !here && !private(c.Listen),
		"--trust-proxy with --listen "+c.Listen+": who reaches this port directly can pretend to come from anywhere",
		"listen on 127.0.0.1, or let only the proxy through the firewall")
	warn(c.TLS() && here, "the server encrypts, but --listen "+c.Listen+" is for this machine alone", "set --listen :443")
	warn(c.RateLimit == 0, "the limits of how much one may ask for are off", "remove --rate-limit 0, except for measurements")
	warn(c.LogLevel == "debug", "at --log-level debug every message makes several lines", "use info, except while looking for something")
	if len(found) == 0 {
		found = []Finding{ok(check, "they fit together; people open %s", c.Address())}
	}
	return found
}

// packs reads the rules as a start does.
func packs(_ context.Context, p Patient) []Finding {
	const check = "packs"
	all, err := policy.Load(p.Config.Packs, p.Config.Country)
	if err != nil {
		return []Finding{failed(check, err.Error(), "mend that line: the server does not start with it")}
	}
	return []Finding{ok(check, "%s", all)}
}

// environment looks for variables that look like settings and are none.
func environment(_ context.Context, p Patient) []Finding {
	const check = "environment"
	var unknown []string
	known := 0
	for _, variable := range p.Environment {
		name, _, _ := strings.Cut(variable, "=")
		switch {
		case !strings.HasPrefix(name, "CAUSERIE_"):
		case slices.Contains(p.Known, name):
			known++
		default:
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return []Finding{warning(check, strings.Join(unknown, ", ")+" means nothing to this program", "correct the name or remove it; causerie serve --help lists the names")}
	}
	return []Finding{ok(check, "%d settings come from it", known)}
}

// files looks at how many files, and so connections, the process may have open.
func files(context.Context, Patient) []Finding {
	most, err := openFilesMax()
	if err != nil {
		return []Finding{ok("files", "not checked: %v", err)}
	}
	return []Finding{judgeFiles(most)}
}

func judgeFiles(most uint64) Finding {
	const check, own = "files", 100 // what the database, pictures and listeners need
	if most < 4*own {
		return failed(check, fmt.Sprintf("%d open files are too few", most), "set LimitNOFILE=65536 in the service, or ulimit -n 65536 in the shell")
	}
	found := fmt.Sprintf("%d open files: about %d live connections", most, most-own)
	if most < 8192 {
		return warning(check, found, "for more, set LimitNOFILE=65536 in the service, or ulimit -n 65536 in the shell")
	}
	return ok(check, "%s", found)
}

// memory looks at what there is, and whether the collector knows of a container's limit.
func memory(context.Context, Patient) []Finding {
	m, err := readMemory()
	if err != nil {
		return []Finding{ok("memory", "not checked: %v", err)}
	}
	return []Finding{judgeMemory(m)}
}

// memoryState is in bytes; limits are 0 where there is none.
type memoryState struct{ available, container, collector uint64 }

func judgeMemory(m memoryState) Finding {
	const check = "memory"
	has := m.available
	if m.container > 0 {
		has = min(has, m.container)
	}
	switch {
	case has < 256<<20:
		return warning(check, size(has)+" are available, which is little", "give it 512 MB or more: one picture may take most of that while it is made smaller")
	case m.container > 0 && (m.collector == 0 || m.collector > m.container):
		return warning(check, "this container may use "+size(m.container)+", of which the program does not know",
			fmt.Sprintf("set GOMEMLIMIT=%dMiB, nine tenths of it", m.container*9/10>>20))
	}
	return ok(check, "%s available", size(has))
}

func size(bytes uint64) string {
	if bytes >= 1<<30 {
		return fmt.Sprintf("%.1f GB", float64(bytes)/(1<<30))
	}
	return fmt.Sprintf("%d MB", bytes>>20)
}

func loopbackHost(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && ip.IsLoopback()
}

func onlyHere(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	return err == nil && loopbackHost(host)
}

func private(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsPrivate()
}

// reason is the innermost message of an error from the network or the file system.
func reason(err error) string {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err.Error()
	}
	return err.Error()
}
