package chat

import (
	"context"
	"maps"
	"sync"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// typingPause is how often the others are told that someone is typing; calls between are nothing new to them.
const typingPause = 2 * time.Second

// typing remembers when the others were told last.
type typing struct {
	mu   sync.Mutex
	told map[view]time.Time
}

func (t *typing) due(key view, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if last, known := t.told[key]; known && now.Sub(last) < typingPause && !now.Before(last) {
		return false
	}
	if t.told == nil {
		t.told = map[view]time.Time{}
	}
	t.told[key] = now
	return true
}

// Sweep forgets who was typing a while ago, and what people wrote in requests before the last day.
func (s *Service) Sweep(ctx context.Context, now time.Time) error {
	s.typing.forget(now)
	return doing("forget the texts of requests", s.DB.Write(ctx, func(tx *db.Tx) error {
		return forgetTexts(ctx, tx, base.Millis(now.Add(-sameTextWithin)))
	}))
}

func (t *typing) forget(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	maps.DeleteFunc(t.told, func(_ view, last time.Time) bool { return now.Sub(last) > typingPause })
}

// SetTyping tells the others that the actor is writing, where both sides show it and may know of each other.
func (s *Service) SetTyping(ctx context.Context, actor api.Actor, conversation base.ID) error {
	key := view{actor.Account, conversation}
	var to []base.ID
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		row, err := inboxOf(ctx, tx, actor.Account, conversation)
		if err != nil || !s.typing.due(key, s.Clock.Now()) {
			return err
		}
		if row.ofGroup() {
			to, err = s.typingTo(ctx, tx, actor.Account, conversation)
			return err
		}
		shown, err := s.showsTo(ctx, tx, actor.Account, row.peer, func(p Privacy) bool { return p.Typing })
		if shown {
			to = append(to, row.peer)
		}
		return err
	})
	if err != nil {
		return doing("tell that someone is typing", err)
	}
	if len(to) > 0 {
		s.Live.Publish(to, typingEvent{"typing", conversation, actor.Account})
	}
	return nil
}

// showsTo tells whether something of one person may be seen by another: each shows theirs, and they may know of each other.
func (s *Service) showsTo(ctx context.Context, tx *db.Tx, one, other base.ID, shows func(Privacy) bool) (bool, error) {
	pair := policy.Pair{From: one, To: other}
	facts, err := s.Facts(ctx, tx, []policy.Pair{pair})
	if err != nil {
		return false, err
	}
	privacy, err := s.Privacy(ctx, tx, []base.ID{one, other})
	if err != nil {
		return false, err
	}
	allowed := s.Packs.Decide(policy.Presence, s.Clock.Now(), pair, facts[pair]).Outcome == policy.Deliver
	return allowed && shows(privacy[one]) && shows(privacy[other]), nil
}
