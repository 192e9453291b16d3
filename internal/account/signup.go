package account

import (
	"context"

	"github.com/go-webauthn/webauthn/webauthn"

	"causerie/internal/base"
	"causerie/internal/db"
)

// SignUp is what a new account is made of: a handle, a birth date, and a password or a passkey or both.
type SignUp struct {
	Handle    string
	Name      string // empty: the handle
	BirthDate string
	Password  string
	Passkey   *PasskeyAnswer
	Language  string
	Work      *Work // where it is asked
}

// SignedIn is an account with a new session of it.
type SignedIn struct {
	Account *Me
	Session *Issued
}

// newAccount is a SignUp that was checked.
type newAccount struct {
	id            base.ID
	handle, name  string
	birthDate     string
	language      string
	role          string
	passwordHash  string
	passkey       *webauthn.Credential
	passkeyName   string
	recoveryCodes []string
	spent         *challenge
}

// SignUp makes an account and signs its client in. The recovery codes are told this once.
func (s *Service) SignUp(ctx context.Context, client Client, in SignUp) (*SignedIn, []string, error) {
	account, err := s.checkSignUp(ctx, in, client)
	if err != nil {
		return nil, nil, err
	}
	out := &SignedIn{}
	err = s.write(ctx, "signing up", func(tx *db.Tx) error {
		if err := s.insertAccount(ctx, tx, account); err != nil {
			return err
		}
		if err := s.countSignUp(ctx, tx, client, account.spent); err != nil {
			return err
		}
		out.Session, err = s.startSession(ctx, tx, account.id, client, true)
		if err != nil {
			return err
		}
		out.Account, err = s.me(ctx, tx, out.Session.actor(account.id))
		return err
	})
	if db.IsUnique(err) { // someone was faster by a moment
		return nil, nil, handleTaken()
	}
	if err != nil {
		return nil, nil, err
	}
	return out, account.recoveryCodes, nil
}

// checkSignUp does all that needs no write: it is only the last steps that cost much, and they are for who passes the others.
func (s *Service) checkSignUp(ctx context.Context, in SignUp, client Client) (*newAccount, error) {
	account, err := s.checkNew(in, client.TimeZone)
	if err != nil {
		return nil, err
	}
	if err := checkReserved(account.handle); err != nil {
		return nil, err
	}
	if in.Password == "" && in.Passkey == nil {
		return nil, base.Invalid("sign_in_method_missing", "Choose a password or a passkey to sign in with.")
	}
	if in.Password != "" {
		if err := s.checkPassword(in.Password, account.handle); err != nil {
			return nil, err
		}
	}
	if err := s.read(ctx, "checking a handle", func(tx *db.Tx) error { return checkFree(ctx, tx, account.handle) }); err != nil {
		return nil, err
	}
	if account.spent, err = s.checkWork(ctx, client, in.Work); err != nil {
		return nil, err
	}
	if in.Passkey != nil {
		c, err := s.takeCeremony(ctx, in.Passkey.Ceremony, PurposeSignUp)
		if err != nil {
			return nil, err
		}
		if account.passkey, err = s.finishCreate(c, in.Passkey); err != nil {
			return nil, err
		}
		account.id, account.passkeyName = c.Account, deviceName(client.Device, client.UserAgent)
	}
	if in.Password != "" {
		if account.passwordHash, err = s.passwords.hash(ctx, in.Password); err != nil {
			return nil, err
		}
	}
	return account, nil
}

// checkNew checks what every new account needs, however it is made.
func (s *Service) checkNew(in SignUp, zone string) (*newAccount, error) {
	account := &newAccount{id: base.NewID(s.Clock.Now()), language: in.Language}
	var err error
	if account.handle, err = ParseHandle(in.Handle); err != nil {
		return nil, err
	}
	if account.birthDate, err = checkBirthDate(in.BirthDate, base.In(s.Clock.Now(), zone), s.Packs.SignUpAge("")); err != nil {
		return nil, err
	}
	if account.name, err = cleanName(in.Name); err != nil {
		return nil, err
	}
	if account.name == "" {
		account.name = account.handle
	}
	if err := checkLanguage(in.Language); err != nil {
		return nil, err
	}
	account.recoveryCodes, err = newRecoveryCodes()
	return account, err
}

// checkFree refuses a handle that is in use, or that looks like one.
func checkFree(ctx context.Context, tx *db.Tx, handle string) error {
	var taken, confusable bool
	rows, err := tx.Query(ctx, `SELECT handle FROM handles WHERE handle = $1 UNION SELECT handle FROM handles WHERE skeleton = $2`,
		handle, skeleton(handle))
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var other string
		err := scan(&other)
		taken, confusable = taken || other == handle, true
		return err
	})
	switch {
	case err != nil:
		return err
	case taken:
		return handleTaken()
	case confusable:
		return handleConfusable()
	}
	return nil
}

func (s *Service) insertAccount(ctx context.Context, tx *db.Tx, a *newAccount) error {
	if err := checkFree(ctx, tx, a.handle); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO handles (handle, skeleton, account_id) VALUES ($1, $2, $3)`, a.handle, skeleton(a.handle), a.id)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO accounts (account_id, handle, name, birth_date, language, role, password_hash, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		a.id, a.handle, a.name, a.birthDate, a.language, a.role, a.passwordHash, s.nowMillis())
	if err != nil {
		return err
	}
	if a.passkey != nil {
		if _, err := s.insertPasskey(ctx, tx, a.id, a.passkey, a.passkeyName); err != nil {
			return err
		}
	}
	if err := replaceRecoveryCodes(ctx, tx, a.id, a.recoveryCodes); err != nil {
		return err
	}
	return setTerms(ctx, tx, a.id, a.handle, a.name)
}

// CheckHandle tells whether a handle could be had now: nil, or why not.
func (s *Service) CheckHandle(ctx context.Context, text string) error {
	handle, err := ParseHandle(text)
	if err != nil {
		return err
	}
	if err := checkReserved(handle); err != nil {
		return err
	}
	return s.read(ctx, "checking a handle", func(tx *db.Tx) error { return checkFree(ctx, tx, handle) })
}
