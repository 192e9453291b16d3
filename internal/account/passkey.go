package account

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// Purpose is what a passkey ceremony is for.
type Purpose string

const (
	PurposeSignUp Purpose = "signUp"
	PurposeSignIn Purpose = "signIn"
	PurposeAdd    Purpose = "add"
)

const (
	ceremonyLasts   = 10 * time.Minute
	passkeysMax     = 20
	passkeyNameMax  = 60
	serverTitle     = "Causerie"
	ceremonyFailure = "The passkey could not be used. Try again, or sign in another way."
)

// relyingParty is this server as authenticators know it: each origin has the name of its host for an id.
type relyingParty struct {
	*webauthn.WebAuthn
	ids map[string]string // origin → relying party id
}

// newRelyingParty serves passkeys at those of origins that browsers allow them on: names, not addresses.
func newRelyingParty(origins []string) (*relyingParty, error) {
	r := &relyingParty{ids: map[string]string{}}
	for _, origin := range origins {
		u, err := url.Parse(origin)
		if err != nil || u.Hostname() == "" {
			return nil, fmt.Errorf("the origin %q is no address", origin)
		}
		if _, err := netip.ParseAddr(u.Hostname()); err == nil {
			continue
		}
		if u.Scheme == "https" || u.Hostname() == "localhost" {
			r.ids[origin] = u.Hostname()
		}
	}
	if len(r.ids) == 0 {
		return r, nil
	}
	config := &webauthn.Config{RPDisplayName: serverTitle, AttestationPreference: protocol.PreferNoAttestation}
	for origin := range r.ids {
		config.RPOrigins = append(config.RPOrigins, origin)
	}
	inner, err := webauthn.New(config)
	if err != nil {
		return nil, fmt.Errorf("set up passkeys: %w", err)
	}
	r.WebAuthn = inner
	return r, nil
}

// PasskeysAt tells whether passkeys work for clients that open the server at origin.
func (s *Service) PasskeysAt(origin string) bool { return s.relying.ids[origin] != "" }

// holder is an account as the passkey library sees it.
type holder struct {
	id           base.ID
	handle, name string
	credentials  []webauthn.Credential
}

func (h *holder) WebAuthnID() []byte                         { return h.id[:] }
func (h *holder) WebAuthnName() string                       { return h.handle }
func (h *holder) WebAuthnDisplayName() string                { return h.name }
func (h *holder) WebAuthnCredentials() []webauthn.Credential { return h.credentials }

// ceremony is what must be remembered between the two halves of one.
type ceremony struct {
	Purpose Purpose              `json:"purpose"`
	Account base.ID              `json:"account"`
	Session webauthn.SessionData `json:"session"`
}

// BeginPasskey is what a client asks for a passkey with.
type BeginPasskey struct {
	Purpose Purpose `json:"purpose" enum:"signUp,signIn,add" doc:"add is for who is signed in."`
	Handle  string  `json:"handle,omitempty" maxLength:"64" doc:"The handle to be, to name the new passkey after."`
	Name    string  `json:"name,omitempty" maxLength:"400"`
}

// Ceremony is the first half of a ceremony.
type Ceremony struct {
	ID      string          `json:"ceremony" doc:"Hand it back with the credential."`
	Options json.RawMessage `json:"options" doc:"For navigator.credentials.create or .get, in the JSON form of WebAuthn."`
}

// PasskeyAnswer is the second half of a ceremony.
type PasskeyAnswer struct {
	Ceremony   string          `json:"ceremony"`
	Credential json.RawMessage `json:"credential" doc:"What the browser made, in the JSON form of WebAuthn."`
}

// BeginPasskey begins a ceremony at an origin.
func (s *Service) BeginPasskey(ctx context.Context, actor api.Actor, origin string, in BeginPasskey) (*Ceremony, error) {
	id, ok := s.relying.ids[origin]
	if !ok {
		return nil, base.Forbidden("passkeys_unavailable", "Passkeys do not work at this address of the server. Use a password.")
	}
	c := ceremony{Purpose: in.Purpose}
	var options any
	var err error
	switch in.Purpose {
	case PurposeSignIn:
		options, err = s.beginSignIn(&c, id, origin)
	case PurposeSignUp:
		options, err = s.beginSignUp(&c, in, id, origin)
	default:
		options, err = s.beginAdd(ctx, actor, &c, id, origin)
	}
	if err != nil {
		return nil, base.Doing("beginning a passkey ceremony", err)
	}
	return s.keepCeremony(ctx, c, options)
}

func (s *Service) beginSignIn(c *ceremony, id, origin string) (any, error) {
	options, session, err := s.relying.BeginDiscoverableLogin(webauthn.WithLoginRelyingPartyID(id), webauthn.WithLoginOrigin(origin),
		webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, err
	}
	c.Session = *session
	return options.Response, nil
}

// beginSignUp gives the account to be its id: the passkey is bound to it before the account exists.
func (s *Service) beginSignUp(c *ceremony, in BeginPasskey, id, origin string) (any, error) {
	handle, err := ParseHandle(in.Handle)
	if err != nil {
		return nil, err
	}
	name, err := cleanName(in.Name)
	if err != nil {
		return nil, err
	}
	if name == "" {
		name = handle
	}
	c.Account = base.NewID(s.Clock.Now())
	return s.beginCreate(c, &holder{id: c.Account, handle: handle, name: name}, id, origin)
}

func (s *Service) beginAdd(ctx context.Context, actor api.Actor, c *ceremony, id, origin string) (any, error) {
	if actor.Account.IsZero() {
		return nil, signInFirst()
	}
	c.Account = actor.Account
	var h *holder
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		h, err = holderOf(ctx, tx, actor.Account)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.beginCreate(c, h, id, origin)
}

func (s *Service) beginCreate(c *ceremony, h *holder, id, origin string) (any, error) {
	options, session, err := s.relying.BeginRegistration(h,
		webauthn.WithRegistrationRelyingPartyID(id), webauthn.WithRegistrationOrigin(origin),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired,
		}),
		webauthn.WithExclusions(webauthn.Credentials(h.credentials).CredentialDescriptors()))
	if err != nil {
		return nil, err
	}
	c.Session = *session
	return options.Response, nil
}

func (s *Service) keepCeremony(ctx context.Context, c ceremony, options any) (*Ceremony, error) {
	id := base.NewID(s.Clock.Now())
	data, err := json.Marshal(c)
	if err != nil {
		return nil, base.Internal("keeping a ceremony", err)
	}
	text, err := json.Marshal(options)
	if err != nil {
		return nil, base.Internal("writing passkey options", err)
	}
	err = s.write(ctx, "keeping a ceremony", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO ceremonies (ceremony_id, data, expires_at) VALUES ($1, $2, $3)`,
			id, string(data), base.Millis(s.Clock.Now().Add(ceremonyLasts)))
		return err
	})
	if err != nil {
		return nil, err
	}
	return &Ceremony{ID: id.String(), Options: text}, nil
}

// takeCeremony ends a ceremony, whatever comes of it: no answer is good twice.
func (s *Service) takeCeremony(ctx context.Context, text string, purpose Purpose) (*ceremony, error) {
	expired := base.Gone("ceremony_expired", "This took too long, or was done before. Start again.")
	id, err := base.ParseID(text)
	if err != nil {
		return nil, expired
	}
	var data string
	err = s.write(ctx, "ending a ceremony", func(tx *db.Tx) error {
		data = ""
		err := tx.Row(ctx, `SELECT data FROM ceremonies WHERE ceremony_id = $1 AND expires_at > $2`, id, s.nowMillis()).Scan(&data)
		if db.NoRows(err) {
			return expired
		}
		if err != nil {
			return err
		}
		gone, err := tx.Exec(ctx, `DELETE FROM ceremonies WHERE ceremony_id = $1`, id)
		if err == nil && gone == 0 {
			return expired
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var c ceremony
	if err := json.Unmarshal([]byte(data), &c); err != nil {
		return nil, base.Internal("reading a ceremony", err)
	}
	if c.Purpose != purpose {
		return nil, expired
	}
	return &c, nil
}

// finishCreate checks a new passkey.
func (s *Service) finishCreate(c *ceremony, answer *PasskeyAnswer) (*webauthn.Credential, error) {
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer.Credential)
	if err != nil {
		return nil, passkeyFailed(err)
	}
	credential, err := s.relying.CreateCredential(&holder{id: c.Account}, c.Session, parsed)
	if err != nil {
		return nil, passkeyFailed(err)
	}
	// What the authenticator says about its make is not asked for, and not kept.
	credential.Attestation = webauthn.CredentialAttestation{}
	return credential, nil
}

func passkeyFailed(cause error) error {
	return &base.Error{Kind: base.KindInvalid, Code: "passkey_failed", Message: ceremonyFailure, Cause: cause}
}

// finishSignIn checks the use of a passkey and tells whose it is.
func (s *Service) finishSignIn(ctx context.Context, answer *PasskeyAnswer) (base.ID, error) {
	c, err := s.takeCeremony(ctx, answer.Ceremony, PurposeSignIn)
	if err != nil {
		return base.ID{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer.Credential)
	if err != nil {
		return base.ID{}, badPasskey(err)
	}
	var h *holder
	var credential *webauthn.Credential
	err = s.read(ctx, "signing in with a passkey", func(tx *db.Tx) error {
		var failure error // of ours, which the library would take for the client's
		find := func(_, userHandle []byte) (webauthn.User, error) {
			if h, failure = holderOf(ctx, tx, idFrom(userHandle)); failure != nil {
				return nil, failure
			}
			return h, nil
		}
		var err error
		_, credential, err = s.relying.ValidatePasskeyLogin(find, c.Session, parsed)
		if failure != nil && base.CodeOf(failure) != "not_found" {
			return failure
		}
		if err != nil {
			return badPasskey(err)
		}
		return nil
	})
	if err != nil {
		return base.ID{}, err
	}
	if credential.Authenticator.CloneWarning {
		s.Log.Warn("a passkey's counter went back: it may have been copied", "account", h.id)
		return base.ID{}, badPasskey(nil)
	}
	return h.id, s.usePasskey(ctx, h.id, credential)
}

// idFrom is the account that an authenticator names, or zero, which is nobody's.
func idFrom(userHandle []byte) base.ID {
	if len(userHandle) != len(base.ID{}) {
		return base.ID{}
	}
	return base.ID(userHandle)
}

func badPasskey(cause error) error {
	return &base.Error{Kind: base.KindUnauthenticated, Code: "bad_credentials", Message: "This passkey is not known here, or was removed.", Cause: cause}
}

// usePasskey keeps the counter of a passkey that was used, if it was not removed meanwhile.
func (s *Service) usePasskey(ctx context.Context, account base.ID, credential *webauthn.Credential) error {
	data, err := json.Marshal(credential)
	if err != nil {
		return base.Internal("writing a passkey", err)
	}
	return s.write(ctx, "keeping the use of a passkey", func(tx *db.Tx) error {
		kept, err := tx.Exec(ctx, `UPDATE passkeys SET credential = $3, last_used_at = $4 WHERE account_id = $1 AND credential_id = $2`,
			account, credential.ID, string(data), s.nowMillis())
		if err == nil && kept == 0 {
			return badPasskey(nil)
		}
		return err
	})
}

// holderOf reads an account with its passkeys.
func holderOf(ctx context.Context, tx *db.Tx, account base.ID) (*holder, error) {
	h := &holder{id: account}
	err := tx.Row(ctx, `SELECT handle, name FROM accounts WHERE account_id = $1`, account).Scan(&h.handle, &h.name)
	if db.NoRows(err) {
		return nil, base.NotFound()
	}
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `SELECT credential FROM passkeys WHERE account_id = $1 ORDER BY passkey_id`, account)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var data []byte
		if err := scan(&data); err != nil {
			return err
		}
		var c webauthn.Credential
		if err := json.Unmarshal(data, &c); err != nil {
			return fmt.Errorf("read a passkey: %w", err)
		}
		h.credentials = append(h.credentials, c)
		return nil
	})
	return h, err
}
