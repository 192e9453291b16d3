package account

import (
	"bytes"
	"context"
	"io"
	"slices"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// Profile is what others see of an account.
type Profile struct {
	ID      base.ID `json:"id"`
	Handle  string  `json:"handle" example:"zoe.martin"`
	Name    string  `json:"name" example:"Zoé Martin"`
	Bio     string  `json:"bio"`
	Avatar  *Avatar `json:"avatar,omitempty"`
	Blocked bool    `json:"blocked,omitempty" doc:"You block this person."`

	Relation *Relation `json:"relation,omitempty" doc:"What you and this person are to each other; absent where that is nothing."`
}

// Relation is what stands between the one who asks and another, as the first is shown it.
type Relation struct {
	Following  bool `json:"following,omitempty" doc:"You follow this person."`
	FollowsYou bool `json:"followsYou,omitempty"`
	Friend     bool `json:"friend,omitempty" doc:"You follow each other."`
	Asked      bool `json:"asked,omitempty" doc:"You asked to follow this person, who is private and has not answered."`
	AsksYou    bool `json:"asksYou,omitempty" doc:"This person asks to follow you."`
	Restricted bool `json:"restricted,omitempty" doc:"You restrict this person: what they write is a request, and they are not told."`
	Muted      bool `json:"muted,omitempty" doc:"You are not shown what this person publishes."`
}

// Avatar is the addresses of a square picture. They are for the one who asked, and stay the same for a day.
type Avatar struct {
	Small string `json:"small" doc:"96 pixels wide."`
	Large string `json:"large" doc:"512 pixels wide."`
}

// Me is what people see of their own account.
type Me struct {
	Profile
	BirthDate         string    `json:"birthDate" format:"date"`
	Language          string    `json:"language" enum:",en,fr" doc:"Empty: as the device says."`
	Role              string    `json:"role" enum:",moderator,admin"`
	CreatedAt         time.Time `json:"createdAt"`
	HasPassword       bool      `json:"hasPassword"`
	Passkeys          int       `json:"passkeys"`
	RecoveryCodesLeft int       `json:"recoveryCodesLeft"`

	TimeZone   string      `json:"timeZone,omitempty" example:"Europe/Paris" doc:"Where one's days begin: of the client that signed in last, by the tz database. Empty: UTC."`
	BandChange *BandChange `json:"bandChange,omitempty" doc:"What one's birthday changes; from 7 days before it."`

	QuietHours *QuietHours `json:"quietHours,omitempty" doc:"When nothing is to sound here, by one's age; absent where there are none."`

	NewSignIns []Session `json:"newSignIns,omitempty" doc:"Sessions on devices that had not been used, about which one is asked here whether it was oneself; the last one first."`
}

var languages = []string{"", "en", "fr"}

func checkLanguage(language string) error {
	if slices.Contains(languages, language) {
		return nil
	}
	return base.Invalid("language_unknown", "Causerie speaks English (en) and French (fr).",
		base.Field{Location: "body.language", Message: "en, fr or empty"})
}

func (s *Service) avatar(viewer, owner, id base.ID) *Avatar {
	if id.IsZero() {
		return nil
	}
	return &Avatar{Small: s.Pictures.Address(viewer, owner, id, 96), Large: s.Pictures.Address(viewer, owner, id, 512)}
}

// Profiles answers what viewer sees of each account; one that does not exist is absent.
func (s *Service) Profiles(ctx context.Context, tx *db.Tx, viewer base.ID, ids []base.ID) (map[base.ID]Profile, error) {
	profiles := make(map[base.ID]Profile, len(ids))
	if len(ids) == 0 {
		return profiles, nil
	}
	rows, err := tx.Query(ctx, `SELECT account_id, handle, name, bio, avatar_id FROM accounts
		WHERE account_id IN `+db.In(len(ids), 1), db.Args(ids)...)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var p Profile
		var avatar base.ID
		if err := scan(&p.ID, &p.Handle, &p.Name, &p.Bio, &avatar); err != nil {
			return err
		}
		p.Avatar = s.avatar(viewer, p.ID, avatar)
		profiles[p.ID] = p
		return nil
	})
	return profiles, base.Doing("reading profiles", err)
}

// ByHandle is the account with a handle.
func (s *Service) ByHandle(ctx context.Context, tx *db.Tx, text string) (base.ID, error) {
	handle, err := ParseHandle(text)
	if err != nil {
		return base.ID{}, base.NotFound()
	}
	var id base.ID
	err = tx.Row(ctx, `SELECT account_id FROM handles WHERE handle = $1`, handle).Scan(&id)
	if db.NoRows(err) {
		return base.ID{}, base.NotFound()
	}
	return id, base.Doing("finding a handle", err)
}

// Me answers one's own account.
func (s *Service) Me(ctx context.Context, actor api.Actor) (*Me, error) {
	var me *Me
	err := s.read(ctx, "reading an account", func(tx *db.Tx) (err error) {
		me, err = s.me(ctx, tx, actor)
		return err
	})
	return me, err
}

func (s *Service) me(ctx context.Context, tx *db.Tx, actor api.Actor) (*Me, error) {
	var me Me
	id, isAsked := actor.Account, false
	var avatar base.ID
	var created int64
	var country string
	var setting policy.Setting
	err := tx.Row(ctx, `
		SELECT account_id, handle, name, bio, avatar_id, birth_date, time_zone, country, direct_messages, language, `+roleAt3+`, created_at, password_hash <> '',
			(SELECT COUNT(*) FROM passkeys p WHERE p.account_id = a.account_id),
			(SELECT COUNT(*) FROM recovery_codes c WHERE c.account_id = a.account_id AND c.used_at = 0),
			EXISTS (SELECT 1 FROM sessions WHERE `+asked+`)
		FROM accounts a WHERE account_id = $1`, id, actor.Session, s.nowMillis()).
		Scan(&me.ID, &me.Handle, &me.Name, &me.Bio, &avatar, &me.BirthDate, &me.TimeZone, &country, &setting, &me.Language, &me.Role, &created, &me.HasPassword,
			&me.Passkeys, &me.RecoveryCodesLeft, &isAsked)
	if db.NoRows(err) {
		return nil, base.NotFound()
	}
	if err != nil {
		return nil, err
	}
	me.Avatar, me.CreatedAt = s.avatar(id, id, avatar), base.Time(created)
	me.BandChange = s.bandChange(born{me.BirthDate, me.TimeZone, country}, setting)
	me.QuietHours = s.quietHours(born{me.BirthDate, me.TimeZone, country})
	if isAsked {
		me.NewSignIns, err = s.newSignIns(ctx, tx, actor)
	}
	return &me, err
}

// Update is what people change about themselves; what is nil stays.
type Update struct {
	Name     *string `json:"name,omitempty" doc:"At most 50 characters. Empty: the handle."`
	Bio      *string `json:"bio,omitempty" doc:"At most 300 characters on 10 lines."`
	Language *string `json:"language,omitempty" enum:",en,fr"`
}

// UpdateMe changes one's own account.
func (s *Service) UpdateMe(ctx context.Context, actor api.Actor, in Update) (*Me, error) {
	var me *Me
	err := s.write(ctx, "updating an account", func(tx *db.Tx) (err error) {
		if me, err = s.me(ctx, tx, actor); err != nil {
			return err
		}
		if in.Name != nil {
			if me.Name, err = cleanName(*in.Name); err != nil {
				return err
			}
			if me.Name == "" {
				me.Name = me.Handle
			}
		}
		if in.Bio != nil {
			if me.Bio, err = cleanBio(*in.Bio); err != nil {
				return err
			}
		}
		if in.Language != nil {
			if err := checkLanguage(*in.Language); err != nil {
				return err
			}
			me.Language = *in.Language
		}
		if err := s.mayShow(ctx, tx, me.ID, func(f *Face) { f.Name, f.Bio = me.Name, me.Bio }); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE accounts SET name = $2, bio = $3, language = $4 WHERE account_id = $1`,
			me.ID, me.Name, me.Bio, me.Language)
		if err != nil {
			return err
		}
		tx.AfterCommit(func() { s.Changed(me.ID) })
		return setTerms(ctx, tx, me.ID, me.Handle, me.Name)
	})
	if err != nil {
		return nil, err
	}
	return me, nil
}

// SetAvatar shows a square of a picture from now on.
func (s *Service) SetAvatar(ctx context.Context, actor api.Actor, picture io.Reader, x, y, size int) (*Me, error) {
	id, err := s.Pictures.StoreAvatar(ctx, actor.Account, picture, x, y, size)
	if err != nil {
		return nil, err
	}
	return s.changeAvatar(ctx, actor, id)
}

// RemoveAvatar shows no picture from now on.
func (s *Service) RemoveAvatar(ctx context.Context, actor api.Actor) (*Me, error) {
	return s.changeAvatar(ctx, actor, base.ID{})
}

func (s *Service) changeAvatar(ctx context.Context, actor api.Actor, avatar base.ID) (*Me, error) {
	var me *Me
	account := actor.Account
	err := s.write(ctx, "changing an avatar", func(tx *db.Tx) error {
		// Another change waits until this one is committed, and then drops what this one keeps.
		if _, err := tx.Exec(ctx, `UPDATE accounts SET avatar_id = avatar_id WHERE account_id = $1`, account); err != nil {
			return err
		}
		var before base.ID
		err := tx.Row(ctx, `SELECT avatar_id FROM accounts WHERE account_id = $1`, account).Scan(&before)
		if db.NoRows(err) {
			return base.NotFound()
		}
		if err != nil {
			return err
		}
		if err := s.mayShow(ctx, tx, account, func(f *Face) { f.Picture = avatar }); err != nil {
			return err
		}
		if !before.IsZero() {
			if err := s.Pictures.Drop(ctx, tx, account, before); err != nil {
				return err
			}
		}
		if !avatar.IsZero() {
			if err := s.Pictures.Keep(ctx, tx, account, avatar); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE accounts SET avatar_id = $2 WHERE account_id = $1`, account, avatar.Null()); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.Changed(account) })
		me, err = s.me(ctx, tx, actor)
		return err
	})
	if err != nil {
		return nil, err
	}
	return me, nil
}

// termsOf are the words by which an account is found.
func termsOf(handle, name string) [][]byte {
	words := append(base.Terms(handle), base.Terms(name)...)
	slices.Sort(words)
	terms := make([][]byte, 0, len(words))
	for _, w := range slices.Compact(words) {
		terms = append(terms, []byte(w))
	}
	return terms
}

// setTerms brings the search terms of an account up to date.
func setTerms(ctx context.Context, tx *db.Tx, account base.ID, handle, name string) error {
	before, err := termsIn(ctx, tx, account)
	if err != nil {
		return err
	}
	after := termsOf(handle, name)
	for _, term := range before {
		if containsTerm(after, term) {
			continue
		}
		if _, err := tx.Exec(ctx, `DELETE FROM account_terms WHERE term = $1 AND account_id = $2`, term, account); err != nil {
			return err
		}
	}
	for _, term := range after {
		if containsTerm(before, term) {
			continue
		}
		if _, err := tx.Exec(ctx, `INSERT INTO account_terms (term, account_id) VALUES ($1, $2)`, term, account); err != nil {
			return err
		}
	}
	return nil
}

func termsIn(ctx context.Context, tx *db.Tx, account base.ID) ([][]byte, error) {
	var terms [][]byte
	rows, err := tx.Query(ctx, `SELECT term FROM account_terms WHERE account_id = $1`, account)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var term []byte
		err := scan(&term)
		terms = append(terms, term)
		return err
	})
	return terms, err
}

func containsTerm(terms [][]byte, term []byte) bool {
	return slices.ContainsFunc(terms, func(t []byte) bool { return bytes.Equal(t, term) })
}
