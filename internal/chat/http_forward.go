package chat

import (
	"context"
	"net/http"

	"causerie/internal/api"
	"causerie/internal/base"
)

func (s *Service) forwardRoutes(r *api.Router) {
	type forward struct {
		OfConversation
		Seq  int64 `path:"seq" minimum:"1"`
		Body struct {
			Targets []ForwardTarget `json:"targets" minItems:"1" maxItems:"5" doc:"Where it goes to, each once."`
		}
	}
	type ForwardOutcome struct {
		ConversationID base.ID      `json:"conversationId"`
		Entry          *Entry       `json:"entry,omitempty" doc:"The message there."`
		Problem        *api.Problem `json:"problem,omitempty" doc:"Why it is not there: what appendEntry would answer."`
	}
	type output struct {
		Body struct {
			Items []ForwardOutcome `json:"items" doc:"What became of each target, in their order."`
		}
	}
	api.Register(r, api.Op{ID: "forwardMessage", Method: http.MethodPost, Path: "/v1/conversations/{id}/entries/{seq}/forwards", Tag: "messages",
		Summary: "Send a message of text, photos, voice or a file on to at most 5 other conversations"},
		func(ctx context.Context, a api.Actor, in *forward) (*output, error) {
			all, err := s.Forward(ctx, a, in.ID, in.Seq, in.Body.Targets)
			out := &output{}
			for i, one := range all {
				item := ForwardOutcome{ConversationID: in.Body.Targets[i].ConversationID}
				if one.Err != nil {
					item.Problem = api.ProblemOf(one.Err)
				} else {
					item.Entry = &one.Entry
				}
				out.Body.Items = append(out.Body.Items, item)
			}
			return out, err
		})
}
