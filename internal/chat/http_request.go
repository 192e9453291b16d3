package chat

import (
	"context"
	"net/http"

	"causerie/internal/api"
)

func (s *Service) requestRoutes(r *api.Router) {
	const tag = "requests"
	type answers struct{ Body Answers }
	type answered struct {
		Body struct {
			Items []Answered `json:"items"`
		}
	}
	api.Register(r, api.Op{ID: "answerRequests", Method: http.MethodPost, Path: "/v1/requests", Tag: tag,
		Summary: "Accept, delete or report message requests, or block their senders"},
		func(ctx context.Context, a api.Actor, in *answers) (*answered, error) {
			out := &answered{}
			var err error
			out.Body.Items, err = s.Answer(ctx, a, in.Body)
			return out, err
		})
	type filters struct{ Body Filters }
	api.Register(r, api.Op{ID: "getFilters", Method: http.MethodGet, Path: "/v1/me/filters", Tag: tag,
		Summary: "Read your own words, which hide a request with one of them in it"},
		func(ctx context.Context, a api.Actor, _ *struct{}) (*filters, error) {
			out, err := s.Filters(ctx, a)
			return &filters{out}, err
		})
	api.Register(r, api.Op{ID: "setFilters", Method: http.MethodPut, Path: "/v1/me/filters", Tag: tag, MaxBody: appendBodyMax,
		Summary: "Change your own words, for requests that arrive from now on"},
		func(ctx context.Context, a api.Actor, in *filters) (*filters, error) {
			out, err := s.SetFilters(ctx, a, in.Body)
			return &filters{out}, err
		})
}
