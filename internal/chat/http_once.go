package chat

import (
	"context"
	"net/http"

	"causerie/internal/api"
)

func (s *Service) onceRoutes(r *api.Router) {
	type message struct {
		OfConversation
		Seq int64 `path:"seq" minimum:"1"`
	}
	type viewingOutput struct{ Body Viewing }
	api.Register(r, api.Op{ID: "openOnce", Method: http.MethodPost, Path: "/v1/conversations/{id}/entries/{seq}/opening", Tag: "messages",
		Summary: "Open what a message shows once. Its addresses are good for this session and five minutes, in which it gets the same answer again; anybody else, and later, it is gone"},
		func(ctx context.Context, a api.Actor, in *message) (*viewingOutput, error) {
			out, err := s.OpenOnce(ctx, a, in.ID, in.Seq)
			return &viewingOutput{out}, err
		})
	api.Register(r, api.Op{ID: "closeOnce", Method: http.MethodDelete, Path: "/v1/conversations/{id}/entries/{seq}/opening", Tag: "messages",
		Summary: "Tell that you have viewed what you opened: its addresses are good no more"},
		func(ctx context.Context, a api.Actor, in *message) (*api.Empty, error) {
			return &api.Empty{}, s.CloseOnce(ctx, a, in.ID, in.Seq)
		})
	type openersOutput struct {
		Body struct {
			Items []Opener `json:"items"`
		}
	}
	api.Register(r, api.Op{ID: "listOpeners", Method: http.MethodGet, Path: "/v1/conversations/{id}/entries/{seq}/opening", Tag: "messages",
		Summary: "List who has opened a message of yours that is viewed once, at most 50"},
		func(ctx context.Context, a api.Actor, in *message) (*openersOutput, error) {
			var out openersOutput
			var err error
			out.Body.Items, err = s.OpenersOf(ctx, a, in.ID, in.Seq)
			return &out, err
		})
	type list struct {
		OfConversation
		First int64 `query:"first" minimum:"1" default:"1" doc:"The first message that is asked about, by its seq."`
		Last  int64 `query:"last" minimum:"1" default:"9007199254740991" doc:"The last one. At most 200 that were opened are answered, the latest."`
	}
	type openedOutput struct {
		Body struct {
			Items []Opened `json:"items"`
		}
	}
	api.Register(r, api.Op{ID: "listOpened", Method: http.MethodGet, Path: "/v1/conversations/{id}/opened", Tag: "messages",
		Summary: "List what you have opened of what is viewed once, and what was opened of your own"},
		func(ctx context.Context, a api.Actor, in *list) (*openedOutput, error) {
			var out openedOutput
			var err error
			out.Body.Items, err = s.OpenedIn(ctx, a, in.ID, in.First, in.Last)
			return &out, err
		})
}
