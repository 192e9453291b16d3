package chat

import (
	"context"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// Presence is whether someone is connected, and else when they last were.
type Presence struct {
	Online       bool       `json:"online"`
	LastActiveAt *time.Time `json:"lastActiveAt,omitempty"`
}

// Watchable tells whether viewer may see the presence of target, and what it is now: they share a conversation with messages, both
// show presence, and they may know of each other.
func (s *Service) Watchable(ctx context.Context, viewer, target base.ID) (state any, ok bool, err error) {
	var now Presence
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var messages int64
		const query = `SELECT message_seq FROM conversations WHERE conversation_id = $1`
		err := tx.Row(ctx, query, base.DirectID(viewer, target)).Scan(&messages)
		if db.NoRows(err) || err == nil && messages == 0 {
			return nil
		}
		if err != nil {
			return err
		}
		if ok, err = s.showsTo(ctx, tx, viewer, target, func(p Privacy) bool { return p.Presence }); err != nil || !ok {
			return err
		}
		at, err := s.LastActive(ctx, tx, target)
		now = s.presenceOf(target, at)
		return err
	})
	return now, ok, doing("read presence", err)
}

func (s *Service) presenceOf(target base.ID, last time.Time) Presence {
	if s.Live.Online(target) {
		return Presence{Online: true}
	}
	if last.IsZero() {
		return Presence{}
	}
	return Presence{LastActiveAt: &last}
}

// PresenceChanged keeps when account was last active and tells those who watch them.
func (s *Service) PresenceChanged(account base.ID, online bool) {
	ctx := context.Background()
	now := base.Time(base.Millis(s.Clock.Now()))
	state := Presence{Online: online}
	if !online {
		state.LastActiveAt = &now
	}
	var shown bool
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		privacy, err := s.Privacy(ctx, tx, []base.ID{account})
		if err != nil {
			return err
		}
		shown = privacy[account].Presence
		return s.SetLastActive(ctx, tx, account, now)
	})
	if err != nil {
		s.Log.Error("keep when an account was active", "error", err)
	}
	// Someone who left may be back by now, and the reverse: then the later change is the one to tell.
	if shown && s.Live.Online(account) == online {
		s.Live.PublishPresence(account, state)
	}
}
