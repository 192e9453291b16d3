package account

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
)

// Routes adds the operations of accounts.
func (s *Service) Routes(r *api.Router) {
	s.signRoutes(r)
	s.sessionRoutes(r)
	s.meRoutes(r)
}

// clientOf is who makes a request.
func clientOf(ctx context.Context, d DeviceBody) Client {
	c := Client{Device: d.Device, Token: d.DeviceToken, UserAgent: api.UserAgent(ctx), TimeZone: d.TimeZone}
	if ip := api.ClientIP(ctx); ip.IsValid() {
		c.Address = ip.String()
	}
	return c
}

// sessionOutput is a new session. Its token is absent where it is in a cookie.
type sessionOutput struct {
	ID        base.ID   `json:"id"`
	Token     string    `json:"token,omitempty" doc:"The bearer token. It is not told again; with cookie it is in the cookie instead."`
	ExpiresAt time.Time `json:"expiresAt" doc:"90 days after its last use."`
}

// SignedInBody is exported, as DeviceBody is, because huma describes and reads only exported embedded fields.
type SignedInBody struct {
	Account *Me           `json:"account"`
	Session sessionOutput `json:"session"`
}

type signedInOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      SignedInBody
}

type signedUpOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      struct {
		SignedInBody
		RecoveryCodes []string `json:"recoveryCodes" doc:"Each signs in once, when all else is lost. They are not told again."`
	}
}

// hand is how a new session is told: as a token, or as a cookie that scripts cannot read.
func (in *SignedIn) hand(ctx context.Context, asCookie bool) (SignedInBody, []http.Cookie) {
	body := SignedInBody{Account: in.Account, Session: sessionOutput{ID: in.Session.ID, ExpiresAt: in.Session.ExpiresAt}}
	if !asCookie {
		body.Session.Token = in.Session.Token
		return body, nil
	}
	return body, []http.Cookie{api.SessionCookie(ctx, in.Session.Token, in.Session.ExpiresAt.Add(cookieOutlives))}
}

// cookieOutlives is how much longer a browser keeps its cookie than the session was going to last when it began: use prolongs
// the session. Browsers keep none for more than 400 days.
const cookieOutlives = 300 * 24 * time.Hour

// DeviceBody is how a client asks for its session.
type DeviceBody struct {
	Device      string `json:"device,omitempty" maxLength:"200" doc:"What this client is called in the list of devices. Empty: told from the User-Agent."`
	DeviceToken string `json:"deviceToken,omitempty" maxLength:"43" doc:"What this client knows its device by: 32 random bytes that it keeps, in base64url without padding. A sign-in with one that the account has not used, or with none, is told to its other clients."`
	Cookie      bool   `json:"cookie,omitempty" doc:"Set the session as a cookie instead of answering a token. For browsers."`

	TimeZone string `json:"timeZone,omitempty" maxLength:"64" example:"Europe/Paris" doc:"Where this client is, by the tz database: there one's birthday begins at midnight. One that is not known is left out."`
}

type signUpInput struct {
	Body struct {
		Handle    string         `json:"handle" maxLength:"64" example:"zoe.martin" doc:"2 to 30 of a–z, 0–9, _ and dots; unique without regard to case, and to what looks alike."`
		Name      string         `json:"name,omitempty" maxLength:"400" example:"Zoé Martin"`
		BirthDate string         `json:"birthDate" maxLength:"10" example:"1999-12-31" doc:"Year-month-day. One must be 13."`
		Password  string         `json:"password,omitempty" maxLength:"1024" doc:"At least 8 characters. A password, a passkey, or both."`
		Passkey   *PasskeyAnswer `json:"passkey,omitempty"`
		Language  string         `json:"language,omitempty" maxLength:"10"`
		Work      *Work          `json:"work,omitempty" doc:"Needed where signUpChallenge answers more than 0 bits."`
		DeviceBody
	}
}

type signInInput struct {
	Body struct {
		Handle     string          `json:"handle,omitempty" maxLength:"64"`
		Password   string          `json:"password,omitempty" maxLength:"2048"`
		Ceremony   string          `json:"ceremony,omitempty" maxLength:"64" doc:"With credential, instead of handle and password."`
		Credential json.RawMessage `json:"credential,omitempty" doc:"What the browser made, in the JSON form of WebAuthn."`
		DeviceBody
	}
}

type recoverInput struct {
	Body struct {
		Handle   string `json:"handle" maxLength:"64"`
		Code     string `json:"code" maxLength:"64" example:"7Q4K-9FZM-3XVD-1RTB"`
		Password string `json:"password" maxLength:"1024" doc:"The password to sign in with from now on."`
		DeviceBody
	}
}

type handleInput struct {
	Handle string `path:"handle" maxLength:"64"`
}

type handleOutput struct {
	Body struct {
		Available bool   `json:"available"`
		Code      string `json:"code,omitempty" enum:"handle_taken,handle_invalid,handle_confusable" doc:"Why it is not."`
	}
}

func (s *Service) signRoutes(r *api.Router) {
	const tag = "sign-in"
	api.Register(r, api.Op{ID: "signUp", Method: http.MethodPost, Path: "/v1/accounts", Tag: tag, Access: api.Public, Limit: api.Costly,
		Status: http.StatusCreated, Summary: "Make an account and sign in"},
		func(ctx context.Context, _ api.Actor, in *signUpInput) (*signedUpOutput, error) {
			b := in.Body
			signedIn, codes, err := s.SignUp(ctx, clientOf(ctx, b.DeviceBody), SignUp{
				Handle: b.Handle, Name: b.Name, BirthDate: b.BirthDate, Password: b.Password, Passkey: b.Passkey, Language: b.Language, Work: b.Work,
			})
			if err != nil {
				return nil, err
			}
			out := &signedUpOutput{}
			out.Body.SignedInBody, out.SetCookie = signedIn.hand(ctx, b.Cookie)
			out.Body.RecoveryCodes = codes
			return out, nil
		})
	api.Register(r, api.Op{ID: "signUpChallenge", Method: http.MethodPost, Path: "/v1/accounts/challenge", Tag: tag, Access: api.Public,
		Summary: "How much work signing up takes now: none in calm times"},
		func(ctx context.Context, _ api.Actor, _ *struct{}) (*struct{ Body Challenge }, error) {
			out, err := s.Challenge(ctx, clientOf(ctx, DeviceBody{}))
			return &struct{ Body Challenge }{out}, err
		})
	api.Register(r, api.Op{ID: "checkHandle", Method: http.MethodGet, Path: "/v1/handles/{handle}", Tag: tag, Access: api.Public,
		Summary: "Whether a handle can be had"},
		func(ctx context.Context, _ api.Actor, in *handleInput) (*handleOutput, error) {
			out := &handleOutput{}
			err := s.CheckHandle(ctx, in.Handle)
			switch code := base.CodeOf(err); code {
			case "handle_taken", "handle_invalid", "handle_confusable":
				out.Body.Code = code
				return out, nil
			}
			out.Body.Available = err == nil
			return out, err
		})
	api.Register(r, api.Op{ID: "beginPasskey", Method: http.MethodPost, Path: "/v1/passkeys/ceremonies", Tag: tag, Access: api.Public,
		Limit: api.Costly, Summary: "Begin to make or use a passkey"},
		func(ctx context.Context, actor api.Actor, in *struct{ Body BeginPasskey }) (*struct{ Body *Ceremony }, error) {
			ceremony, err := s.BeginPasskey(ctx, actor, api.Origin(ctx), in.Body)
			return &struct{ Body *Ceremony }{ceremony}, err
		})
	api.Register(r, api.Op{ID: "signIn", Method: http.MethodPost, Path: "/v1/sessions", Tag: tag, Access: api.Public, Limit: api.Costly,
		Status: http.StatusCreated, Summary: "Sign in by handle and password, or by passkey"},
		func(ctx context.Context, _ api.Actor, in *signInInput) (*signedInOutput, error) {
			b := in.Body
			sign := SignIn{Handle: b.Handle, Password: b.Password}
			if b.Ceremony != "" || len(b.Credential) > 0 {
				sign.Passkey = &PasskeyAnswer{Ceremony: b.Ceremony, Credential: b.Credential}
			}
			signedIn, err := s.SignIn(ctx, clientOf(ctx, b.DeviceBody), sign)
			return answer(ctx, signedIn, b.Cookie, err)
		})
	api.Register(r, api.Op{ID: "recover", Method: http.MethodPost, Path: "/v1/recoveries", Tag: tag, Access: api.Public, Limit: api.Costly,
		Status: http.StatusCreated, Summary: "Sign in by a recovery code, set a password and end all other sessions"},
		func(ctx context.Context, _ api.Actor, in *recoverInput) (*signedInOutput, error) {
			b := in.Body
			signedIn, err := s.Recover(ctx, clientOf(ctx, b.DeviceBody), Recovery{Handle: b.Handle, Code: b.Code, Password: b.Password})
			return answer(ctx, signedIn, b.Cookie, err)
		})
}

func answer(ctx context.Context, signedIn *SignedIn, asCookie bool, err error) (*signedInOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &signedInOutput{}
	out.Body, out.SetCookie = signedIn.hand(ctx, asCookie)
	return out, nil
}
