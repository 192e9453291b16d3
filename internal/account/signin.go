package account

import (
	"context"
	"fmt"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// freshSignIn is how young a session is that may set a first password without one to ask for.
const freshSignIn = 10 * time.Minute

func badCredentials() error {
	return base.Unauthenticated("bad_credentials", "Handle and password do not match.")
}

// SignIn is a handle with its password, or the answer of a passkey.
type SignIn struct {
	Handle   string
	Password string
	Passkey  *PasskeyAnswer
}

// SignIn signs a client in.
func (s *Service) SignIn(ctx context.Context, client Client, in SignIn) (*SignedIn, error) {
	var account base.ID
	var err error
	if in.Passkey != nil {
		account, err = s.finishSignIn(ctx, in.Passkey)
	} else {
		account, err = s.checkSignIn(ctx, client, in)
	}
	if err != nil {
		return nil, err
	}
	out := &SignedIn{}
	err = s.write(ctx, "signing in", func(tx *db.Tx) error {
		if out.Session, err = s.startSession(ctx, tx, account, client, false); err != nil {
			return err
		}
		out.Account, err = s.me(ctx, tx, out.Session.actor(account))
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// secrets is what sign-in reads of an account; the zero value stands for one that does not exist.
type secrets struct {
	account base.ID
	hash    string
	known   bool // someone signed in from this address before and still is
}

func (s *Service) secretsOf(ctx context.Context, handle, address string) (found secrets, err error) {
	err = s.read(ctx, "reading an account to sign in to", func(tx *db.Tx) error {
		err := tx.Row(ctx, `SELECT a.account_id, a.password_hash FROM handles h JOIN accounts a ON a.account_id = h.account_id
			WHERE h.handle = $1`, handle).Scan(&found.account, &found.hash)
		if err != nil && !db.NoRows(err) {
			return err
		}
		var sessions int // also of nobody, so that they take as many statements
		err = tx.Row(ctx, `SELECT COUNT(*) FROM sessions WHERE account_id = $1 AND address = $2`, found.account, address).Scan(&sessions)
		found.known = sessions > 0
		return err
	})
	return found, err
}

// target is what attempts on a handle are counted by. Someone's own address has a count of its own, so that strangers who guess cannot
// keep them out.
func (f secrets) target(handle, address string) string {
	if f.known {
		return handle + " from " + network(address)
	}
	return handle
}

// checkSignIn tells whose handle and password these are. An unknown handle, an account without a password and a wrong password take the
// same time and have the same answer.
func (s *Service) checkSignIn(ctx context.Context, client Client, in SignIn) (base.ID, error) {
	handle := handleOrNobody(in.Handle)
	found, err := s.secretsOf(ctx, handle, client.Address)
	if err != nil {
		return base.ID{}, err
	}
	succeeded, err := s.attempt(ctx, found.target(handle, client.Address), client.Address)
	if err != nil {
		return base.ID{}, err
	}
	right, outdated, err := s.passwords.check(ctx, shortened(in.Password), found.hash)
	if err != nil {
		return base.ID{}, err
	}
	if !right {
		return base.ID{}, badCredentials()
	}
	if err := succeeded(); err != nil {
		return base.ID{}, err
	}
	if outdated {
		return found.account, s.rehash(ctx, found.account, found.hash, in.Password)
	}
	return found.account, nil
}

// handleOrNobody is a handle, or for what is none a text that nobody has: the rest then takes its time.
func handleOrNobody(text string) string {
	handle, err := ParseHandle(text)
	if err != nil {
		return fmt.Sprintf("no handle: %.60q", text)
	}
	return handle
}

// shortened bounds what is hashed: a password that was too long to be set is nobody's.
func shortened(password string) string { return password[:min(len(password), passwordMax+1)] }

// rehash stores a password with today's parameters, unless it was changed meanwhile.
func (s *Service) rehash(ctx context.Context, account base.ID, before, password string) error {
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.write(ctx, "storing a password anew", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE accounts SET password_hash = $3 WHERE account_id = $1 AND password_hash = $2`, account, before, hash)
		return err
	})
}

// confirm makes sure that it is the owner who asks for something grave: by the password where there is one, else by a session that was
// started just now.
func (s *Service) confirm(ctx context.Context, actor api.Actor, client Client, password string) (handle string, err error) {
	var hash string
	var started int64
	err = s.read(ctx, "reading an account", func(tx *db.Tx) error {
		err := tx.Row(ctx, `SELECT a.handle, a.password_hash, s.created_at FROM accounts a JOIN sessions s ON s.account_id = a.account_id
			WHERE a.account_id = $1 AND s.session_id = $2`, actor.Account, actor.Session).Scan(&handle, &hash, &started)
		if db.NoRows(err) {
			return signInFirst()
		}
		return err
	})
	if err != nil {
		return "", err
	}
	if hash == "" {
		if s.Clock.Now().Sub(base.Time(started)).Abs() > freshSignIn { // far ahead: by a clock that was
			return "", base.Forbidden("recent_sign_in_needed", "Sign in again first: this is for sessions that were started in the last 10 minutes.")
		}
		return handle, nil
	}
	succeeded, err := s.attempt(ctx, actor.Account.String(), client.Address)
	if err != nil {
		return "", err
	}
	right, _, err := s.passwords.check(ctx, shortened(password), hash)
	if err != nil {
		return "", err
	}
	if !right {
		return "", base.Forbidden("bad_credentials", "This is not your current password.")
	}
	return handle, succeeded()
}

// ChangePassword sets one's password. All other sessions end.
func (s *Service) ChangePassword(ctx context.Context, actor api.Actor, client Client, current, password string) error {
	handle, err := s.confirm(ctx, actor, client, current)
	if err != nil {
		return err
	}
	if err := s.checkPassword(password, handle); err != nil {
		return err
	}
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.write(ctx, "changing a password", func(tx *db.Tx) error {
		return s.setPassword(ctx, tx, actor.Account, actor.Session, hash)
	})
}

// setPassword stores a password and ends all sessions but one.
func (s *Service) setPassword(ctx context.Context, tx *db.Tx, account, but base.ID, hash string) error {
	if _, err := tx.Exec(ctx, `UPDATE accounts SET password_hash = $2 WHERE account_id = $1`, account, hash); err != nil {
		return err
	}
	tx.AfterCommit(func() { s.Changed(account) })
	return s.endOthers(ctx, tx, account, but)
}
