package safety

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// What staff announce, as the audit log names it.
const (
	didAnnounce = "announcement.publish"
	didWithdraw = "announcement.withdraw"
)

const (
	announcedTitle = 80  // characters
	announcedText  = 500 // characters

	announcedAhead = 30 * 24 * time.Hour // how far ahead it begins at most
	announcedLasts = 90 * 24 * time.Hour // at most
	announcedUsual = 14 * 24 * time.Hour // unless said otherwise

	announcedShown  = 5   // to one person at once
	announcedListed = 100 // to admins
)

// Bilingual is a text in both languages of the app.
type Bilingual struct {
	EN string `json:"en"`
	FR string `json:"fr"`
}

// Announced is what people are shown of an announcement.
type Announced struct {
	ID    base.ID   `json:"id"`
	Title Bilingual `json:"title"`
	Text  Bilingual `json:"text"`
	Path  string    `json:"path,omitempty" example:"/settings/privacy" doc:"Where it leads within the app; absent for nowhere."`
}

// Audience is whom an announcement is for.
type Audience string

const (
	Everyone Audience = "everyone"
	Adults   Audience = "adults"
)

// Announcement is one as admins see it.
type Announcement struct {
	Announced
	Audience    Audience   `json:"audience" enum:"everyone,adults"`
	CreatedAt   time.Time  `json:"createdAt"`
	From        time.Time  `json:"from"`
	Until       time.Time  `json:"until"`
	WithdrawnAt *time.Time `json:"withdrawnAt,omitempty"`
}

// Announcing is what an admin writes.
type Announcing struct {
	Title    Bilingual  `json:"title" doc:"At most 80 characters on one line, in both languages."`
	Text     Bilingual  `json:"text" doc:"At most 500 characters, in both languages."`
	Path     string     `json:"path,omitempty" maxLength:"200" example:"/settings/privacy" doc:"Where it leads within the app, if anywhere."`
	Audience Audience   `json:"audience,omitempty" enum:"everyone,adults" doc:"Unless set, everyone."`
	From     *time.Time `json:"from,omitempty" doc:"From when it is shown, at most 30 days ahead. Unless set, from now."`
	Until    *time.Time `json:"until,omitempty" doc:"Until when, at most 90 days later. Unless set, 14 days later."`
}

// within is a path within the app.
var within = regexp.MustCompile(`^(/[a-z0-9][a-z0-9_-]*)+$`)

// check is what in announces, at now.
func (in Announcing) check(now time.Time) (a Announcement, err error) {
	for _, part := range []struct {
		field, text string
		most        int
		into        *string
	}{
		{"title.en", in.Title.EN, announcedTitle, &a.Title.EN}, {"title.fr", in.Title.FR, announcedTitle, &a.Title.FR},
		{"text.en", in.Text.EN, announcedText, &a.Text.EN}, {"text.fr", in.Text.FR, announcedText, &a.Text.FR},
	} {
		if *part.into, err = cleaned(part.field, part.text, true); err != nil {
			return a, err
		}
		if utf8.RuneCountInString(*part.into) > part.most {
			return a, invalid("too_long", part.field, fmt.Sprintf("This text has at most %d characters.", part.most))
		}
		if part.most == announcedTitle && strings.ContainsAny(*part.into, "\r\n") {
			return a, invalid("invalid", part.field, "A title is one line.")
		}
	}
	if a.Path = in.Path; a.Path != "" && !within.MatchString(a.Path) {
		return a, invalid("invalid", "path", "A path within the app, such as /settings/privacy.")
	}
	a.CreatedAt, a.From, a.Audience = now, now, Everyone
	if in.Audience != "" {
		a.Audience = in.Audience
	}
	if in.From != nil && in.From.After(now) {
		a.From = *in.From
	}
	a.Until = a.From.Add(announcedUsual)
	if in.Until != nil {
		a.Until = *in.Until
	}
	switch {
	case a.From.Sub(now) > announcedAhead:
		return a, invalid("invalid", "from", "It begins at most 30 days ahead.")
	case !a.Until.After(a.From), !a.Until.After(now), a.Until.Sub(a.From) > announcedLasts:
		return a, invalid("invalid", "until", "It ends after it begins, and at most 90 days later.")
	}
	return a, nil
}

// words is a hash of what an announcement says, for the audit log.
func (a Announced) words() (string, error) {
	text, err := json.Marshal([]any{a.Title, a.Text, a.Path})
	hash := sha256.Sum256(text)
	return hex.EncodeToString(hash[:]), err
}

// Announce shows people an announcement above their inbox, from a time until another.
func (s *Service) Announce(ctx context.Context, actor api.Actor, in Announcing) (a Announcement, err error) {
	now := base.Time(s.now())
	if a, err = in.check(now); err != nil {
		return a, err
	}
	a.ID = base.NewID(now)
	a.From, a.Until = base.Time(base.Millis(a.From)), base.Time(base.Millis(a.Until))
	words, err := a.words()
	if err != nil {
		return a, base.Internal("hash an announcement", err)
	}
	return a, s.write(ctx, "announce", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO announcements (announcement_id, title_en, title_fr, text_en, text_fr, path, audience, created_at, from_at, until_at, withdrawn_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)`,
			a.ID, a.Title.EN, a.Title.FR, a.Text.EN, a.Text.FR, a.Path, string(a.Audience), base.Millis(a.CreatedAt), base.Millis(a.From), base.Millis(a.Until))
		if err != nil {
			return err
		}
		_, err = s.log(ctx, tx, deed{actor: actor, action: didAnnounce, details: map[string]any{
			"announcement": a.ID, "words": words, "audience": a.Audience, "from": base.Millis(a.From), "until": base.Millis(a.Until),
		}})
		return err
	})
}

// Withdraw ends an announcement. One that has been withdrawn stays so.
func (s *Service) Withdraw(ctx context.Context, actor api.Actor, id base.ID) error {
	return s.write(ctx, "withdraw an announcement", func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE announcements SET withdrawn_at = $2 WHERE announcement_id = $1 AND withdrawn_at = 0`, id, s.now())
		if err != nil {
			return err
		}
		if n == 0 {
			var known int64
			if err := tx.Row(ctx, `SELECT COUNT(*) FROM announcements WHERE announcement_id = $1`, id).Scan(&known); err != nil || known == 1 {
				return err
			}
			return base.NotFound()
		}
		_, err = s.log(ctx, tx, deed{actor: actor, action: didWithdraw, details: map[string]any{"announcement": id}})
		return err
	})
}

const announcementColumns = `announcement_id, title_en, title_fr, text_en, text_fr, path, audience, created_at, from_at, until_at, withdrawn_at`

func queryAnnouncements(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Announcement, error) {
	list := []Announcement{}
	rows, err := tx.Query(ctx, `SELECT `+announcementColumns+` FROM announcements `+where, args...)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var a Announcement
		var created, from, until, withdrawn int64
		err := scan(&a.ID, &a.Title.EN, &a.Title.FR, &a.Text.EN, &a.Text.FR, &a.Path, (*string)(&a.Audience), &created, &from, &until, &withdrawn)
		a.CreatedAt, a.From, a.Until, a.WithdrawnAt = base.Time(created), base.Time(from), base.Time(until), moment(withdrawn)
		list = append(list, a)
		return err
	})
	return list, err
}

// Announcements are the last that there are, the last first, for admins.
func (s *Service) Announcements(ctx context.Context) (list []Announcement, err error) {
	err = s.read(ctx, "list announcements", func(tx *db.Tx) error {
		list, err = queryAnnouncements(ctx, tx, `ORDER BY created_at DESC, announcement_id DESC LIMIT $1`, announcedListed)
		return err
	})
	return list, err
}

// Announced is what actor is shown now, the last first.
func (s *Service) Announced(ctx context.Context, actor api.Actor) (out []Announced, err error) {
	err = s.read(ctx, "read announcements", func(tx *db.Tx) error {
		out, err = s.announcedTo(ctx, tx, actor.Account)
		return err
	})
	return out, err
}

func (s *Service) announcedTo(ctx context.Context, tx *db.Tx, account base.ID) ([]Announced, error) {
	out := []Announced{}
	list, err := queryAnnouncements(ctx, tx, `WHERE until_at > $2 AND from_at <= $2 AND withdrawn_at = 0 AND NOT EXISTS (SELECT 1 FROM announcement_dismissals AS put
		WHERE put.account_id = $1 AND put.announcement_id = announcements.announcement_id) ORDER BY from_at DESC, announcement_id DESC LIMIT $3`, account, s.now(), announcedShown)
	if err != nil || len(list) == 0 {
		return out, err
	}
	var birth, zone, country string
	if err := tx.Row(ctx, `SELECT birth_date, time_zone, country FROM accounts WHERE account_id = $1`, account).Scan(&birth, &zone, &country); err != nil {
		return out, err
	}
	grown := s.Packs.Band(country, birth, base.In(s.Clock.Now(), zone)) == policy.Adult
	for _, a := range list {
		if a.Audience == Everyone || grown {
			out = append(out, a.Announced)
		}
	}
	return out, nil
}

// announcementEvent tells one's other devices that an announcement was put away.
type announcementEvent struct {
	Type string `json:"type"` // "announcement"
}

// Dismiss puts an announcement away, on all of actor's devices.
func (s *Service) Dismiss(ctx context.Context, actor api.Actor, id base.ID) error {
	return s.write(ctx, "put an announcement away", func(tx *db.Tx) error {
		var until, withdrawn int64
		err := tx.Row(ctx, `SELECT until_at, withdrawn_at FROM announcements WHERE announcement_id = $1 AND from_at <= $2`, id, s.now()).Scan(&until, &withdrawn)
		if db.NoRows(err) {
			return base.NotFound()
		}
		if err != nil || until <= s.now() || withdrawn > 0 { // nobody is shown it any more
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO announcement_dismissals (account_id, announcement_id, at) VALUES ($1, $2, $3) ON CONFLICT (account_id, announcement_id) DO NOTHING`,
			actor.Account, id, s.now())
		if n > 0 {
			s.publish(tx, []base.ID{actor.Account}, announcementEvent{"announcement"})
		}
		return err
	})
}

// over are the dismissals of announcements that nobody is shown any more.
const over = `NOT EXISTS (SELECT 1 FROM announcements WHERE announcements.announcement_id = announcement_dismissals.announcement_id AND until_at > $1 AND withdrawn_at = 0)`

const unannounced = `NOT EXISTS (SELECT 1 FROM announcements WHERE announcements.announcement_id = announcement_dismissals.announcement_id)`
