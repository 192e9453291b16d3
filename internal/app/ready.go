package app

import (
	"context"
	"net/http"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

const ok = "ok"

// readyTime is how long a check of /readyz may take.
const readyTime = 2 * time.Second

// ready answers whether this server can serve, and each check by its name: "ok", or what is wrong, without anything that only the
// operator may know. That is in the log.
func (a *App) ready(ctx context.Context) (status int, checks map[string]string) {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	status, checks = http.StatusOK, map[string]string{"database": ok, "media": ok}
	fail := func(check, what string, err error) {
		status, checks[check] = http.StatusServiceUnavailable, what
		a.log.Warn("not ready", "check", check, "error", err)
	}
	if err := a.DB.Ping(ctx); err != nil {
		fail("database", "does not answer", err)
	} else if err := a.stores(ctx); err != nil {
		fail("database", "cannot be written: "+codeOf(err), err)
	}
	if err := a.Media.Ready(); err != nil {
		fail("media", "cannot be written: "+codeOf(err), err)
	}
	return status, checks
}

func codeOf(err error) string {
	if code := base.CodeOf(err); code != "" {
		return code
	}
	return "internal"
}

// stores tells whether the database takes writes. A write that went well says so; after one that did not, it is tried.
func (a *App) stores(ctx context.Context) error {
	if a.DB.Trouble() == nil {
		return nil
	}
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		// The same value is written all the same.
		_, err := tx.Exec(ctx, `UPDATE server_keys SET value = value WHERE name = $1`, mediaKeyName)
		return err
	})
}

// settleEvery is how often the database is asked whether it is back.
const settleEvery = 250 * time.Millisecond

// settle waits for commits whose outcome is unknown, because the connection to the database was lost in them. Nobody was told of what
// they wrote, if they did: so all connected clients are told to ask, once the database answers again.
func (a *App) settle(ctx context.Context) {
	ticker := time.NewTicker(settleEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.doubt:
		}
		for back := false; !back; {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			back = a.DB.Ping(ctx) == nil
		}
		a.Live.TellSync(ctx)
	}
}
