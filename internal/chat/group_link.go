package chat

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
	"causerie/internal/policy"
)

const (
	linksMax   = 20 // of a group
	codeLength = 20 // letters and digits of base 32: a hundred bits
)

// codeOf is a code as it may stand in the store: whatever else is asked for is the code of nothing.
func codeOf(code string) string {
	if len(code) != codeLength || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		return ""
	}
	return code
}

// GroupLink is a way into a group for whoever has its code.
type GroupLink struct {
	Code      string     `json:"code"`
	URL       string     `json:"url" doc:"Where the app shows what the link leads into, on this server."`
	CreatedBy Profile    `json:"createdBy"`
	CreatedAt time.Time  `json:"createdAt"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty"`
	Uses      int64      `json:"uses,omitempty" doc:"How many people may come by it; absent for any number."`
	Used      int64      `json:"used" doc:"How many came by it, or asked to."`
	Approval  bool       `json:"approval" doc:"Who comes by it waits until an admin lets them in."`
}

// NewLink is what a link is made of.
type NewLink struct {
	ExpiresAt *time.Time `json:"expiresAt,omitempty" doc:"Absent: it works until it is revoked."`
	Uses      int64      `json:"uses,omitempty" minimum:"1" maximum:"1000" doc:"How many people may come by it. Absent: any number."`
	Approval  bool       `json:"approval,omitempty" doc:"Whether an admin lets in who comes by it."`
}

const linkColumns = `code, created_by, created_at, expires_at, uses, used, approval`

type linkRow struct {
	code          string
	by            base.ID
	created, ends int64
	uses, used    int64
	approval      bool
}

func (r *linkRow) into() []any {
	return []any{&r.code, &r.by, &r.created, &r.ends, &r.uses, &r.used, &r.approval}
}

// mayLetIn refuses the actor who does not decide about who comes by a link: admins do, in a group of someone who is young that person alone.
func (s *Service) mayLetIn(ctx context.Context, tx *db.Tx, g *groupState) error {
	if err := g.allows(admins); err != nil {
		return err
	}
	return s.mayAdd(ctx, tx, g)
}

// CreateLink makes a link into a group of the actor's.
func (s *Service) CreateLink(ctx context.Context, actor api.Actor, id base.ID, in NewLink) (link GroupLink, err error) {
	row := linkRow{code: strings.ToLower(rand.Text()[:codeLength]), by: actor.Account, uses: in.Uses, approval: in.Approval}
	if in.ExpiresAt != nil {
		if row.ends = base.Millis(*in.ExpiresAt); row.ends <= base.Millis(s.Clock.Now()) || row.ends > lastTime {
			return link, invalid("expiresAt", "Choose a time that is to come.")
		}
	}
	err = s.changeGroup(ctx, actor, id, func(tx *db.Tx, g *groupState) error {
		if err := s.mayLetIn(ctx, tx, g); err != nil {
			return err
		}
		var n int64
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM group_links WHERE conversation_id = $1`, id).Scan(&n); err != nil {
			return err
		}
		if n >= linksMax {
			return base.Conflict("too_many_links", "This group has 20 links, which is the most. Revoke one first.")
		}
		row.created = s.DB.Stamp(s.Clock.Now())
		const insert = `INSERT INTO group_links (conversation_id, ` + linkColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
		if _, err := tx.Exec(ctx, insert, id, row.code, row.by, row.created, row.ends, row.uses, row.used, row.approval); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO link_codes (code, conversation_id) VALUES ($1, $2)`, row.code, id); err != nil {
			return err
		}
		shown, err := s.showLinks(ctx, tx, actor.Account, []linkRow{row})
		if err == nil {
			link = shown[0]
		}
		return err
	})
	return link, err
}

// Links lists the links into a group of the actor's, the last first; also those that have expired or are used up.
func (s *Service) Links(ctx context.Context, actor api.Actor, id base.ID) (links []GroupLink, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if err := administers(ctx, tx, actor.Account, id); err != nil {
			return err
		}
		var list []linkRow
		rows, err := tx.Query(ctx, `SELECT `+linkColumns+` FROM group_links WHERE conversation_id = $1`, id)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var row linkRow
			err := scan(row.into()...)
			list = append(list, row)
			return err
		})
		if err != nil {
			return err
		}
		slices.SortFunc(list, func(a, b linkRow) int { return cmp.Compare(b.created, a.created) })
		links, err = s.showLinks(ctx, tx, actor.Account, list)
		return err
	})
	return links, doing("list the links of a group", err)
}

func (s *Service) showLinks(ctx context.Context, tx *db.Tx, viewer base.ID, list []linkRow) ([]GroupLink, error) {
	by := make([]base.ID, len(list))
	for i, row := range list {
		by[i] = row.by
	}
	profiles, err := s.Profiles(ctx, tx, viewer, unique(by, base.ID{}))
	links := make([]GroupLink, len(list))
	for i, row := range list {
		links[i] = GroupLink{Code: row.code, URL: "/join/" + row.code, CreatedBy: profiles[row.by], CreatedAt: base.Time(row.created), Uses: row.uses, Used: row.used, Approval: row.approval}
		links[i].CreatedBy.ID = row.by
		if row.ends > 0 {
			at := base.Time(row.ends)
			links[i].ExpiresAt = &at
		}
	}
	return links, err
}

// RevokeLink ends a link; who came or asked to come by it stays. There may be none.
func (s *Service) RevokeLink(ctx context.Context, actor api.Actor, id base.ID, code string) error {
	return s.changeGroup(ctx, actor, id, func(tx *db.Tx, g *groupState) error {
		if err := g.allows(admins); err != nil {
			return err
		}
		code := codeOf(code)
		n, err := tx.Exec(ctx, `DELETE FROM group_links WHERE conversation_id = $1 AND code = $2`, id, code)
		if err != nil || n == 0 {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM link_codes WHERE code = $1`, code)
		return err
	})
}

// administers refuses who is no admin of a group.
func administers(ctx context.Context, tx *db.Tx, account, id base.ID) error {
	g := groupState{}
	const query = `SELECT role FROM members JOIN conversations ON conversations.conversation_id = members.conversation_id AND kind = 'group'
		WHERE members.conversation_id = $1 AND account_id = $2`
	if err := tx.Row(ctx, query, id, account).Scan(&g.role); db.NoRows(err) {
		return base.NotFound()
	} else if err != nil {
		return err
	}
	return g.allows(admins)
}

// door is what a code leads into, for one person. It is found by the same statements whether or not there is anything behind it.
type door struct {
	groupState // actor is who comes; without a role
	link       linkRow
	admins     []base.ID

	member, removed bool
	asked, declined int64 // when they asked to come in, and when an admin turned that down
	barred          error // what keeps them from all groups
	young           bool  // they come in only where a friend is
	reviewed        bool  // who owns the group is young, and so decides about everyone who comes
	shut            bool  // an admin blocks them
	parted          bool  // they block an admin
}

// declinedFor is how long who was turned down waits without being shown to admins again.
const declinedFor = 30 * 24 * time.Hour

func (s *Service) findDoor(ctx context.Context, tx *db.Tx, account base.ID, code string, lock bool) (*door, error) {
	d, code := &door{groupState: groupState{actor: account}}, codeOf(code)
	err := tx.Row(ctx, `SELECT conversation_id FROM link_codes WHERE code = $1`, code).Scan(&d.id)
	if err != nil && !db.NoRows(err) {
		return nil, err
	}
	if lock {
		if err := lockConversation(ctx, tx, d.id); err != nil {
			return nil, err
		}
	}
	const query = `SELECT title, picture_id, ` + ruleColumns + `, member_count, head_seq, head_hash, code, expires_at, uses, used, approval,
			EXISTS (SELECT 1 FROM members WHERE members.conversation_id = $1 AND members.account_id = $3),
			EXISTS (SELECT 1 FROM left_groups WHERE left_groups.account_id = $3 AND left_groups.conversation_id = $1 AND removed),
			COALESCE(asked_at, 0), COALESCE(declined_at, 0)
		FROM conversations JOIN group_links ON group_links.conversation_id = conversations.conversation_id AND code = $2
			LEFT JOIN joiners ON joiners.conversation_id = conversations.conversation_id AND joiners.account_id = $3
		WHERE conversations.conversation_id = $1`
	into := []any{&d.title, &d.picture, &d.rules.Add, &d.rules.Edit, &d.rules.Write, &d.rules.History, &d.count, &d.head, &d.hash,
		&d.link.code, &d.link.ends, &d.link.uses, &d.link.used, &d.link.approval, &d.member, &d.removed, &d.asked, &d.declined}
	if err := tx.Row(ctx, query, d.id, code, account).Scan(into...); err != nil && !db.NoRows(err) {
		return nil, err
	}
	return d, s.askWhoKeeps(ctx, tx, d)
}

// askWhoKeeps reads what stands between the one who comes and those who run the group.
func (s *Service) askWhoKeeps(ctx context.Context, tx *db.Tx, d *door) error {
	var ownedBy base.ID
	rows, err := tx.Query(ctx, `SELECT account_id, role FROM members WHERE conversation_id = $1 AND role <> 'member'`, d.id)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var account base.ID
		var role string
		err := scan(&account, &role)
		d.admins = append(d.admins, account)
		if role == owner {
			ownedBy = account
		}
		return err
	})
	if err != nil {
		return err
	}
	keepers := d.admins
	if len(keepers) == 0 {
		keepers = []base.ID{{}} // nobody, of whom there are facts about the other all the same
	}
	pairs := make([]policy.Pair, len(keepers))
	for i, keeper := range keepers {
		pairs[i] = policy.Pair{From: d.actor, To: keeper}
	}
	facts, err := s.Facts(ctx, tx, pairs)
	if err != nil {
		return err
	}
	for pair, known := range facts {
		d.shut, d.parted = d.shut || known.ToBlocksFrom, d.parted || known.FromBlocksTo
		if pair.To == ownedBy {
			d.reviewed = known.To.Band == policy.Youth
		}
		d.barred = s.Packs.Barred(policy.Group, s.Clock.Now(), known.From).Err()
		d.young = s.Packs.NeedsFriend(known.From)
	}
	return nil
}

// approval tells whether an admin decides about the one who comes.
func (d *door) approval() bool { return d.link.approval || d.reviewed || d.removed }

// waits tells whether they asked before: who was turned down is shown so for a while.
func (d *door) waits(now time.Time) bool {
	return d.asked > 0 && (d.declined == 0 || now.Before(base.Time(d.declined).Add(declinedFor)))
}

// open refuses who finds nothing by the code: all reasons look alike. Those who are in the group or wait do, as long as there is the link.
func (d *door) open(now time.Time) error {
	ended := d.link.ends > 0 && !now.Before(base.Time(d.link.ends)) || d.link.uses > 0 && d.link.used >= d.link.uses
	switch {
	case d.barred != nil:
		return d.barred
	case d.link.code == "", d.count == 0, d.shut && !d.member, ended && !d.member && !d.waits(now):
		return base.NotFound()
	}
	return nil
}

// LinkPreview is what a link leads into, as it is shown to who is not in the group: nothing of who is.
type LinkPreview struct {
	ConversationID base.ID `json:"conversationId" doc:"The group, which you can open once you are in it."`
	Title          string  `json:"title"`
	Avatar         *Avatar `json:"avatar,omitempty"`
	MemberCount    int64   `json:"memberCount"`
	Approval       bool    `json:"approval" doc:"An admin lets in who asks to join."`
	State          string  `json:"state" enum:"open,member,waiting" doc:"Yours: you can join, you are in it, or you asked to join."`
}

// peeks is how many links may be looked behind: as many as one comes across, and far fewer than who guesses at codes needs.
var peeks = account.Deed{
	Kind:    "look at a link",
	Account: budget.Budget{Most: 60, Every: 20 * time.Second},
	Device:  budget.Budget{Most: 120, Every: 10 * time.Second},
	Block:   budget.Budget{Most: 1200, Every: time.Second},
}

// PreviewLink shows what a code leads into.
func (s *Service) PreviewLink(ctx context.Context, actor api.Actor, code string) (p LinkPreview, err error) {
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		retryAt, err := s.Spend(ctx, tx, actor, api.ClientIP(ctx), peeks)
		if err == nil && !retryAt.IsZero() {
			err = base.TooMany("rate_limited", "You looked at many links into groups. Wait a moment and try again.", retryAt)
		}
		return err
	})
	if err != nil {
		return p, doing("look at a link", err)
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		d, err := s.findDoor(ctx, tx, actor.Account, code, false)
		if err != nil {
			return err
		}
		now := s.Clock.Now()
		if err := d.open(now); err != nil {
			return err
		}
		p = LinkPreview{
			ConversationID: d.id, Title: d.title, Avatar: picture(s.Pictures, actor.Account, d.id, d.picture), MemberCount: d.count, Approval: d.approval(), State: "open",
		}
		switch {
		case d.member:
			p.State = "member"
		case d.waits(now):
			p.State = "waiting"
		}
		return nil
	})
	return p, doing("show a link", err)
}

// joins is how many links may be followed into groups: as many as one finds by hand.
var joins = account.Deed{
	Kind:    "join",
	Account: budget.Budget{Most: 30, Every: 10 * time.Minute},
	Device:  budget.Budget{Most: 60, Every: 5 * time.Minute},
	Block:   budget.Budget{Most: 600, Every: 30 * time.Second},
}

// Joining is what became of following a link.
type Joining struct {
	State        string        `json:"state" enum:"member,waiting" doc:"member: you are in the group. waiting: an admin lets you in, or not."`
	Conversation *Conversation `json:"conversation,omitempty" doc:"Of member."`
}

// JoinByLink has the actor join what a code leads into, or ask to. Doing it again changes nothing.
func (s *Service) JoinByLink(ctx context.Context, actor api.Actor, code string) (out Joining, err error) {
	var refused error
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		refused = nil
		retryAt, err := s.Spend(ctx, tx, actor, api.ClientIP(ctx), joins)
		if err != nil {
			return err
		}
		if !retryAt.IsZero() {
			return base.TooMany("rate_limited", "You followed many links into groups. Wait a moment and try again.", retryAt)
		}
		d, err := s.findDoor(ctx, tx, actor.Account, code, true)
		if err != nil {
			return err
		}
		if refused = d.open(s.Clock.Now()); refused != nil {
			return nil // what was tried is counted
		}
		out, err = s.comeIn(ctx, tx, d)
		return err
	})
	return out, doing("join a group by a link", cmpErr(err, refused))
}

// comeIn has the one who comes be a member, or wait for that.
func (s *Service) comeIn(ctx context.Context, tx *db.Tx, d *door) (out Joining, err error) {
	g := &d.groupState
	switch {
	case !d.member && d.waits(s.Clock.Now()):
		return Joining{State: "waiting"}, nil
	case !d.member:
		if err := s.mayJoin(ctx, tx, g, d.actor, d.young); err != nil {
			return out, err
		}
		const use = `UPDATE group_links SET used = used + 1 WHERE conversation_id = $1 AND code = $2`
		if _, err := tx.Exec(ctx, use, d.id, d.link.code); err != nil {
			return out, err
		}
		// Who blocks an admin does not come before them, which must not show.
		if d.approval() || d.parted {
			return Joining{State: "waiting"}, s.ask(ctx, tx, d)
		}
		if err := s.joined(ctx, tx, g, d.actor, memberContent{Link: true}); err != nil {
			return out, err
		}
	}
	c, err := s.view(ctx, tx, d.actor, d.id)
	return Joining{State: "member", Conversation: &c}, err
}

// mayJoin refuses who may not come into a group by a link: who is young does only where a friend is.
func (s *Service) mayJoin(ctx context.Context, tx *db.Tx, g *groupState, account base.ID, young bool) error {
	if err := s.welcome(ctx, tx, g, account); err != nil || !young {
		return err
	}
	members, err := membersOf(ctx, tx, g.id)
	if err != nil {
		return err
	}
	pairs := make([]policy.Pair, len(members))
	for i, m := range members {
		pairs[i] = policy.Pair{From: account, To: m.account}
	}
	facts, err := s.Facts(ctx, tx, pairs)
	if err != nil {
		return err
	}
	for _, known := range facts {
		if known.Friends() {
			return nil
		}
	}
	return base.Forbidden("friend_needed", "At your age you join a group by a link only if a friend of yours is in it. A friend can add you.")
}
