package chat

import (
	"context"
	"net/http"

	"causerie/internal/api"
	"causerie/internal/base"
)

// OfLink is the path of operations on what a code leads into.
type OfLink struct {
	Code string `path:"code" maxLength:"100" doc:"The code of a link into a group."`
}

func (s *Service) linkRoutes(r *api.Router, tag string) {
	type create struct {
		OfConversation
		Body NewLink
	}
	type created struct{ Body GroupLink }
	api.Register(r, api.Op{ID: "createLink", Method: http.MethodPost, Path: "/v1/conversations/{id}/links", Tag: tag, Status: http.StatusCreated,
		Summary: "Make a link by which people join a group"},
		func(ctx context.Context, a api.Actor, in *create) (*created, error) {
			link, err := s.CreateLink(ctx, a, in.ID, in.Body)
			return &created{link}, err
		})
	type links struct {
		Body struct {
			Items []GroupLink `json:"items"`
		}
	}
	api.Register(r, api.Op{ID: "listLinks", Method: http.MethodGet, Path: "/v1/conversations/{id}/links", Tag: tag,
		Summary: "List the links into a group, the last first; also those that have expired or are used up"},
		func(ctx context.Context, a api.Actor, in *OfConversation) (*links, error) {
			out := &links{}
			var err error
			out.Body.Items, err = s.Links(ctx, a, in.ID)
			return out, err
		})
	type one struct {
		OfConversation
		OfLink
	}
	api.Register(r, api.Op{ID: "revokeLink", Method: http.MethodDelete, Path: "/v1/conversations/{id}/links/{code}", Tag: tag,
		Summary: "End a link into a group; who came by it stays"},
		func(ctx context.Context, a api.Actor, in *one) (*api.Empty, error) {
			return &api.Empty{}, s.RevokeLink(ctx, a, in.ID, in.Code)
		})
	type preview struct{ Body LinkPreview }
	api.Register(r, api.Op{ID: "previewLink", Method: http.MethodGet, Path: "/v1/links/{code}", Tag: tag,
		Summary: "See what a link leads into. One that has expired, is used up or revoked answers like one that there never was"},
		func(ctx context.Context, a api.Actor, in *OfLink) (*preview, error) {
			p, err := s.PreviewLink(ctx, a, in.Code)
			return &preview{p}, err
		})
	type joining struct{ Body Joining }
	api.Register(r, api.Op{ID: "joinByLink", Method: http.MethodPost, Path: "/v1/links/{code}", Tag: tag, Status: http.StatusOK,
		Summary: "Join a group by a link, or ask its admins to"},
		func(ctx context.Context, a api.Actor, in *OfLink) (*joining, error) {
			out, err := s.JoinByLink(ctx, a, in.Code)
			return &joining{out}, err
		})
	s.joinerRoutes(r, tag)
}

func (s *Service) joinerRoutes(r *api.Router, tag string) {
	type list struct {
		Body struct {
			Items []Joiner `json:"items"`
		}
	}
	api.Register(r, api.Op{ID: "listJoiners", Method: http.MethodGet, Path: "/v1/conversations/{id}/joiners", Tag: tag,
		Summary: "List who asks to join a group, at most 100 of them: whoever has waited for longest first"},
		func(ctx context.Context, a api.Actor, in *OfConversation) (*list, error) {
			out := &list{}
			var err error
			out.Body.Items, err = s.Joiners(ctx, a, in.ID)
			return out, err
		})
	type answer struct {
		OfConversation
		Body struct {
			Account base.ID `json:"accountId"`
			Accept  bool    `json:"accept" doc:"false turns them down, of which they are not told."`
		}
	}
	api.Register(r, api.Op{ID: "answerJoiner", Method: http.MethodPost, Path: "/v1/conversations/{id}/joiners", Tag: tag,
		Summary: "Let someone into a group who asks to join, or turn them down"},
		func(ctx context.Context, a api.Actor, in *answer) (*api.Empty, error) {
			return &api.Empty{}, s.AnswerJoiner(ctx, a, in.ID, in.Body.Account, in.Body.Accept)
		})
}
