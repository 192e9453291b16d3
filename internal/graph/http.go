package graph

import (
	"context"
	"net/http"

	"causerie/internal/account"
	"causerie/internal/api"
)

type pathID struct {
	ID string `path:"id" maxLength:"64" doc:"An account's id, or its handle after an @."`
}

type profileOutput struct{ Body account.Profile }

type profilesOutput struct {
	Body struct {
		Items []account.Profile `json:"items"`
		Next  string            `json:"next,omitempty" doc:"The cursor of the next page; absent on the last."`
	}
}

// Page asks for a part of a list.
type Page struct {
	Cursor string `query:"cursor" maxLength:"300"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"30"`
}

type searchInput struct {
	Q string `query:"q" maxLength:"200" doc:"Words of a name or handle, or their beginnings; accents and case do not matter."`
	Page
}

// Routes adds the operations about other people.
func (s *Service) Routes(r *api.Router) {
	const tag = "people"
	api.Register(r, api.Op{ID: "searchAccounts", Method: http.MethodGet, Path: "/v1/accounts", Tag: tag, Summary: "Find people by handle or name"},
		func(ctx context.Context, actor api.Actor, in *searchInput) (*profilesOutput, error) {
			out := &profilesOutput{}
			var err error
			out.Body.Items, out.Body.Next, err = s.Search(ctx, actor, in.Q, in.Cursor, in.Limit)
			return out, err
		})
	api.Register(r, api.Op{ID: "getProfile", Method: http.MethodGet, Path: "/v1/accounts/{id}", Tag: tag, Summary: "One person's profile"},
		func(ctx context.Context, actor api.Actor, in *pathID) (*profileOutput, error) {
			profile, err := s.Profile(ctx, actor, in.ID)
			return &profileOutput{Body: profile}, err
		})
	api.Register(r, api.Op{ID: "block", Method: http.MethodPut, Path: "/v1/accounts/{id}/block", Tag: tag,
		Summary: "Block someone: neither of you can reach the other, and they are not told"},
		func(ctx context.Context, actor api.Actor, in *pathID) (*api.Empty, error) {
			return &api.Empty{}, s.Block(ctx, actor, in.ID)
		})
	api.Register(r, api.Op{ID: "unblock", Method: http.MethodDelete, Path: "/v1/accounts/{id}/block", Tag: tag, Summary: "End a block"},
		func(ctx context.Context, actor api.Actor, in *pathID) (*api.Empty, error) {
			return &api.Empty{}, s.Unblock(ctx, actor, in.ID)
		})
	api.Register(r, api.Op{ID: "listBlocked", Method: http.MethodGet, Path: "/v1/me/blocked", Tag: tag, Summary: "Whom one blocks, the last one first"},
		func(ctx context.Context, actor api.Actor, in *Page) (*profilesOutput, error) {
			out := &profilesOutput{}
			var err error
			out.Body.Items, out.Body.Next, err = s.Blocked(ctx, actor, in.Cursor, in.Limit)
			return out, err
		})
}
