package account

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"

	"causerie/internal/api"
	"causerie/internal/base"
)

// authenticator is one in software: it makes passkeys and uses them, as a browser with a fingerprint reader would.
type authenticator struct {
	t       *testing.T
	key     *ecdsa.PrivateKey
	id      []byte // of its credential
	user    []byte
	origin  string
	rpID    string
	counter uint32
	flags   byte
}

const (
	userPresent  = 1 << 0
	userVerified = 1 << 2
	attested     = 1 << 6
)

func newAuthenticator(t *testing.T) *authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		t.Fatal(err)
	}
	return &authenticator{t: t, key: key, id: id, origin: origin, rpID: "causerie.example", flags: userPresent | userVerified}
}

func encode(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

func (a *authenticator) clientData(kind, challenge string) []byte {
	data, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin, "crossOrigin": false})
	if err != nil {
		a.t.Fatal(err)
	}
	return data
}

func (a *authenticator) data(flags byte) []byte {
	rp := sha256.Sum256([]byte(a.rpID))
	return binary.BigEndian.AppendUint32(append(rp[:], flags), a.counter)
}

func (a *authenticator) cbor(v any) []byte {
	data, err := webauthncbor.Marshal(v)
	if err != nil {
		a.t.Fatal(err)
	}
	return data
}

// create answers a ceremony that asks for a new passkey.
func (a *authenticator) create(c *Ceremony) *PasskeyAnswer {
	a.t.Helper()
	var options struct {
		Challenge string
		User      struct{ ID string }
	}
	if err := json.Unmarshal(c.Options, &options); err != nil {
		a.t.Fatal(err)
	}
	user, err := base64.RawURLEncoding.DecodeString(options.User.ID)
	if err != nil {
		a.t.Fatal(err)
	}
	a.user = user
	point, err := a.key.PublicKey.Bytes()
	if err != nil {
		a.t.Fatal(err)
	}
	public := a.cbor(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	data := append(a.data(a.flags|attested), make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.id)))
	data = append(append(data, a.id...), public...)
	return a.answer(c, map[string]any{
		"clientDataJSON":    encode(a.clientData("webauthn.create", options.Challenge)),
		"attestationObject": encode(a.cbor(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})),
	})
}

// use answers a ceremony that asks for the passkey.
func (a *authenticator) use(c *Ceremony) *PasskeyAnswer {
	a.t.Helper()
	var options struct{ Challenge string }
	if err := json.Unmarshal(c.Options, &options); err != nil {
		a.t.Fatal(err)
	}
	client, data := a.clientData("webauthn.get", options.Challenge), a.data(a.flags)
	clientHash := sha256.Sum256(client)
	hash := sha256.Sum256(append(append([]byte{}, data...), clientHash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, hash[:])
	if err != nil {
		a.t.Fatal(err)
	}
	return a.answer(c, map[string]any{
		"clientDataJSON": encode(client), "authenticatorData": encode(data), "signature": encode(signature), "userHandle": encode(a.user),
	})
}

func (a *authenticator) answer(c *Ceremony, response map[string]any) *PasskeyAnswer {
	credential, err := json.Marshal(map[string]any{
		"id": encode(a.id), "rawId": encode(a.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{},
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return &PasskeyAnswer{Ceremony: c.ID, Credential: credential}
}

func (w *world) begin(actor api.Actor, in BeginPasskey) *Ceremony {
	w.t.Helper()
	c, err := w.BeginPasskey(w.t.Context(), actor, origin, in)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// joinByPasskey signs someone up without a password.
func (w *world) joinByPasskey(handle string) (*SignedIn, *authenticator) {
	w.t.Helper()
	a := newAuthenticator(w.t)
	answer := a.create(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignUp, Handle: handle}))
	in, _, err := w.SignUp(w.t.Context(), laptop, SignUp{Handle: handle, BirthDate: "1990-06-15", Passkey: answer})
	if err != nil {
		w.t.Fatal(err)
	}
	return in, a
}

func TestPasskeySignsUpAndIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, a := w.joinByPasskey("zoe")
		if in.Account.HasPassword || in.Account.Passkeys != 1 {
			t.Errorf("account %+v", in.Account)
		}
		a.counter = 7
		w.clock.Move(time.Hour)
		again, err := w.SignIn(t.Context(), laptop, SignIn{Passkey: a.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}))})
		if err != nil || again.Account.ID != in.Account.ID {
			t.Fatalf("signed in as %+v, error %v", again, err)
		}
		list, err := w.Passkeys(t.Context(), in.actor())
		if err != nil || len(list) != 1 || list[0].Name != "laptop" || list[0].LastUsedAt == nil || !list[0].LastUsedAt.Equal(w.clock.Now()) {
			t.Errorf("passkeys %+v, error %v", list, err)
		}
		_, err = w.SignIn(t.Context(), laptop, SignIn{Handle: "zoe", Password: ""})
		wantCode(t, err, "bad_credentials")
	})
}

func TestPasskeyOptionsAskForWhatWeNeed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, a := w.joinByPasskey("zoe")
		var options struct {
			RP                     struct{ ID, Name string }
			User                   struct{ ID, Name, DisplayName string }
			AuthenticatorSelection struct{ ResidentKey, UserVerification string }
			ExcludeCredentials     []struct{ ID string }
			Attestation            string
		}
		if err := json.Unmarshal(w.begin(in.actor(), BeginPasskey{Purpose: PurposeAdd}).Options, &options); err != nil {
			t.Fatal(err)
		}
		if options.RP.ID != "causerie.example" || options.User.Name != "zoe" || options.User.ID != encode(in.Account.ID[:]) ||
			options.AuthenticatorSelection.ResidentKey != "required" || options.AuthenticatorSelection.UserVerification != "required" ||
			len(options.ExcludeCredentials) != 1 || options.ExcludeCredentials[0].ID != encode(a.id) || options.Attestation != "none" {
			t.Errorf("options %+v", options)
		}
	})
}

func TestPasskeyIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, a := w.joinByPasskey("zoe")
		stranger := newAuthenticator(t)
		stranger.id, stranger.user = a.id, a.user
		for name, c := range map[string]struct {
			answer func() *PasskeyAnswer
			code   string
		}{
			"another key": {func() *PasskeyAnswer { return stranger.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn})) }, "bad_credentials"},
			"another account": {func() *PasskeyAnswer {
				b := *a
				b.user = make([]byte, 16)
				return b.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}))
			}, "bad_credentials"},
			"a user handle of another length": {func() *PasskeyAnswer {
				b := *a
				b.user = []byte("zoe")
				return b.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}))
			}, "bad_credentials"},
			"another origin": {func() *PasskeyAnswer {
				b := *a
				b.origin = "https://causerie.example.evil.example"
				return b.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}))
			}, "bad_credentials"},
			"nobody verified": {func() *PasskeyAnswer {
				b := *a
				b.flags = userPresent
				return b.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}))
			}, "bad_credentials"},
			"another ceremony's challenge": {func() *PasskeyAnswer {
				answer := a.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}))
				answer.Ceremony = w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}).ID
				return answer
			}, "bad_credentials"},
			"a ceremony for something else": {func() *PasskeyAnswer {
				return a.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignUp, Handle: "leo"}))
			}, "ceremony_expired"},
			"no ceremony": {func() *PasskeyAnswer { return &PasskeyAnswer{Ceremony: "x", Credential: json.RawMessage("{}")} }, "ceremony_expired"},
			"no credential": {func() *PasskeyAnswer {
				return &PasskeyAnswer{Ceremony: w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}).ID, Credential: json.RawMessage("{}")}
			}, "bad_credentials"},
			"too late": {func() *PasskeyAnswer {
				answer := a.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}))
				w.clock.Move(ceremonyLasts)
				return answer
			}, "ceremony_expired"},
		} {
			_, err := w.SignIn(t.Context(), laptop, SignIn{Passkey: c.answer()})
			if base.CodeOf(err) != c.code {
				t.Errorf("%s: error %v, want code %q", name, err, c.code)
			}
		}
	})
}

func TestCeremonyIsGoodOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, a := w.joinByPasskey("zoe")
		answer := a.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}))
		_, err := w.SignIn(t.Context(), laptop, SignIn{Passkey: answer})
		wantCode(t, err, "")
		_, err = w.SignIn(t.Context(), laptop, SignIn{Passkey: answer})
		wantCode(t, err, "ceremony_expired")
	})
}

func TestCopiedPasskeyIsNoticed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, a := w.joinByPasskey("zoe")
		for _, c := range []struct {
			counter uint32
			code    string
		}{{5, ""}, {4, "bad_credentials"}, {6, ""}} {
			a.counter = c.counter
			_, err := w.SignIn(t.Context(), laptop, SignIn{Passkey: a.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}))})
			wantCode(t, err, c.code)
		}
	})
}

func TestPasskeysAreAddedAndRemoved(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		a := newAuthenticator(t)
		added, err := w.AddPasskey(t.Context(), in.actor(), laptop, a.create(w.begin(in.actor(), BeginPasskey{Purpose: PurposeAdd})), "Key on my ring")
		if err != nil || added.Name != "Key on my ring" {
			t.Fatalf("added %+v, error %v", added, err)
		}
		_, err = w.AddPasskey(t.Context(), in.actor(), laptop, a.create(w.begin(in.actor(), BeginPasskey{Purpose: PurposeAdd})), "")
		wantCode(t, err, "passkey_known")
		_, err = w.SignIn(t.Context(), laptop, SignIn{Passkey: a.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}))})
		wantCode(t, err, "")

		stranger, _ := w.join("leo")
		wantCode(t, w.RemovePasskey(t.Context(), stranger.actor(), added.ID), "not_found")
		_, err = w.AddPasskey(t.Context(), stranger.actor(), laptop, newAuthenticator(t).create(w.begin(in.actor(), BeginPasskey{Purpose: PurposeAdd})), "")
		wantCode(t, err, "passkey_failed")
		_, err = w.BeginPasskey(t.Context(), api.Actor{}, origin, BeginPasskey{Purpose: PurposeAdd})
		wantCode(t, err, "unauthenticated")

		wantCode(t, w.RemovePasskey(t.Context(), in.actor(), added.ID), "")
		_, err = w.SignIn(t.Context(), laptop, SignIn{Passkey: a.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}))})
		wantCode(t, err, "bad_credentials")
	})
}

func TestLastWayToSignInStays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.joinByPasskey("zoe")
		list, err := w.Passkeys(t.Context(), in.actor())
		if err != nil {
			t.Fatal(err)
		}
		wantCode(t, w.RemovePasskey(t.Context(), in.actor(), list[0].ID), "last_sign_in_method")

		w.clock.Move(freshSignIn + time.Second)
		wantCode(t, w.ChangePassword(t.Context(), in.actor(), laptop, "", password), "recent_sign_in_needed")
		w.clock.Move(-2 * time.Second)
		wantCode(t, w.ChangePassword(t.Context(), in.actor(), laptop, "", password), "")
		wantCode(t, w.RemovePasskey(t.Context(), in.actor(), list[0].ID), "")
	})
}

func TestPasskeysWorkAtNamesOnly(t *testing.T) {
	t.Parallel()
	for at, works := range map[string]bool{
		"https://causerie.example": true, "http://localhost:8080": true, "http://127.0.0.1:8080": false, "https://[::1]:8443": false,
		"http://causerie.example": false,
	} {
		r, err := newRelyingParty([]string{at})
		if err != nil || (r.ids[at] != "") != works {
			t.Errorf("%s: %v, error %v", at, r.ids, err)
		}
	}
	if _, err := newRelyingParty([]string{"causerie"}); err == nil {
		t.Error("an origin that is none was taken")
	}
}

func TestCeremonyAtAnotherAddressIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.BeginPasskey(t.Context(), api.Actor{}, "http://127.0.0.1:8080", BeginPasskey{Purpose: PurposeSignIn})
		wantCode(t, err, "passkeys_unavailable")
	})
}
