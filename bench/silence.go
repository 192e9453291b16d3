package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// unwilling is a reason for which nobody is reached: columns of the receiver's and of the sender's row in relations that are set to a
// time, and what is set in the receiver's account.
type unwilling struct {
	name         string
	theirs, mine string
	account      string
	asked        bool // there is a request before it
}

var unwillings = []unwilling{
	{name: "block", theirs: "blocks_at", mine: "blocked_at"},
	{name: "nobody", account: "direct_messages = 'nobody'"},
	{name: "friends", account: "direct_messages = 'friends'"},
	{name: "pause", account: "direct_messages = 'everyone', requests_paused_until = " + strconv.FormatInt(base.Millis(time.Now().AddDate(1, 0, 0)), 10)},
	{name: "deleted", theirs: "declined_at", asked: true},
	{name: "age", account: "direct_messages = 'suggested', birth_date = '" + time.Now().AddDate(-16, -6, 0).Format(time.DateOnly) + "'"},
	{name: "suspended", account: "suspended_at = 1"},
}

const (
	silenceCalls = 2000 // of each way, to each receiver
	silenceTwins = 2    // receivers of one reason: by how much they differ is noise
)

// deaf is someone who is not reached.
type deaf struct {
	person
	reason int
	took   map[string][]float64 // µs, by way
}

// silence times refusals: what a sender is told must take as long for one reason as for another. It fails where the reasons can be told apart
// by more than two receivers with the same reason can be.
func silence(o options, e engine) (map[string]any, map[string]float64, error) {
	var sender person
	var asked, strangers []*deaf
	h, _, err := sized(o, e, 1+2*silenceTwins*len(unwillings), func(s seed, people []person) error {
		sender = people[0]
		for i, p := range people[1:] {
			one := &deaf{person: p, reason: i / 2 % len(unwillings), took: map[string][]float64{}}
			if i%2 == 0 {
				asked = append(asked, one)
			} else if !unwillings[one.reason].asked {
				strangers = append(strangers, one)
			}
		}
		return s.unwilling(sender, asked, strangers)
	})
	if err != nil {
		return nil, nil, err
	}
	defer h.close()
	c, err := newAsker(h.address, sender.token)
	if err != nil {
		return nil, nil, err
	}
	defer c.close()
	live, err := dial(h.address, sender.token, 0, 64<<10)
	if err != nil {
		return nil, nil, err
	}
	defer live.close()
	ways := []struct {
		name string
		to   []*deaf
		call func(to base.ID, number int) error
	}{
		{"message", asked, func(to base.ID, number int) error {
			return c.refused("/v1/conversations/"+base.DirectID(sender.id, to).String()+"/entries", silentMessage(number))
		}},
		{"live", asked, func(to base.ID, number int) error {
			return live.refusal(number, base.DirectID(sender.id, to), silentMessage(number))
		}},
		{"open", strangers, func(to base.ID, _ int) error {
			return c.refused("/v1/conversations", `{"kind":"direct","members":["`+to.String()+`"]}`)
		}},
	}
	number := 1
	for round := range silenceCalls + 100 { // those before the last ones warm up
		for _, w := range ways {
			for _, i := range rand.Perm(len(w.to)) {
				number++
				began := time.Now()
				if err := w.call(w.to[i].id, number); err != nil {
					return nil, nil, fmt.Errorf("%s, %s: %w", w.name, unwillings[w.to[i].reason].name, err)
				}
				if round >= 100 {
					w.to[i].took[w.name] = append(w.to[i].took[w.name], float64(time.Since(began))/float64(time.Microsecond))
				}
			}
		}
	}
	figures := map[string]float64{}
	var told []string
	for _, w := range ways {
		told = append(told, tellApart(figures, w.name, w.to)...)
	}
	if len(told) > 0 {
		return nil, nil, errors.New("reasons can be told apart by time: " + strings.Join(told, "; "))
	}
	return map[string]any{"calls": silenceCalls, "receivers": silenceTwins, "reasons": len(unwillings)}, figures, nil
}

func silentMessage(number int) string {
	return fmt.Sprintf(`{"clientId":"%s","kind":"message","content":{"type":"text","text":"hello"}}`, clientID(1<<21, number))
}

// unwilling puts the reasons into the store. Those of asked have a request of the sender before them, those of strangers nothing.
func (s seed) unwilling(sender person, asked, strangers []*deaf) error {
	talks := make([]talk, len(asked))
	for i, one := range asked {
		talks[i] = direct(sender, one.person, 1)
	}
	if err := s.talks(talks); err != nil {
		return err
	}
	return s.Write(s.ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(s.ctx, `DELETE FROM relations`); err != nil { // nobody has accepted
			return err
		}
		row := func(account, other base.ID, at int64, columns ...string) error {
			values, sets := "$1, $2", ""
			for _, c := range columns {
				value := strconv.FormatInt(at, 10)
				if c == "request_count" {
					value = "1"
				}
				values, sets = values+", "+value, sets+", "+c+" = "+value
			}
			_, err := tx.Exec(s.ctx, `INSERT INTO relations (account_id, other_id, `+strings.Join(columns, ", ")+`) VALUES (`+values+`)
				ON CONFLICT (account_id, other_id) DO UPDATE SET `+sets[2:], account, other)
			return err
		}
		var errs []error
		for i, one := range slices.Concat(asked, strangers) {
			why := unwillings[one.reason]
			if i < len(asked) {
				_, err := tx.Exec(s.ctx, `UPDATE inbox SET folder = 'requests' WHERE account_id = $1 AND peer_id = $2`, one.id, sender.id)
				errs = append(errs, err, row(one.id, sender.id, s.now, "request_at", "request_count"), row(sender.id, one.id, s.now, "requested_at", "request_count"))
			}
			if why.theirs != "" {
				errs = append(errs, row(one.id, sender.id, s.now+1, why.theirs))
			}
			if why.mine != "" {
				errs = append(errs, row(sender.id, one.id, s.now+1, why.mine))
			}
			if why.account != "" {
				_, err := tx.Exec(s.ctx, `UPDATE accounts SET `+why.account+` WHERE account_id = $1`, one.id)
				errs = append(errs, err)
			}
		}
		return errors.Join(errs...)
	})
}

// refused posts, and wants the refusal that tells nothing.
func (a *asker) refused(path, body string) error {
	_, err := fmt.Fprintf(a.conn, "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		path, a.host, a.token, len(body), body)
	if err != nil {
		return err
	}
	answer, err := http.ReadResponse(a.in, nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && (answer.StatusCode != http.StatusForbidden || !bytes.Contains(text, []byte(`"not_accepting"`))) {
		err = fmt.Errorf("answered %d %s", answer.StatusCode, text)
	}
	return err
}

// refusal is refused over a live connection.
func (s *socket) refusal(id int, conversation base.ID, body string) error {
	call := fmt.Appendf(nil, `{"id":%d,"rpc":{"method":"appendEntry","data":{"id":"%s",%s}}`, id, conversation, body[1:])
	if _, err := s.conn.Write(appendFrame(nil, call)); err != nil {
		return err
	}
	for {
		data, err := s.frame()
		if err != nil {
			return err
		}
		answered := false
		for line := range bytes.Lines(data) {
			switch line = bytes.TrimSpace(line); {
			case len(line) <= 2: // a ping
				if err := s.pong(); err != nil {
					return err
				}
			case !bytes.HasPrefix(line, fmt.Appendf(nil, `{"id":%d,`, id)):
			case !bytes.Contains(line, []byte(`"not_accepting"`)):
				return fmt.Errorf("answered %s", line)
			default:
				answered = true
			}
		}
		if answered {
			return nil
		}
	}
}

// tellApart compares the reasons of a way, each with each, and answers those that differ for certain, and by more than receivers with one
// and the same reason do.
func tellApart(figures map[string]float64, way string, to []*deaf) (told []string) {
	byReason, medians := map[int][][]float64{}, []float64{}
	for _, one := range to {
		byReason[one.reason] = append(byReason[one.reason], one.took[way])
	}
	var all []float64
	worst, noise, medianNoise, surest := 0.0, 0.0, 0.0, 1.0
	for reason, twins := range byReason {
		a, _ := apart(twins[0], twins[1])
		noise, medianNoise = max(noise, a), max(medianNoise, math.Abs(quantile(twins[0], .5)-quantile(twins[1], .5)))
		both := slices.Concat(twins...)
		all, medians = append(all, both...), append(medians, quantile(both, .5))
		name := way + strings.ToUpper(unwillings[reason].name[:1]) + unwillings[reason].name[1:]
		figures[name+"P50Us"], figures[name+"P95Us"] = quantile(both, .5), quantile(both, .95)
	}
	pairs := float64(len(byReason) * (len(byReason) - 1) / 2)
	type finding struct {
		what   string
		by, at float64
	}
	var findings []finding
	for one := range byReason {
		for other := range one {
			if byReason[other] == nil {
				continue
			}
			by, p := apart(slices.Concat(byReason[one]...), slices.Concat(byReason[other]...))
			p = min(1, p*pairs) // so many chances of a chance
			worst, surest = max(worst, by), min(surest, p)
			findings = append(findings, finding{fmt.Sprintf("%s: %s and %s, by %.3f (p %.2g)", way, unwillings[one].name, unwillings[other].name, by, p), by, p})
		}
	}
	for _, f := range findings {
		if f.at < .01 && f.by > noise {
			told = append(told, fmt.Sprintf("%s; noise %.3f", f.what, noise))
		}
	}
	figures[way+"MedianSpreadUs"], figures[way+"MedianNoiseUs"] = slices.Max(medians)-slices.Min(medians), medianNoise
	figures[way+"IQRUs"] = quantile(all, .75) - quantile(all, .25)
	figures[way+"Advantage"], figures[way+"NoiseAdvantage"], figures[way+"P"] = worst, noise, surest
	return told
}

// apart is by how much one call of either tells the two apart better than a coin (0 to 0.5: of Mann and Whitney's U), and how likely
// chance alone does as well.
func apart(one, other []float64) (by, p float64) {
	type sample struct {
		took float64
		one  bool
	}
	samples := make([]sample, 0, len(one)+len(other))
	for _, took := range one {
		samples = append(samples, sample{took, true})
	}
	for _, took := range other {
		samples = append(samples, sample{took, false})
	}
	slices.SortFunc(samples, func(x, y sample) int { return cmp.Compare(x.took, y.took) })
	ranks := 0.0
	for from := 0; from < len(samples); {
		to := from + 1
		for to < len(samples) && samples[to].took == samples[from].took {
			to++
		}
		for _, s := range samples[from:to] {
			if s.one {
				ranks += float64(from+to+1) / 2
			}
		}
		from = to
	}
	n, m := float64(len(one)), float64(len(other))
	u := ranks - n*(n+1)/2
	z := (u - n*m/2) / math.Sqrt(n*m*(n+m+1)/12)
	return math.Abs(u/(n*m) - .5), math.Erfc(math.Abs(z) / math.Sqrt2)
}

func quantile(list []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[int(q*float64(len(sorted)-1))]
}
