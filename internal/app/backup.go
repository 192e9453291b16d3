package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"causerie/internal/backup"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/media"
	"causerie/internal/safety"
)

// Saved is what a backup holds.
type Saved struct {
	Rows  map[string]int64 // by table
	Files int64
	Bytes int64 // of the backup
	// Missing are pictures whose files were not there.
	Missing []base.ID
}

// Backup writes everything that the store of config holds to w, beside a server that may be running: what was acknowledged before
// it began is in it, and what it holds is the store at one moment. With recipients it is encrypted with age.
func Backup(ctx context.Context, config Config, options Options, w io.Writer, recipients ...age.Recipient) (*Saved, error) {
	// What has disappeared is in no backup. Where it cannot be erased now, as on a full disk, a backup is the more needed.
	if err := expire(ctx, config, options); err != nil {
		options.Log.Error("messages that have disappeared may be in this backup", "error", err)
	}
	store, err := db.OpenToLook(ctx, config.DatabaseAddress(), options.Log)
	if err != nil {
		return nil, err
	}
	saved, err := writeBackup(ctx, store, config, options, w, recipients)
	return saved, errors.Join(err, store.Close())
}

// expire erases the messages that have disappeared from the store of config, beside a server that may be running.
func expire(ctx context.Context, config Config, options Options) error {
	store, err := db.OpenToMend(ctx, config.DatabaseAddress(), options.Log)
	if err != nil {
		return err
	}
	files, err := mediaAlone(store, config, options)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	messages := &chat.Service{Deps: chat.Deps{DB: store, Clock: options.Clock, Log: options.Log, Media: files}}
	err = messages.Expire(ctx)
	files.Settle()
	return errors.Join(err, store.Close())
}

// mediaAlone is the service of media without the rest of a server.
func mediaAlone(store *db.DB, config Config, options Options) (*media.Service, error) {
	staff := safety.New(safety.Config{DB: store, Clock: options.Clock, Log: options.Log})
	return media.Alone(media.Config{DB: store, Clock: options.Clock, Log: options.Log, Dir: config.mediaFolder(), Bucket: config.Media, Held: staff.Holds})
}

// counting counts the bytes that pass.
type counting struct {
	io.Writer
	n int64
}

func (c *counting) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n += int64(n)
	return n, err
}

func writeBackup(ctx context.Context, store *db.DB, config Config, options Options, w io.Writer, recipients []age.Recipient) (*Saved, error) {
	counter := &counting{Writer: w}
	buffered := bufio.NewWriterSize(counter, 1<<18)
	out, end := io.Writer(buffered), func() error { return nil }
	if len(recipients) > 0 {
		encrypted, err := age.Encrypt(buffered, recipients...)
		if err != nil {
			return nil, fmt.Errorf("encrypt the backup: %w", err)
		}
		out, end = encrypted, encrypted.Close
	}
	b, err := backup.NewWriter(out, backup.Header{
		Schema: db.Newest(), Version: options.Version, Made: base.Millis(options.Clock.Now()), Engine: string(store.Dialect()),
	})
	if err != nil {
		return nil, fmt.Errorf("write the backup: %w", err)
	}
	files, err := mediaAlone(store, config, options)
	if err != nil {
		return nil, err
	}
	saved := &Saved{}
	if err := saved.write(ctx, store, b, files); err != nil {
		return nil, err
	}
	for _, finish := range []func() error{b.Close, end, buffered.Flush} {
		if err := finish(); err != nil {
			return nil, fmt.Errorf("write the backup: %w", err)
		}
	}
	saved.Bytes = counter.n
	return saved, nil
}

// write writes the pictures, then the tables. Pictures do not wait for a snapshot: someone may change theirs, whose files are then
// gone. So they are written first; the snapshot whose tables are written is one of which every picture was caught, which is soon the
// case, because it is only new pictures that are still to be had.
func (s *Saved) write(ctx context.Context, store *db.DB, b *backup.Writer, files *media.Service) error {
	done := map[base.ID]bool{}
	put := func(name string, content io.Reader) error {
		s.Files++
		return b.File(name, content)
	}
	seen := map[base.ID]int{} // how many snapshots had a picture without files: with two it has none
	for first := true; ; first = false {
		complete := false
		err := store.Read(ctx, func(tx *db.Tx) error {
			missing, err := files.EachFile(ctx, tx, done, put)
			if err != nil {
				return fmt.Errorf("write the pictures: %w", err)
			}
			if first {
				return nil // this took long: a later snapshot has what was said meanwhile
			}
			fresh := false
			for _, id := range missing {
				seen[id]++
				fresh = fresh || seen[id] < 2
			}
			if fresh {
				return nil
			}
			complete, s.Missing = true, missing
			s.Rows, err = b.WriteTables(ctx, tx)
			return err
		})
		if err != nil || complete {
			return err
		}
	}
}

// Restored is what a restore did.
type Restored struct {
	Header backup.Header
	Rows   map[string]int64 // by table
	Found  *Inspection      // by verifying the store
}

// Restore fills the store that config names, which must be empty, from a backup that r holds: a new SQLite file, or a PostgreSQL database
// without rows, and an empty folder or bucket of media. With identities it decrypts. When it fails, nothing is left behind.
func Restore(ctx context.Context, config Config, options Options, r io.Reader, identities ...age.Identity) (*Restored, error) {
	free, err := lockFolders(config, exclusive)
	if err != nil {
		return nil, err
	}
	defer free()
	place, err := newPlace(ctx, config, options)
	if err != nil {
		return nil, err
	}
	restored, err := place.fill(ctx, r, identities)
	if err != nil {
		return nil, errors.Join(err, place.undo(context.WithoutCancel(ctx)))
	}
	if err := expire(ctx, config, options); err != nil { // what has disappeared since the backup was made
		return nil, err
	}
	store, err := db.OpenToLook(ctx, config.DatabaseAddress(), options.Log)
	if err != nil {
		return nil, err
	}
	restored.Found, err = inspect(ctx, store, config, options, false)
	return restored, errors.Join(err, store.Close())
}

// decrypted is what r holds, decrypted where that is needed.
func decrypted(r io.Reader, identities []age.Identity) (io.Reader, error) {
	const sign = "age-encryption.org/"
	buffered := bufio.NewReaderSize(r, 1<<18)
	first, err := buffered.Peek(len(sign))
	if string(first) != sign {
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read the backup: %w", err)
		}
		return buffered, nil
	}
	if len(identities) == 0 {
		return nil, errors.New("the backup is encrypted: give --identity or --passphrase-file")
	}
	plain, err := age.Decrypt(buffered, identities...)
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return nil, errors.New("the backup was encrypted for another key or with another passphrase")
	}
	if err != nil {
		return nil, fmt.Errorf("decrypt the backup: %w", err)
	}
	return plain, nil
}

// SaveFile has write write a file, which is there whole, for its owner alone, or not at all.
func SaveFile(path string, write func(io.Writer) error) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s is there already: choose another name, or remove it", path)
	}
	partial := path + ".partial"
	_ = os.Remove(partial) // what a run that was killed left
	file, err := os.OpenFile(partial, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make the file of the backup: %w", err)
	}
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(partial, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(partial))
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
