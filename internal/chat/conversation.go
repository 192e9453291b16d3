package chat

import (
	"context"
	"encoding/json"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// Conversation is a person's view of a conversation.
type Conversation struct {
	ID            base.ID    `json:"id"`
	Kind          string     `json:"kind" enum:"direct,group,saved" doc:"saved: with oneself alone; see openSaved."`
	Title         string     `json:"title,omitempty" doc:"Of a group."`
	Avatar        *Avatar    `json:"avatar,omitempty" doc:"Of a group that has a picture."`
	MemberCount   int64      `json:"memberCount,omitempty" doc:"Of a group."`
	Role          string     `json:"role,omitempty" enum:"owner,admin,member" doc:"Of a group: yours."`
	Rules         *Rules     `json:"rules,omitempty" doc:"Of a group."`
	Joiners       int64      `json:"joiners,omitempty" doc:"Of a group that you are an admin of: how many ask to join."`
	Notify        string     `json:"notify,omitempty" enum:"all,mentions,none" doc:"Of a group: which messages your devices tell of."`
	MentionSeq    int64      `json:"mentionSeq,omitempty" doc:"Of a group: the last message after readSeq that mentions you."`
	Members       []Member   `json:"members" doc:"Everyone in it, you included. Of a group: you and who wrote the preview, who may have left; listMembers has everyone."`
	Head          Head       `json:"head"`
	ReadSeq       int64      `json:"readSeq" doc:"How far you have read."`
	Unread        int64      `json:"unread" doc:"Messages of others after readSeq that are not erased, counted to 100."`
	MarkedUnread  bool       `json:"markedUnread"`
	Folder        string     `json:"folder" enum:"inbox,archived,requests,hidden"`
	Request       *Request   `json:"request,omitempty" doc:"Absent once the two write to each other."`
	Muted         bool       `json:"muted"`
	MutedUntil    *time.Time `json:"mutedUntil,omitempty" doc:"Absent while muted: for ever."`
	Pinned        bool       `json:"pinned"`
	Draft         *Draft     `json:"draft,omitempty"`
	ClearedBefore int64      `json:"clearedBefore" doc:"Entries up to this seq are gone for you."`
	Hidden        []int64    `json:"hidden,omitempty" maxItems:"1000" doc:"Messages that you deleted for yourself."`
	Pins          []int64    `json:"pins,omitempty" maxItems:"3" doc:"Messages that are pinned for everyone and that you can see, in the order in which they were."`
	Disappearing  string     `json:"disappearing,omitempty" enum:"24h,7d,90d" doc:"Messages that are sent from now on disappear after so long. Absent: they stay."`
	Encryption    string     `json:"encryption" enum:"none"`
	CreatedAt     time.Time  `json:"createdAt"`
}

// Member is a person in a conversation. How far they are is absent where you or they hide receipts.
type Member struct {
	Account      Profile    `json:"account"`
	Role         string     `json:"role" enum:"owner,admin,member"`
	JoinedAt     *time.Time `json:"joinedAt,omitempty" doc:"Of a group."`
	ReadSeq      *int64     `json:"readSeq,omitempty"`
	DeliveredSeq *int64     `json:"deliveredSeq,omitempty"`
}

// Head is where a conversation's log ends.
type Head struct {
	Seq     int64      `json:"seq" doc:"The last entry."`
	At      *time.Time `json:"at,omitempty" doc:"When the last message came; the inbox is in this order."`
	Preview *Preview   `json:"preview,omitempty" doc:"The last message that you can see."`
	Hash    Hash       `json:"hash,omitzero" doc:"Of the log up to seq: of the kind, sender, client id, target and time of each entry, never of what it says. Absent where the log has none."`
}

// Preview is a message as the inbox shows it, with its edits.
type Preview struct {
	Seq       int64     `json:"seq"`
	Sender    base.ID   `json:"sender"`
	Type      string    `json:"type" enum:"text,photos,voice,file,poll,profile,location,once,sticker"`
	Text      string    `json:"text"`
	Photos    int       `json:"photos,omitempty" doc:"Of photos: how many."`
	Videos    int       `json:"videos,omitempty" doc:"Of photos: how many of them are videos."`
	Moving    int       `json:"moving,omitempty" doc:"Of photos: how many of them move (GIF)."`
	Voice     int       `json:"voice,omitempty" doc:"Of a voice note: how long it plays, in milliseconds."`
	File      string    `json:"file,omitempty" doc:"Of a file: what it is called."`
	Once      string    `json:"once,omitempty" enum:"photo,video,voice" doc:"Of what is viewed once: what it is."`
	Sticker   string    `json:"sticker,omitempty" doc:"Of a sticker: the emoji that it stands for."`
	At        time.Time `json:"at"`
	Edited    bool      `json:"edited,omitempty"`
	ExpiresAt time.Time `json:"expiresAt,omitzero" doc:"It disappears then."`
	Erased    bool      `json:"erased,omitempty"`
}

// Draft is a text that is not sent yet; it follows its writer to every device.
type Draft struct {
	Text      string    `json:"text"`
	ReplyTo   int64     `json:"replyTo,omitempty"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// inboxRow is a row of inbox.
type inboxRow struct {
	account, id, peer                       base.ID
	folder                                  string
	read, incoming                          int64
	markedUnread                            bool
	mutedUntil, pinnedAt                    int64
	hiddenWhy                               string
	draft                                   string
	draftAt, clearedBefore, active, changed int64
	since                                   int64 // of a group: see the table

	notify  string
	mention int64  // the last message that mentions their person; of all, where the log was read
	title   string // of a group, where groupRows read it
}

// ofGroup tells that a view is one of a group.
func (r inboxRow) ofGroup() bool { return r.peer.IsZero() }

// ofSaved tells that a view is one of a conversation with oneself.
func (r inboxRow) ofSaved() bool { return r.peer == r.account }

const inboxColumns = `account_id, conversation_id, peer_id, folder, read_seq, incoming_seq, marked_unread, muted_until, pinned_at,
	hidden_why, draft, draft_at, cleared_before, active_at, changed_at, since_at, notify, mention_seq`

func scanInbox(scan func(...any) error) (inboxRow, error) {
	var r inboxRow
	err := scan(&r.account, &r.id, &r.peer, &r.folder, &r.read, &r.incoming, &r.markedUnread, &r.mutedUntil, &r.pinnedAt,
		&r.hiddenWhy, &r.draft, &r.draftAt, &r.clearedBefore, &r.active, &r.changed, &r.since, &r.notify, &r.mention)
	return r, err
}

// inboxOf is account's view of a conversation; who has none is not in it.
func inboxOf(ctx context.Context, tx *db.Tx, account, conversation base.ID) (inboxRow, error) {
	const query = `SELECT ` + inboxColumns + ` FROM inbox WHERE account_id = $1 AND conversation_id = $2`
	row, err := scanInbox(tx.Row(ctx, query, account, conversation).Scan)
	if db.NoRows(err) {
		return row, base.NotFound()
	}
	return row, err
}

// Belongs fails with not_found where a conversation is not one of id's.
func Belongs(ctx context.Context, tx *db.Tx, id, conversation base.ID) error {
	_, err := inboxOf(ctx, tx, id, conversation)
	return err
}

// Create opens the direct conversation with other, or finds it: created tells which. Someone who does not exist refuses like anyone
// else, because existence is private.
func (s *Service) Create(ctx context.Context, actor api.Actor, other base.ID) (c Conversation, created bool, err error) {
	pair := policy.Pair{From: actor.Account, To: other}
	decide := func(tx *db.Tx) error {
		facts, err := s.Facts(ctx, tx, []policy.Pair{pair})
		if err != nil {
			return err
		}
		return s.Packs.Decide(policy.Start, s.Clock.Now(), pair, facts[pair]).Err()
	}
	if other == actor.Account { // refused, whether they have a conversation with themselves or not
		return c, false, doing("open a conversation", s.DB.Read(ctx, decide))
	}
	return s.open(ctx, actor, other, decide)
}

// open finds the conversation of two people, or makes it, if allowed lets it.
func (s *Service) open(ctx context.Context, actor api.Actor, other base.ID, allowed func(*db.Tx) error) (c Conversation, created bool, err error) {
	id := base.DirectID(actor.Account, other)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		created = false
		if _, err := inboxOf(ctx, tx, actor.Account, id); err == nil {
			c, err = s.view(ctx, tx, actor.Account, id)
			return err
		} else if base.CodeOf(err) != "not_found" {
			return err
		}
		if err := allowed(tx); err != nil {
			return err
		}
		created = true
		if err := insertPair(ctx, tx, id, actor.Account, other, s.DB.Stamp(s.Clock.Now())); err != nil {
			return err
		}
		c, err = s.view(ctx, tx, actor.Account, id)
		return err
	})
	if db.IsUnique(err) { // the other, or another device, opened it at the same moment
		created = false
		c, err = s.Get(ctx, actor, id)
	}
	return c, created, doing("open a conversation", err)
}

func insertPair(ctx context.Context, tx *db.Tx, id, by, other base.ID, now int64) error {
	kind, pairs := direct, [][2]base.ID{{by, other}, {other, by}}
	if by == other {
		kind, pairs = saved, pairs[:1]
	}
	if _, err := tx.Exec(ctx, `INSERT INTO conversations (conversation_id, kind, created_by, created_at) VALUES ($1, $2, $3, $4)`, id, kind, by, now); err != nil {
		return err
	}
	for _, pair := range pairs {
		if _, err := tx.Exec(ctx, `INSERT INTO members (conversation_id, account_id, joined_at) VALUES ($1, $2, $3)`, id, pair[0], now); err != nil {
			return err
		}
		const view = `INSERT INTO inbox (account_id, conversation_id, peer_id, changed_at) VALUES ($1, $2, $3, $4)`
		if _, err := tx.Exec(ctx, view, pair[0], id, pair[1], now); err != nil {
			return err
		}
	}
	return nil
}

// Get is the actor's view of a conversation.
func (s *Service) Get(ctx context.Context, actor api.Actor, id base.ID) (c Conversation, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		c, err = s.view(ctx, tx, actor.Account, id)
		return err
	})
	return c, doing("read a conversation", err)
}

func (deps Deps) view(ctx context.Context, tx *db.Tx, viewer, id base.ID) (Conversation, error) {
	row, err := inboxOf(ctx, tx, viewer, id)
	if err != nil {
		return Conversation{}, err
	}
	views, err := deps.views(ctx, tx, viewer, []inboxRow{row})
	if err != nil {
		return Conversation{}, err
	}
	return views[0], nil
}

// storedDraft is how a draft is kept.
type storedDraft struct {
	Text    string `json:"text"`
	ReplyTo int64  `json:"replyTo,omitempty"`
}

func draftOf(row inboxRow) *Draft {
	var d storedDraft
	if row.draft == "" || json.Unmarshal([]byte(row.draft), &d) != nil {
		return nil
	}
	return &Draft{Text: d.Text, ReplyTo: d.ReplyTo, UpdatedAt: base.Time(row.draftAt)}
}
