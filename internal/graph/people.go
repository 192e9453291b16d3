package graph

import (
	"context"
	"slices"
	"strings"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// Profiles answers what viewer sees of each account, with what the two are to each other. An account that does not exist is
// absent; one that blocks viewer is not, because what they wrote to each other stays readable, but shows their name alone.
func (s *Service) Profiles(ctx context.Context, tx *db.Tx, viewer base.ID, ids []base.ID) (map[base.ID]account.Profile, error) {
	profiles, _, err := s.seen(ctx, tx, viewer, ids)
	return profiles, err
}

// seen is Profiles with the relations that they show.
func (s *Service) seen(ctx context.Context, tx *db.Tx, viewer base.ID, ids []base.ID) (map[base.ID]account.Profile, map[base.ID]relation, error) {
	profiles, err := s.Accounts.Profiles(ctx, tx, viewer, ids)
	if err != nil {
		return nil, nil, err
	}
	known, err := relations(ctx, tx, viewer, ids)
	if err != nil {
		return nil, nil, err
	}
	for id, p := range profiles {
		r := known[id]
		p.Blocked = r.blocks > 0
		if shown := r.shown(); shown != (account.Relation{}) {
			p.Relation = &shown
		}
		if r.blocked > 0 {
			p.Bio, p.Avatar = "", nil
		}
		profiles[id] = p
	}
	return profiles, known, nil
}

// Person is a profile with what is shown on its own page.
type Person struct {
	account.Profile
	Private bool   `json:"private" doc:"Who wants to follow asks first."`
	Counts  Counts `json:"counts"`
	Reach   *Reach `json:"reach,omitempty" doc:"What writing to this person would do now; absent for oneself."`
}

// Found is someone who was looked for, or is suggested, with what writing to them would do now.
type Found struct {
	account.Profile
	Reach *Reach `json:"reach,omitempty" doc:"What writing to this person would do now."`
}

// Reach is what becomes of a message, as its sender may know it. A block shows as any other refusal.
type Reach struct {
	Outcome string     `json:"outcome" enum:"message,request,none"`
	Code    string     `json:"code,omitempty" doc:"Why it is none: as the refusal of a message."`
	RetryAt *time.Time `json:"retryAt,omitempty" doc:"When a request may be possible again."`

	VouchedBy *account.Profile `json:"vouchedBy,omitempty" doc:"Of a request, on a person's own page: the friend who introduced you, and whose name it carries."`
}

func reachOf(d policy.Decision) *Reach {
	r := &Reach{Outcome: map[policy.Outcome]string{policy.Deliver: "message", policy.Request: "request", policy.Refuse: "none"}[d.Shown()], Code: d.Code}
	if !d.RetryAt.IsZero() {
		r.RetryAt = &d.RetryAt
	}
	return r
}

// Counts is how many people stand in the lists of an account.
type Counts struct {
	Following int64 `json:"following"`
	Followers int64 `json:"followers"`
	Friends   int64 `json:"friends"`
}

// Person is one person, named by id or @handle. Someone unknown, deleted or who blocks the actor is not found alike.
func (s *Service) Person(ctx context.Context, actor api.Actor, name string) (person Person, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		id, err := s.named(ctx, tx, name)
		if err != nil {
			return err
		}
		if person.Profile, _, err = s.profile(ctx, tx, actor, id); err != nil {
			return err
		}
		if person.Private, err = isPrivate(ctx, tx, id); err != nil {
			return err
		}
		if person.Counts, err = countsOf(ctx, tx, id); err != nil || id == actor.Account {
			return err
		}
		pair := policy.Pair{From: actor.Account, To: id}
		facts, err := s.Facts(ctx, tx, []policy.Pair{pair})
		if err != nil {
			return err
		}
		person.Reach = reachOf(s.Packs.Decide(policy.Message, s.Clock.Now(), pair, facts[pair]))
		if person.Reach.Outcome == "request" && facts[pair].Vouched {
			person.Reach.VouchedBy, err = s.voucher(ctx, tx, actor.Account, id)
		}
		return err
	})
	return person, err
}

// voucher is who introduced viewer to other, nil where that account is gone.
func (s *Service) voucher(ctx context.Context, tx *db.Tx, viewer, other base.ID) (*account.Profile, error) {
	known, err := s.Vouched(ctx, tx, viewer, []base.ID{other})
	if err != nil {
		return nil, err
	}
	profiles, err := s.Profiles(ctx, tx, viewer, []base.ID{known[other]})
	if friend, exists := profiles[known[other]]; exists {
		return &friend, err
	}
	return nil, err
}

// reaches is what writing to each of ids would do now, by one statement for all of them.
func (s *Service) reaches(ctx context.Context, tx *db.Tx, actor api.Actor, ids []base.ID) (map[base.ID]*Reach, error) {
	pairs := make([]policy.Pair, len(ids))
	for i, id := range ids {
		pairs[i] = policy.Pair{From: actor.Account, To: id}
	}
	facts, err := s.Facts(ctx, tx, pairs)
	if err != nil {
		return nil, err
	}
	now, reaches := s.Clock.Now(), make(map[base.ID]*Reach, len(ids))
	for pair, known := range facts {
		reaches[pair.To] = reachOf(s.Packs.Decide(policy.Message, now, pair, known))
	}
	return reaches, nil
}

// profile is that of someone actor may see, and the relation that it shows.
func (s *Service) profile(ctx context.Context, tx *db.Tx, actor api.Actor, id base.ID) (account.Profile, relation, error) {
	profiles, known, err := s.seen(ctx, tx, actor.Account, []base.ID{id})
	p, exists := profiles[id]
	if err == nil && (!exists || known[id].blocked > 0) {
		err = base.NotFound()
	}
	if err != nil {
		return account.Profile{}, relation{}, err
	}
	return p, known[id], nil
}

// Hidden tells whether owner blocks viewer.
func (s *Service) Hidden(ctx context.Context, owner, viewer base.ID) (hidden bool, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		hidden, err = s.HiddenIn(ctx, tx, owner, viewer)
		return err
	})
	return hidden, err
}

// HiddenIn is Hidden in a transaction.
func (s *Service) HiddenIn(ctx context.Context, tx *db.Tx, owner, viewer base.ID) (bool, error) {
	known, err := relations(ctx, tx, viewer, []base.ID{owner})
	return known[owner].blocked > 0, err
}

// named is the id that name is or that its @handle has. There may be no such account.
func (s *Service) named(ctx context.Context, tx *db.Tx, name string) (base.ID, error) {
	if handle, ok := strings.CutPrefix(name, "@"); ok {
		return s.Accounts.ByHandle(ctx, tx, handle)
	}
	id, err := base.ParseID(name)
	if err != nil {
		return id, base.NotFound()
	}
	return id, nil
}

// visible is the id of the person that name names, an id or @handle, if actor may see them.
func (s *Service) visible(ctx context.Context, tx *db.Tx, actor api.Actor, name string) (base.ID, relation, error) {
	id, err := s.named(ctx, tx, name)
	if err != nil {
		return base.ID{}, relation{}, err
	}
	_, known, err := s.profile(ctx, tx, actor, id)
	return id, known, err
}

func countsOf(ctx context.Context, tx *db.Tx, id base.ID) (c Counts, err error) {
	err = tx.Row(ctx, `SELECT following, followers, friends FROM relation_counts WHERE account_id = $1`, id).Scan(&c.Following, &c.Followers, &c.Friends)
	if err != nil && !db.NoRows(err) {
		return c, base.Internal("read how many people are in lists", err)
	}
	return c, nil
}

// searches is how many pages of people may be searched for: as many as one types, and few enough that nobody collects everyone who is here.
var searches = account.Deed{
	Kind:    "search",
	Account: budget.Budget{Most: 300, Every: time.Minute},
	Device:  budget.Budget{Most: 600, Every: 30 * time.Second},
	Block:   budget.Budget{Most: 6000, Every: 2 * time.Second},
}

// Search finds people by the words of their handle and name, without the actor and without anyone whom a block parts from
// the actor.
func (s *Service) Search(ctx context.Context, actor api.Actor, search Search) (items []Found, next string, err error) {
	items = []Found{}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		retryAt, err := s.Accounts.Spend(ctx, tx, actor, api.ClientIP(ctx), searches)
		if err == nil && !retryAt.IsZero() {
			err = base.TooMany("rate_limited", "You searched for many people. Wait a moment and try again.", retryAt)
		}
		return err
	})
	if err != nil {
		return nil, "", err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var found []base.ID
		found, next, err = account.Search(ctx, tx, strings.TrimPrefix(search.Q, "@"), search.Cursor, search.Limit, func(ids []base.ID) ([]base.ID, error) {
			ids = slices.DeleteFunc(slices.Clone(ids), func(id base.ID) bool { return id == actor.Account })
			return s.unparted(ctx, tx, actor, ids)
		})
		if err != nil {
			return err
		}
		profiles, err := s.inOrder(ctx, tx, actor.Account, found)
		if err != nil {
			return err
		}
		reaches, err := s.reaches(ctx, tx, actor, found)
		for _, p := range profiles {
			items = append(items, Found{p, reaches[p.ID]})
		}
		return err
	})
	return items, next, err
}

// unparted leaves those of ids whom no block parts from actor.
func (s *Service) unparted(ctx context.Context, tx *db.Tx, actor api.Actor, ids []base.ID) ([]base.ID, error) {
	known, err := relations(ctx, tx, actor.Account, ids)
	if err != nil {
		return nil, err
	}
	var kept []base.ID
	for _, id := range ids {
		if r := known[id]; r.blocks == 0 && r.blocked == 0 {
			kept = append(kept, id)
		}
	}
	return kept, nil
}

// inOrder is the profiles of ids in their order.
func (s *Service) inOrder(ctx context.Context, tx *db.Tx, viewer base.ID, ids []base.ID) ([]account.Profile, error) {
	profiles, err := s.Profiles(ctx, tx, viewer, ids)
	if err != nil {
		return nil, err
	}
	items := make([]account.Profile, 0, len(ids))
	for _, id := range ids {
		if p, ok := profiles[id]; ok {
			items = append(items, p)
		}
	}
	return items, nil
}
