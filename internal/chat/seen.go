package chat

import (
	"context"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

const (
	seenNamed = 50  // members of a group of which it is told who has read a message
	typingMax = 200 // people who are told that someone in a group is typing
)

// Seen is who has read a message of a group, as far as they and the viewer show it.
type Seen struct {
	Count  int       `json:"count"`
	People []Profile `json:"people,omitempty" doc:"In a group of up to 50 members."`
}

// SeenBy answers who has read a message of a group that the actor is in, beside the actor and who wrote it.
func (s *Service) SeenBy(ctx context.Context, actor api.Actor, id base.ID, seq int64) (out Seen, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		row, err := inboxOf(ctx, tx, actor.Account, id)
		if err != nil {
			return err
		}
		entries, err := entriesAt(ctx, tx, base.Millis(s.Clock.Now()), []place{{id, seq}})
		if err != nil {
			return err
		}
		if !row.ofGroup() || seq <= row.clearedBefore || len(entries) == 0 || entries[0].Kind != Message {
			return base.NotFound()
		}
		members, err := membersOf(ctx, tx, id)
		if err != nil {
			return err
		}
		var readers []base.ID
		rows, err := tx.Query(ctx, `SELECT account_id FROM members WHERE conversation_id = $1 AND read_seq >= $2 AND account_id <> $3 AND account_id <> $4`,
			id, seq, actor.Account, entries[0].Sender)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var reader base.ID
			err := scan(&reader)
			readers = append(readers, reader)
			return err
		})
		if err != nil {
			return err
		}
		shown, err := s.shownAmong(ctx, tx, actor.Account, readers, func(p Privacy) bool { return p.ReadReceipts })
		out.Count = len(shown)
		if err != nil || len(members) > seenNamed {
			return err
		}
		profiles, err := s.Profiles(ctx, tx, actor.Account, shown)
		for _, reader := range shown {
			profile := profiles[reader]
			profile.ID = reader
			out.People = append(out.People, profile)
		}
		return err
	})
	return out, doing("look who has read a message", err)
}

// typingTo are those of a group who are connected and may be shown that account is typing.
func (s *Service) typingTo(ctx context.Context, tx *db.Tx, account, id base.ID) ([]base.ID, error) {
	members, err := membersOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	var online []base.ID
	for _, m := range members {
		if m.account != account && len(online) < typingMax && s.Live.Online(m.account) {
			online = append(online, m.account)
		}
	}
	return s.shownAmong(ctx, tx, account, online, func(p Privacy) bool { return p.Typing })
}

// shownAmong are those of others with whom one, who is in a group with them, shares what shows tells: both show it, and they may know of each other,
// for which being in the group is as good as having written to each other.
func (s *Service) shownAmong(ctx context.Context, tx *db.Tx, one base.ID, others []base.ID, shows func(Privacy) bool) ([]base.ID, error) {
	if len(others) == 0 {
		return nil, nil
	}
	pairs := make([]policy.Pair, len(others))
	for i, other := range others {
		pairs[i] = policy.Pair{From: one, To: other}
	}
	facts, err := s.Facts(ctx, tx, pairs)
	if err != nil {
		return nil, err
	}
	privacy, err := s.Privacy(ctx, tx, append([]base.ID{one}, others...))
	if err != nil || !shows(privacy[one]) {
		return nil, err
	}
	var shown []base.ID
	for _, pair := range pairs {
		known := facts[pair]
		known.Accepted = true
		if shows(privacy[pair.To]) && s.Packs.Decide(policy.Presence, s.Clock.Now(), pair, known).Outcome == policy.Deliver {
			shown = append(shown, pair.To)
		}
	}
	return shown, nil
}
