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
	if err := a.Media.Ready(ctx); err != nil {
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

// probeBytes is the size of the row that is written to see whether the store takes writes: more than what is left on a full disk.
const probeBytes = 16 << 10

// stores tells whether the database takes writes. While all went well it does; after one that did not, it is tried.
func (a *App) stores(ctx context.Context) error {
	if a.DB.Trouble() == nil {
		return nil
	}
	err := a.DB.Write(ctx, func(tx *db.Tx) error {
		const probe = "probe" // nobody sees it
		if _, err := tx.Exec(ctx, `INSERT INTO server_keys (name, value) VALUES ($1, $2)`, probe, make([]byte, probeBytes)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM server_keys WHERE name = $1`, probe)
		return err
	})
	if err == nil {
		a.DB.Recovered()
	}
	return err
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
