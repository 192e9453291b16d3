package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/SherClockHolmes/webpush-go"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/outside"
)

// Kinds of messages to a device.
const (
	kindMessage = "message" // one or more are unread in a conversation
	kindRequest = "request" // somebody asks to write
	kindMissed  = "missed"  // messages came in the quiet hours
	kindClear   = "clear"   // what was told of a conversation is read
	kindTest    = "test"
)

// note is what a message says to the app's service worker, as JSON.
type note struct {
	Kind         string `json:"kind"`
	Conversation string `json:"conversation,omitempty"`
	Seq          int64  `json:"seq,omitempty"`
	Count        int64  `json:"count,omitempty"` // of unread messages
	Name         string `json:"name,omitempty"`
	Group        string `json:"group,omitempty"`
	Text         string `json:"text,omitempty"`
	Voice        int    `json:"voice,omitempty"` // milliseconds of a voice note
	Shows        string `json:"shows,omitempty"` // what it is, where that is no text
	Silent       bool   `json:"silent,omitempty"`
	Language     string `json:"language,omitempty"` // that the person chose
	Test         string `json:"test,omitempty"`     // which test it is of
}

const (
	keep      = 7 * 24 * time.Hour // by a push service, for a device that is not reached
	clearKeep = 24 * time.Hour
	testKeep  = time.Minute

	// recordSize is the length of every message, in bytes: what is shorter is filled up, so that the length tells nothing.
	recordSize = 2048
	textMax    = 700 // bytes; a character takes up to 2 of JSON for each of its bytes
	sendWait   = 10 * time.Second

	triesMax   = 6
	retriesMax = 4096 // deliveries that wait to be tried again, of all people
	retryFirst = 2 * time.Second
	retryMost  = 10 * time.Minute
)

const (
	high   = webpush.UrgencyHigh
	normal = webpush.UrgencyNormal
	low    = webpush.UrgencyLow
)

// delivery is a message to one device.
type delivery struct {
	to      subscription
	note    note
	view    View  // that it speaks of; none where it speaks of all
	seq     int64 // the last message that it tells of
	topic   string
	ttl     time.Duration
	urgency webpush.Urgency
	tries   int
}

// clip shortens text to at most most bytes, at the end of a character.
func clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	end := most
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// topic is the name under which a push service lets a later message replace an earlier one. It tells nothing, and is another for each device.
func (s *Service) topic(sub subscription, about base.ID) string {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte("topic"))
	mac.Write(sub.session[:])
	mac.Write(about[:])
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:24])
}

// silentForbidden tells whether a push service takes a subscription away from who sends messages that show nothing.
func silentForbidden(endpoint string) bool {
	u, err := url.Parse(endpoint)
	return err == nil && strings.HasSuffix(u.Hostname(), ".push.apple.com")
}

// deliver hands messages to those who send them, those to one device in order. It does not wait.
func (s *Service) deliver(out []delivery) {
	for _, d := range out {
		select {
		case s.lanes[int(d.to.session[len(d.to.session)-1])%lanes] <- d:
		default:
			dropped.Inc()
		}
	}
}

func (s *Service) work(lane <-chan delivery) {
	for {
		select {
		case <-s.over.Done():
			return
		case d := <-lane:
			if s.stale(d) {
				continue
			}
			s.settle(d, s.send(s.over, d))
		}
	}
}

// stale tells whether something later was told since d was tried first.
func (s *Service) stale(d delivery) bool {
	if d.tries == 0 || d.view == (View{}) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now, told := s.shown[d.view]
	return told != (d.note.Kind != kindClear) || told && now != d.seq
}

// settle does what follows from the answer of a push service.
func (s *Service) settle(d delivery, a answer) {
	switch {
	case a.accepted():
		accepted.Inc()
	case a.gone():
		gone.Inc()
		if err := s.remove(s.over, d.to); err != nil && s.over.Err() == nil {
			s.Log.Error("push", "error", err)
		}
	case a.again() && d.tries+1 < triesMax && s.retries.Add(1) <= retriesMax:
		retried.Inc()
		wait := max(retryFirst<<(2*d.tries), a.after)
		d.tries++
		time.AfterFunc(min(wait, retryMost)+rand.N(time.Second), func() {
			s.retries.Add(-1)
			s.deliver([]delivery{d})
		})
	default:
		if a.again() && d.tries+1 < triesMax { // there was no room
			s.retries.Add(-1)
		}
		failed.Inc()
		s.Log.Debug("push", "service", host(d.to.endpoint), "status", a.status, "error", a.err)
	}
}

// answer is what a push service said; status 0 where it was not reached.
type answer struct {
	status int
	after  time.Duration // it is not to be asked again before
	err    error
}

func (a answer) accepted() bool { return a.status >= 200 && a.status < 300 }
func (a answer) gone() bool     { return a.status == http.StatusNotFound || a.status == http.StatusGone }
func (a answer) again() bool {
	return a.status == 0 && !errors.Is(a.err, outside.ErrNotPublic) || a.status == http.StatusTooManyRequests || a.status >= 500
}

// send makes one attempt.
func (s *Service) send(ctx context.Context, d delivery) answer {
	var body bytes.Buffer
	to := json.NewEncoder(&body)
	to.SetEscapeHTML(false)
	if err := to.Encode(d.note); err != nil {
		return answer{err: err, status: http.StatusBadRequest}
	}
	ctx, cancel := context.WithTimeout(ctx, sendWait)
	defer cancel()
	text := base64.RawURLEncoding
	res, err := webpush.SendNotificationWithContext(ctx, bytes.TrimSpace(body.Bytes()),
		&webpush.Subscription{Endpoint: d.to.endpoint, Keys: webpush.Keys{P256dh: text.EncodeToString(d.to.p256dh), Auth: text.EncodeToString(d.to.auth)}},
		&webpush.Options{
			HTTPClient: s.client, RecordSize: recordSize, Subscriber: s.Address, Topic: d.topic, TTL: int(d.ttl.Seconds()), Urgency: d.urgency,
			VAPIDPublicKey: s.keys.public, VAPIDPrivateKey: s.keys.private,
		})
	if errors.Is(err, webpush.ErrMaxPadExceeded) {
		return answer{err: err, status: http.StatusRequestEntityTooLarge}
	}
	if err != nil {
		if whole, ok := errors.AsType[*url.Error](err); ok {
			err = whole.Err // without the address, which is a secret of the device
		}
		return answer{err: err}
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection can be used again
	a := answer{status: res.StatusCode}
	if seconds, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && seconds > 0 {
		a.after = min(time.Duration(seconds)*time.Second, retryMost)
	}
	return a
}

// Tested is what became of a message that somebody sent to their own device.
type Tested struct {
	ID       string `json:"id" doc:"The message carries it to the device."`
	Accepted bool   `json:"accepted" doc:"The push service took the message."`
	Status   int    `json:"status" doc:"What it answered, as an HTTP status; 0 where it was not reached."`
}

// Test sends a message to actor's device, at once.
func (s *Service) Test(ctx context.Context, actor api.Actor) (Tested, error) {
	var p *person
	err := s.read(ctx, "testing push messages", func(tx *db.Tx) error {
		people, err := s.peopleOf(ctx, tx, []base.ID{actor.Account})
		p = people[actor.Account]
		return err
	})
	if err != nil {
		return Tested{}, err
	}
	if p != nil {
		for _, sub := range p.subscriptions {
			if sub.session == actor.Session {
				id := base.NewID(s.Clock.Now())
				d := delivery{to: sub, ttl: testKeep, urgency: high, note: note{Kind: kindTest, Test: id.String(), Language: p.language}}
				a := s.send(ctx, d)
				if a.gone() {
					err = s.remove(ctx, sub)
				}
				return Tested{ID: id.String(), Accepted: a.accepted(), Status: a.status}, err
			}
		}
	}
	return Tested{}, base.Conflict("not_subscribed", "This device takes no push messages. Switch notifications on first.")
}

func host(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// newClient is what asks push services: without a proxy, without following them elsewhere, and at public addresses alone unless transport
// decides otherwise.
func newClient(transport http.RoundTripper) *http.Client {
	if transport == nil {
		dialer := &net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error { return outside.Check(address) }}
		transport = &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ForceAttemptHTTP2: true,
			MaxIdleConnsPerHost: lanes, MaxConnsPerHost: 2 * lanes, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: 64 << 10,
		}
	}
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
