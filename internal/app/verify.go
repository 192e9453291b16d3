package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"causerie/internal/account"
	"causerie/internal/chat"
	"causerie/internal/contacts"
	"causerie/internal/db"
	"causerie/internal/digest"
	"causerie/internal/facebook"
	"causerie/internal/graph"
	"causerie/internal/guardian"
	"causerie/internal/notify"
	"causerie/internal/safety"
	"causerie/internal/sticker"
	"causerie/internal/verify"
)

// Verify makes the checks of every feature, and those of what lies between features, in one snapshot of the store.
func (a *App) Verify(ctx context.Context) (verify.Results, error) {
	return verify.All(ctx, a.DB, a.Checks())
}

// Checks are the invariants of all that is stored.
func (a *App) Checks() []verify.Check {
	checks := []verify.Check{
		{
			Name: "file.sound", Holds: "The database file is sound.", Find: findUnsound, Only: db.SQLite,
			Advice: "The disk or the file system lost something. Stop the server, keep a copy of the data folder, and restore the last backup.",
		},
		{
			Name: "keys.length", Holds: "The server's own keys have 32 bytes.", Of: "server_keys",
			Query:  `SELECT name FROM server_keys WHERE OCTET_LENGTH(value) <> 32`,
			Advice: "Remove the key from the table server_keys: the server makes a new one, and addresses of pictures change.",
		},
	}
	for _, link := range []struct{ table, column, holds string }{
		{"members", "account_id", "Every member of a conversation is an account."},
		{"inbox", "account_id", "Every view of a conversation is one of an account."},
		{"media", "account_id", "Every picture belongs to an account or a group."},
		{"invitations", "account_id", "Whoever is asked to join a group is an account."},
		{"sent_invitations", "account_id", "Whoever asks others to join a group is an account."},
		{"left_groups", "account_id", "Whoever left a group is an account."},
		{"group_links", "created_by", "Whoever made a link into a group is an account."},
		{"joiners", "account_id", "Whoever asks to join a group is an account."},
		{"videos", "account_id", "Whoever has a video that is being made is an account."},
		{"previews", "account_id", "Whoever has a preview of a link is an account."},
		{"scheduled", "account_id", "Whoever has a message sent later is an account."},
		{"sticker_packs", "account_id", "Whoever has made a pack of stickers is an account."},
		{"added_packs", "account_id", "Whoever has added a pack of stickers is an account."},
		{"poll_votes", "account_id", "Whoever votes in a poll is an account."},
		{"openings", "account_id", "Whoever opens what is viewed once is an account."},
		{"identifiers", "account_id", "Whoever can be found by a number or address is an account."},
		{"identifier_codes", "account_id", "Whoever was sent a code is an account."},
		{"contact_syncs", "account_id", "Whoever looks for contacts is an account."},
		{"facebook_ids", "account_id", "Whoever a Facebook account belongs to is an account."},
		{"facebook_links", "account_id", "Whoever is linked to Facebook is an account."},
		{"facebook_attempts", "account_id", "Whoever went to Facebook is an account."},
		{"facebook_imports", "account_id", "Whoever imported a list of names is an account."},
		{"relations", "account_id", "Whoever stands in a relation to someone is an account."},
		{"relations", "other_id", "Whoever someone stands in a relation to is an account."},
		{"reports", "account_id", "Whoever reports is an account."},
		{"reports", "other_id", "Whoever is reported is an account."},
		{"decisions", "account_id", "Whoever something was decided about is an account."},
		{"looks", "account_id", "Whose messages staff looked at is an account."},
		{"guardian_links", "account_id", "Whoever is linked with a guardian or a young person is an account."},
		{"guardian_links", "other_id", "Whoever someone is linked with is an account."},
		{"active_time", "account_id", "Whose time is counted is an account."},
		{"device_bans", "account_id", "Whose devices are banned is an account."},
		{"push_subscriptions", "account_id", "Whoever takes push messages is an account."},
		{"push_held", "account_id", "Whoever is told something after their quiet hours is an account."},
		{"digests", "account_id", "Whoever is sent summaries by e-mail is an account."},
		{"digest_codes", "account_id", "Whoever was sent a code for summaries is an account."},
		{"announcement_dismissals", "account_id", "Whoever put an announcement away is an account."},
		{"filters", "account_id", "Words that hide requests are an account's."},
	} {
		checks = append(checks, verify.Check{
			Name: link.table + "." + linkNames[link.column], Holds: link.holds, Of: link.table,
			Query: `SELECT DISTINCT ` + link.column + ` FROM ` + link.table + ` WHERE NOT EXISTS (
				SELECT 1 FROM accounts WHERE accounts.account_id = ` + link.table + `.` + link.column + `)` + otherOwners[link.table],
			Advice: "An account is gone that others still speak of. Stop the server and restore the last backup that verifies clean.",
		})
	}
	for _, m := range a.modules {
		checks = append(checks, m.Checks()...)
	}
	return append(checks,
		verify.Check{
			Name: "facebook.friends", Holds: "Only people who are both linked are Facebook friends.", Of: "relations WHERE facebook_at IS NOT NULL",
			Query:  `SELECT account_id, other_id FROM relations WHERE facebook_at IS NOT NULL AND ` + unlinked,
			Repair: verify.By(graph.Facebook.Ending(unlinked)...), Mends: "ends it: a refresh finds who is",
		},
		verify.Check{
			Name: "facebook.names", Holds: "Only who has imported a list has found people by name.", Of: "relations WHERE name_at IS NOT NULL",
			Query:  `SELECT account_id, other_id FROM relations WHERE name_at IS NOT NULL AND ` + listless,
			Repair: verify.By(graph.Names.Ending(listless)...), Mends: "ends it: another import finds them again",
		})
}

const (
	unlinked = `(NOT EXISTS (SELECT 1 FROM facebook_ids WHERE facebook_ids.account_id = relations.account_id)
		OR NOT EXISTS (SELECT 1 FROM facebook_ids WHERE facebook_ids.account_id = relations.other_id))`
	listless = `NOT EXISTS (SELECT 1 FROM facebook_imports WHERE facebook_imports.account_id = relations.account_id)`
)

// otherOwners are conditions that nothing but an account has what a table holds.
var otherOwners = map[string]string{
	"media": ` AND NOT EXISTS (SELECT 1 FROM conversations WHERE conversations.conversation_id = media.account_id AND conversations.kind = 'group')`,
}

var linkNames = map[string]string{"account_id": "account", "other_id": "other", "created_by": "maker"}

// findUnsound has SQLite look through its file: pages, rows, indexes.
func findUnsound(ctx context.Context, tx *db.Tx, found *verify.Finding) error {
	if err := tx.Row(ctx, `PRAGMA page_count`).Scan(&found.Looked); err != nil {
		return err
	}
	// A connection that searched before keeps the outline of the full-text index. The check would compare an old one with what is stored
	// now; opening the index has it read anew.
	var open int64
	if err := tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM message_index LIMIT 1)`).Scan(&open); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `PRAGMA integrity_check(100)`)
	return db.Rows(rows, err, func(scan func(...any) error) error {
		var line string
		err := scan(&line)
		if line != "ok" {
			found.Add("file", line)
		}
		return err
	})
}

// Inspection is what VerifyStore found.
type Inspection struct {
	Store      string         `json:"store"`
	Schema     int64          `json:"schema"`
	Clean      bool           `json:"clean"`
	Checks     verify.Results `json:"checks"`
	Repaired   bool           `json:"repaired,omitempty"` // whether a repair was asked for
	Violations int64          `json:"violations"`
}

// VerifyStore verifies the store that config names, beside a server that may be running. With repair it mends what can be
// mended, and refuses while a server runs on the same data folder or file.
func VerifyStore(ctx context.Context, config Config, options Options, repair bool) (*Inspection, error) {
	open := db.OpenToLook
	if repair {
		free, err := lockFolders(config, exclusive)
		if err != nil {
			return nil, err
		}
		defer free()
		open = db.OpenToMend
	}
	store, err := open(ctx, config.DatabaseAddress(), options.Log)
	if err != nil {
		return nil, err
	}
	found, err := inspect(ctx, store, config, options, repair)
	return found, errors.Join(err, store.Close())
}

func inspect(ctx context.Context, store *db.DB, config Config, options Options, repair bool) (*Inspection, error) {
	a := &App{DB: store, config: config, clock: options.Clock, log: options.Log}
	files, err := mediaAlone(store, config, options)
	if err != nil {
		return nil, err
	}
	a.modules = []module{
		&account.Service{Config: account.Config{DB: store, Clock: a.clock, Log: a.log}},
		notify.New(notify.Config{DB: store, Clock: a.clock, Log: a.log}),
		&graph.Service{Config: graph.Config{DB: store, Clock: a.clock}},
		&contacts.Service{Config: contacts.Config{DB: store, Clock: a.clock}},
		files,
		&chat.Service{Deps: chat.Deps{DB: store, Clock: a.clock, Log: a.log, Media: files}},
		sticker.New(sticker.Config{DB: store, Clock: a.clock, Media: files}),
		safety.New(safety.Config{DB: store, Clock: a.clock, Log: a.log}),
		guardian.New(guardian.Config{DB: store, Clock: a.clock}),
		digest.New(digest.Config{DB: store, Clock: a.clock, Log: a.log}),
		facebook.New(facebook.Config{DB: store, Clock: a.clock, Log: a.log}),
	}
	results, err := a.Verify(ctx)
	if err != nil {
		return nil, fmt.Errorf("verify %s: %w", db.Redact(config.DatabaseAddress()), err)
	}
	if repair && !results.Clean() {
		if results, err = verify.Repair(ctx, store, a.Checks(), results); err != nil {
			return nil, err
		}
	}
	found := &Inspection{Store: db.Redact(config.DatabaseAddress()), Schema: db.Newest(), Clean: results.Clean(), Checks: results, Repaired: repair}
	for _, one := range results {
		found.Violations += one.Violations
	}
	return found, nil
}

func (c Config) mediaFolder() string { return filepath.Join(c.Data, "media") }
