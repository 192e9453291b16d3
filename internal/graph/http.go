package graph

import (
	"context"
	"net/http"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/policy"
)

type pathID struct {
	ID string `path:"id" maxLength:"64" doc:"An account's id, or its handle after an @."`
}

type personOutput struct{ Body Person }

type relationOutput struct {
	Body struct {
		Relation account.Relation `json:"relation"`
	}
}

type profilesOutput struct {
	Body struct {
		Items []account.Profile `json:"items"`
		Next  string            `json:"next,omitempty" doc:"The cursor of the next page, which may be short; absent on the last."`
	}
}

type foundOutput struct {
	Body struct {
		Items []Found `json:"items"`
		Next  string  `json:"next,omitempty" doc:"The cursor of the next page, which may be short; absent on the last."`
	}
}

type suggestionsOutput struct {
	Body struct {
		Items []Suggestion `json:"items"`
		Next  string       `json:"next,omitempty" doc:"The cursor of the next page; absent on the last."`
	}
}

type searchOf struct {
	ID string `path:"id" maxLength:"64" doc:"An account's id, or its handle after an @."`
	Search
}

type directMessagesOutput struct{ Body DirectMessages }

type directMessagesInput struct {
	Body struct {
		Who policy.Setting `json:"who" enum:"everyone,suggested,friends,nobody"`
	}
}

func answerProfiles(items []account.Profile, next string, err error) (*profilesOutput, error) {
	out := &profilesOutput{}
	out.Body.Items, out.Body.Next = items, next
	return out, err
}

func answerRelation(shown account.Relation, err error) (*relationOutput, error) {
	out := &relationOutput{}
	out.Body.Relation = shown
	return out, err
}

const tag = "people"

// Routes adds the operations about other people.
func (s *Service) Routes(r *api.Router) {
	s.introductionRoutes(r)
	api.Register(r, api.Op{ID: "searchAccounts", Method: http.MethodGet, Path: "/v1/accounts", Tag: tag, Summary: "Find people by handle or name"},
		func(ctx context.Context, actor api.Actor, in *Search) (*foundOutput, error) {
			out := &foundOutput{}
			var err error
			out.Body.Items, out.Body.Next, err = s.Search(ctx, actor, *in)
			return out, err
		})
	api.Register(r, api.Op{ID: "getProfile", Method: http.MethodGet, Path: "/v1/accounts/{id}", Tag: tag, Summary: "One person's profile"},
		func(ctx context.Context, actor api.Actor, in *pathID) (*personOutput, error) {
			person, err := s.Person(ctx, actor, in.ID)
			return &personOutput{Body: person}, err
		})
	type cards struct {
		IDs string `query:"ids" required:"true" minLength:"1" maxLength:"2000" doc:"Accounts, by their ids with commas between: at most 50."`
	}
	type cardsOutput struct {
		Body struct {
			Items []account.Profile `json:"items"`
		}
	}
	api.Register(r, api.Op{ID: "listProfiles", Method: http.MethodGet, Path: "/v1/profiles", Tag: tag,
		Summary: "The profiles that messages lead to: of whom one is not shown, whatever the reason, there is none"},
		func(ctx context.Context, actor api.Actor, in *cards) (*cardsOutput, error) {
			out := &cardsOutput{}
			var err error
			out.Body.Items, err = s.ShownCards(ctx, actor, in.IDs)
			return out, err
		})
	s.followRoutes(r)
	api.Register(r, api.Op{ID: "listSuggestions", Method: http.MethodGet, Path: "/v1/me/suggestions", Tag: tag, Limit: api.Costly, Summary: "People whom one may know, the best first"},
		func(ctx context.Context, actor api.Actor, in *Page) (*suggestionsOutput, error) {
			out := &suggestionsOutput{}
			var err error
			out.Body.Items, out.Body.Next, err = s.Suggestions(ctx, actor, *in)
			return out, err
		})
	api.Register(r, api.Op{ID: "dismissSuggestion", Method: http.MethodDelete, Path: "/v1/me/suggestions/{id}", Tag: tag, Summary: "Have someone suggested no more"}, by(s.Dismiss))
	for _, one := range []struct {
		id, path, summary string
		do                func(context.Context, api.Actor, string) error
		undoID, undone    string
		undo              func(context.Context, api.Actor, string) error
		listID, listPath  string
		listed            string
		list              func(context.Context, api.Actor, Page) ([]account.Profile, string, error)
	}{
		{"block", "block", "Block someone: neither of you can reach the other, and they are not told", s.Block, "unblock", "End a block", s.Unblock,
			"listBlocked", "blocked", "Whom one blocks, the last one first", s.Blocked},
		{"restrict", "restrict", "Restrict someone: what they write is a request, and they are not told", s.Restrict, "unrestrict", "End a restriction", s.Unrestrict,
			"listRestricted", "restricted", "Whom one restricts, the last one first", s.Restricted},
		{"mute", "mute", "Be shown nothing of what someone publishes; they are not told", s.Mute, "unmute", "Be shown it again", s.Unmute,
			"listMuted", "muted", "Whom one has muted, the last one first", s.Muted},
	} {
		path := "/v1/accounts/{id}/" + one.path
		api.Register(r, api.Op{ID: one.id, Method: http.MethodPut, Path: path, Tag: tag, Summary: one.summary}, by(one.do))
		api.Register(r, api.Op{ID: one.undoID, Method: http.MethodDelete, Path: path, Tag: tag, Summary: one.undone}, by(one.undo))
		api.Register(r, api.Op{ID: one.listID, Method: http.MethodGet, Path: "/v1/me/" + one.listPath, Tag: tag, Summary: one.listed},
			func(ctx context.Context, actor api.Actor, in *Page) (*profilesOutput, error) {
				return answerProfiles(one.list(ctx, actor, *in))
			})
	}
	api.Register(r, api.Op{ID: "getDirectMessages", Method: http.MethodGet, Path: "/v1/me/direct-messages", Tag: tag, Summary: "Who can write to one first, and what one may choose"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*directMessagesOutput, error) {
			out, err := s.DirectMessages(ctx, actor)
			return &directMessagesOutput{out}, err
		})
	api.Register(r, api.Op{ID: "updateDirectMessages", Method: http.MethodPatch, Path: "/v1/me/direct-messages", Tag: tag, Summary: "Choose who can write to one first, from the next message on"},
		func(ctx context.Context, actor api.Actor, in *directMessagesInput) (*directMessagesOutput, error) {
			out, err := s.SetDirectMessages(ctx, actor, in.Body.Who)
			return &directMessagesOutput{out}, err
		})
}

// by is an operation on a person that answers nothing.
func by(do func(context.Context, api.Actor, string) error) func(context.Context, api.Actor, *pathID) (*api.Empty, error) {
	return func(ctx context.Context, actor api.Actor, in *pathID) (*api.Empty, error) {
		return &api.Empty{}, do(ctx, actor, in.ID)
	}
}

func (s *Service) followRoutes(r *api.Router) {
	api.Register(r, api.Op{ID: "follow", Method: http.MethodPut, Path: "/v1/accounts/{id}/follow", Tag: tag, Status: http.StatusOK,
		Summary: "Follow someone, or ask to where they are private"},
		func(ctx context.Context, actor api.Actor, in *pathID) (*relationOutput, error) {
			return answerRelation(s.Follow(ctx, actor, in.ID))
		})
	api.Register(r, api.Op{ID: "unfollow", Method: http.MethodDelete, Path: "/v1/accounts/{id}/follow", Tag: tag, Status: http.StatusOK,
		Summary: "Follow someone no more, or take back that one asked to"},
		func(ctx context.Context, actor api.Actor, in *pathID) (*relationOutput, error) {
			return answerRelation(s.Unfollow(ctx, actor, in.ID))
		})
	api.Register(r, api.Op{ID: "removeFollower", Method: http.MethodDelete, Path: "/v1/accounts/{id}/follower", Tag: tag,
		Summary: "Have someone follow one no more; they are not told"}, by(s.RemoveFollower))
	api.Register(r, api.Op{ID: "listFollowing", Method: http.MethodGet, Path: "/v1/accounts/{id}/following", Tag: tag,
		Summary: "Whom someone follows, the last one first; of someone private, for followers only"},
		func(ctx context.Context, actor api.Actor, in *searchOf) (*profilesOutput, error) {
			return answerProfiles(s.Following(ctx, actor, in.ID, in.Search))
		})
	api.Register(r, api.Op{ID: "listFollowers", Method: http.MethodGet, Path: "/v1/accounts/{id}/followers", Tag: tag,
		Summary: "Who follows someone, the last one first; of someone private, for followers only"},
		func(ctx context.Context, actor api.Actor, in *searchOf) (*profilesOutput, error) {
			return answerProfiles(s.Followers(ctx, actor, in.ID, in.Search))
		})
	api.Register(r, api.Op{ID: "listFriends", Method: http.MethodGet, Path: "/v1/me/friends", Tag: tag, Summary: "One's friends: those who follow each other"},
		func(ctx context.Context, actor api.Actor, in *Search) (*profilesOutput, error) {
			return answerProfiles(s.Friends(ctx, actor, *in))
		})
	api.Register(r, api.Op{ID: "listFollowRequests", Method: http.MethodGet, Path: "/v1/me/follow-requests", Tag: tag, Summary: "Who asks to follow one, the last one first"},
		func(ctx context.Context, actor api.Actor, in *Page) (*profilesOutput, error) {
			return answerProfiles(s.FollowRequests(ctx, actor, *in))
		})
	api.Register(r, api.Op{ID: "acceptFollowRequest", Method: http.MethodPut, Path: "/v1/me/follow-requests/{id}", Tag: tag, Status: http.StatusNoContent,
		Summary: "Let someone follow who asks to"}, by(s.AcceptFollower))
	api.Register(r, api.Op{ID: "declineFollowRequest", Method: http.MethodDelete, Path: "/v1/me/follow-requests/{id}", Tag: tag,
		Summary: "Remove someone's request to follow; they are not told"}, by(s.DeclineFollower))
}
