// Command bench measures the server the way its users meet it: it starts the built binary on a store of its own, signs clients
// in, and sends over WebSocket and reads over HTTP. It prints a line of JSON for every scenario, with all that it was run with.
//
//	bench [-engine sqlite,postgres,bound] [-scenario S1,S2,…] [-seconds N] [-binary FILE] [-out FILE]
//	bench report RESULTS PAGE
//
// The engine "bound" is a bare server in this program (see bound.go): no HTTP, no JSON, no SQL, one log with group commit. It is
// what the machine allows, measured by the same clients in the same run: absolute figures of different runs do not compare.
//
// PostgreSQL is taken from CAUSERIE_TEST_POSTGRES, in a database made for each scenario.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

func main() {
	if len(os.Args) == 4 && os.Args[1] == "bound" {
		exit(serveBound(os.Args[2], os.Args[3]))
	}
	if len(os.Args) == 4 && os.Args[1] == "report" {
		exit(report(os.Args[2], os.Args[3]))
	}
	if len(os.Args) == 4 && os.Args[1] == "browser-store" {
		messages, err := strconv.Atoi(os.Args[3])
		if err != nil {
			exit(fmt.Errorf("usage: bench browser-store FOLDER MESSAGES: %w", err))
		}
		exit(browserStore(os.Args[2], messages, os.Stdout))
	}
	var o options
	engines := flag.String("engine", "bound,sqlite", "stores to measure, of bound, sqlite, postgres")
	names := flag.String("scenario", "S1,S2,S3,S4,S5,S6", "scenarios to run: "+strings.Join(scenarioNames(), ", "))
	out := flag.String("out", "", "file that results are added to, beside standard output")
	flag.Float64Var(&o.seconds, "seconds", 10, "how long a scenario of throughput lasts; S1 takes three times as long")
	flag.StringVar(&o.binary, "binary", "bin/causerie", "the server to measure")
	flag.StringVar(&o.dir, "dir", "", "folder for stores; a temporary one unless set")
	flag.IntVar(&o.idle, "idle", 2000, "connections of S4")
	flag.IntVar(&o.entries, "entries", 1_000_000, "entries of the largest conversation of growth, and messages of search, which has a million at most")
	flag.IntVar(&o.people, "people", 10_000, "people of decision and of contacts")
	flag.IntVar(&o.follows, "follows", 500_000, "follows between the people of decision; fifty million take 20 GB of disk")
	flag.StringVar(&o.profile, "profile", "", "folder for CPU profiles of the server, taken in the middle of throughput scenarios")
	flag.Parse()
	exit(run(o, strings.Split(*engines, ","), strings.Split(*names, ","), *out))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: "+err.Error())
		os.Exit(1)
	}
	os.Exit(0)
}

// options are what every scenario is run with.
type options struct {
	seconds float64
	binary  string
	dir     string
	idle    int
	entries int
	people  int
	follows int
	profile string
}

// result is a line of output.
type result struct {
	Scenario string             `json:"scenario"`
	Engine   string             `json:"engine"`
	Params   map[string]any     `json:"params"`
	Figures  map[string]float64 `json:"figures"`
	Machine  machine            `json:"machine"`
}

// machine is what figures were seen on.
type machine struct {
	CPUs  int     `json:"cpus"`
	Go    string  `json:"go"`
	Model string  `json:"model"`
	Load  float64 `json:"load"` // of the last minute, before the scenario: other work makes figures worse
}

func here() machine {
	m := machine{CPUs: runtime.NumCPU(), Go: runtime.Version()}
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			m.Model = strings.TrimSpace(value)
			break
		}
	}
	load, _ := os.ReadFile("/proc/loadavg")
	_, _ = fmt.Sscan(string(load), &m.Load)
	return m
}

// scenario is something to measure on one engine.
type scenario struct {
	name  string
	bound bool // the bare server can do it too
	run   func(options, engine) (params map[string]any, figures map[string]float64, err error)
}

var scenarios = []scenario{
	{"S1", true, paced},
	{"S2", true, pairs},
	{"S3", true, group},
	{"S3paced", true, groupPaced},
	{"S3large", false, groupLarge},
	{"S4", true, idle},
	{"S5", false, history},
	{"S6", false, start},
	{"growth", false, growth},
	{"inbox", false, inbox},
	{"sync", false, syncing},
	{"search", false, search},
	{"accounts", false, accounts},
	{"overload", false, overload},
	{"silence", false, silence},
	{"decision", false, decision},
	{"contacts", false, looking},
	{"moderation", false, moderation},
}

func scenarioNames() []string {
	var names []string
	for _, s := range scenarios {
		names = append(names, s.name)
	}
	return names
}

func run(o options, engines, names []string, out string) error {
	// Children go when this program does; a temporary folder is removed by who made it.
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	go func() { <-stop; cleanUp(); os.Exit(130) }()
	defer cleanUp()
	to := io.Writer(os.Stdout)
	if out != "" {
		file, err := os.OpenFile(out, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		defer file.Close()
		to = io.MultiWriter(os.Stdout, file)
	}
	for _, name := range names {
		at := slices.IndexFunc(scenarios, func(s scenario) bool { return s.name == name })
		if at < 0 {
			return fmt.Errorf("there is no scenario %q: choose of %s", name, strings.Join(scenarioNames(), ", "))
		}
		s := scenarios[at]
		for _, e := range engines {
			if e == "bound" && !s.bound {
				continue
			}
			r := result{Scenario: s.name, Engine: e, Machine: here()}
			var err error
			if r.Params, r.Figures, err = s.run(o, engine(e)); err != nil {
				return fmt.Errorf("%s on %s: %w", s.name, e, err)
			}
			if err := json.NewEncoder(to).Encode(r); err != nil {
				return err
			}
		}
	}
	return nil
}
