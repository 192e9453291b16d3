package graph

import (
	"context"
	"net/http"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// Introduce has actor, a friend of both, introduce a person to another: what the person writes to the other is a request then, also
// where the other takes none from strangers. Doing it again changes nothing, and so does introducing people who write to each
// other already. The answer is the same whatever stands between the two. Both hear that something changed between them, unless a block
// or their ages part them: the person sees that they may ask now, and whose name their request will carry.
func (s *Service) Introduce(ctx context.Context, actor api.Actor, person, to base.ID) error {
	if person == to || person == actor.Account || to == actor.Account {
		return base.Invalid("self", "Name two people other than yourself.")
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		friends := []policy.Pair{{From: actor.Account, To: person}, {From: actor.Account, To: to}}
		pair := policy.Pair{From: person, To: to}
		facts, err := s.Facts(ctx, tx, append(friends, pair))
		if err != nil {
			return err
		}
		for _, p := range friends {
			if f := facts[p]; !f.FromFollowsTo || !f.ToFollowsFrom {
				return base.Forbidden("not_friends", "You can introduce two people who are both friends of yours.")
			}
		}
		if err := introduced(ctx, tx, actor.Account, pair); err != nil {
			return err
		}
		between := facts[pair]
		parted := between.FromBlocksTo || between.ToBlocksFrom || !s.Packs.MaySuggest(between.From, between.To)
		before := between.Vouched || between.Accepted
		for _, p := range []policy.Pair{pair, {From: to, To: person}} {
			if err := s.note(ctx, tx, p.From, p.To, !parted && !before); err != nil {
				return err
			}
		}
		return nil
	})
}

// introduced keeps who introduced pair.From to pair.To, in both views. Who did it first stays.
func introduced(ctx context.Context, tx *db.Tx, by base.ID, pair policy.Pair) error {
	if pair.To.Less(pair.From) {
		pair = policy.Pair{From: pair.To, To: pair.From}
	}
	const query = `INSERT INTO relations (account_id, other_id, vouched_by) SELECT $1, $2, $3 /*from rows*/
		ON CONFLICT (account_id, other_id) DO UPDATE SET vouched_by = COALESCE(relations.vouched_by, excluded.vouched_by)
		WHERE relations.accepted_at IS NULL`
	columns := db.Columns{[]base.ID{pair.From, pair.To}, []base.ID{pair.To, pair.From}, []base.ID{by, by}}
	if err := tx.ExecRows(ctx, query, columns); err != nil {
		return base.Internal("introduce", err)
	}
	return nil
}

func (s *Service) introductionRoutes(r *api.Router) {
	type introduction struct {
		Body struct {
			Person base.ID `json:"person" doc:"Who is introduced, a friend of yours."`
			To     base.ID `json:"to" doc:"To whom, another friend of yours."`
		}
	}
	api.Register(r, api.Op{ID: "introduce", Method: http.MethodPost, Path: "/v1/introductions", Tag: "requests",
		Summary: "Introduce a friend to another friend, who gets a request from them before others"},
		func(ctx context.Context, actor api.Actor, in *introduction) (*api.Empty, error) {
			return &api.Empty{}, s.Introduce(ctx, actor, in.Body.Person, in.Body.To)
		})
}
