package app

import (
	"context"
	"crypto/rand"
	"fmt"

	"causerie/internal/db"
)

// mediaKeyName is the name of the key that signs the addresses of media.
const mediaKeyName = "media"

// contactsKeyName is the name of the key under which people are found by their numbers and addresses. Without it, nobody is until they
// verify theirs anew.
const contactsKeyName = "contacts"

// facebookKeyName is the name of the key under which what Facebook tells of people is stored. Without it, they link anew.
const facebookKeyName = "facebook"

// pushKeyName is the name of the key from which the one follows that push services know the server by. Without it, devices subscribe anew.
const pushKeyName = "push"

// digestKeyName is the name of the key under which the addresses of summaries are sealed, and the links that end them. Without it, people prove
// theirs anew.
const digestKeyName = "digest"

// accountKeyName is the name of the key that budgets are kept under and that signs what is asked of who signs up. Without it, budgets are full.
const accountKeyName = "account"

// key reads the server's key of a name, and makes it the first time. All nodes on a database share it.
func key(ctx context.Context, store *db.DB, name string) ([]byte, error) {
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	var value []byte
	err := store.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO server_keys (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, name, fresh)
		if err != nil {
			return err
		}
		return tx.Row(ctx, `SELECT value FROM server_keys WHERE name = $1`, name).Scan(&value)
	})
	if err != nil {
		return nil, fmt.Errorf("read the server's key %s: %w", name, err)
	}
	return value, nil
}
