package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	sessionLasts = 90 * 24 * time.Hour // from its last use
	sessionsMax  = 100                 // of one account; a further one ends the one that was not used for longest
	tokenSecret  = 32                  // random bytes in a token
)

// Session is a signed-in client.
type Session struct {
	ID         base.ID   `json:"id"`
	Device     string    `json:"device" example:"Chrome on Linux"`
	CreatedAt  time.Time `json:"createdAt"`
	LastSeenAt time.Time `json:"lastSeenAt"`
	ExpiresAt  time.Time `json:"expiresAt"`
	Current    bool      `json:"current" doc:"This one makes the request."`
	Address    string    `json:"address,omitempty" doc:"The network address it was started from."`
	New        bool      `json:"new,omitempty" doc:"It was started on a device that had not been used, and nobody has said yet that it was them."`
}

// Issued is a new session with its token. It is the only time that the token is known.
type Issued struct {
	ID        base.ID
	Token     string
	ExpiresAt time.Time
}

func (i *Issued) actor(account base.ID) api.Actor { return api.Actor{Account: account, Session: i.ID} }

// Client is what is known of who signs in.
type Client struct {
	Device    string // what it calls itself
	Token     string // the random token of its device, or empty
	UserAgent string
	Address   string
	TimeZone  string // where it is, by the tz database; what is not in there counts as unknown
}

// newToken is a token of account: its id, by which the session is found, and a secret.
func newToken(account base.ID) (string, error) {
	token := make([]byte, len(account)+tokenSecret)
	copy(token, account[:])
	if _, err := rand.Read(token[len(account):]); err != nil {
		return "", base.Internal("making a session token", err)
	}
	return base64.RawURLEncoding.EncodeToString(token), nil
}

// tokenHash is a token as it is stored, and the account it claims to be of.
type tokenHash [sha256.Size]byte

func parseToken(token string) (account base.ID, hash tokenHash, ok bool) {
	if len(token) != base64.RawURLEncoding.EncodedLen(len(account)+tokenSecret) {
		return account, hash, false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil {
		return account, hash, false
	}
	return base.ID(raw[:len(account)]), sha256.Sum256(raw), true
}

// startSession signs a client in. The account's other clients are told when its device is new to it and not known.
func (s *Service) startSession(ctx context.Context, tx *db.Tx, account base.ID, client Client, known bool) (*Issued, error) {
	device, err := deviceHash(client.Token)
	if err != nil {
		return nil, err
	}
	newUntil, err := s.useDevice(ctx, tx, account, device, known)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	token, err := newToken(account)
	if err != nil {
		return nil, err
	}
	_, hash, _ := parseToken(token)
	issued := &Issued{ID: base.NewID(now), Token: token, ExpiresAt: base.Time(base.Millis(now.Add(sessionLasts)))}
	_, err = tx.Exec(ctx, `
		INSERT INTO sessions (account_id, session_id, token_hash, device, address, created_at, last_seen_at, expires_at, device_hash, new_until)
		VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)`,
		account, issued.ID, hash[:], deviceName(client.Device, client.UserAgent), client.Address, base.Millis(now), base.Millis(issued.ExpiresAt), device, newUntil)
	if err != nil {
		return nil, err
	}
	if newUntil > 0 {
		tx.AfterCommit(func() { s.Changed(account) })
	}
	if _, known := base.Zone(client.TimeZone); known {
		if _, err := tx.Exec(ctx, `UPDATE accounts SET time_zone = $2 WHERE account_id = $1 AND time_zone <> $2`, account, client.TimeZone); err != nil {
			return nil, err
		}
	}
	return issued, s.endSurplus(ctx, tx, account)
}

// endSurplus ends the sessions that were not used for longest, when there are too many.
func (s *Service) endSurplus(ctx context.Context, tx *db.Tx, account base.ID) error {
	return s.endSessions(ctx, tx, account, `SELECT session_id FROM sessions WHERE account_id = $1
		ORDER BY last_seen_at DESC, session_id DESC LIMIT 1000 OFFSET $2`, sessionsMax)
}

// endOthers ends all sessions of account but one; all when that is zero.
func (s *Service) endOthers(ctx context.Context, tx *db.Tx, account, but base.ID) error {
	return s.endSessions(ctx, tx, account, `SELECT session_id FROM sessions WHERE account_id = $1 AND session_id <> $2`, but)
}

// endSessions ends the sessions of account that query finds. Once that is committed, the tokens are good for nothing and live
// connections end.
func (s *Service) endSessions(ctx context.Context, tx *db.Tx, account base.ID, query string, arg any) error {
	var ended []base.ID
	rows, err := tx.Query(ctx, query, account, arg)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		err := scan(&id)
		ended = append(ended, id)
		return err
	})
	if err != nil || len(ended) == 0 {
		return err
	}
	for _, id := range ended {
		if _, err := tx.Exec(ctx, `DELETE FROM sessions WHERE account_id = $1 AND session_id = $2`, account, id); err != nil {
			return err
		}
	}
	tx.AfterCommit(func() {
		s.sessions.forget(account)
		s.Ended(account, ended)
	})
	return nil
}

func signInFirst() error { return base.Unauthenticated("unauthenticated", "Sign in first.") }

// roleAt3 is the role of the account a at the moment $3: who is suspended has none as long as that lasts.
const roleAt3 = `CASE WHEN a.suspended_at > 0 AND (a.suspended_until = 0 OR a.suspended_until > $3) THEN '' ELSE a.role END`

// Authenticate tells who a token is of. What it finds it remembers for a few seconds, but no longer than the session lives.
func (s *Service) Authenticate(ctx context.Context, token string) (api.Actor, error) {
	account, hash, ok := parseToken(token)
	if !ok {
		return api.Actor{}, signInFirst()
	}
	now := s.Clock.Now()
	if actor, ok := s.sessions.get(hash, now); ok {
		return actor, nil
	}
	generation := s.sessions.generationNow()
	actor := api.Actor{Account: account}
	var seenAt, expiresAt int64
	const query = `SELECT s.session_id, s.last_seen_at, s.expires_at, ` + roleAt3 + `
		FROM sessions s JOIN accounts a ON a.account_id = s.account_id
		WHERE s.account_id = $1 AND s.token_hash = $2`
	err := s.DB.ReadRow(ctx, query, []any{account, hash[:], base.Millis(now)}, &actor.Session, &seenAt, &expiresAt, &actor.Role)
	if db.NoRows(err) || err == nil && expiresAt <= base.Millis(now) {
		return api.Actor{}, signInFirst()
	}
	if err != nil {
		return api.Actor{}, base.Doing("authenticating", err)
	}
	s.sessions.put(hash, actor, base.Time(expiresAt), now, generation)
	if now.Sub(base.Time(seenAt)) >= seenEvery {
		s.seen.note(actor, now)
	}
	return actor, nil
}

// Sessions lists one's sessions, the one used last first.
func (s *Service) Sessions(ctx context.Context, actor api.Actor) (list []Session, err error) {
	err = s.read(ctx, "listing sessions", func(tx *db.Tx) error {
		list, err = s.querySessions(ctx, tx, actor, `account_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC, session_id DESC`, s.nowMillis())
		return err
	})
	return list, err
}

// querySessions are the sessions of actor's account, $1, for which where holds.
func (s *Service) querySessions(ctx context.Context, tx *db.Tx, actor api.Actor, where string, args ...any) ([]Session, error) {
	list, now := []Session{}, s.nowMillis()
	rows, err := tx.Query(ctx, `SELECT session_id, device, address, created_at, last_seen_at, expires_at, new_until FROM sessions WHERE `+where,
		append([]any{actor.Account}, args...)...)
	return list, db.Rows(rows, err, func(scan func(...any) error) error {
		var one Session
		var created, seen, expires, newUntil int64
		if err := scan(&one.ID, &one.Device, &one.Address, &created, &seen, &expires, &newUntil); err != nil {
			return err
		}
		one.CreatedAt, one.LastSeenAt, one.ExpiresAt = base.Time(created), base.Time(seen), base.Time(expires)
		one.Current, one.New = one.ID == actor.Session, newUntil > now
		list = append(list, one)
		return nil
	})
}

const oneSession = `SELECT session_id FROM sessions WHERE account_id = $1 AND session_id = $2`

// SignOut ends one of one's sessions. Ending one that is over already is no error.
func (s *Service) SignOut(ctx context.Context, actor api.Actor, session base.ID) error {
	return s.write(ctx, "signing out", func(tx *db.Tx) error {
		if err := s.disown(ctx, tx, actor, session); err != nil {
			return err
		}
		return s.endSessions(ctx, tx, actor.Account, oneSession, session)
	})
}

// SignOutOthers ends all of one's sessions but the one that asks.
func (s *Service) SignOutOthers(ctx context.Context, actor api.Actor) error {
	return s.write(ctx, "signing out other sessions", func(tx *db.Tx) error {
		return s.endOthers(ctx, tx, actor.Account, actor.Session)
	})
}
