package account

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// seenEvery is how often the use of a session is written.
const seenEvery = time.Minute

// seenWriter writes when sessions were last used, which also prolongs them. Nobody waits for it: what comes while it writes goes
// together into the next transaction.
type seenWriter struct {
	db  *db.DB
	log *slog.Logger

	mu      sync.Mutex
	pending map[base.ID]sighting // by session
	writing bool
	idle    *sync.Cond
}

type sighting struct {
	account base.ID
	at      time.Time
}

func newSeenWriter(config Config) *seenWriter {
	w := &seenWriter{db: config.DB, log: config.Log, pending: map[base.ID]sighting{}}
	w.idle = sync.NewCond(&w.mu)
	return w
}

func (w *seenWriter) note(actor api.Actor, at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pending[actor.Session] = sighting{actor.Account, at}
	if !w.writing {
		w.writing = true
		go w.run()
	}
}

func (w *seenWriter) run() {
	for {
		w.mu.Lock()
		batch := w.pending
		if len(batch) == 0 {
			w.writing = false
			w.idle.Broadcast()
			w.mu.Unlock()
			return
		}
		w.pending = map[base.ID]sighting{}
		w.mu.Unlock()
		if err := w.write(context.Background(), batch); err != nil {
			w.log.Warn("when sessions were last used is not kept", "sessions", len(batch), "error", err)
		}
	}
}

func (w *seenWriter) write(ctx context.Context, batch map[base.ID]sighting) error {
	return w.db.Write(ctx, func(tx *db.Tx) error {
		for session, s := range batch {
			_, err := tx.Exec(ctx, `UPDATE sessions SET last_seen_at = $3, expires_at = $4
				WHERE account_id = $1 AND session_id = $2 AND last_seen_at < $3`,
				s.account, session, base.Millis(s.at), base.Millis(s.at.Add(sessionLasts)))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// close waits until everything is written.
func (w *seenWriter) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.writing {
		w.idle.Wait()
	}
}
