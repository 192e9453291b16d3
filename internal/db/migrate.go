package db

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"path"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema to this program's version, forward only. A schema that a newer program wrote is refused.
//
// A migration is one text for both engines. A part in /*sqlite … */ or /*postgres … */ is for that engine alone.
func (d *DB) Migrate(ctx context.Context) error { return d.MigrateTo(ctx, Newest()) }

// MigrateTo is Migrate to an earlier version, for data that has it.
func (d *DB) MigrateTo(ctx context.Context, version int64) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("open the migrations: %w", err)
	}
	files := dialectFS{folder, d.dialect}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithSlog(slog.New(slog.DiscardHandler)), goose.WithDisableGlobalRegistry(true)}
	if d.dialect == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return fmt.Errorf("make the migration lock: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, d.pool, files, options...)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	current, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if newest := Newest(); current > newest {
		return tooNew(current, newest)
	}
	results, err := provider.UpTo(ctx, version)
	if err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	for _, r := range results {
		d.log.Info("schema migrated", "version", r.Source.Version, "took", r.Duration)
	}
	return nil
}

// Newest is the schema that this program brings a store to.
func Newest() int64 {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		panic("the migrations are not in the program")
	}
	version, err := goose.NumericComponent(names[len(names)-1])
	if err != nil {
		panic("a migration has no number: " + err.Error())
	}
	return version
}

// SchemaMark tells this program's schema from any other, also one with the same number while it is written.
func SchemaMark() string {
	hash := sha256.New()
	err := fs.WalkDir(migrations, "migrations", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := migrations.ReadFile(path)
		fmt.Fprintf(hash, "%s %d %s", path, len(text), text)
		return err
	})
	if err != nil {
		panic("the migrations are not in the program: " + err.Error())
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

// Schema is the schema that the store has, 0 when it has none. It changes nothing.
func (d *DB) Schema(ctx context.Context) (version int64, err error) {
	there := `SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'goose_db_version'`
	if d.dialect == Postgres {
		there = `SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('goose_db_version')`
	}
	err = d.Read(ctx, func(tx *Tx) error {
		var n int
		if err := tx.Row(ctx, there).Scan(&n); err != nil || n == 0 {
			return err
		}
		return tx.Row(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&version)
	})
	if err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	return version, nil
}

func (d *DB) checkSchema(ctx context.Context) error {
	version, err := d.Schema(ctx)
	switch newest := Newest(); {
	case err != nil:
		return err
	case version == 0:
		return errors.New("there is no store of causerie in this database")
	case version < newest:
		return fmt.Errorf("the store has schema %d and this program wants schema %d: start the server once, which brings it up to date", version, newest)
	case version > newest:
		return tooNew(version, newest)
	}
	return nil
}

func tooNew(version, newest int64) error {
	return fmt.Errorf("the database has schema %d and this program knows schemas up to %d: start the newer version of causerie that wrote it", version, newest)
}

// dialectFS is a folder of migrations with the marked parts of one engine let in and those of the other left out.
type dialectFS struct {
	fs.FS
	dialect Dialect
}

func (f dialectFS) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	if err != nil || path.Ext(name) != ".sql" {
		return file, err
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return dialectFile{file, strings.NewReader(forDialect(string(text), f.dialect))}, nil
}

type dialectFile struct {
	fs.File
	text *strings.Reader
}

func (f dialectFile) Read(b []byte) (int, error) { return f.text.Read(b) }

func forDialect(text string, dialect Dialect) string {
	var b strings.Builder
	for _, engine := range []Dialect{SQLite, Postgres} {
		b.Reset()
		for {
			before, rest, found := strings.Cut(text, "/*"+string(engine)+" ")
			b.WriteString(before)
			if !found {
				break
			}
			part, after, _ := strings.Cut(rest, "*/")
			if engine == dialect {
				b.WriteString(part)
			}
			text = after
		}
		text = b.String()
	}
	return text
}
