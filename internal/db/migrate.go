package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema to this program's version, forward only. A schema that a newer program wrote is refused.
//
// A migration is one text for both engines. A part in /*sqlite … */ or /*postgres … */ is for that engine alone.
func (d *DB) Migrate(ctx context.Context) error {
	files, err := d.dialectFiles()
	if err != nil {
		return err
	}
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
	sources := provider.ListSources()
	if newest := sources[len(sources)-1].Version; current > newest {
		return fmt.Errorf("the database has schema %d and this program knows schemas up to %d: start the newer version of causerie that wrote it", current, newest)
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	for _, r := range results {
		d.log.Info("schema migrated", "version", r.Source.Version, "took", r.Duration)
	}
	return nil
}

// dialectFiles are the migrations with the marked parts of this engine let in and those of the other left as comments.
func (d *DB) dialectFiles() (fs.FS, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	files := fstest.MapFS{}
	for _, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files[path.Base(name)] = &fstest.MapFile{Data: []byte(forDialect(string(text), d.dialect))}
	}
	return files, nil
}

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
