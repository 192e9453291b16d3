package notify

import (
	"context"
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/base64"
	"net/netip"
	"net/url"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/outside"
)

// Content is what push messages to a device may say.
type Content string

const (
	Full Content = "full" // who wrote, and what
	Name Content = "name" // who wrote
	None Content = "none" // that there is a message
)

// Subscription is where a device takes push messages, as its browser says.
type Subscription struct {
	Endpoint string  `json:"endpoint" maxLength:"1000" doc:"The address that the browser's push service gave to the device, https://."`
	P256dh   string  `json:"p256dh" maxLength:"100" doc:"The device's public key, base64url."`
	Auth     string  `json:"auth" maxLength:"30" doc:"The device's secret, base64url."`
	Content  Content `json:"content" enum:"full,name,none" doc:"What messages may say: who wrote and what, who wrote, or only that somebody did."`
}

// State is what the server knows of the device that asks.
type State struct {
	PublicKey string  `json:"publicKey" doc:"The server's key, which a browser asks for when it subscribes, base64url."`
	Endpoint  string  `json:"endpoint,omitempty" doc:"Where this session's device takes push messages; absent where it takes none."`
	Content   Content `json:"content" enum:"full,name,none" doc:"What they may say."`
}

// subscription is one as it is stored.
type subscription struct {
	account, session base.ID
	endpoint         string
	p256dh, auth     []byte
	content          Content
}

// check reads what a browser says.
func (in Subscription) check() (sub subscription, err error) {
	wrong := func(field, message string) error {
		return base.Invalid("subscription_invalid", "This is no subscription to push messages.", base.Field{Location: "body." + field, Message: message})
	}
	u, err := url.Parse(in.Endpoint)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Port() != "" && u.Port() != "443" {
		return sub, wrong("endpoint", "An address like https://push.example/abc, without a port.")
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !outside.Public(ip) {
		return sub, wrong("endpoint", "The address of a public server.")
	}
	sub.endpoint, sub.content = in.Endpoint, in.Content
	if sub.p256dh, err = base64.RawURLEncoding.DecodeString(in.P256dh); err == nil {
		_, err = ecdh.P256().NewPublicKey(sub.p256dh)
	}
	if err != nil {
		return sub, wrong("p256dh", "A point on the curve P-256, uncompressed, in base64url.")
	}
	if sub.auth, err = base64.RawURLEncoding.DecodeString(in.Auth); err != nil || len(sub.auth) != 16 {
		return sub, wrong("auth", "16 bytes in base64url.")
	}
	return sub, nil
}

// State is what the server knows of actor's device.
func (s *Service) State(ctx context.Context, actor api.Actor) (State, error) {
	state := State{PublicKey: s.keys.public, Content: Full}
	err := s.DB.ReadRow(ctx, `SELECT endpoint, content FROM push_subscriptions WHERE account_id = $1 AND session_id = $2`,
		[]any{actor.Account, actor.Session}, &state.Endpoint, (*string)(&state.Content))
	if db.NoRows(err) {
		err = nil
	}
	return state, base.Doing("reading a push subscription", err)
}

// Subscribe has push messages go to actor's device, for as long as the session lives. Whoever had that device take them before has it no more.
func (s *Service) Subscribe(ctx context.Context, actor api.Actor, in Subscription) (State, error) {
	sub, err := in.check()
	if err != nil {
		return State{}, err
	}
	hash := sha256.Sum256([]byte(sub.endpoint))
	err = s.write(ctx, "subscribing to push messages", func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM push_subscriptions WHERE endpoint_hash = $1`, hash[:]); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO push_subscriptions (account_id, session_id, endpoint, endpoint_hash, p256dh, auth, content, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (account_id, session_id) DO UPDATE SET endpoint = excluded.endpoint, endpoint_hash = excluded.endpoint_hash,
				p256dh = excluded.p256dh, auth = excluded.auth, content = excluded.content`,
			actor.Account, actor.Session, sub.endpoint, hash[:], sub.p256dh, sub.auth, string(sub.content), base.Millis(s.Clock.Now()))
		tx.AfterCommit(func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.subscribed[actor.Account] = true
			s.arrivals++
		})
		return err
	})
	return State{PublicKey: s.keys.public, Endpoint: sub.endpoint, Content: sub.content}, err
}

// Unsubscribe ends the push messages to actor's device.
func (s *Service) Unsubscribe(ctx context.Context, actor api.Actor) error {
	return s.write(ctx, "unsubscribing from push messages", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM push_subscriptions WHERE account_id = $1 AND session_id = $2`, actor.Account, actor.Session)
		return err
	})
}

// remove ends a subscription that its push service no longer knows, unless the device has another by now.
func (s *Service) remove(ctx context.Context, sub subscription) error {
	return s.write(ctx, "removing a push subscription", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM push_subscriptions WHERE account_id = $1 AND session_id = $2 AND endpoint = $3`, sub.account, sub.session, sub.endpoint)
		return err
	})
}

// person is what a push message to an account depends on.
type person struct {
	birth, zone, country, language string
	subscriptions                  []subscription
}

// peopleOf reads accounts and their subscriptions whose sessions live. Who has none is absent.
func (s *Service) peopleOf(ctx context.Context, tx *db.Tx, ids []base.ID) (map[base.ID]*person, error) {
	people := map[base.ID]*person{}
	now := base.Millis(s.Clock.Now())
	const query = `SELECT push_subscriptions.account_id, push_subscriptions.session_id, endpoint, p256dh, auth, content, birth_date, time_zone, country, language, expires_at
		FROM /*rows*/ push_subscriptions
		JOIN sessions ON sessions.account_id = push_subscriptions.account_id AND sessions.session_id = push_subscriptions.session_id
		JOIN accounts ON accounts.account_id = push_subscriptions.account_id
		WHERE push_subscriptions.account_id = $1`
	err := tx.QueryRows(ctx, query, db.Columns{ids}, func(scan func(...any) error) error {
		var sub subscription
		var p person
		var expires int64
		err := scan(&sub.account, &sub.session, &sub.endpoint, &sub.p256dh, &sub.auth, (*string)(&sub.content), &p.birth, &p.zone, &p.country, &p.language, &expires)
		if err != nil || expires <= now {
			return err
		}
		if people[sub.account] == nil {
			people[sub.account] = &p
		}
		known := people[sub.account]
		known.subscriptions = append(known.subscriptions, sub)
		return nil
	})
	return people, err
}
