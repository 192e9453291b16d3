// Package facebook lets people who are friends on Facebook find each other here: by a link to their Facebook account, whose friends Facebook
// tells, or by the names in a list of friends that they imported themselves. docs/facebook.md says what is asked and what is stored.
//
// What always holds, and a check says so (those of app about what lies between features): a Facebook account is linked to one account here at most. Someone has Facebook friends here only while both
// are linked, and people by name only while they have imported a list. What Facebook calls someone is stored as a tag that does not tell it, and a
// token only encrypted, under a key that is not in the store alone.
package facebook

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// Config is what a Service needs from the rest of the program.
type Config struct {
	DB    *db.DB
	Clock base.Clock
	Log   *slog.Logger

	// App is what this server is to Facebook. Without it nobody can link, and lists can be imported all the same.
	App *App
	// Address is what people open, without a path.
	Address string
	// Key is the secret of the server under which Facebook's ids become tags: 32 bytes.
	Key []byte
	// Unlimited lets everyone refresh and import as often as they like.
	Unlimited bool

	// SetFriends makes others, as far as they may be suggested, exactly the Facebook friends of owner, and tells how many they are.
	SetFriends func(ctx context.Context, tx *db.Tx, owner base.ID, others []base.ID) (int, error)
	// Unfriended takes an account out of everyone's Facebook friends.
	Unfriended func(ctx context.Context, tx *db.Tx, id base.ID) error
	// Bearers answers, for each of names, the accounts that bear it.
	Bearers func(ctx context.Context, tx *db.Tx, names []string) ([][]base.ID, error)
	// SetNamed makes others, as far as they may be suggested, exactly those who bear a name from owner's list, and tells how many they are.
	SetNamed func(ctx context.Context, tx *db.Tx, owner base.ID, others []base.ID) (int, error)
	// NamedBy are those who have a name that an account bears in their list.
	NamedBy func(ctx context.Context, tx *db.Tx, id base.ID) ([]base.ID, error)
}

// Service is everything about Facebook friends.
type Service struct {
	Config
	busyUntil atomic.Int64 // Unix milliseconds: until then Facebook wants no calls of this app
}

// New returns a Service.
func New(config Config) *Service { return &Service{Config: config} }

// BackPath is where Facebook leads people back to.
const BackPath = "/settings/facebook"

func (s *Service) read(ctx context.Context, doing string, fn func(*db.Tx) error) error {
	return base.Doing(doing, s.DB.Read(ctx, fn))
}

func (s *Service) write(ctx context.Context, doing string, fn func(*db.Tx) error) error {
	return base.Doing(doing, s.DB.Write(ctx, fn))
}

// FacebookStatus is what stands between someone and Facebook.
type FacebookStatus struct {
	Available bool            `json:"available" doc:"Whether this server can link Facebook accounts."`
	Link      *FacebookLink   `json:"link,omitempty" doc:"Absent where none was made, or it was ended here."`
	Import    *FacebookImport `json:"import,omitempty" doc:"The last list of names; absent where none is kept."`
}

// FacebookLink is someone's link to Facebook.
type FacebookLink struct {
	State       State      `json:"state" enum:"linked,expired,revoked,declined,limited,unavailable" doc:"linked: all is well. expired: Facebook wants to be asked anew. revoked: it was ended on Facebook, and all of it is erased. declined: the list of friends may not be read. limited, unavailable: Facebook does not answer now, and is asked again."`
	Name        string     `json:"name,omitempty" doc:"The name on Facebook."`
	Friends     int        `json:"friends" doc:"How many friends on Facebook are linked here, too, and may be suggested."`
	LinkedAt    time.Time  `json:"linkedAt"`
	RefreshedAt time.Time  `json:"refreshedAt" doc:"When Facebook last told the friends."`
	ExpiresAt   *time.Time `json:"expiresAt,omitempty" doc:"When Facebook will want to be asked anew."`
	RetryAt     *time.Time `json:"retryAt,omitempty" doc:"When Facebook is asked again, where the state is not linked and it will be."`
}

// FacebookImport is what is kept of the list of names that someone imported.
type FacebookImport struct {
	Names      int       `json:"names" doc:"How many names were looked for."`
	Found      int       `json:"found" doc:"How many of them somebody here bears, who may be suggested."`
	ImportedAt time.Time `json:"importedAt"`
}

// State is how a link does.
type State string

const (
	Linked      State = "linked"
	Expired     State = "expired"
	Revoked     State = "revoked"
	Declined    State = "declined"
	Limited     State = "limited"
	Unavailable State = "unavailable"
)

// Status answers it.
func (s *Service) Status(ctx context.Context, account base.ID) (out FacebookStatus, err error) {
	out.Available = s.App != nil
	err = s.read(ctx, "read a link to Facebook", func(tx *db.Tx) error {
		l, err := readLink(ctx, tx, account)
		if err != nil {
			return err
		}
		if l != nil {
			out.Link = s.shown(l)
		}
		out.Import, err = readImport(ctx, tx, account)
		return err
	})
	return out, err
}

// shown is a link as its owner sees it.
func (s *Service) shown(l *link) *FacebookLink {
	view := &FacebookLink{State: l.state, Friends: l.friends, LinkedAt: l.linkedAt, RefreshedAt: l.refreshedAt}
	if known, err := s.open(l); err == nil {
		view.Name = known.Name
	} else if l.state != Revoked { // the app's secret is another now
		view.State = Expired
	}
	if !l.expiresAt.IsZero() && l.state != Revoked {
		view.ExpiresAt = &l.expiresAt
	}
	if !l.dueAt.IsZero() && (l.state == Limited || l.state == Unavailable) {
		view.RetryAt = &l.dueAt
	}
	return view
}

// unavailable is the answer where this server is no app of Facebook's.
func unavailable() error {
	return base.Conflict("facebook_off", "This server is not set up to link Facebook accounts. You can import the list of friends that Facebook lets you download.")
}
