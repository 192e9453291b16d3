package contacts

import (
	"context"
	"net/http"

	"causerie/internal/api"
)

type identifiersOutput struct {
	Body struct {
		Items []Identifier `json:"items"`
	}
}

type verifyInput struct {
	Body struct {
		Kind    Kind   `json:"kind" enum:"email,phone"`
		Value   string `json:"value" maxLength:"320" example:"+33 6 12 34 56 78"`
		Country string `json:"country,omitempty" maxLength:"2" pattern:"^([A-Z]{2})?$" example:"FR" doc:"Where a number without a calling code is. Unless set, one's own country."`
	}
}

type pendingOutput struct{ Body Pending }

type confirmInput struct {
	Body struct {
		Kind Kind   `json:"kind" enum:"email,phone"`
		Code string `json:"code" maxLength:"20" example:"123456"`
	}
}

type identifierOutput struct{ Body Identifier }

type evaluateInput struct {
	Body struct {
		Blinded [][]byte `json:"blinded" minItems:"1" maxItems:"500" doc:"Blinded identifiers (RFC 9497, ristretto255-SHA512, mode OPRF), of 32 bytes each, in base64."`
	}
}

type bucketsInput struct {
	Body struct {
		Bits    int      `json:"bits" minimum:"0" maximum:"24" doc:"As evaluate answered."`
		Buckets []uint32 `json:"buckets" minItems:"1" maxItems:"32"`
	}
}

type bucketsOutput struct {
	Body struct {
		Items []Bucket `json:"items" doc:"In the order of buckets."`
	}
}

type matchesInput struct {
	Body struct {
		Tags []Tag `json:"tags" maxItems:"5000" doc:"Of everyone who was found: 16 bytes, written like an id."`
	}
}

type joinedInput struct {
	Cursor string `query:"cursor" maxLength:"100" doc:"As the last answer gave it. Without one, the answer has only a cursor to begin with."`
}

type idInput struct {
	ID string `path:"id" maxLength:"64"`
}

// Routes adds the operations about contacts.
func (s *Service) Routes(r *api.Router) {
	const tag = "contacts"
	api.Register(r, api.Op{ID: "listIdentifiers", Method: http.MethodGet, Path: "/v1/me/identifiers", Tag: tag,
		Summary: "By which numbers and addresses one can be found; they are not stored, only hints"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*identifiersOutput, error) {
			out := &identifiersOutput{}
			var err error
			out.Body.Items, err = s.Identifiers(ctx, actor)
			return out, err
		})
	api.Register(r, api.Op{ID: "verifyIdentifier", Method: http.MethodPost, Path: "/v1/me/identifiers", Tag: tag, Limit: api.Costly, Status: http.StatusAccepted,
		Summary: "Have a code sent to a number or address of one's own"},
		func(ctx context.Context, actor api.Actor, in *verifyInput) (*pendingOutput, error) {
			pending, err := s.Verify(ctx, actor, in.Body.Kind, in.Body.Value, in.Body.Country)
			return &pendingOutput{pending}, err
		})
	api.Register(r, api.Op{ID: "confirmIdentifier", Method: http.MethodPut, Path: "/v1/me/identifiers", Tag: tag, Limit: api.Costly,
		Summary: "Be found by the number or address to which this code was sent"},
		func(ctx context.Context, actor api.Actor, in *confirmInput) (*identifierOutput, error) {
			added, err := s.Confirm(ctx, actor, in.Body.Kind, in.Body.Code)
			return &identifierOutput{added}, err
		})
	api.Register(r, api.Op{ID: "removeIdentifier", Method: http.MethodDelete, Path: "/v1/me/identifiers/{id}", Tag: tag, Summary: "Be found by it no more"},
		func(ctx context.Context, actor api.Actor, in *idInput) (*api.Empty, error) {
			return &api.Empty{}, s.Remove(ctx, actor, in.ID)
		})
	api.Register(r, api.Op{ID: "getContacts", Method: http.MethodGet, Path: "/v1/contacts", Tag: tag, Summary: "What is kept of one's contacts, and how many more one may look for"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*struct{ Body Status }, error) {
			status, err := s.Status(ctx, actor)
			return &struct{ Body Status }{status}, err
		})
	api.Register(r, api.Op{ID: "forgetContacts", Method: http.MethodDelete, Path: "/v1/contacts", Tag: tag, Summary: "Erase all that is kept of one's contacts"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*api.Empty, error) {
			return &api.Empty{}, s.Forget(ctx, actor)
		})
	api.Register(r, api.Op{ID: "evaluateContacts", Method: http.MethodPost, Path: "/v1/contacts/evaluate", Tag: tag, Limit: api.Costly, Status: http.StatusOK,
		Summary: "Have blinded numbers and addresses evaluated, without telling them"},
		func(ctx context.Context, actor api.Actor, in *evaluateInput) (*struct{ Body Evaluation }, error) {
			out, err := s.Evaluate(ctx, actor, in.Body.Blinded)
			return &struct{ Body Evaluation }{out}, err
		})
	api.Register(r, api.Op{ID: "readContactBuckets", Method: http.MethodPost, Path: "/v1/contacts/buckets", Tag: tag, Status: http.StatusOK,
		Summary: "Read buckets of those who can be found; who evaluated a number or address can open its entry"},
		func(ctx context.Context, actor api.Actor, in *bucketsInput) (*bucketsOutput, error) {
			out := &bucketsOutput{}
			var err error
			out.Body.Items, err = s.Buckets(ctx, actor, in.Body.Bits, in.Body.Buckets)
			return out, err
		})
	api.Register(r, api.Op{ID: "keepContacts", Method: http.MethodPut, Path: "/v1/contacts/matches", Tag: tag, MaxBody: 256 << 10, Limit: api.Costly, Status: http.StatusOK,
		Summary: "Keep who of one's contacts is here, so that both are suggested to each other, in place of what was kept before"},
		func(ctx context.Context, actor api.Actor, in *matchesInput) (*struct{ Body Kept }, error) {
			kept, err := s.Keep(ctx, actor, in.Body.Tags)
			return &struct{ Body Kept }{kept}, err
		})
	api.Register(r, api.Op{ID: "listJoinedContacts", Method: http.MethodGet, Path: "/v1/contacts/joined", Tag: tag, Limit: api.Costly,
		Summary: "Tags by which people came to be found, for devices that wait for those whom they did not find"},
		func(ctx context.Context, actor api.Actor, in *joinedInput) (*struct{ Body Joined }, error) {
			joined, err := s.Joined(ctx, actor, in.Cursor)
			return &struct{ Body Joined }{joined}, err
		})
}
