package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"filippo.io/age"

	"causerie/internal/app"
	"causerie/internal/base"
)

type backupCmd struct {
	File           string   `arg:"" help:"Where to; - is standard output. A file that is there is never overwritten."`
	Recipient      []string `placeholder:"age1…" help:"Encrypt for this age key; may be repeated."`
	PassphraseFile string   `placeholder:"FILE" help:"Encrypt with the passphrase in this file."`
}

func (backupCmd) Help() string {
	return "It writes everything that the store of --data or --database holds, with pictures and the server's keys, while a server may be running: " +
		"the store as it was at one moment, with all that was acknowledged before it began. What is erased is not in it. " +
		"A backup of SQLite can be restored into PostgreSQL, and the reverse."
}

func (b backupCmd) Run(c *cli) error {
	recipients, err := b.recipients()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	began := time.Now()
	var saved *app.Saved
	write := func(w io.Writer) error {
		saved, err = app.Backup(ctx, c.Config, options(c), w, recipients...)
		return err
	}
	if b.File == "-" {
		err = write(os.Stdout)
	} else {
		err = app.SaveFile(b.File, write)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "saved %s, %s, %s, %s: %s bytes in %.1f s\n", plural(saved.Rows["accounts"], "account", "accounts"),
		plural(saved.Rows["conversations"], "conversation", "conversations"), plural(saved.Rows["entries"], "entry", "entries"),
		plural(saved.Files, "file", "files"), count(saved.Bytes), time.Since(began).Seconds())
	for _, id := range saved.Missing {
		fmt.Fprintf(os.Stderr, "the picture %s has no files: causerie verify says more\n", id)
	}
	return nil
}

func (b backupCmd) recipients() ([]age.Recipient, error) {
	if b.PassphraseFile != "" {
		if len(b.Recipient) > 0 {
			return nil, errors.New("a backup is encrypted for keys or with a passphrase, not both")
		}
		passphrase, err := readPassphrase(b.PassphraseFile)
		if err != nil {
			return nil, err
		}
		recipient, err := age.NewScryptRecipient(passphrase)
		return []age.Recipient{recipient}, err
	}
	var recipients []age.Recipient
	for _, text := range b.Recipient {
		recipient, err := age.ParseX25519Recipient(text)
		if err != nil {
			return nil, fmt.Errorf("--recipient %s is not an age key, which begins with age1: %w", text, err)
		}
		recipients = append(recipients, recipient)
	}
	return recipients, nil
}

func readPassphrase(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the passphrase: %w", err)
	}
	passphrase := strings.TrimRight(string(text), "\r\n")
	if passphrase == "" {
		return "", fmt.Errorf("there is no passphrase in %s", path)
	}
	return passphrase, nil
}

type restoreCmd struct {
	File           string   `arg:"" help:"The backup; - is standard input."`
	Identity       []string `placeholder:"FILE" help:"File with the age key that decrypts it; may be repeated."`
	PassphraseFile string   `placeholder:"FILE" help:"Decrypt with the passphrase in this file."`
}

func (restoreCmd) Help() string {
	return "It fills the store that --data and --database name, which must be empty: a data folder without a database and pictures, or a " +
		"PostgreSQL database without rows. A backup that is damaged, cut off or of a newer version leaves nothing behind. At the end it verifies what it restored.\n\n" +
		"Exit status: 0 when all is restored and everything holds, 1 when it failed or something does not hold."
}

func (r restoreCmd) Run(c *cli) error {
	identities, err := r.identities()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	from := os.Stdin
	if r.File != "-" {
		if from, err = os.Open(r.File); err != nil {
			return fmt.Errorf("open the backup: %w", err)
		}
		defer from.Close()
	}
	began := time.Now()
	restored, err := app.Restore(ctx, c.Config, options(c), from, identities...)
	if restored == nil {
		return fmt.Errorf("nothing is restored: %w", err)
	}
	if err != nil {
		return fmt.Errorf("all is restored, but could not be verified: %w", err)
	}
	fmt.Printf("restored %s, %s, %s, as of %s\n\n", plural(restored.Rows["accounts"], "account", "accounts"),
		plural(restored.Rows["conversations"], "conversation", "conversations"), plural(restored.Rows["entries"], "entry", "entries"),
		base.Time(restored.Header.Made).Format(time.RFC3339))
	if err := report(os.Stdout, restored.Found, false, time.Since(began)); err != nil {
		return err
	}
	if !restored.Found.Clean {
		return exit{status: statusViolations}
	}
	return nil
}

func (r restoreCmd) identities() ([]age.Identity, error) {
	var identities []age.Identity
	for _, path := range r.Identity {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read the key: %w", err)
		}
		keys, err := age.ParseIdentities(bytes.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("%s is not a file of age keys, as age-keygen writes: %w", path, err)
		}
		identities = append(identities, keys...)
	}
	if r.PassphraseFile != "" {
		passphrase, err := readPassphrase(r.PassphraseFile)
		if err != nil {
			return nil, err
		}
		identity, err := age.NewScryptIdentity(passphrase)
		if err != nil {
			return nil, err
		}
		identities = append(identities, identity)
	}
	return identities, nil
}

// options are those of commands that work on a store without a server.
func options(c *cli) app.Options {
	quiet := c.Config
	if quiet.LogLevel == "info" {
		quiet.LogLevel = "warn" // what they do, they say themselves
	}
	return app.Options{Version: version, Clock: base.SystemClock{}, Log: app.NewLog(os.Stderr, quiet)}
}
