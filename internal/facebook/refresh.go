package facebook

import (
	"context"
	"sync"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	day          = 24 * time.Hour
	refreshEvery = day
	retryAfter   = time.Hour        // when Facebook did not answer, or wants fewer questions
	byHandEvery  = time.Minute      // how often someone may ask by hand
	keptFor      = 90 * day         // what Facebook told is erased when it has not told it anew for so long
	sweepFor     = time.Minute      // how long links are refreshed at a time; the others wait for the next
	sweepBatch   = 100              // links that are claimed at once
	claimFor     = 10 * time.Minute // after which another may refresh what was claimed
	atOnce       = 4
)

// Refresh asks Facebook for actor's friends now.
func (s *Service) Refresh(ctx context.Context, actor api.Actor) error {
	if s.App == nil {
		return unavailable()
	}
	now := s.Clock.Now()
	var l *link
	err := s.write(ctx, "begin to refresh Facebook friends", func(tx *db.Tx) (err error) {
		if l, err = readLink(ctx, tx, actor.Account); err != nil || l == nil {
			return err
		}
		if next := l.triedAt.Add(byHandEvery); !s.Unlimited && next.After(now) && !l.triedAt.After(now) {
			return base.TooMany("facebook_limit", "Facebook was asked a moment ago. Wait a minute.", next)
		}
		_, err = tx.Exec(ctx, `UPDATE facebook_links SET tried_at = $2 WHERE account_id = $1`, actor.Account, base.Millis(now))
		return err
	})
	if err != nil {
		return err
	}
	if l == nil || l.tag.IsZero() {
		return base.Conflict("facebook_unlinked", "There is no link to Facebook. Link first.")
	}
	return s.refresh(ctx, l)
}

// refresh asks Facebook for the friends of a link, and stores what it says, or why it does not.
func (s *Service) refresh(ctx context.Context, l *link) error {
	asking, cancel := context.WithTimeout(ctx, s.App.patience)
	defer cancel()
	ids, asked := s.ask(asking, l)
	if asked != nil && failed(asked) == nil {
		return base.Doing("ask Facebook", asked)
	}
	return s.write(ctx, "refresh Facebook friends", func(tx *db.Tx) error {
		now, err := lockLink(ctx, tx, l.account, l.seal)
		if err != nil || now == nil { // it was ended or made anew meanwhile
			return err
		}
		return s.settle(ctx, tx, now, ids, asked)
	})
}

// ask answers the friends of a link, as Facebook's ids.
func (s *Service) ask(ctx context.Context, l *link) ([]string, error) {
	known, err := s.open(l)
	now := s.Clock.Now()
	switch {
	case err != nil: // the app's secret is another than when it was linked
		return nil, &failure{state: Expired, cause: err}
	case !l.expiresAt.IsZero() && !l.expiresAt.After(now):
		return nil, &failure{state: Expired, cause: errExpired}
	case s.busyUntil.Load() > base.Millis(now):
		return nil, &failure{state: Limited, ofApp: true, cause: errBusy}
	}
	who, err := s.App.me(ctx, known.Token)
	if err != nil {
		return nil, err
	}
	if s.tag(who.id) != l.tag {
		return nil, &failure{state: Expired, cause: errOther}
	}
	return s.App.friends(ctx, known.Token)
}

// settle stores what came of asking for a link's friends: them, or in which state the link is now.
func (s *Service) settle(ctx context.Context, tx *db.Tx, l *link, ids []string, asked error) (err error) {
	now := s.Clock.Now()
	l.triedAt = now
	f := failed(asked)
	if asked != nil && f == nil {
		return asked
	}
	if f == nil {
		tags := make([]base.ID, len(ids))
		for i, id := range ids {
			tags[i] = s.tag(id)
		}
		friends, err := ownersOf(ctx, tx, l.account, tags)
		if err != nil {
			return err
		}
		if l.friends, err = s.SetFriends(ctx, tx, l.account, friends); err != nil {
			return err
		}
		l.state, l.refreshedAt, l.dueAt = Linked, now, now.Add(refreshEvery)
		return writeLink(ctx, tx, l)
	}
	s.Log.Info("refresh Facebook friends", "state", f.state, "error", f)
	if f.ofApp {
		s.busyUntil.Store(base.Millis(now.Add(retryAfter)))
	}
	l.state, l.dueAt = f.state, time.Time{}
	switch f.state {
	case Limited, Unavailable:
		l.dueAt = now.Add(retryAfter)
	case Declined: // they withdrew it: what it told is erased, and the link can be mended
		l.friends, l.refreshedAt = 0, now
		if _, err := s.SetFriends(ctx, tx, l.account, nil); err != nil {
			return err
		}
	case Revoked:
		return s.ended(ctx, tx, l)
	}
	return writeLink(ctx, tx, l)
}

// ended erases what a link is made of, because it was ended on Facebook. That it was remains, so that its owner is told.
func (s *Service) ended(ctx context.Context, tx *db.Tx, l *link) error {
	if err := s.erase(ctx, tx, l.account); err != nil {
		return err
	}
	now := s.Clock.Now()
	return writeLink(ctx, tx, &link{account: l.account, seal: []byte{}, state: Revoked, linkedAt: l.linkedAt, refreshedAt: now, triedAt: now})
}

// Sweep removes attempts that are over and links of whose friends Facebook has long told nothing, and refreshes those that are due.
func (s *Service) Sweep(ctx context.Context, now time.Time) error {
	err := s.write(ctx, "remove old attempts to link Facebook", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM facebook_attempts WHERE expires_at <= $1`, base.Millis(now))
		return err
	})
	if err != nil {
		return err
	}
	for more := true; more; {
		err := s.write(ctx, "remove old links to Facebook", func(tx *db.Tx) error {
			old, err := oldLinks(ctx, tx, now.Add(-keptFor), sweepBatch)
			for i := 0; err == nil && i < len(old); i++ {
				err = s.erase(ctx, tx, old[i])
			}
			more = len(old) == sweepBatch
			return err
		})
		if err != nil {
			return err
		}
	}
	if s.App == nil {
		return nil
	}
	return s.refreshDue(ctx, now)
}

// refreshDue refreshes the links that are due, a few at once, as far as it comes.
func (s *Service) refreshDue(ctx context.Context, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, sweepFor)
	defer cancel()
	for ctx.Err() == nil && s.busyUntil.Load() <= base.Millis(now) {
		var due []*link
		err := s.write(ctx, "look for links to refresh", func(tx *db.Tx) (err error) {
			due, err = claimDue(ctx, tx, now, now.Add(claimFor), sweepBatch)
			return err
		})
		if err != nil || len(due) == 0 {
			return ignoringEnd(err)
		}
		s.refreshAll(ctx, due)
	}
	return nil
}

func (s *Service) refreshAll(ctx context.Context, due []*link) {
	next := make(chan *link)
	var workers sync.WaitGroup
	for range atOnce {
		workers.Go(func() {
			for l := range next {
				if err := ignoringEnd(s.refresh(ctx, l)); err != nil {
					s.Log.Error("refresh Facebook friends", "error", err)
				}
			}
		})
	}
	for _, l := range due {
		next <- l
	}
	close(next)
	workers.Wait()
}
