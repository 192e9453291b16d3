package account

import (
	"context"
	"net/http"

	"causerie/internal/api"
	"causerie/internal/base"
)

type meOutput struct{ Body *Me }

type privacyOutput struct{ Body Privacy }

// answerMe is a Me as an operation's output.
func answerMe(me *Me, err error) (*meOutput, error) { return &meOutput{me}, err }

type avatarInput struct {
	X    int `query:"x" minimum:"0" maximum:"100000" doc:"The left side of the square to show, in pixels of the upright picture."`
	Y    int `query:"y" minimum:"0" maximum:"100000"`
	Size int `query:"size" minimum:"0" maximum:"100000" doc:"How wide the square is. 0: the largest one in the middle."`
	api.Upload
}

func (s *Service) meRoutes(r *api.Router) {
	const tag = "me"
	api.Register(r, api.Op{ID: "getMe", Method: http.MethodGet, Path: "/v1/me", Tag: tag, Summary: "One's own account"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*meOutput, error) {
			return answerMe(s.Me(ctx, actor))
		})
	api.Register(r, api.Op{ID: "updateMe", Method: http.MethodPatch, Path: "/v1/me", Tag: tag, Summary: "Change one's name, bio or language"},
		func(ctx context.Context, actor api.Actor, in *struct{ Body Update }) (*meOutput, error) {
			return answerMe(s.UpdateMe(ctx, actor, in.Body))
		})
	api.Register(r, api.Op{ID: "setAvatar", Method: http.MethodPut, Path: "/v1/me/avatar", Tag: tag, Limit: api.Costly, Upload: true,
		Summary: "Show a picture: the body is a JPEG, PNG, WebP, GIF or HEIC file of at most 20 MB"},
		func(ctx context.Context, actor api.Actor, in *avatarInput) (*meOutput, error) {
			return answerMe(s.SetAvatar(ctx, actor, in.File(), in.X, in.Y, in.Size))
		})
	api.Register(r, api.Op{ID: "removeAvatar", Method: http.MethodDelete, Path: "/v1/me/avatar", Tag: tag, Status: http.StatusOK,
		Summary: "Show no picture"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*meOutput, error) {
			return answerMe(s.RemoveAvatar(ctx, actor))
		})
	api.Register(r, api.Op{ID: "getPrivacy", Method: http.MethodGet, Path: "/v1/me/privacy", Tag: tag, Summary: "What one shows of what one does"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*privacyOutput, error) {
			privacy, err := s.GetPrivacy(ctx, actor)
			return &privacyOutput{privacy}, err
		})
	api.Register(r, api.Op{ID: "updatePrivacy", Method: http.MethodPatch, Path: "/v1/me/privacy", Tag: tag,
		Summary: "Change what one shows; who hides theirs does not see others'"},
		func(ctx context.Context, actor api.Actor, in *struct{ Body PrivacyUpdate }) (*privacyOutput, error) {
			privacy, err := s.UpdatePrivacy(ctx, actor, in.Body)
			return &privacyOutput{privacy}, err
		})
}

type sessionsOutput struct {
	Body struct {
		Items []Session `json:"items"`
	}
}

type passkeysOutput struct {
	Body struct {
		Items []Passkey `json:"items"`
	}
}

type codesOutput struct {
	Body struct {
		Codes []string `json:"codes" doc:"They replace all earlier ones, and are not told again."`
	}
}

type sessionInput struct {
	ID string `path:"id" maxLength:"64" doc:"A session's id, or current."`
}

type signOutOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
}

type changePasswordInput struct {
	Body struct {
		Current  string `json:"current,omitempty" maxLength:"2048" doc:"The password until now. Without one, the session must be younger than 10 minutes."`
		Password string `json:"password" maxLength:"1024" doc:"The new one."`
	}
}

type renewCodesInput struct {
	Body struct {
		Password string `json:"password,omitempty" maxLength:"2048" doc:"One's password. Without one, the session must be younger than 10 minutes."`
	}
}

type addPasskeyInput struct {
	Body struct {
		PasskeyAnswer
		Name string `json:"name,omitempty" maxLength:"200" doc:"What it is called in the list of passkeys. Empty: after the client."`
	}
}

func (s *Service) sessionRoutes(r *api.Router) {
	const tag = "sign-in"
	api.Register(r, api.Op{ID: "listSessions", Method: http.MethodGet, Path: "/v1/sessions", Tag: tag, Summary: "Where one is signed in"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*sessionsOutput, error) {
			out := &sessionsOutput{}
			var err error
			out.Body.Items, err = s.Sessions(ctx, actor)
			return out, err
		})
	api.Register(r, api.Op{ID: "signOut", Method: http.MethodDelete, Path: "/v1/sessions/{id}", Tag: tag, Status: http.StatusNoContent,
		Summary: "End a session; one that is over already is no error"},
		func(ctx context.Context, actor api.Actor, in *sessionInput) (*signOutOutput, error) {
			session, err := actor.Session, error(nil)
			if in.ID != "current" {
				if session, err = base.ParseID(in.ID); err != nil {
					return nil, base.NotFound()
				}
			}
			out := &signOutOutput{}
			if session == actor.Session {
				out.SetCookie = []http.Cookie{api.SessionCookie(ctx, "", s.Clock.Now())}
			}
			return out, s.SignOut(ctx, actor, session)
		})
	api.Register(r, api.Op{ID: "acknowledgeSession", Method: http.MethodPut, Path: "/v1/sessions/{id}/acknowledgement", Tag: tag,
		Summary: "Say that a new sign-in was one's own: its device is known from then on"},
		func(ctx context.Context, actor api.Actor, in *struct {
			ID string `path:"id" maxLength:"64"`
		}) (*api.Empty, error) {
			id, err := base.ParseID(in.ID)
			if err != nil {
				return nil, base.NotFound()
			}
			return &api.Empty{}, s.Acknowledge(ctx, actor, id)
		})
	api.Register(r, api.Op{ID: "signOutOthers", Method: http.MethodDelete, Path: "/v1/sessions", Tag: tag, Summary: "End all other sessions"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*api.Empty, error) {
			return &api.Empty{}, s.SignOutOthers(ctx, actor)
		})
	api.Register(r, api.Op{ID: "changePassword", Method: http.MethodPut, Path: "/v1/me/password", Tag: tag, Limit: api.Costly,
		Summary: "Set a password and end all other sessions"},
		func(ctx context.Context, actor api.Actor, in *changePasswordInput) (*api.Empty, error) {
			return &api.Empty{}, s.ChangePassword(ctx, actor, clientOf(ctx, DeviceBody{}), in.Body.Current, in.Body.Password)
		})
	api.Register(r, api.Op{ID: "listPasskeys", Method: http.MethodGet, Path: "/v1/me/passkeys", Tag: tag, Summary: "One's passkeys"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*passkeysOutput, error) {
			out := &passkeysOutput{}
			var err error
			out.Body.Items, err = s.Passkeys(ctx, actor)
			return out, err
		})
	api.Register(r, api.Op{ID: "addPasskey", Method: http.MethodPost, Path: "/v1/me/passkeys", Tag: tag, Status: http.StatusCreated,
		Limit: api.Costly, Summary: "Add a passkey that a ceremony made"},
		func(ctx context.Context, actor api.Actor, in *addPasskeyInput) (*struct{ Body *Passkey }, error) {
			added, err := s.AddPasskey(ctx, actor, clientOf(ctx, DeviceBody{}), &in.Body.PasskeyAnswer, in.Body.Name)
			return &struct{ Body *Passkey }{added}, err
		})
	api.Register(r, api.Op{ID: "removePasskey", Method: http.MethodDelete, Path: "/v1/me/passkeys/{id}", Tag: tag,
		Summary: "Remove a passkey, unless one could not sign in any more"},
		func(ctx context.Context, actor api.Actor, in *struct {
			ID string `path:"id" maxLength:"64"`
		}) (*api.Empty, error) {
			id, err := base.ParseID(in.ID)
			if err != nil {
				return nil, base.NotFound()
			}
			return &api.Empty{}, s.RemovePasskey(ctx, actor, id)
		})
	api.Register(r, api.Op{ID: "renewRecoveryCodes", Method: http.MethodPost, Path: "/v1/me/recovery-codes", Tag: tag, Limit: api.Costly,
		Summary: "Replace one's recovery codes"},
		func(ctx context.Context, actor api.Actor, in *renewCodesInput) (*codesOutput, error) {
			out := &codesOutput{}
			var err error
			out.Body.Codes, err = s.RenewRecoveryCodes(ctx, actor, clientOf(ctx, DeviceBody{}), in.Body.Password)
			return out, err
		})
}
