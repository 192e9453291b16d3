// Package safety is what is done about people who harm others: reports that are answered, the cases that moderators decide, what a
// person is told of a decision about them and how they appeal, and the log of all that staff do. docs/safety.md says how it works
// and what staff cannot do.
//
// What always holds, and Verify checks:
//
//   - Nothing happens to anyone without a decision, which a person made. What an account is kept from is what the standing decisions
//     about it say: those that were neither undone nor overturned.
//   - All that is reported of one person is in one case as long as that is open. How many report it changes nothing but a number.
//   - Evidence belongs to a report and is of the person who is reported. It stays when the messages are unsent.
//   - The audit log is a chain: each entry has a hash over the one before it and itself, and its seq is dense. Each decision, undoing,
//     answer to an appeal, note, claim and look has its entry, written in the transaction that did it.
//   - Who decided does not answer the appeal.
package safety

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"causerie/internal/account"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media"
	"causerie/internal/policy"
)

// Config is what a Service needs from the rest of the program.
type Config struct {
	DB       *db.DB
	Clock    base.Clock
	Log      *slog.Logger
	Packs    *policy.Packs
	Accounts *account.Service
	// Unlimited lets everyone report as often as they like.
	Unlimited bool

	// Publish tells connected clients what happened.
	Publish func(accounts []base.ID, event any)
	// Profiles answers what viewer may see of each account; one that is gone is absent.
	Profiles func(ctx context.Context, tx *db.Tx, viewer base.ID, ids []base.ID) (map[base.ID]account.Profile, error)
	// Hides tells whether owner shows nothing of themselves to viewer.
	Hides func(ctx context.Context, tx *db.Tx, owner, viewer base.ID) (bool, error)
	// Messages are what the other person wrote at seqs of a conversation that reader sees, with the earlier versions of what was edited,
	// and who the other person is. What was unsent is not among them; what is not there for reader is not found.
	Messages func(ctx context.Context, tx *db.Tx, reader, conversation base.ID, seqs []int64) (other base.ID, written []Message, err error)
	// Group is a group that reader is in or is asked to join; any other is not found. Its picture stays until tx ends.
	Group func(ctx context.Context, tx *db.Tx, reader, conversation base.ID) (Group, error)
	// Around are the entries of a conversation with a seq in one of ranges, in order: of everyone in it.
	Around func(ctx context.Context, tx *db.Tx, conversation base.ID, ranges [][2]int64) ([]Message, error)
	// Remove erases messages for everyone, as if who wrote them had unsent them; what is erased already stays so.
	Remove func(ctx context.Context, tx *db.Tx, places []Place) error
	// GroupFace is what a group shows.
	GroupFace func(ctx context.Context, tx *db.Tx, group base.ID) (account.Face, error)
	// SwapGroupFace has a group show after, if it still shows before.
	SwapGroupFace func(ctx context.Context, tx *db.Tx, group base.ID, before, after account.Face) (bool, error)
	// Look is a text as an eye takes it in, for comparing.
	Look func(text string) string
	// ShowPerson has others see what somebody shows now.
	ShowPerson func(ctx context.Context, tx *db.Tx, account base.ID) error
	// PhotosIn are the photos and videos that the content of an entry shows, VideosIn the latter, MovingIn the photos that move.
	VideosIn func(Content) []base.ID
	MovingIn func(Content) []base.ID
	PhotosIn func(Content) []base.ID
	// VoiceIn is the voice note that the content of an entry is, the zero id where it is none.
	VoiceIn func(Content) base.ID
	// FileIn is the file of an entry's content, likewise.
	FileIn func(Content) base.ID
	// StickerIn is the sticker that the content of an entry is, likewise.
	StickerIn func(Content) base.ID
	// PreviewIn is the picture of the link's preview, or of the map, that the content of an entry has, the zero id where it has none.
	PreviewIn func(Content) base.ID
	// Digest is what media of a kind are, by their bytes.
	Digest func(ctx context.Context, id base.ID, kind string) (media.Digest, error)
	// Changed has an account's own devices fetch it anew.
	Changed func(account base.ID)
}

// Group is what a group shows to who reports it.
type Group struct {
	Answers base.ID // whom the report is about: the owner, or who asks the reader to join
	Title   string
	Picture base.ID // zero for none
	Written []Message
}

// Message is an entry of a log, as evidence or around it.
type Message struct {
	Seq       int64           `json:"seq"`
	Kind      string          `json:"kind" enum:"message,edit,reaction,unsend"`
	Sender    base.ID         `json:"sender"`
	TargetSeq int64           `json:"targetSeq,omitempty" doc:"The message that this entry speaks of; of an edit, the message whose later version it is."`
	Content   Content         `json:"content" doc:"As in the log."`
	CreatedAt time.Time       `json:"createdAt"`
	Erased    bool            `json:"erased,omitempty" doc:"It is unsent: the content is empty."`
	Photos    []EvidencePhoto `json:"photos,omitempty" doc:"Where those of the content are, for who asks. They are kept as evidence, also when the message is unsent."`
	Voice     string          `json:"voice,omitempty" doc:"Where the voice note of the content is, for who asks; kept likewise."`
	File      string          `json:"file,omitempty" doc:"Where the file of the content is, for who asks, to be saved; kept likewise."`
	Sticker   string          `json:"sticker,omitempty" doc:"Where the sticker of the content is, for who asks; kept likewise."`
	Preview   string          `json:"preview,omitempty" doc:"Where the picture of the link's preview, or of the map, in the content is, for who asks; kept likewise."`
}

// EvidencePhoto is where a photo of a message is.
type EvidencePhoto struct {
	ID    base.ID `json:"id"`
	Small string  `json:"small"`
	Large string  `json:"large"`
	Video string  `json:"video,omitempty" doc:"Of a video, whose poster this is: the video."`

	Moving string `json:"moving,omitempty" doc:"Of a photo that moves: the GIF in which it does."`
}

// withMedia adds to messages where viewer finds their photos and voice notes: as the viewer's own, because in the place of who sent them staff sees what is reported.
func (s *Service) withMedia(viewer base.ID, messages []Message) []Message {
	for i, m := range messages {
		films, moving := s.VideosIn(m.Content), s.MovingIn(m.Content)
		for _, id := range s.PhotosIn(m.Content) {
			at := func(side int) string { return s.Accounts.Pictures.Address(viewer, viewer, id, side) }
			one := EvidencePhoto{ID: id, Small: at(media.PhotoSmall), Large: at(media.PhotoLarge)}
			if slices.Contains(films, id) {
				one.Video = at(media.VideoFile)
			}
			if slices.Contains(moving, id) {
				one.Moving = at(media.MovingFile)
			}
			messages[i].Photos = append(messages[i].Photos, one)
		}
		if id := s.VoiceIn(m.Content); !id.IsZero() {
			messages[i].Voice = s.Accounts.Pictures.Address(viewer, viewer, id, media.VoiceFile)
		}
		if id := s.FileIn(m.Content); !id.IsZero() {
			messages[i].File = s.Accounts.Pictures.Address(viewer, viewer, id, media.WholeFile)
		}
		if id := s.StickerIn(m.Content); !id.IsZero() {
			messages[i].Sticker = s.Accounts.Pictures.Address(viewer, viewer, id, media.StickerFile)
		}
		if id := s.PreviewIn(m.Content); !id.IsZero() {
			messages[i].Preview = s.Accounts.Pictures.Address(viewer, viewer, id, media.PreviewSide)
		}
	}
	return messages
}

// Content is what an entry holds, as JSON.
type Content string

// MarshalJSON passes on what was written; nothing is the empty object.
func (c Content) MarshalJSON() ([]byte, error) {
	if c == "" {
		return []byte("{}"), nil
	}
	return []byte(c), nil
}

// Place is where a message stands: its conversation and seq.
type Place struct {
	Conversation base.ID `json:"conversationId"`
	Seq          int64   `json:"seq"`
}

// Service is everything about safety.
type Service struct{ Config }

// New returns a Service.
func New(config Config) *Service { return &Service{config} }

// Sweep removes budgets that are whole again, and who put announcements away that nobody is shown any more.
func (s *Service) Sweep(ctx context.Context, now time.Time) error {
	return s.write(ctx, "remove budgets of reports", func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM report_budgets WHERE full_at <= $1`, base.Millis(now)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM announcement_dismissals WHERE `+over, base.Millis(now))
		return err
	})
}

func (s *Service) read(ctx context.Context, doing string, fn func(*db.Tx) error) error {
	return base.Doing(doing, s.DB.Read(ctx, fn))
}

func (s *Service) write(ctx context.Context, doing string, fn func(*db.Tx) error) error {
	return base.Doing(doing, s.DB.Write(ctx, fn))
}

func (s *Service) now() int64 { return base.Millis(s.Clock.Now()) }

// publish tells accounts after the commit.
func (s *Service) publish(tx *db.Tx, accounts []base.ID, event any) {
	if len(accounts) > 0 {
		tx.AfterCommit(func() { s.Publish(accounts, event) })
	}
}

// queueEvent tells staff that something of the queue has changed, and nothing of what.
type queueEvent struct {
	Type string `json:"type"` // "queue"
}

// queueChanged tells staff that a case about someone came, or that something of it has changed. Whom it is about is not told, if they are staff: they
// would learn that there is one.
func (s *Service) queueChanged(ctx context.Context, tx *db.Tx, about base.ID) error {
	staff, err := staffBut(ctx, tx, about, s.now())
	if err == nil {
		s.publish(tx, staff, queueEvent{"queue"})
	}
	return err
}

// moment is a stored time as clients get it, nil for never.
func moment(ms int64) *time.Time {
	if ms == 0 {
		return nil
	}
	at := base.Time(ms)
	return &at
}

// optional is an id as clients get it, nil for none.
func optional(id base.ID) *base.ID {
	if id.IsZero() {
		return nil
	}
	return &id
}
