package facebook

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"causerie/internal/api"
	"causerie/internal/base"
)

type statusOutput struct{ Body FacebookStatus }

type startOutput struct {
	Body struct {
		URL string `json:"url" doc:"Where to go, in the same browser."`
	}
}

type finishInput struct {
	Body struct {
		Code  string `json:"code" minLength:"1" maxLength:"4096"`
		State string `json:"state" minLength:"1" maxLength:"128"`
	}
}

type namesInput struct {
	Body struct {
		Names []string `json:"names" maxItems:"5000" doc:"Of one's friends on Facebook, as they are written there."`
	}
}

// Routes adds the operations about Facebook friends.
func (s *Service) Routes(r *api.Router) {
	const tag = "facebook"
	answer := func(ctx context.Context, actor api.Actor, err error) (*statusOutput, error) {
		if err != nil {
			return nil, err
		}
		status, err := s.Status(ctx, actor.Account)
		return &statusOutput{status}, err
	}
	api.Register(r, api.Op{ID: "getFacebook", Method: http.MethodGet, Path: "/v1/facebook", Tag: tag, Summary: "One's link to Facebook, and the list of names that one imported"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*statusOutput, error) {
			return answer(ctx, actor, nil)
		})
	api.Register(r, api.Op{ID: "startFacebookLink", Method: http.MethodPost, Path: "/v1/facebook/link", Tag: tag, Limit: api.Costly, Status: http.StatusOK,
		Summary: "Begin to link a Facebook account: where to allow it. Facebook leads back to " + BackPath + " with a code and a state"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*startOutput, error) {
			out := &startOutput{}
			var err error
			out.Body.URL, err = s.Start(ctx, actor)
			return out, err
		})
	api.Register(r, api.Op{ID: "finishFacebookLink", Method: http.MethodPut, Path: "/v1/facebook/link", Tag: tag, Limit: api.Costly,
		Summary: "Link the Facebook account that one came back from, in the session that began it"},
		func(ctx context.Context, actor api.Actor, in *finishInput) (*statusOutput, error) {
			return answer(ctx, actor, s.Finish(ctx, actor, in.Body.Code, in.Body.State))
		})
	api.Register(r, api.Op{ID: "unlinkFacebook", Method: http.MethodDelete, Path: "/v1/facebook/link", Tag: tag,
		Summary: "End the link, and erase the token, who one is on Facebook, and who one's friends there are"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*api.Empty, error) {
			return &api.Empty{}, s.Unlink(ctx, actor)
		})
	api.Register(r, api.Op{ID: "refreshFacebook", Method: http.MethodPost, Path: "/v1/facebook/refresh", Tag: tag, Limit: api.Costly, Status: http.StatusOK,
		Summary: "Ask Facebook for one's friends now. The state of the link says what came of it"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*statusOutput, error) {
			return answer(ctx, actor, s.Refresh(ctx, actor))
		})
	api.Register(r, api.Op{ID: "importFacebookNames", Method: http.MethodPut, Path: "/v1/facebook/names", Tag: tag, MaxBody: 1 << 20, Limit: api.Costly,
		Summary: "Look for the names of one's Facebook friends, and have those who bear them suggested, in place of those before. The names are not kept"},
		func(ctx context.Context, actor api.Actor, in *namesInput) (*statusOutput, error) {
			return answer(ctx, actor, s.ImportNames(ctx, actor, in.Body.Names))
		})
	api.Register(r, api.Op{ID: "forgetFacebookNames", Method: http.MethodDelete, Path: "/v1/facebook/names", Tag: tag, Summary: "Erase who was found by name"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*api.Empty, error) {
			return &api.Empty{}, s.ForgetNames(ctx, actor)
		})
	api.Handle(r, api.Op{ID: "facebookDeauthorized", Method: http.MethodPost, Path: "/v1/facebook/deauthorizations", Tag: tag, Access: api.Public, Status: http.StatusNoContent,
		Summary: "For Facebook alone: someone removed this app there"}, func(_ api.Actor, w http.ResponseWriter, req *http.Request) error {
		if err := s.removed(req); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
	api.Handle(r, api.Op{ID: "facebookDeletion", Method: http.MethodPost, Path: "/v1/facebook/deletions", Tag: tag, Access: api.Public, Serves: "application/json",
		Summary: "For Facebook alone: someone asked there to have erased what this app has of them"}, func(_ api.Actor, w http.ResponseWriter, req *http.Request) error {
		if err := s.removed(req); err != nil {
			return err
		}
		code := s.newConfirmation()
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"url": s.Address + "/v1/facebook/deletions/" + code, "confirmation_code": code}) // the client is gone: nobody to tell
		return nil
	})
	api.Handle(r, api.Op{ID: "getFacebookDeletion", Method: http.MethodGet, Path: "/v1/facebook/deletions/{code}", Tag: tag, Access: api.Public, Serves: "text/plain",
		Summary: "What became of an erasure that someone asked for on Facebook, in words"}, func(_ api.Actor, w http.ResponseWriter, req *http.Request) error {
		if s.App == nil || !s.confirmed(req.PathValue("code")) {
			return base.NotFound()
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte(erasedNote)) // as above
		return nil
	})
}

const erasedNote = `What Causerie had from Facebook about you is erased: the link, who you are there, and who your friends there are.
Ce que Causerie tenait de Facebook à votre sujet est effacé : la liaison, qui vous y êtes et qui y sont vos amis.
`

// removed takes what Facebook signed from a form.
func (s *Service) removed(req *http.Request) error {
	if err := req.ParseForm(); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return base.TooLarge("This is more than what Facebook signs.")
		}
		return base.Invalid("form_invalid", "This is no form.")
	}
	return s.Removed(req.Context(), req.PostForm.Get("signed_request"))
}
