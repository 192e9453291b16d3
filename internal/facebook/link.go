package facebook

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	attemptLasts = 10 * time.Minute
	linkingWait  = 30 * time.Second // for all that Facebook is asked at once
	revokingWait = 5 * time.Second
)

// Start answers the address at Facebook where actor allows this server to read their friends. Whoever comes back within ten minutes, in the same
// session, can Finish.
func (s *Service) Start(ctx context.Context, actor api.Actor) (address string, err error) {
	if s.App == nil {
		return "", unavailable()
	}
	state := rand.Text()
	err = s.write(ctx, "begin to link Facebook", func(tx *db.Tx) error {
		return keepAttempt(ctx, tx, actor.Account, actor.Session, hashOf(state), s.Clock.Now().Add(attemptLasts))
	})
	challenge := sha256.Sum256([]byte(s.verifier(state)))
	return s.App.dialogURL(s.Address+BackPath, state, base64.RawURLEncoding.EncodeToString(challenge[:])), err
}

func hashOf(state string) []byte {
	hash := sha256.Sum256([]byte(state))
	return hash[:]
}

// Finish links actor to the Facebook account whose owner came back with code, in place of the one before, and reads their friends.
func (s *Service) Finish(ctx context.Context, actor api.Actor, code, state string) error {
	if s.App == nil {
		return unavailable()
	}
	ours := false
	err := s.write(ctx, "come back from Facebook", func(tx *db.Tx) (err error) {
		ours, err = takeAttempt(ctx, tx, actor.Account, actor.Session, hashOf(state), s.Clock.Now())
		return err
	})
	if err != nil {
		return err
	}
	if !ours {
		return base.Gone("facebook_state", "This attempt to link Facebook was not begun here, or is over. Begin again.")
	}
	asking, cancel := context.WithTimeout(ctx, s.App.patience)
	defer cancel()
	token, err := s.App.exchange(asking, code, s.Address+BackPath, s.verifier(state), s.Clock.Now())
	if err != nil {
		return s.told(err)
	}
	who, err := s.App.me(asking, token.text)
	if err != nil {
		return s.told(err)
	}
	ids, asked := s.App.friends(asking, token.text) // a link whose friends cannot be had now is a link all the same
	seal, err := s.seal(actor.Account, secrets{token.text, who.name})
	if err != nil {
		return base.Internal("seal a token", err)
	}
	now := s.Clock.Now()
	fresh := link{account: actor.Account, tag: s.tag(who.id), seal: seal, state: Linked, linkedAt: now, refreshedAt: now, expiresAt: token.expires}
	return s.write(ctx, "link Facebook", func(tx *db.Tx) error {
		l := fresh
		before, err := readLink(ctx, tx, actor.Account)
		if err != nil {
			return err
		}
		if before != nil && before.tag != l.tag {
			if err := s.erase(ctx, tx, actor.Account); err != nil {
				return err
			}
		}
		mine, err := takeTag(ctx, tx, l.tag, actor.Account)
		if err != nil {
			return err
		}
		if !mine {
			return base.Conflict("facebook_taken", "This Facebook account is linked to another account here. End that link first, in its settings.")
		}
		if err := writeLink(ctx, tx, &l); err != nil {
			return err
		}
		return s.settle(ctx, tx, &l, ids, asked)
	})
}

// told is what someone is told who could not be linked.
func (s *Service) told(err error) error {
	f := failed(err)
	if f == nil {
		return base.Doing("ask Facebook", err)
	}
	s.Log.Warn("link Facebook", "error", f)
	switch {
	case f.state == Declined:
		return base.Forbidden("facebook_declined", "Facebook was not allowed to share your list of friends. Link again and allow it, or import the list.")
	case f.ofCode, f.state == Expired, f.state == Revoked:
		return base.Gone("facebook_state", "Facebook no longer knows of this attempt. Begin again.")
	case f.state == Limited:
		return &base.Error{Kind: base.KindUnavailable, Code: "facebook_unavailable", Message: "Facebook takes no more questions of this server at the moment. Try again in an hour.", Cause: f}
	}
	return &base.Error{Kind: base.KindUnavailable, Code: "facebook_unavailable", Message: "Facebook does not answer as it should at the moment. Try again later.", Cause: f}
}

// Unlink ends actor's link and erases all of it at once: the token, who they are on Facebook, and that anyone is or was their friend there. Facebook is
// told, where it answers.
func (s *Service) Unlink(ctx context.Context, actor api.Actor) error {
	var ended *link
	err := s.write(ctx, "unlink Facebook", func(tx *db.Tx) (err error) {
		if ended, err = readLink(ctx, tx, actor.Account); err != nil {
			return err
		}
		return s.erase(ctx, tx, actor.Account)
	})
	if err != nil || ended == nil {
		return err
	}
	if known, err := s.open(ended); err == nil {
		s.revoke(ctx, known.Token)
	}
	return nil
}

// revoke tells Facebook that a token is no longer needed. There is nothing to do where it does not answer: the token is erased here.
func (s *Service) revoke(ctx context.Context, token string) {
	ctx, cancel := context.WithTimeout(ctx, revokingWait)
	defer cancel()
	if err := s.App.revoke(ctx, token); err != nil {
		s.Log.Info("tell Facebook that a link ended", slog.Any("error", err))
	}
}

// erase removes all that a link is made of, and nothing where there is none.
func (s *Service) erase(ctx context.Context, tx *db.Tx, account base.ID) error {
	for _, query := range []string{
		`DELETE FROM facebook_links WHERE account_id = $1`, `DELETE FROM facebook_attempts WHERE account_id = $1`, `DELETE FROM facebook_ids WHERE account_id = $1`,
	} {
		if _, err := tx.Exec(ctx, query, account); err != nil {
			return err
		}
	}
	return s.unfriend(ctx, tx, account)
}

// unfriend ends that account has Facebook friends, and that anyone has account as one.
func (s *Service) unfriend(ctx context.Context, tx *db.Tx, account base.ID) error {
	if _, err := s.SetFriends(ctx, tx, account, nil); err != nil {
		return err
	}
	return s.Unfriended(ctx, tx, account)
}
