package schedule

import (
	"context"
	"net/http"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/chat"
)

// contentMax leaves room for a text of 32 KiB that is written in JSON escapes.
const contentMax = 256 << 10

// OfScheduled is the path of operations on one message that waits.
type OfScheduled struct {
	ID base.ID `path:"clientId" doc:"The client id of the message."`
}

type output struct {
	Status int
	Body   ScheduledMessage
}

// Routes adds the operations of messages that are sent later.
func (s *Service) Routes(r *api.Router) {
	const tag = "messages"
	type add struct {
		chat.OfConversation
		Body NewScheduled
	}
	api.Register(r, api.Op{ID: "scheduleMessage", Method: http.MethodPost, Path: "/v1/conversations/{id}/scheduled", Tag: tag, Status: http.StatusCreated, Found: true, MaxBody: contentMax,
		Summary: "Have a text sent later. Whether it may be sent is decided then; the event scheduled tells when what waits changes"},
		func(ctx context.Context, a api.Actor, in *add) (*output, error) {
			m, created, err := s.Add(ctx, a, in.ID, in.Body)
			status := http.StatusOK
			if created {
				status = http.StatusCreated
			}
			return &output{status, m}, err
		})

	type listOutput struct {
		Body struct {
			Items []ScheduledMessage `json:"items"`
		}
	}
	api.Register(r, api.Op{ID: "listScheduled", Method: http.MethodGet, Path: "/v1/me/scheduled", Tag: tag,
		Summary: "List your messages that wait to be sent, in all conversations, what is sent first first"},
		func(ctx context.Context, a api.Actor, _ *struct{}) (*listOutput, error) {
			out := &listOutput{}
			var err error
			out.Body.Items, err = s.List(ctx, a)
			return out, err
		})

	type change struct {
		OfScheduled
		Body Patch
	}
	api.Register(r, api.Op{ID: "updateScheduled", Method: http.MethodPatch, Path: "/v1/me/scheduled/{clientId}", Tag: tag, MaxBody: contentMax,
		Summary: "Change a message that waits to be sent, or send it now; one that was refused is tried again"},
		func(ctx context.Context, a api.Actor, in *change) (*output, error) {
			m, err := s.Change(ctx, a, in.ID, in.Body)
			return &output{http.StatusOK, m}, err
		})

	api.Register(r, api.Op{ID: "deleteScheduled", Method: http.MethodDelete, Path: "/v1/me/scheduled/{clientId}", Tag: tag,
		Summary: "Have a message not be sent. It may have been sent already"},
		func(ctx context.Context, a api.Actor, in *OfScheduled) (*api.Empty, error) {
			return &api.Empty{}, s.Remove(ctx, a, in.ID)
		})
}
