package digest

import (
	"context"
	"net/http"

	"causerie/internal/api"
	"causerie/internal/contacts"
)

type stateOutput struct{ Body EmailDigest }

type chooseInput struct {
	Body struct {
		Every    Every  `json:"every" enum:"never,daily,weekly"`
		Language string `json:"language,omitempty" enum:",en,fr" doc:"Of the app, for who has chosen none in their profile."`
	}
}

type askInput struct {
	Body struct {
		Email string `json:"email" maxLength:"320" example:"zoe@example.com"`
	}
}

type pendingOutput struct{ Body contacts.Pending }

type confirmInput struct {
	Body struct {
		Code string `json:"code" maxLength:"20" example:"123456"`
	}
}

// Routes adds the operations about summaries by e-mail.
func (s *Service) Routes(r *api.Router) {
	const tag, path = "notifications", "/v1/me/email-digest"
	api.Register(r, api.Op{ID: "getEmailDigest", Method: http.MethodGet, Path: path, Tag: tag, Summary: "Whether one is sent summaries by e-mail while one is away, and how often"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*stateOutput, error) {
			state, err := s.State(ctx, actor)
			return &stateOutput{state}, err
		})
	api.Register(r, api.Op{ID: "setEmailDigest", Method: http.MethodPut, Path: path, Tag: tag, Summary: "Choose how often one is sent a summary at most"},
		func(ctx context.Context, actor api.Actor, in *chooseInput) (*stateOutput, error) {
			state, err := s.Choose(ctx, actor, in.Body.Every, in.Body.Language)
			return &stateOutput{state}, err
		})
	api.Register(r, api.Op{ID: "forgetEmailDigest", Method: http.MethodDelete, Path: path, Tag: tag, Summary: "End the summaries, and erase the address that they went to"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*api.Empty, error) {
			return &api.Empty{}, s.Forget(ctx, actor)
		})
	api.Register(r, api.Op{ID: "verifyDigestAddress", Method: http.MethodPost, Path: path + "/address", Tag: tag, Limit: api.Costly, Status: http.StatusAccepted,
		Summary: "Send a code to the address that summaries are to go to. Nobody finds one by it"},
		func(ctx context.Context, actor api.Actor, in *askInput) (*pendingOutput, error) {
			pending, err := s.Ask(ctx, actor, in.Body.Email)
			return &pendingOutput{pending}, err
		})
	api.Register(r, api.Op{ID: "confirmDigestAddress", Method: http.MethodPut, Path: path + "/address", Tag: tag, Limit: api.Costly,
		Summary: "Keep the address that the code was sent to, in place of the one before"},
		func(ctx context.Context, actor api.Actor, in *confirmInput) (*stateOutput, error) {
			state, err := s.Confirm(ctx, actor, in.Body.Code)
			return &stateOutput{state}, err
		})
	api.Handle(r, api.Op{ID: "askToUnsubscribe", Method: http.MethodGet, Path: UnsubscribePath + "{token}", Tag: tag, Access: api.Public, Serves: "text/html",
		Summary: "A page that asks whether to end the summaries. It ends nothing, because programs look at links before people do"},
		func(_ api.Actor, w http.ResponseWriter, req *http.Request) error {
			answer(w, req, 0)
			return nil
		})
	api.Handle(r, api.Op{ID: "unsubscribe", Method: http.MethodPost, Path: UnsubscribePath + "{token}", Tag: tag, Access: api.Public, Serves: "text/html",
		Summary: "End the summaries that a link is about (RFC 8058). The answer is the same for every link, also for one that is none"},
		func(_ api.Actor, w http.ResponseWriter, req *http.Request) error {
			if err := s.Unsubscribe(req.Context(), req.PathValue("token")); err != nil {
				return err
			}
			answer(w, req, 1)
			return nil
		})
}
