package account

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"math"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// A device is known by a random token that it keeps and sends when it signs in. It is nothing that a device is: who clears what a browser
// has stored has another one.
const (
	deviceToken   = 32                   // bytes
	devicesMax    = 100                  // of one account; of more, those that were used last are kept
	deviceForgets = 400 * 24 * time.Hour // without a sign-in or a session
	newFor        = 30 * 24 * time.Hour  // how long a device stays new that nobody has said anything about
	forever       = math.MaxInt64        // of a device that its account said was not theirs
)

// deviceHash is what is kept of a device's token: nil for a client that has none.
func deviceHash(token string) ([]byte, error) {
	if token == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != deviceToken || len(token) != base64.RawURLEncoding.EncodedLen(deviceToken) {
		return nil, base.Invalid("device_token_invalid", "This is no token of a device. Make one of 32 random bytes, in base64url without padding.",
			base.Field{Location: "body.deviceToken", Message: "32 bytes in base64url, 43 characters"})
	}
	hash := sha256.Sum256(raw)
	return hash[:], nil
}

// useDevice notes that account signs in on a device, and answers until when that is new to it, 0 for a known one. It refuses a banned device.
func (s *Service) useDevice(ctx context.Context, tx *db.Tx, account base.ID, hash []byte, known bool) (newUntil int64, err error) {
	now := s.Clock.Now()
	if !known {
		newUntil = base.Millis(now.Add(newFor))
	}
	if hash == nil {
		return newUntil, nil
	}
	// It is written first, and read after: a ban waits for this row, or this waits for the ban.
	err = tx.Row(ctx, `INSERT INTO devices (account_id, token_hash, created_at, used_at, new_until) VALUES ($1, $2, $3, $3, $4)
		ON CONFLICT (account_id, token_hash) DO UPDATE SET used_at = $3 RETURNING new_until`, account, hash, base.Millis(now), newUntil).Scan(&newUntil)
	if err != nil {
		return 0, err
	}
	var bans int
	err = tx.Row(ctx, `SELECT COUNT(*) FROM device_bans WHERE token_hash = $1 AND (until_at = 0 OR until_at > $2)`, hash, base.Millis(now)).Scan(&bans)
	if err != nil {
		return 0, err
	}
	if bans > 0 {
		return 0, base.Forbidden("device_banned", "The moderators banned this device. Sign in on another one to read why and to appeal.")
	}
	if newUntil <= base.Millis(now) {
		newUntil = 0
	}
	_, err = tx.Exec(ctx, `DELETE FROM devices WHERE account_id = $1 AND token_hash IN (SELECT token_hash FROM devices WHERE account_id = $1
		ORDER BY used_at DESC, token_hash LIMIT 1000 OFFSET $2)`, account, devicesMax)
	return newUntil, err
}

// asked is the condition on a session that its owner is asked about it by the session $2, at $3: another one, that is not newer and as little known.
const asked = `sessions.account_id = $1 AND sessions.session_id <> $2 AND sessions.new_until > $3 AND sessions.expires_at > $3
	AND EXISTS (SELECT 1 FROM sessions AS own WHERE own.account_id = $1 AND own.session_id = $2 AND (own.new_until <= $3 OR own.created_at < sessions.created_at))`

// newSignIns are the sessions that actor is asked about, the last one first.
func (s *Service) newSignIns(ctx context.Context, tx *db.Tx, actor api.Actor) ([]Session, error) {
	return s.querySessions(ctx, tx, actor, asked+` ORDER BY created_at DESC, session_id DESC`, actor.Session, s.nowMillis())
}

// Acknowledge has a session be no longer new, and its device known: its owner says that it was them. A session that is new itself says so of none
// that is older, and never of itself.
func (s *Service) Acknowledge(ctx context.Context, actor api.Actor, session base.ID) error {
	return s.write(ctx, "acknowledging a sign-in", func(tx *db.Tx) error {
		now := s.nowMillis()
		var newUntil int64
		err := tx.Row(ctx, `SELECT new_until FROM sessions WHERE account_id = $1 AND session_id = $2`, actor.Account, session).Scan(&newUntil)
		if db.NoRows(err) {
			return base.NotFound()
		}
		if err != nil || newUntil <= now {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE devices SET new_until = 0 WHERE account_id = $1 AND token_hash IN
			(SELECT device_hash FROM sessions WHERE `+asked+` AND session_id = $4)`, actor.Account, actor.Session, now, session)
		if err != nil {
			return err
		}
		m, err := tx.Exec(ctx, `UPDATE sessions SET new_until = 0 WHERE `+asked+` AND session_id = $4`, actor.Account, actor.Session, now, session)
		if err != nil {
			return err
		}
		if n+m == 0 {
			return base.Forbidden("not_from_here", "Say so on a device that you signed in on before.")
		}
		tx.AfterCommit(func() { s.Changed(actor.Account) })
		return nil
	})
}

// disown has the device of a session that is ended from another one stay new for good, if it was.
func (s *Service) disown(ctx context.Context, tx *db.Tx, actor api.Actor, session base.ID) error {
	if session == actor.Session {
		return nil
	}
	tx.AfterCommit(func() { s.Changed(actor.Account) })
	_, err := tx.Exec(ctx, `UPDATE devices SET new_until = $4 WHERE account_id = $1 AND token_hash IN
		(SELECT device_hash FROM sessions WHERE account_id = $1 AND session_id = $2 AND new_until > $3)`, actor.Account, session, s.nowMillis(), int64(forever))
	return err
}

// BanDevices keeps everyone from signing up or in on the devices that account has used, until then (in Unix milliseconds; 0: without an end), by a
// decision, and ends all sessions on them. It answers how many devices they are.
func (s *Service) BanDevices(ctx context.Context, tx *db.Tx, account, decision base.ID, until int64) (devices int, err error) {
	// A sign-in that is under way has its row: this waits for it, and then sees its session.
	if _, err := tx.Exec(ctx, `UPDATE devices SET used_at = used_at WHERE account_id = $1`, account); err != nil {
		return 0, base.Doing("banning devices", err)
	}
	var hashes [][]byte
	rows, err := tx.Query(ctx, `SELECT token_hash FROM devices WHERE account_id = $1 AND new_until <> $2 ORDER BY token_hash`, account, int64(forever))
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var hash []byte
		err := scan(&hash)
		hashes = append(hashes, hash)
		return err
	})
	if err != nil {
		return 0, base.Doing("banning devices", err)
	}
	for _, hash := range hashes {
		_, err := tx.Exec(ctx, `INSERT INTO device_bans (account_id, decision_id, token_hash, until_at) VALUES ($1, $2, $3, $4)`, account, decision, hash, until)
		if err != nil {
			return 0, base.Doing("banning devices", err)
		}
	}
	return len(hashes), base.Doing("banning devices", s.endBanned(ctx, tx, account, decision))
}

// endBanned ends the sessions, of whomever, on the devices that a decision about account banned.
func (s *Service) endBanned(ctx context.Context, tx *db.Tx, account, decision base.ID) error {
	type one struct{ account, session base.ID }
	var found []one
	rows, err := tx.Query(ctx, `SELECT sessions.account_id, sessions.session_id FROM device_bans
		JOIN devices ON devices.token_hash = device_bans.token_hash
		JOIN sessions ON sessions.account_id = devices.account_id AND sessions.device_hash = devices.token_hash
		WHERE device_bans.account_id = $1 AND device_bans.decision_id = $2 ORDER BY sessions.account_id, sessions.session_id`, account, decision)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var o one
		err := scan(&o.account, &o.session)
		found = append(found, o)
		return err
	})
	if err != nil {
		return err
	}
	for _, o := range found {
		if err := s.endSessions(ctx, tx, o.account, oneSession, o.session); err != nil {
			return err
		}
	}
	return nil
}

// LiftDeviceBans ends the bans of devices of account, but those by the decisions that still stand.
func (s *Service) LiftDeviceBans(ctx context.Context, tx *db.Tx, account base.ID, standing []base.ID) error {
	query := `DELETE FROM device_bans WHERE account_id = $1`
	if len(standing) > 0 {
		query += ` AND decision_id NOT IN ` + db.In(len(standing), 2)
	}
	_, err := tx.Exec(ctx, query, append([]any{account}, db.Args(standing)...)...)
	return base.Doing("lifting the bans of devices", err)
}

// sweepDevices forgets devices that nobody has used for long.
func (s *Service) sweepDevices(ctx context.Context, now time.Time) error {
	return s.write(ctx, "forgetting devices", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM devices WHERE used_at <= $1 AND NOT EXISTS (SELECT 1 FROM sessions
			WHERE sessions.account_id = devices.account_id AND sessions.device_hash = devices.token_hash)`, base.Millis(now.Add(-deviceForgets)))
		return err
	})
}
