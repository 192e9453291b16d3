package chat

import (
	"context"
	"slices"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// playsMax is how many voice notes are named at once.
const playsMax = 200

// Plays are the voice notes among some messages that were played.
type Plays struct {
	Played []int64 `json:"played" doc:"Of others: you have played them, on any of your devices."`
	Heard  []int64 `json:"heard" doc:"Your own, in a direct conversation: the other has played them, as far as read receipts of both tell."`
}

type playedEvent struct {
	Type           string  `json:"type"` // "played"
	ConversationID base.ID `json:"conversationId"`
	AccountID      base.ID `json:"accountId"` // who has played them
	Seqs           []int64 `json:"seqs"`
}

// Play notes that the actor has played voice notes of others. All devices of the actor are told, and in a direct conversation the one who sent them, as
// read receipts are. What is no voice note that the actor can read is left out.
func (s *Service) Play(ctx context.Context, actor api.Actor, id base.ID, seqs []int64) error {
	return doing("note what was played", s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := lockConversation(ctx, tx, id); err != nil { // nothing is erased in between
			return err
		}
		row, err := inboxOf(ctx, tx, actor.Account, id)
		if err != nil {
			return err
		}
		playable, err := playableIn(ctx, tx, base.Millis(s.Clock.Now()), row, seqs)
		if err != nil || len(playable) == 0 {
			return err
		}
		var teller base.ID
		if !row.ofGroup() {
			if teller, err = s.toldOfPlays(ctx, tx, row); err != nil {
				return err
			}
		}
		n, shown := len(playable), int64(0)
		if !teller.IsZero() {
			shown = 1
		}
		const insert = `INSERT INTO plays (conversation_id, seq, account_id, played_at, shown)
			SELECT $1, $2, $3, $4, $5 = 1 /*from rows*/ ON CONFLICT (conversation_id, seq, account_id) DO NOTHING`
		err = tx.ExecRows(ctx, insert, db.Columns{slices.Repeat([]base.ID{id}, n), playable, slices.Repeat([]base.ID{actor.Account}, n),
			slices.Repeat([]int64{base.Millis(s.Clock.Now())}, n), slices.Repeat([]int64{shown}, n)})
		if err != nil {
			return err
		}
		told := []base.ID{actor.Account}
		if !teller.IsZero() {
			told = append(told, teller)
		}
		tx.AfterCommit(func() { s.Live.Publish(told, playedEvent{"played", id, actor.Account, playable}) })
		return nil
	}))
}

// playableIn are those of seqs that are voice notes of others, which the view shows.
func playableIn(ctx context.Context, tx *db.Tx, now int64, row inboxRow, seqs []int64) ([]int64, error) {
	seqs = slices.Clone(seqs)
	slices.Sort(seqs)
	var places []place
	for _, seq := range slices.Compact(seqs) {
		if seq > row.clearedBefore {
			places = append(places, place{row.id, seq})
		}
	}
	entries, err := entriesAt(ctx, tx, now, places)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	slices.SortFunc(entries, func(a, b Entry) int { return int(a.Seq - b.Seq) })
	if err := hide(ctx, tx, row, entries); err != nil {
		return nil, err
	}
	var playable []int64
	for _, e := range entries {
		if e.Sender != row.account && e.Content.voice() != nil {
			playable = append(playable, e.Seq)
		}
	}
	return playable, nil
}

// toldOfPlays is the other of a direct conversation where they are told what the person of row has read, else the zero id.
func (s *Service) toldOfPlays(ctx context.Context, tx *db.Tx, row inboxRow) (base.ID, error) {
	other, err := otherOf(ctx, tx, row)
	if err != nil || other.IsZero() {
		return base.ID{}, err
	}
	pair := policy.Pair{From: row.account, To: other}
	facts, err := s.Facts(ctx, tx, []policy.Pair{pair})
	if err != nil {
		return base.ID{}, err
	}
	privacy, err := s.Privacy(ctx, tx, []base.ID{row.account, other})
	if err != nil || !privacy[row.account].ReadReceipts || !privacy[other].ReadReceipts {
		return base.ID{}, err
	}
	if s.Packs.Decide(policy.Presence, s.Clock.Now(), pair, facts[pair]).Outcome == policy.Refuse {
		return base.ID{}, nil
	}
	return other, nil
}

func otherOf(ctx context.Context, tx *db.Tx, row inboxRow) (base.ID, error) {
	members, err := membersOf(ctx, tx, row.id)
	for _, m := range members {
		if m.account != row.account {
			return m.account, err
		}
	}
	return base.ID{}, err
}

// PlaysOf answers which voice notes of a conversation were played, among the messages from first to last.
func (s *Service) PlaysOf(ctx context.Context, actor api.Actor, id base.ID, first, last int64) (Plays, error) {
	out := Plays{Played: []int64{}, Heard: []int64{}}
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		row, err := inboxOf(ctx, tx, actor.Account, id)
		if err != nil {
			return err
		}
		var teller base.ID
		if !row.ofGroup() {
			if teller, err = s.toldOfPlays(ctx, tx, row); err != nil {
				return err
			}
		}
		const query = `SELECT seq, account_id = $2 FROM plays
			WHERE conversation_id = $1 AND seq >= $3 AND seq <= $4 AND (account_id = $2 OR account_id = $5 AND shown) ORDER BY seq DESC LIMIT $6`
		rows, err := tx.Query(ctx, query, id, actor.Account, max(first, row.clearedBefore+1), last, teller, playsMax)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var seq int64
			var mine bool
			err := scan(&seq, &mine)
			if mine {
				out.Played = append(out.Played, seq)
			} else {
				out.Heard = append(out.Heard, seq)
			}
			return err
		})
	})
	return out, doing("look what was played", err)
}

// erasePlays forgets who played what this batch erases.
func (b *batch) erasePlays(ctx context.Context) error {
	var places []place
	for _, at := range b.erased {
		if b.targets[at].voice {
			places = append(places, at)
		}
	}
	if len(places) == 0 {
		return nil
	}
	conversations, seqs := columnsOf(places)
	return b.tx.ExecRows(ctx, `DELETE FROM plays WHERE (conversation_id, seq) IN (SELECT $1, $2 /*from rows*/)`, db.Columns{conversations, seqs})
}
