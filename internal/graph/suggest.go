package graph

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// Suggestion is someone whom a person may know, and why.
type Suggestion struct {
	Account Found    `json:"account"`
	Reasons []Reason `json:"reasons" doc:"The strongest first."`
}

// Reason is why someone is suggested.
type Reason struct {
	Type   string `json:"type" enum:"contacts,facebook,common,groups" doc:"In your contacts or you in theirs; friends on Facebook; friends in common; in groups with you."`
	ByName bool   `json:"byName,omitempty" doc:"Of facebook: they bear a name from the list of friends that you imported, which may be another person's."`
	Count  int    `json:"count,omitempty" doc:"Of common and groups: how many friends in common, or groups, are known of; there may be more."`
}

// What suggestions look at, which bounds their work whatever the number of friends: those whom one knows from elsewhere, the friends whom one followed last, and
// of each of those the friends whom they followed last, and what Companions answers.
const (
	suggestElsewhere = 1000
	suggestFriends   = 100
	suggestOfFriends = 40
	suggestAtOnce    = 128 // candidates of whom more is read together, until a page is full
)

// candidate is someone who may be suggested.
type candidate struct {
	id                base.ID
	contact, facebook bool
	named, mutual     bool // by a list of names that actor imported; by theirs, too
	common, groups    int
}

// What a reason weighs, beside a group that both are in, which weighs 1: Companions looks at fewer than a friend in common weighs. One who is known
// from elsewhere stands before all who are known by friends in common, a name that each found in the other's list after those, and a name that one
// found alone is little.
const (
	weighsKnown      = 100_000_000
	weighsMutualName = 10_000_000
	weighsName       = 300
	weighsCommon     = 100
)

// score orders suggestions.
func (c candidate) score() int64 {
	score := int64(weighsCommon*c.common + c.groups)
	if c.contact {
		score += weighsKnown
	}
	switch {
	case c.facebook:
		score += weighsKnown
	case c.named && c.mutual:
		score += weighsMutualName
	case c.named:
		score += weighsName
	}
	return score
}

func (c candidate) reasons() (reasons []Reason) {
	if c.contact {
		reasons = append(reasons, Reason{Type: "contacts"})
	}
	if c.facebook || c.named {
		reasons = append(reasons, Reason{Type: "facebook", ByName: !c.facebook})
	}
	if c.common > 0 {
		reasons = append(reasons, Reason{Type: "common", Count: c.common})
	}
	if c.groups > 0 {
		reasons = append(reasons, Reason{Type: "groups", Count: c.groups})
	}
	return reasons
}

// Suggestions is a page of people whom actor may know and does not follow, the best first. Nobody is suggested to someone of an age that
// the rules keep from theirs, nor whom actor dismissed, nor across a block.
func (s *Service) Suggestions(ctx context.Context, actor api.Actor, page Page) (items []Suggestion, next string, err error) {
	after := edge{at: -1}
	if page.Cursor != "" {
		if after, err = parseEdge(page.Cursor); err != nil {
			return nil, "", err
		}
	}
	items = []Suggestion{}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		candidates, err := s.candidates(ctx, tx, actor)
		if err != nil {
			return base.Internal("look for suggestions", err)
		}
		candidates = slices.DeleteFunc(candidates, func(c candidate) bool {
			return after.at >= 0 && (c.score() > after.at || c.score() == after.at && !after.other.Less(c.id))
		})
		if candidates, err = s.firstSuggestable(ctx, tx, actor, candidates, page.Limit+1); err != nil {
			return err
		}
		if len(candidates) > page.Limit {
			candidates = candidates[:page.Limit]
			last := candidates[page.Limit-1]
			next = edge{last.score(), last.id}.String()
		}
		ids := make([]base.ID, len(candidates))
		for i, c := range candidates {
			ids[i] = c.id
		}
		profiles, err := s.Profiles(ctx, tx, actor.Account, ids)
		if err != nil {
			return err
		}
		reaches, err := s.reaches(ctx, tx, actor, ids)
		for _, c := range candidates {
			items = append(items, Suggestion{Found{profiles[c.id], reaches[c.id]}, c.reasons()})
		}
		return err
	})
	return items, next, err
}

// Dismiss has someone suggested to actor no more. They may not be, and are not told.
func (s *Service) Dismiss(ctx context.Context, actor api.Actor, name string) error {
	return s.marking(ctx, actor, name, func(now int64, p *sides) {
		if p.mine.dismissed == 0 {
			p.mine.dismissed = now
		}
	})
}

// knownAtAll is the condition of the index relations_suggested, word for word: SQLite uses it for nothing else. Whoever found actor's name in
// a list is not in it: they are not thereby suggested to actor, and could else crowd out who is.
const knownAtAll = `contact_at IS NOT NULL OR contact_of_at IS NOT NULL OR facebook_at IS NOT NULL OR facebook_of_at IS NOT NULL OR name_at IS NOT NULL`

// candidates are all of whom something speaks for suggesting them to actor, the best first.
func (s *Service) candidates(ctx context.Context, tx *db.Tx, actor api.Actor) ([]candidate, error) {
	var list []candidate
	at := map[base.ID]int{actor.Account: -1}
	of := func(id base.ID) *candidate {
		i, known := at[id]
		if !known {
			i, list = len(list), append(list, candidate{id: id})
			at[id] = i
		}
		if i < 0 { // actor, who is a friend of each friend
			return &candidate{}
		}
		return &list[i]
	}
	rows, err := tx.Query(ctx, `SELECT other_id, contact_at IS NOT NULL OR contact_of_at IS NOT NULL, facebook_at IS NOT NULL OR facebook_of_at IS NOT NULL,
		name_at IS NOT NULL, name_of_at IS NOT NULL FROM relations WHERE account_id = $1 AND (`+knownAtAll+`) AND follows_at IS NULL AND dismissed_at IS NULL LIMIT $2`, actor.Account, suggestElsewhere)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		var contact, facebook, named, mutual bool
		err := scan(&id, &contact, &facebook, &named, &mutual)
		c := of(id)
		c.contact, c.facebook, c.named, c.mutual = contact, facebook, named, mutual
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := friendsOfFriends(ctx, tx, actor.Account, func(id base.ID) { of(id).common++ }); err != nil {
		return nil, err
	}
	if err := s.Companions(ctx, tx, actor.Account, func(id base.ID) { of(id).groups++ }); err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score(), a.score()), slices.Compare(a.id[:], b.id[:]))
	})
	return list, nil
}

// firstSuggestable are the first n of a list who may be suggested to actor, whom actor does not follow and did not dismiss. Who has many friends
// has most of their friends' friends among them: those are taken out first, by actor's own rows, which lie together.
func (s *Service) firstSuggestable(ctx context.Context, tx *db.Tx, actor api.Actor, list []candidate, n int) (kept []candidate, err error) {
	for some := range slices.Chunk(list, suggestAtOnce) {
		done, err := settledWith(ctx, tx, actor.Account, idsOf(some))
		if err != nil {
			return nil, err
		}
		some = slices.DeleteFunc(some, func(c candidate) bool { return done[c.id] })
		for len(some) > 0 && len(kept) < n {
			// A few more than are wanted: nearly all of them may be suggested.
			now := some[:min(len(some), n-len(kept)+n/4)]
			some = some[len(now):]
			may, err := s.Suggestable(ctx, tx, actor.Account, idsOf(now))
			if err != nil {
				return nil, err
			}
			for _, c := range now { // may is in their order
				if len(may) > 0 && may[0] == c.id {
					kept, may = append(kept, c), may[1:]
				}
			}
		}
		if len(kept) >= n {
			return kept[:n], nil
		}
	}
	return kept, nil
}

func idsOf(list []candidate) []base.ID {
	ids := make([]base.ID, len(list))
	for i, c := range list {
		ids[i] = c.id
	}
	return ids
}

// settledWith are those of ids whom account follows, asked to follow or dismissed, or whom a block parts from account.
func settledWith(ctx context.Context, tx *db.Tx, account base.ID, ids []base.ID) (map[base.ID]bool, error) {
	done := map[base.ID]bool{}
	err := tx.QueryRows(ctx, `SELECT other_id FROM /*rows*/ relations WHERE account_id = $1 AND other_id = $2
		AND (follows_at IS NOT NULL OR asked_at IS NOT NULL OR dismissed_at IS NOT NULL OR blocks_at IS NOT NULL OR blocked_at IS NOT NULL)`,
		db.Columns{slices.Repeat([]base.ID{account}, len(ids)), ids}, func(scan func(...any) error) error {
			var id base.ID
			err := scan(&id)
			done[id] = true
			return err
		})
	return done, base.Doing("read who is not to be suggested", err)
}

// friendsOfFriends calls each for the last friends of every one of account's last friends.
func friendsOfFriends(ctx context.Context, tx *db.Tx, account base.ID, each func(base.ID)) error {
	last := func(of string, n int) string {
		return fmt.Sprintf(`SELECT other_id FROM relations WHERE account_id = %s AND follows_at IS NOT NULL AND followed_at IS NOT NULL
			ORDER BY follows_at DESC, other_id DESC LIMIT %d`, of, n)
	}
	query := fmt.Sprintf(`SELECT (SELECT %s FROM (%s) AS theirs) FROM (%s) AS friends`, tx.Gathered("other_id"), last("friends.other_id", suggestOfFriends), last("$1", suggestFriends))
	return tx.QueryGathered(ctx, each, query, account)
}
