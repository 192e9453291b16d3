package notify

import (
	"context"
	"net/http"

	"causerie/internal/api"
)

type stateOutput struct{ Body State }

type subscribeInput struct{ Body Subscription }

type testOutput struct{ Body Tested }

// Routes adds the operations of push messages.
func (s *Service) Routes(r *api.Router) {
	const tag, path = "notifications", "/v1/me/push"
	api.Register(r, api.Op{ID: "getPush", Method: http.MethodGet, Path: path, Tag: tag, Summary: "Where this session's device takes push messages, and the key to subscribe with"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*stateOutput, error) {
			state, err := s.State(ctx, actor)
			return &stateOutput{state}, err
		})
	api.Register(r, api.Op{ID: "subscribePush", Method: http.MethodPut, Path: path, Tag: tag, Limit: api.Costly,
		Summary: "Have push messages go to this session's device, for as long as the session lives"},
		func(ctx context.Context, actor api.Actor, in *subscribeInput) (*stateOutput, error) {
			state, err := s.Subscribe(ctx, actor, in.Body)
			return &stateOutput{state}, err
		})
	api.Register(r, api.Op{ID: "unsubscribePush", Method: http.MethodDelete, Path: path, Tag: tag, Summary: "End the push messages to this session's device"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*api.Empty, error) {
			return &api.Empty{}, s.Unsubscribe(ctx, actor)
		})
	api.Register(r, api.Op{ID: "testPush", Method: http.MethodPost, Path: path + "/tests", Tag: tag, Limit: api.Costly,
		Summary: "Send a push message to this session's own device, and say what its push service answered"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*testOutput, error) {
			tested, err := s.Test(ctx, actor)
			return &testOutput{tested}, err
		})
}
