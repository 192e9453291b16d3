package safety

import (
	"context"
	"net/http"

	"causerie/internal/api"
	"causerie/internal/base"
)

func (s *Service) announcementRoutes(r *api.Router) {
	const tag = "announcements"
	type announcementInput struct {
		ID base.ID `path:"announcement"`
	}
	type shownOutput struct {
		Body struct {
			Items []Announced `json:"items"`
		}
	}
	type listOutput struct {
		Body struct {
			Items []Announcement `json:"items" doc:"At most 100."`
		}
	}
	type announcingInput struct{ Body Announcing }
	api.Register(r, api.Op{ID: "getAnnouncements", Method: http.MethodGet, Path: "/v1/me/announcements", Tag: tag, Summary: "What those who run the server announce, and one has not put away; the last first"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*shownOutput, error) {
			out := &shownOutput{}
			var err error
			out.Body.Items, err = s.Announced(ctx, actor)
			return out, err
		})
	api.Register(r, api.Op{ID: "dismissAnnouncement", Method: http.MethodPut, Path: "/v1/me/announcements/{announcement}/dismissal", Tag: tag,
		Summary: "Put an announcement away, on all of one's devices"},
		func(ctx context.Context, actor api.Actor, in *announcementInput) (*api.Empty, error) {
			return &api.Empty{}, s.Dismiss(ctx, actor, in.ID)
		})
	api.Register(r, api.Op{ID: "listAnnouncements", Method: http.MethodGet, Path: "/v1/moderation/announcements", Tag: moderation, Access: api.Admin,
		Summary: "What was announced, the last first; for admins"},
		func(ctx context.Context, _ api.Actor, _ *struct{}) (*listOutput, error) {
			out := &listOutput{}
			var err error
			out.Body.Items, err = s.Announcements(ctx)
			return out, err
		})
	api.Register(r, api.Op{ID: "publishAnnouncement", Method: http.MethodPost, Path: "/v1/moderation/announcements", Tag: moderation, Access: api.Admin, Status: http.StatusCreated,
		Summary: "Show people an announcement above their inbox; for admins, and logged"},
		func(ctx context.Context, actor api.Actor, in *announcingInput) (*struct{ Body Announcement }, error) {
			out, err := s.Announce(ctx, actor, in.Body)
			return &struct{ Body Announcement }{out}, err
		})
	api.Register(r, api.Op{ID: "withdrawAnnouncement", Method: http.MethodDelete, Path: "/v1/moderation/announcements/{announcement}", Tag: moderation, Access: api.Admin,
		Summary: "End an announcement; for admins, and logged"},
		func(ctx context.Context, actor api.Actor, in *announcementInput) (*api.Empty, error) {
			return &api.Empty{}, s.Withdraw(ctx, actor, in.ID)
		})
}
