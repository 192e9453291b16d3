// Package app puts the program together: it is the only place that knows every feature.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/contacts"
	"causerie/internal/db"
	"causerie/internal/digest"
	"causerie/internal/facebook"
	"causerie/internal/graph"
	"causerie/internal/guardian"
	"causerie/internal/https"
	"causerie/internal/live"
	"causerie/internal/media"
	"causerie/internal/notify"
	"causerie/internal/policy"
	"causerie/internal/preview"
	"causerie/internal/safety"
	"causerie/internal/schedule"
	"causerie/internal/sticker"
	"causerie/internal/trace"
	"causerie/internal/verify"
	"causerie/web"
)

// Options are what a program, not its operator, decides.
type Options struct {
	Version string
	Clock   base.Clock
	Log     *slog.Logger
	Trace   *trace.Tracer // nil makes no spans

	Certificates *https.Certificates // nil serves without encryption

	// Push makes the requests to push services; nil for one that reaches public addresses alone.
	Push http.RoundTripper
	// Pages is how the pages of links are reached; the zero Reach reaches public addresses alone.
	Pages preview.Reach
	// WeakHashes is account.Config's, for tests.
	WeakHashes bool
}

// App is a server that is ready to serve.
type App struct {
	DB       *db.DB
	Account  *account.Service
	Media    *media.Service
	Preview  *preview.Service
	Notify   *notify.Service
	Graph    *graph.Service
	Contacts *contacts.Service
	Facebook *facebook.Service
	Digest   *digest.Service
	Sticker  *sticker.Service
	Chat     *chat.Service
	Safety   *safety.Service
	Guardian *guardian.Service
	Schedule *schedule.Service
	Live     *live.Node
	Router   *api.Router
	Packs    *policy.Packs

	config  Config
	clock   base.Clock
	log     *slog.Logger
	modules []module
	free    func() // lets go of the data folder
	began   time.Time
	figures http.Handler // the metrics

	certificates *https.Certificates // nil where the server does not encrypt by itself
	doubt        chan struct{}       // see settle
	unswept      chan struct{}       // see sweepSoon
}

// module is what every feature brings.
type module interface {
	Routes(r *api.Router)
	// Checks are the invariants of the feature's data.
	Checks() []verify.Check
}

// sweeper is a feature that has something whose time ends.
type sweeper interface {
	// Sweep removes what has had its time.
	Sweep(ctx context.Context, now time.Time) error
}

// New opens the store, brings its schema up to date, and puts the features together.
func New(ctx context.Context, config Config, options Options) (*App, error) {
	packs, err := policy.Load(config.Packs, config.Country)
	if err != nil {
		return nil, err
	}
	free, err := lockFolders(config, shared)
	if err != nil {
		return nil, err
	}
	store, err := db.Open(ctx, config.DatabaseAddress(), options.Log)
	if err != nil {
		free()
		return nil, err
	}
	a := &App{DB: store, Packs: packs, config: config, clock: options.Clock, log: options.Log, certificates: options.Certificates, began: time.Now(), free: free, doubt: make(chan struct{}, 1), unswept: make(chan struct{}, 1)}
	store.OnDoubt(func() {
		select {
		case a.doubt <- struct{}{}:
		default:
		}
	})
	if err := a.compose(ctx, options); err != nil {
		free()
		return nil, errors.Join(err, store.Close())
	}
	if err := a.Notify.Run(ctx); err != nil {
		free()
		return nil, errors.Join(err, store.Close())
	}
	// What is done before anyone is served, by the demo or the command line, publishes too.
	a.Live.Run()
	return a, nil
}

func (a *App) compose(ctx context.Context, options Options) error {
	if err := a.DB.Migrate(ctx); err != nil {
		return err
	}
	if err := a.DB.ResumeStamps(ctx, a.clock.Now()); err != nil {
		return err
	}
	mediaKey, err := key(ctx, a.DB, mediaKeyName)
	if err != nil {
		return err
	}
	accountKey, err := key(ctx, a.DB, accountKeyName)
	if err != nil {
		return err
	}
	limits := api.NewLimits(a.clock, a.config.RateLimit, settle(a.DB, a.clock, a.log, accountKey))
	authenticate := func(ctx context.Context, token string) (api.Actor, error) { return a.Account.Authenticate(ctx, token) }
	a.Live = live.New(live.Config{
		Log: a.log, Authenticate: authenticate, Trace: options.Trace,
		Allow: func(ctx context.Context, actor api.Actor, method string) error {
			return limits.Allow(ctx, a.Router.LimitOf(method), actor.Account, api.ClientIP(ctx))
		},
	})
	a.Media, err = media.New(media.Config{DB: a.DB, Clock: a.clock, Log: a.log, Dir: a.config.mediaFolder(), Bucket: a.config.Media, Key: mediaKey,
		Hidden: a.pictureHidden,
		Packed: func(ctx context.Context, viewer, owner, id base.ID, given bool) (bool, error) {
			return a.Sticker.Has(ctx, viewer, owner, id, given)
		},
		Held: func(ctx context.Context, tx *db.Tx, owner, id base.ID) (bool, error) {
			return a.Safety.Holds(ctx, tx, owner, id)
		},
		Reads: func(ctx context.Context, viewer, conversation base.ID, seq int64) (bool, error) {
			return a.Chat.Reads(ctx, viewer, conversation, seq)
		},
		Views: func(ctx context.Context, viewer api.Actor, conversation base.ID, seq int64) (bool, error) {
			return a.Chat.Views(ctx, viewer, conversation, seq)
		},
		PhotoBytes: int64(a.config.PhotoMB) << 20,
		FileBytes:  int64(a.config.FileMB) << 20,
		VideoBytes: int64(a.config.VideoMB) << 20, VideoLength: time.Duration(a.config.VideoMinutes) * time.Minute, FFmpeg: a.config.ffmpeg(),
	})
	if err != nil {
		return err
	}
	if a.config.Media != "" {
		if _, err := media.TryBucket(ctx, a.config.Media); err != nil {
			return fmt.Errorf("%w (causerie doctor looks at all of it)", err)
		}
	}
	refused, err := a.config.refusedPasswords()
	if err != nil {
		return err
	}
	a.Account, err = account.New(account.Config{
		Refused: refused, Key: accountKey, Unlimited: a.config.RateLimit == 0, WeakHashes: options.WeakHashes,
		DB: a.DB, Clock: a.clock, Log: a.log, Packs: a.Packs, Origins: []string{a.config.Address()},
		Pictures:       a.Media,
		Ended:          a.Live.End,
		Changed:        func(id base.ID) { a.Live.Publish([]base.ID{id}, map[string]string{"type": "me"}) },
		PrivacyChanged: a.privacyChanged,
		Turned:         a.closed,
		BirthDateChanged: func(ctx context.Context, tx *db.Tx, id base.ID, before, after string) error {
			return a.Safety.BirthDateChanged(ctx, tx, id, before, after)
		},
		PasswordReset: func(ctx context.Context, tx *db.Tx, id base.ID) error { return a.Safety.PasswordReset(ctx, tx, id) },
		RoleChanged: func(ctx context.Context, tx *db.Tx, id base.ID, before, role string) error {
			return a.Safety.RoleChanged(ctx, tx, id, before, role)
		},
		Opened: func(ctx context.Context, tx *db.Tx, id base.ID) error { return a.Graph.Opened(ctx, tx, id) },
		MayShow: func(ctx context.Context, tx *db.Tx, id base.ID, before, after account.Face) error {
			return a.Safety.MayShow(ctx, tx, id, before, after)
		},
	})
	if err != nil {
		return err
	}
	maps, err := a.config.Maps()
	if err != nil {
		return err
	}
	a.Preview = preview.New(preview.Config{
		Maps: maps,
		DB:   a.DB, Clock: a.clock, Log: a.log, Media: a.Media, Off: a.config.NoLinkPreviews, Reach: options.Pages, Spend: a.Account.Spend, Wants: a.Account.WantsPreviews,
	})
	if a.Notify, err = a.newNotify(ctx, options.Push); err != nil {
		return err
	}
	a.Graph = graph.New(graph.Config{
		DB: a.DB, Clock: a.clock, Accounts: a.Account, Packs: a.Packs, Parted: a.parted, Closed: a.closed, SweepSoon: a.sweepSoon, Companions: chat.Companions,
		Changed: func(viewer base.ID, other account.Profile) {
			a.Live.Publish([]base.ID{viewer}, relationEvent{"relation", other})
		},
		ViewChanged: func(ctx context.Context, tx *db.Tx, viewer, other base.ID) error {
			if err := a.Guardian.Blocked(ctx, tx, viewer, other); err != nil {
				return err
			}
			return a.Chat.ViewChanged(ctx, tx, viewer, other)
		},
	})
	if a.Contacts, err = a.newContacts(ctx); err != nil {
		return err
	}
	if a.Facebook, err = a.newFacebook(ctx); err != nil {
		return err
	}
	a.Sticker = sticker.New(sticker.Config{
		DB: a.DB, Clock: a.clock, Media: a.Media, IsEmoji: chat.IsEmoji,
		Parted: func(ctx context.Context, tx *db.Tx, one, other base.ID) (bool, error) {
			hidden, err := a.Graph.HiddenIn(ctx, tx, one, other)
			if err != nil || hidden {
				return hidden, err
			}
			return a.Graph.HiddenIn(ctx, tx, other, one)
		},
		At: func(ctx context.Context, viewer, conversation base.ID, seq int64) (sticker.Named, error) {
			one, err := a.Chat.StickerAt(ctx, viewer, conversation, seq)
			return sticker.Named{Maker: one.Maker, Pack: one.Pack}, err
		},
	})
	a.Chat = chat.New(chat.Deps{
		TakeSticker: func(ctx context.Context, sender base.ID, named chat.Sticker) (media.Sticker, string, error) {
			one, err := a.Sticker.Take(ctx, sender, sticker.Named{Maker: named.Maker, Pack: named.Pack}, named.Item)
			return one.Sticker, one.Emoji, err
		},
		DB: a.DB, Clock: a.clock, Log: a.log, Live: a.Live, Trace: options.Trace, Graph: a.Graph, Media: a.Media, Previews: a.Preview, Packs: a.Packs,
		Spend: a.Account.Spend, Facts: a.Graph.Facts, Profiles: a.Graph.Profiles, Privacy: a.Account.Privacies,
		Standing: a.Graph.Standing, Pictures: a.Media, MembersMax: a.config.membersMax(),
		RelationsChanged: a.Graph.ChangedSince,
		LastActive:       a.Account.LastActive, SetLastActive: a.Account.SetLastActive,
		Report: a.fileRequest, ReportGroup: a.fileGroup,
		Came: a.Notify.Came, HasRead: a.Notify.Read,
		MayShow: func(ctx context.Context, tx *db.Tx, group base.ID, before, after account.Face) error {
			return a.Safety.MayShow(ctx, tx, group, before, after)
		},
		Found: func(ctx context.Context, tx *db.Tx, sender base.ID, text string, people, senders int) error {
			return a.Safety.Found(ctx, tx, sender, text, people, senders)
		},
	})
	a.Safety = a.newSafety()
	a.Guardian = guardian.New(guardian.Config{
		DB: a.DB, Clock: a.clock, Packs: a.Packs, Facts: a.Graph.Facts, Profiles: a.Graph.Profiles, Privacies: a.Account.Privacies, Spend: a.Account.Spend,
		NewContacts: a.Graph.NewContacts,
		Changed:     func(accounts ...base.ID) { a.Live.Publish(accounts, map[string]string{"type": "guardian"}) },
	})
	if a.Digest, err = a.newDigest(ctx); err != nil {
		return err
	}
	a.Schedule = schedule.New(schedule.Config{
		DB: a.DB, Clock: a.clock, Log: a.log, Member: chat.Belongs, Append: a.Chat.AppendClaimed, First: a.Chat.FirstOf,
		Changed: func(id base.ID) { a.Live.Publish([]base.ID{id}, map[string]string{"type": "scheduled"}) },
	})
	a.Live.OnPresence(a.Chat.PresenceChanged)
	a.Live.Watchable(a.Chat.Watchable)
	a.modules = []module{a.Account, a.Notify, a.Graph, a.Contacts, a.Media, a.Preview, a.Sticker, a.Chat, a.Safety, a.Guardian, a.Digest, a.Schedule, a.Facebook} // it is last, because its sweep waits for others
	return a.route(api.Config{
		Version: options.Version, Log: a.log, Clock: a.clock, Limits: limits, Authenticate: authenticate, TrustProxy: a.config.TrustProxy, Trace: options.Trace,
	})
}

func (a *App) newNotify(ctx context.Context, transport http.RoundTripper) (*notify.Service, error) {
	secret, err := key(ctx, a.DB, pushKeyName)
	if err != nil {
		return nil, err
	}
	return notify.New(notify.Config{
		DB: a.DB, Clock: a.clock, Log: a.log, Packs: a.Packs, Key: secret, Address: a.config.Address(), Transport: transport, Online: a.Live.Online,
		Notices: func(ctx context.Context, tx *db.Tx, views []notify.View) ([]notify.Notice, error) {
			return a.Chat.Notices(ctx, tx, views)
		},
		Missed: func(ctx context.Context, tx *db.Tx, account base.ID, since time.Time) (notify.Missed, error) {
			return a.Chat.Missed(ctx, tx, account, since)
		},
	}), nil
}

func (a *App) newContacts(ctx context.Context) (*contacts.Service, error) {
	secret, err := key(ctx, a.DB, contactsKeyName)
	if err != nil {
		return nil, err
	}
	senders, err := a.config.senders(a.clock)
	if err != nil {
		return nil, err
	}
	return contacts.New(contacts.Config{
		DB: a.DB, Clock: a.clock, Key: secret, Unlimited: a.config.RateLimit == 0, Country: a.config.Country, Senders: senders,
		Suggestable: a.Graph.Suggestable, SetContacts: a.known(graph.Contacts), Unlisted: a.unlisted(graph.Contacts),
	})
}

// newDigest hands over what summaries by e-mail need: codes from contacts, what is unread from chat.
func (a *App) newDigest(ctx context.Context) (*digest.Service, error) {
	secret, err := key(ctx, a.DB, digestKeyName)
	if err != nil {
		return nil, err
	}
	send, err := a.config.digestSender(a.clock)
	if err != nil {
		return nil, err
	}
	return digest.New(digest.Config{
		DB: a.DB, Clock: a.clock, Log: a.log, Packs: a.Packs, Key: secret, Address: a.config.Address(), Send: send, Online: a.Live.Online, Arrived: a.Chat.Arrived,
		SendCode: func(ctx context.Context, actor api.Actor, address string, keep func(*db.Tx, contacts.Recipient) error) (contacts.Recipient, error) {
			return a.Contacts.SendCode(ctx, actor, contacts.Email, address, "", keep)
		},
	}), nil
}

func (a *App) newFacebook(ctx context.Context) (*facebook.Service, error) {
	secret, err := key(ctx, a.DB, facebookKeyName)
	if err != nil {
		return nil, err
	}
	app, err := a.config.facebookApp()
	if err != nil {
		return nil, err
	}
	return facebook.New(facebook.Config{
		DB: a.DB, Clock: a.clock, Log: a.log, App: app, Address: a.config.Address(), Key: secret, Unlimited: a.config.RateLimit == 0,
		SetFriends: a.known(graph.Facebook), Unfriended: a.unlisted(graph.Facebook),
		Bearers: account.Bearers, SetNamed: a.known(graph.Names),
		NamedBy: func(ctx context.Context, tx *db.Tx, id base.ID) ([]base.ID, error) {
			return a.Graph.KnownBy(ctx, tx, graph.Names, id)
		},
	}), nil
}

// known sets whom someone knows from source.
func (a *App) known(source graph.Source) func(context.Context, *db.Tx, base.ID, []base.ID) (int, error) {
	return func(ctx context.Context, tx *db.Tx, owner base.ID, others []base.ID) (int, error) {
		return a.Graph.SetKnown(ctx, tx, source, owner, others)
	}
}

// unlisted has nobody know someone from source any more.
func (a *App) unlisted(source graph.Source) func(context.Context, *db.Tx, base.ID) error {
	return func(ctx context.Context, tx *db.Tx, id base.ID) error { return a.Graph.Unlisted(ctx, tx, source, id) }
}

func (a *App) route(config api.Config) error {
	r := api.NewRouter(config)
	a.Router = r
	a.addServer(r)
	for _, m := range a.modules {
		m.Routes(r)
	}
	a.Chat.Calls(a.Live)
	addLive(r, a.Live)
	if err := r.AddDocs(); err != nil {
		return fmt.Errorf("write the API's documentation: %w", err)
	}
	mux := r.Mux()
	figures, err := a.metrics(config.Version)
	if err != nil {
		return fmt.Errorf("set up the metrics: %w", err)
	}
	a.figures = figures
	a.addHealth(mux)
	nothing := func(w http.ResponseWriter, req *http.Request) { r.Fail(w, req, base.NotFound()) }
	mux.HandleFunc("/v1/", nothing)
	mux.HandleFunc("/media/", nothing)
	files, err := fs.Sub(web.Dist, "dist")
	if err != nil {
		return fmt.Errorf("open the web app: %w", err)
	}
	mux.Handle("/", newStatic(files))
	return nil
}

// relationEvent tells that what one is shown of someone changed.
type relationEvent struct {
	Type    string          `json:"type"`
	Account account.Profile `json:"account"`
}

// parted ends what two people see of each other's presence, when one blocks or restricts the other.
func (a *App) parted(one, other base.ID) {
	a.Live.Unwatch(one, other)
	a.Live.Unwatch(other, one)
}

// privacyChanged ends the watching that someone's own switch no longer allows: of them, and by them.
func (a *App) privacyChanged(id base.ID, shows account.Shown) {
	if !shows.Presence {
		a.closed(id)
	}
}

// closed ends what someone shows of their presence and sees of others'.
func (a *App) closed(id base.ID) {
	a.Live.UnwatchAll(id)
	a.Live.StopWatching(id)
}

// Sweep has all features remove what has had its time. A server does by itself, from its start on.
func (a *App) Sweep(ctx context.Context) {
	for _, m := range a.modules {
		s, sweeps := m.(sweeper)
		if !sweeps {
			continue
		}
		if err := s.Sweep(ctx, a.clock.Now()); err != nil && ctx.Err() == nil {
			a.log.Error("sweep", "error", err)
		}
	}
	if err := a.DB.KeepStamps(ctx); err != nil && ctx.Err() == nil {
		a.log.Error("sweep", "error", err)
	}
}

// sweepEvery is how often features remove what has had its time, and go on with what they have left.
const sweepEvery = 10 * time.Minute

func (a *App) sweep(ctx context.Context) {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		a.Sweep(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-a.unswept:
		}
	}
}

// expireEvery is how often messages that have disappeared are erased: nobody is shown them in between.
const expireEvery = time.Minute

func (a *App) expire(ctx context.Context) {
	ticker := time.NewTicker(expireEvery)
	defer ticker.Stop()
	for {
		if err := a.Chat.Expire(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("erase messages that have disappeared", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// digestEvery is how often is looked whose summaries are due.
const digestEvery = time.Minute

func (a *App) digest(ctx context.Context) {
	ticker := time.NewTicker(digestEvery)
	defer ticker.Stop()
	for {
		if err := a.Digest.Run(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("send summaries by e-mail", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// sweepSoon has the next sweep begin now, or after the one that is under way.
func (a *App) sweepSoon() {
	select {
	case a.unswept <- struct{}{}:
	default:
	}
}

// Close ends what New started. Nothing is served any more.
func (a *App) Close() error {
	a.Chat.Close()
	a.Notify.Close()
	a.Account.Close()
	a.Media.Settle()
	defer a.free()
	return errors.Join(a.DB.KeepStamps(context.Background()), a.DB.Close())
}

// OpenAPI is the description of the API, without a store behind it.
func OpenAPI(version string) ([]byte, error) {
	a := &App{clock: base.SystemClock{}, log: slog.New(slog.DiscardHandler)}
	a.Live = &live.Node{}
	a.Account, a.Graph, a.Contacts, a.Media, a.Chat = &account.Service{}, &graph.Service{}, &contacts.Service{}, &media.Service{}, &chat.Service{}
	a.Facebook, a.Safety, a.Guardian, a.Notify = &facebook.Service{}, &safety.Service{}, &guardian.Service{}, &notify.Service{}
	a.Preview, a.Digest, a.Schedule, a.Sticker = &preview.Service{}, &digest.Service{}, &schedule.Service{}, &sticker.Service{}
	a.modules = []module{a.Account, a.Notify, a.Graph, a.Contacts, a.Media, a.Preview, a.Sticker, a.Chat, a.Safety, a.Guardian, a.Digest, a.Schedule, a.Facebook}
	r := api.NewRouter(api.Config{Version: version, Log: a.log, Clock: a.clock})
	a.addServer(r)
	for _, m := range a.modules {
		m.Routes(r)
	}
	addLive(r, a.Live)
	return r.OpenAPI()
}
