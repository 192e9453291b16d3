package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"causerie/internal/backup"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/media"
)

// place is where a restore works: beside the places where things belong, until all is there.
type place struct {
	address string // of the database that is filled
	options Options
	file    string // the SQLite file, "" for PostgreSQL
	media   media.Filling
	opened  bool // PostgreSQL is written to
	settled bool // all is where it belongs
}

const partial = ".partial"

// newPlace refuses where there is something already.
func newPlace(ctx context.Context, config Config, options Options) (*place, error) {
	p := &place{address: config.DatabaseAddress(), options: options}
	if path, ok := strings.CutPrefix(p.address, "sqlite:"); ok {
		p.file = path
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if _, err := os.Lstat(path + suffix); err == nil {
				return nil, fmt.Errorf("there is %s already: restore into an empty data folder", path+suffix)
			}
		}
		p.address += partial
	} else if err := p.checkEmpty(ctx); err != nil {
		return nil, err
	}
	if err := p.undoDatabase(ctx); err != nil { // what a run that was killed left
		return nil, err
	}
	var err error
	p.media, err = media.Fill(ctx, config.mediaFolder(), config.Media)
	return p, err
}

// checkEmpty refuses a PostgreSQL database where any table has a row, but that of the schema's version.
func (p *place) checkEmpty(ctx context.Context) error {
	store, err := db.Open(ctx, p.address, p.options.Log)
	if err != nil {
		return err
	}
	err = store.Read(ctx, func(tx *db.Tx) error {
		tables, err := backup.Tables(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range tables {
			var n int
			if err := tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM "`+t.Name+`" LIMIT 1) AS one`).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				return fmt.Errorf("the database %s is not empty (there are rows in %s): restore into an empty one", db.Redact(p.address), t.Name)
			}
		}
		return nil
	})
	return errors.Join(err, store.Close())
}

func (p *place) fill(ctx context.Context, r io.Reader, identities []age.Identity) (*Restored, error) {
	plain, err := decrypted(r, identities)
	if err != nil {
		return nil, err
	}
	b, err := backup.NewReader(plain)
	if err != nil {
		return nil, err
	}
	if newest := db.Newest(); b.Header.Schema > newest || b.Header.Schema < 1 {
		return nil, fmt.Errorf("causerie %s wrote this backup with schema %d, and this program knows schemas up to %d: restore it with that version or a newer one",
			b.Header.Version, b.Header.Schema, newest)
	}
	restored := &Restored{Header: b.Header}
	store, err := db.OpenToFill(ctx, p.address, p.options.Log)
	if err != nil {
		return nil, err
	}
	p.opened = true
	restored.Rows, err = p.load(ctx, store, b)
	if err := errors.Join(err, store.Close()); err != nil {
		return nil, err
	}
	return restored, p.settle(ctx)
}

func (p *place) load(ctx context.Context, store *db.DB, b *backup.Reader) (rows map[string]int64, err error) {
	if err := store.MigrateTo(ctx, b.Header.Schema); err != nil {
		return nil, err
	}
	words := func(bulk *db.Bulk) error {
		if err := chat.WriteWords(ctx, bulk); err != nil {
			return fmt.Errorf("write the words that search finds messages by: %w", err)
		}
		return analyze(ctx, bulk.Tx)
	}
	current := b.Header.Schema == db.Newest()
	err = store.Fill(ctx, func(bulk *db.Bulk) error {
		if rows, err = b.Load(ctx, bulk, mediaFiles{p.media}); err != nil {
			return err
		}
		if err := analyze(ctx, bulk.Tx); err != nil {
			return err
		}
		if current {
			return words(bulk)
		}
		return nil
	})
	if err != nil || current {
		return rows, err
	}
	if err := store.Migrate(ctx); err != nil {
		return nil, err
	}
	return rows, store.Fill(ctx, words)
}

// analyze tells PostgreSQL of its tables, by whose size it plans its work.
func analyze(ctx context.Context, tx *db.Tx) error {
	if tx.Dialect() != db.Postgres {
		return nil
	}
	_, err := tx.Exec(ctx, `ANALYZE`)
	return err
}

// restored files of media go where they belong.
type mediaFiles struct{ media.Filling }

func (m mediaFiles) File(name string, content io.Reader) error {
	if err := m.Filling.File(name, content); err != nil {
		return fmt.Errorf("write the picture %s: %w", name, err)
	}
	return nil
}

// settle puts what was made where it belongs; the database comes last, because without it there is no store.
func (p *place) settle(ctx context.Context) error {
	if err := p.media.Settle(ctx); err != nil {
		return err
	}
	if p.file == "" {
		return nil
	}
	if err := os.Rename(p.file+partial, p.file); err != nil {
		return fmt.Errorf("put the database in place: %w", err)
	}
	p.settled = true
	if err := syncFolder(filepath.Dir(p.file)); err != nil {
		return fmt.Errorf("sync %s: %w", filepath.Dir(p.file), err)
	}
	return nil
}

// undo removes what was made.
func (p *place) undo(ctx context.Context) error {
	if p.settled {
		return nil
	}
	return errors.Join(halfRestored(p.media.Undo(ctx)), p.undoDatabase(ctx))
}

func (p *place) undoDatabase(ctx context.Context) error {
	var errs []error
	if p.file != "" {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(p.file + partial + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				errs = append(errs, err)
			}
		}
	} else if p.opened {
		errs = append(errs, p.empty(ctx))
	}
	return halfRestored(errors.Join(errs...))
}

func halfRestored(err error) error {
	if err != nil {
		return fmt.Errorf("something half restored is left: empty it before you restore again: %w", err)
	}
	return nil
}

// empty takes all rows out of a PostgreSQL database that was empty before.
func (p *place) empty(ctx context.Context) error {
	store, err := db.Open(ctx, p.address, p.options.Log)
	if err != nil {
		return err
	}
	err = store.Write(ctx, func(tx *db.Tx) error {
		tables, err := backup.Tables(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range tables {
			if _, err := tx.Exec(ctx, `DELETE FROM "`+t.Name+`"`); err != nil {
				return err
			}
		}
		if len(tables) == 0 {
			return nil
		}
		_, err = tx.Exec(ctx, `DELETE FROM message_words`)
		return err
	})
	return errors.Join(err, store.Close())
}
