package schedule

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/segmentio/encoding/json"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
)

const (
	every    = 5 * time.Second
	atOnce   = 500 // messages that are read together when they are due
	together = 32  // conversations in which they are sent at the same time
)

// Run sends what is due until ctx ends. What several servers on one store send at once is sent once: what waits goes in the transaction that appends it, and the log takes
// a client id once.
func (s *Service) Run(ctx context.Context) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		if err := s.SendDue(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("send scheduled messages", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-s.soon:
		}
	}
}

// due is a message whose time has come.
type due struct {
	ScheduledMessage
	sender, session base.ID
	err             error // of sending it
}

// SendDue sends all whose time has come, those of one person in one conversation in their order.
func (s *Service) SendDue(ctx context.Context) error {
	for {
		all, err := s.readDue(ctx)
		if err != nil || len(all) == 0 {
			return err
		}
		s.sendAll(ctx, all)
		settled, err := s.settle(ctx, all)
		if err != nil || settled < atOnce {
			return err
		}
	}
}

func (s *Service) readDue(ctx context.Context) (all []*due, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		const query = `SELECT ` + columns + `, account_id, session_id FROM scheduled WHERE problem = '' AND send_at <= $1 ORDER BY send_at, created_at, client_id LIMIT $2`
		rows, err := tx.Query(ctx, query, base.Millis(s.Clock.Now()), atOnce)
		return db.Rows(rows, err, func(scan func(...any) error) (err error) {
			d := &due{}
			d.ScheduledMessage, err = scanMessage(scan, &d.sender, &d.session)
			all = append(all, d)
			return err
		})
	})
	return all, base.Doing("read scheduled messages that are due", err)
}

func (s *Service) sendAll(ctx context.Context, all []*due) {
	type lane struct{ sender, conversation base.ID }
	lanes := map[lane][]*due{}
	for _, d := range all {
		key := lane{d.sender, d.ConversationID}
		lanes[key] = append(lanes[key], d)
	}
	var running sync.WaitGroup
	room := make(chan struct{}, together)
	for _, inOrder := range lanes {
		room <- struct{}{}
		running.Go(func() {
			changed := false
			for _, d := range inOrder {
				if changed { // what comes after it waits for it
					d.err = chat.ErrUnclaimed
					continue
				}
				d.err = s.send(ctx, d)
				changed = errors.Is(d.err, chat.ErrUnclaimed)
			}
			<-room
		})
	}
	running.Wait()
}

func (s *Service) send(ctx context.Context, d *due) error {
	in := chat.Append{ClientID: d.ClientID, Kind: chat.Message, Content: d.Content}
	who := api.Actor{Account: d.sender, Session: d.session}
	_, _, err := s.Append(ctx, who, d.ConversationID, in, d.claim)
	if code := base.CodeOf(err); code == "invalid" || code == "not_admin" {
		// Who is mentioned may have left meanwhile, or the sender's role have changed: what was said is said all the same.
		if in.Content = chat.Unmentioning(d.Content); in.Content != d.Content {
			_, _, err = s.Append(ctx, who, d.ConversationID, in, d.claim)
		}
	}
	return err
}

// claim takes what waits, unless it is another by now, or none: then its person was told that what was read is not sent.
func (d *due) claim(ctx context.Context, tx *db.Tx) (there bool, err error) {
	n, err := tx.Exec(ctx, `DELETE FROM scheduled WHERE account_id = $1 AND client_id = $2 AND `+same, d.sender, d.ClientID, string(d.Content), base.Millis(d.SendAt))
	return n > 0, err
}

// same holds of a message that waits as it was read: with its content, for its time.
const same = `content = $3 AND send_at = $4 AND problem = ''`

// rows are messages as they were read.
type rows struct {
	owners, ids []base.ID
	contents    []string
	moments     []int64
}

func (r *rows) add(d *due) {
	r.owners, r.ids = append(r.owners, d.sender), append(r.ids, d.ClientID)
	r.contents, r.moments = append(r.contents, string(d.Content)), append(r.moments, base.Millis(d.SendAt))
}

// settle notes what became of messages, and answers of how many it is known. Those that a server which is busy or stopping has not sent stay due, and so do those that were
// changed meanwhile.
func (s *Service) settle(ctx context.Context, all []*due) (settled int, err error) {
	var gone, refused, later rows
	var problems []string
	var until []int64
	told := map[base.ID]bool{}
	for _, d := range all {
		switch kind := base.KindOf(d.err); {
		case errors.Is(d.err, chat.ErrUnclaimed):
			continue
		case d.err == nil, kind == base.KindNotFound: // who has left the conversation is told of it no more
			gone.add(d)
		case kind == base.KindUnavailable || kind == base.KindInternal:
			s.Log.Warn("a scheduled message waits", "error", d.err)
			continue
		case api.ProblemOf(d.err).RetryAt != nil:
			later.add(d)
			until = append(until, base.Millis(*api.ProblemOf(d.err).RetryAt))
		default:
			problem, err := json.Marshal(api.ProblemOf(d.err))
			if err != nil {
				return 0, err
			}
			refused.add(d)
			problems = append(problems, string(problem))
		}
		told[d.sender] = true
		settled++
	}
	err = s.write(context.WithoutCancel(ctx), "settle scheduled messages", func(tx *db.Tx) error {
		const remove = `DELETE FROM scheduled WHERE problem = '' AND (account_id, client_id, content, send_at) IN (SELECT $1, $2, $3, $4 /*from rows*/)`
		if err := tx.ExecRows(ctx, remove, db.Columns{gone.owners, gone.ids, gone.contents, gone.moments}); err != nil {
			return err
		}
		const refuse = `UPDATE scheduled SET problem = $5 /*from rows*/ WHERE account_id = $1 AND client_id = $2 AND ` + same
		if err := tx.ExecRows(ctx, refuse, db.Columns{refused.owners, refused.ids, refused.contents, refused.moments, problems}); err != nil {
			return err
		}
		const postpone = `UPDATE scheduled SET send_at = $5 /*from rows*/ WHERE account_id = $1 AND client_id = $2 AND ` + same
		return tx.ExecRows(ctx, postpone, db.Columns{later.owners, later.ids, later.contents, later.moments, until})
	})
	if err != nil {
		return 0, err
	}
	for id := range told {
		s.Changed(id)
	}
	return settled, nil
}
