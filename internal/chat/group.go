package chat

import (
	"context"
	"slices"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// Kinds of conversations.
const (
	direct = "direct"
	group  = "group"
	saved  = "saved" // with oneself: see saved.go
)

// Roles in a group.
const (
	owner       = "owner"
	admin       = "admin"
	plainMember = "member"
)

// Whom a rule of a group lets do something, and how far back who joins may read.
const (
	everyone = "all"
	admins   = "admins" // and the owner
	joined   = "joined" // from their joining on; the other is everyone
)

const (
	titleMax   = 100 // characters
	addMax     = 200 // people of one call
	groupsMax  = 500 // that one is in: each is looked at when one's inbox is read
	membersMax = 1000
)

// Rules are who may do what in a group.
type Rules struct {
	Add     string `json:"add" enum:"all,admins" doc:"Who adds people."`
	Edit    string `json:"edit" enum:"all,admins" doc:"Who changes title and picture, and pins messages."`
	Write   string `json:"write" enum:"all,admins" doc:"Who writes. The others can react."`
	History string `json:"history" enum:"joined,all" doc:"What who joins can read: from their joining on, or everything."`
}

const ruleColumns = `who_adds, who_edits, who_writes, history`

// groupState is a group in a transaction that changes it: nobody else does until it ends.
type groupState struct {
	id      base.ID
	title   string
	picture base.ID
	rules   Rules
	count   int64
	head    int64
	hash    Hash   // of its log
	role    string // the actor's
	actor   base.ID
}

func (g *groupState) admin() bool { return g.role == owner || g.role == admin }

// allows refuses what a rule leaves to admins.
func (g *groupState) allows(rule string) error {
	if rule == admins && !g.admin() {
		return base.Forbidden("not_admin", "Only the admins of this group can do this.")
	}
	return nil
}

// openGroup reads a group that actor is in, for a change.
func openGroup(ctx context.Context, tx *db.Tx, actor, id base.ID) (*groupState, error) {
	if err := lockConversation(ctx, tx, id); err != nil {
		return nil, err
	}
	g := &groupState{id: id, actor: actor}
	const query = `SELECT title, picture_id, ` + ruleColumns + `, member_count, head_seq, head_hash, role FROM conversations
		JOIN members ON members.conversation_id = conversations.conversation_id AND account_id = $2
		WHERE conversations.conversation_id = $1 AND kind = 'group'`
	err := tx.Row(ctx, query, id, actor).Scan(&g.title, &g.picture, &g.rules.Add, &g.rules.Edit, &g.rules.Write, &g.rules.History, &g.count, &g.head, &g.hash, &g.role)
	if db.NoRows(err) {
		return nil, base.NotFound()
	}
	return g, err
}

// changeGroup lets change alter a group that the actor is in, in one transaction.
func (s *Service) changeGroup(ctx context.Context, actor api.Actor, id base.ID, change func(*db.Tx, *groupState) error) error {
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		g, err := openGroup(ctx, tx, actor.Account, id)
		if err != nil {
			return err
		}
		return change(tx, g)
	})
	return doing("change a group", err)
}

// barred refuses what rules or moderators keep the actor from, whomever it is done to.
func (s *Service) barred(ctx context.Context, tx *db.Tx, account base.ID) error {
	known, err := s.Standing(ctx, tx, []base.ID{account})
	if err != nil {
		return err
	}
	return s.Packs.Barred(policy.Group, s.Clock.Now(), known[account]).Err()
}

// change is an entry that groups write themselves.
type change struct {
	kind    Kind
	content any
}

// memberContent is the content of an entry of the kind Members.
type memberContent struct {
	Action   string    `json:"action"`
	Accounts []base.ID `json:"accounts"`
	Title    string    `json:"title,omitempty"`
	Role     string    `json:"role,omitempty"`
	Owner    *base.ID  `json:"owner,omitempty"`
	By       *base.ID  `json:"by,omitempty"`
	Link     bool      `json:"link,omitempty"`
}

// settingsContent is the content of an entry of the kind Settings: what changed.
type settingsContent struct {
	Title   string `json:"title,omitempty"`
	Picture string `json:"picture,omitempty"` // set or removed
	Add     string `json:"add,omitempty"`
	Edit    string `json:"edit,omitempty"`
	Write   string `json:"write,omitempty"`
	History string `json:"history,omitempty"`
	By      string `json:"by,omitempty"` // moderators, who changed what the group shows in the place of its owner

	Disappearing string `json:"disappearing,omitempty"` // of any conversation
}

// note puts what by did into the log of a group, and tells those who are in it then.
func (s *Service) note(ctx context.Context, tx *db.Tx, g *groupState, by base.ID, c change) error {
	now := s.DB.Stamp(s.Clock.Now())
	g.head++
	e := Entry{
		ConversationID: g.id, Seq: g.head, Kind: c.kind, Sender: by, ClientID: base.NewID(s.Clock.Now()), Content: encode(c.content), CreatedAt: base.Time(now), Prior: g.hash,
	}
	g.hash = e.Hash()
	const insert = `INSERT INTO entries (conversation_id, seq, kind, sender_id, client_id, target_seq, content, created_at, prior_hash) VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8)`
	if _, err := tx.Exec(ctx, insert, g.id, e.Seq, string(e.Kind), by, e.ClientID, string(e.Content), now, base.ID(e.Prior)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE conversations SET head_seq = $2, changed_at = $3, head_hash = $4 WHERE conversation_id = $1`, g.id, g.head, now, base.ID(g.hash)); err != nil {
		return err
	}
	members, err := membersOf(ctx, tx, g.id)
	if err != nil {
		return err
	}
	to := make([]base.ID, len(members))
	for i, m := range members {
		to[i] = m.account
	}
	tx.AfterCommit(func() { s.Live.Publish(to, entryEvent{"entry", e}) })
	return nil
}

// showGroup gives the devices of people who are connected their view of a group; those of others ask sync.
func (s *Service) showGroup(ctx context.Context, tx *db.Tx, id base.ID, people []base.ID) error {
	for _, account := range people {
		if !s.Live.Online(account) {
			continue
		}
		c, err := s.view(ctx, tx, account, id)
		if err != nil {
			return err
		}
		tx.AfterCommit(func() { s.Live.Publish([]base.ID{account}, conversationEvent{"conversation", c}) })
	}
	return nil
}

// membersOf are those who are in a group.
func membersOf(ctx context.Context, tx *db.Tx, id base.ID) ([]groupMember, error) {
	var members []groupMember
	rows, err := tx.Query(ctx, `SELECT account_id, role, joined_at FROM members WHERE conversation_id = $1`, id)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var m groupMember
		err := scan(&m.account, &m.role, &m.joined)
		members = append(members, m)
		return err
	})
	return members, err
}

// cleanTitle is a title as it is stored: one line with something to see.
func cleanTitle(title string) (string, error) {
	title = base.OneLine(title)
	if title == "" {
		return "", invalid("title", "Give the group a name.")
	}
	if base.Longer(title, titleMax) {
		return "", base.Invalid("too_long", "A group's name has at most 100 characters.", base.Field{Location: "body.title", Message: "at most 100 characters"})
	}
	return title, nil
}

// picture is the addresses of a group's picture for viewer, nil for none.
func picture(pictures account.Pictures, viewer, group, id base.ID) *Avatar {
	if id.IsZero() {
		return nil
	}
	return &Avatar{Small: pictures.Address(viewer, group, id, 96), Large: pictures.Address(viewer, group, id, 512)}
}

// InGroup tells whether id is a group, and whether viewer may see a picture of it: the one that it shows, as a member, as one who is asked
// to join, or as one who could be by a link that there is and was not removed: the address of a picture is told to who has the link alone.
func (s *Service) InGroup(ctx context.Context, id, viewer, picture base.ID) (isGroup, sees bool, err error) {
	const query = `SELECT TRUE, COALESCE(picture_id = $4, FALSE) AND (EXISTS (SELECT 1 FROM members WHERE members.conversation_id = $1 AND members.account_id = $2)
			OR EXISTS (SELECT 1 FROM invitations WHERE invitations.account_id = $2 AND invitations.conversation_id = $1 AND state = 'open')
			OR EXISTS (SELECT 1 FROM group_links WHERE group_links.conversation_id = $1 AND (expires_at = 0 OR expires_at > $3))
				AND NOT EXISTS (SELECT 1 FROM left_groups WHERE left_groups.account_id = $2 AND left_groups.conversation_id = $1 AND removed))
		FROM conversations WHERE conversation_id = $1 AND kind = 'group'`
	err = s.DB.ReadRow(ctx, query, []any{id, viewer, base.Millis(s.Clock.Now()), picture}, &isGroup, &sees)
	if db.NoRows(err) {
		return false, false, nil
	}
	return isGroup, sees, doing("look for a group", err)
}

// Outcome is what became of adding one person.
type Outcome struct {
	Account base.ID    `json:"accountId"`
	Outcome string     `json:"outcome" enum:"member,invited,refused" doc:"member: they are in the group. invited: they are asked. refused: see code."`
	Code    string     `json:"code,omitempty" doc:"Of refused: not_accepting, request_limit, limited or too_many_members."`
	Message string     `json:"message,omitempty"`
	RetryAt *time.Time `json:"retryAt,omitempty"`
}

func refusedBy(account base.ID, err error) Outcome {
	out := Outcome{Account: account, Outcome: "refused", Code: base.CodeOf(err)}
	if coded := base.AsError(err); coded != nil {
		out.Message = coded.Message
		if !coded.RetryAt.IsZero() {
			out.RetryAt = &coded.RetryAt
		}
	}
	return out
}

func unique(ids []base.ID, without base.ID) []base.ID {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id base.ID) bool { return id == without })
	slices.SortFunc(ids, compareIDs)
	return slices.Compact(ids)
}
