package preview

import (
	"context"
	"net/http"

	"causerie/internal/api"
)

// Routes adds the operations of previews and stills.
func (s *Service) Routes(r *api.Router) {
	type input struct {
		Body struct {
			URL string `json:"url" maxLength:"2048" doc:"As it stands in the text, with http:// or https:// before it."`
		}
	}
	type output struct{ Body PagePreview }
	api.Register(r, api.Op{
		ID: "makePreview", Method: http.MethodPost, Path: "/v1/previews", Tag: "messages", Status: http.StatusCreated,
		Summary: "Have the server look at the page of a link that one is about to send: what the page says of itself, for a message of type link",
	}, func(ctx context.Context, actor api.Actor, in *input) (*output, error) {
		p, err := s.Make(ctx, actor, in.Body.URL)
		return &output{p}, err
	})
	type place struct{ Body Spot }
	type still struct{ Body Still }
	api.Register(r, api.Op{
		ID: "makeStill", Method: http.MethodPost, Path: "/v1/stills", Tag: "messages", Status: http.StatusCreated,
		Summary: "Have the server make a picture of the map around the place that one is about to tell, for a message of type location that tells just this one, within an hour",
	}, func(ctx context.Context, actor api.Actor, in *place) (*still, error) {
		made, err := s.MakeStill(ctx, actor, in.Body)
		return &still{made}, err
	})
}
