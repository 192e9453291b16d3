package guardian

import (
	"context"
	"net/http"

	"causerie/internal/api"
	"causerie/internal/base"
)

type linksOutput struct {
	Body struct {
		Items []GuardianLink `json:"items"`
	}
}

type linkInput struct {
	ID string `path:"id" maxLength:"64" doc:"The id of the other's account."`
}

// with has do done with the account that an input names.
func with(do func(ctx context.Context, actor api.Actor, other base.ID) error) func(context.Context, api.Actor, *linkInput) (*api.Empty, error) {
	return func(ctx context.Context, actor api.Actor, in *linkInput) (*api.Empty, error) {
		other, err := base.ParseID(in.ID)
		if err != nil {
			return nil, base.NotFound()
		}
		return &api.Empty{}, do(ctx, actor, other)
	}
}

// Routes adds the operations of guardians.
func (s *Service) Routes(r *api.Router) {
	const tag = "guardians"
	api.Register(r, api.Op{ID: "listGuardianLinks", Method: http.MethodGet, Path: "/v1/me/guardian-links", Tag: tag,
		Summary: "Whom one is linked with as a guardian or as a young person, and who asks or is asked; the event guardian tells when it changes"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*linksOutput, error) {
			out := &linksOutput{}
			var err error
			out.Body.Items, err = s.Links(ctx, actor)
			return out, err
		})
	api.Register(r, api.Op{ID: "linkGuardian", Method: http.MethodPut, Path: "/v1/me/guardian-links/{id}", Tag: tag,
		Summary: "Ask a friend to be linked, or accept that they asked: who is grown up becomes the guardian of who is not"}, with(s.Link))
	api.Register(r, api.Op{ID: "unlinkGuardian", Method: http.MethodDelete, Path: "/v1/me/guardian-links/{id}", Tag: tag,
		Summary: "End a link at once, take back or decline what was asked, or remove that it ended; there may be none"}, with(s.Unlink))
	api.Register(r, api.Op{ID: "getGuardianView", Method: http.MethodGet, Path: "/v1/me/guardian-links/{id}/shown", Tag: tag,
		Summary: "All that the guardian of a link sees of the young person, the same to both"},
		func(ctx context.Context, actor api.Actor, in *linkInput) (*struct{ Body GuardianView }, error) {
			other, err := base.ParseID(in.ID)
			if err != nil {
				return nil, base.NotFound()
			}
			shown, err := s.Shown(ctx, actor, other)
			return &struct{ Body GuardianView }{shown}, err
		})
	api.Register(r, api.Op{ID: "countTime", Method: http.MethodPost, Path: "/v1/me/time", Tag: tag, Status: http.StatusNoContent,
		Summary: "Tell that the app was on screen for a minute; it is counted of young people with a guardian, once a minute"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*api.Empty, error) {
			return &api.Empty{}, s.CountTime(ctx, actor)
		})
}
