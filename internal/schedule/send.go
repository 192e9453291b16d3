package schedule

import (
	"context"
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

// Run sends what is due until ctx ends. What several servers on one store send at once is sent once: the log takes a client id once.
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
			for _, d := range inOrder {
				d.err = s.send(ctx, d)
			}
			<-room
		})
	}
	running.Wait()
}

func (s *Service) send(ctx context.Context, d *due) error {
	in := chat.Append{ClientID: d.ClientID, Kind: chat.Message, Content: d.Content}
	who := api.Actor{Account: d.sender, Session: d.session}
	_, _, err := s.Append(ctx, who, d.ConversationID, in)
	if code := base.CodeOf(err); code == "invalid" || code == "not_admin" {
		// Who is mentioned may have left meanwhile, or the sender's role have changed: what was said is said all the same.
		if in.Content = chat.Unmentioning(d.Content); in.Content != d.Content {
			_, _, err = s.Append(ctx, who, d.ConversationID, in)
		}
	}
	return err
}

// settle notes what became of messages, and answers of how many it is known. Those that a server which is busy or stopping has not sent stay due.
func (s *Service) settle(ctx context.Context, all []*due) (settled int, err error) {
	var gone, refused, later struct{ owners, ids []base.ID }
	var problems []string
	var moments []int64
	told := map[base.ID]bool{}
	for _, d := range all {
		switch kind := base.KindOf(d.err); {
		case d.err == nil, kind == base.KindNotFound: // who has left the conversation is told of it no more
			gone.owners, gone.ids = append(gone.owners, d.sender), append(gone.ids, d.ClientID)
		case kind == base.KindUnavailable || kind == base.KindInternal:
			s.Log.Warn("a scheduled message waits", "error", d.err)
			continue
		case api.ProblemOf(d.err).RetryAt != nil:
			later.owners, later.ids = append(later.owners, d.sender), append(later.ids, d.ClientID)
			moments = append(moments, base.Millis(*api.ProblemOf(d.err).RetryAt))
		default:
			problem, err := json.Marshal(api.ProblemOf(d.err))
			if err != nil {
				return 0, err
			}
			refused.owners, refused.ids, problems = append(refused.owners, d.sender), append(refused.ids, d.ClientID), append(problems, string(problem))
		}
		told[d.sender] = true
		settled++
	}
	err = s.write(context.WithoutCancel(ctx), "settle scheduled messages", func(tx *db.Tx) error {
		const remove = `DELETE FROM scheduled WHERE (account_id, client_id) IN (SELECT $1, $2 /*from rows*/)`
		if err := tx.ExecRows(ctx, remove, db.Columns{gone.owners, gone.ids}); err != nil {
			return err
		}
		const refuse = `UPDATE scheduled SET problem = $3 /*from rows*/ WHERE account_id = $1 AND client_id = $2`
		if err := tx.ExecRows(ctx, refuse, db.Columns{refused.owners, refused.ids, problems}); err != nil {
			return err
		}
		const postpone = `UPDATE scheduled SET send_at = $3 /*from rows*/ WHERE account_id = $1 AND client_id = $2`
		return tx.ExecRows(ctx, postpone, db.Columns{later.owners, later.ids, moments})
	})
	if err != nil {
		return 0, err
	}
	for id := range told {
		s.Changed(id)
	}
	return settled, nil
}
