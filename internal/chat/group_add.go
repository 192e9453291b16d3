package chat

import (
	"context"
	"slices"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// NewGroup is what a group is made of.
type NewGroup struct {
	Title    string
	Members  []base.ID
	ClientID base.ID // zero for none: a retry with the same one gets the same group
}

// CreateGroup makes a group of the actor, who owns it, and others, each as far as they may be reached: created tells whether it is new.
func (s *Service) CreateGroup(ctx context.Context, actor api.Actor, in NewGroup) (c Conversation, people []Outcome, created bool, err error) {
	title, err := cleanTitle(in.Title)
	if err != nil {
		return c, nil, false, err
	}
	id := base.NewID(s.Clock.Now())
	if !in.ClientID.IsZero() {
		id = base.GroupID(actor.Account, in.ClientID)
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		people, created = nil, false
		if c, err = s.view(ctx, tx, actor.Account, id); err == nil || base.CodeOf(err) != "not_found" {
			return err
		}
		if err := s.barred(ctx, tx, actor.Account); err != nil {
			return err
		}
		if full, err := fullOfGroups(ctx, tx, []base.ID{actor.Account}); err != nil || full[actor.Account] {
			return cmpErr(err, tooManyGroups())
		}
		g := &groupState{id: id, actor: actor.Account, role: owner, rules: Rules{everyone, everyone, everyone, joined}, title: title}
		const insert = `INSERT INTO conversations (conversation_id, kind, created_by, created_at, title) VALUES ($1, 'group', $2, $3, $4)`
		if _, err := tx.Exec(ctx, insert, id, actor.Account, s.DB.Stamp(s.Clock.Now()), title); err != nil {
			return err
		}
		if err := s.enter(ctx, tx, g, []base.ID{actor.Account}, owner); err != nil {
			return err
		}
		a, err := s.admit(ctx, tx, g, actor, unique(in.Members, actor.Account))
		if err != nil {
			return err
		}
		people, created = a.outcomes, true
		if err := s.showGroup(ctx, tx, id, a.joined); err != nil {
			return err
		}
		err = s.note(ctx, tx, g, actor.Account, change{Members, memberContent{Action: "create", Title: title, Accounts: orNone(a.joined)}})
		if err != nil {
			return err
		}
		if err := s.showGroup(ctx, tx, id, []base.ID{actor.Account}); err != nil {
			return err
		}
		c, err = s.view(ctx, tx, actor.Account, id)
		return err
	})
	if db.IsUnique(err) { // the same call came twice at once
		c, err = s.Get(ctx, actor, id)
		created = false
	}
	return c, people, created, doing("create a group", err)
}

// AddMembers has others join a group of the actor's, each as far as the actor may reach them.
func (s *Service) AddMembers(ctx context.Context, actor api.Actor, id base.ID, others []base.ID) (people []Outcome, err error) {
	err = s.changeGroup(ctx, actor, id, func(tx *db.Tx, g *groupState) error {
		if err := s.mayAdd(ctx, tx, g); err != nil {
			return err
		}
		a, err := s.admit(ctx, tx, g, actor, unique(others, base.ID{}))
		people = a.outcomes
		if err != nil || len(a.joined) == 0 {
			return err
		}
		if err := s.showGroup(ctx, tx, id, a.joined); err != nil {
			return err
		}
		return s.note(ctx, tx, g, actor.Account, change{Members, memberContent{Action: "add", Accounts: a.joined}})
	})
	return people, err
}

// mayAdd refuses the actor who may not add people. In a group of someone who is young, that person alone decides who comes in.
func (s *Service) mayAdd(ctx context.Context, tx *db.Tx, g *groupState) error {
	if err := g.allows(g.rules.Add); err != nil {
		return err
	}
	if err := s.barred(ctx, tx, g.actor); err != nil || g.role == owner {
		return err
	}
	young, err := s.ownerIsYoung(ctx, tx, g.id)
	if err == nil && young {
		return base.Forbidden("not_admin", "Only who owns this group can add people to it.")
	}
	return err
}

func (s *Service) ownerIsYoung(ctx context.Context, tx *db.Tx, id base.ID) (bool, error) {
	var of base.ID
	err := tx.Row(ctx, `SELECT account_id FROM members WHERE conversation_id = $1 AND role = 'owner'`, id).Scan(&of)
	if err != nil {
		return false, err
	}
	known, err := s.Standing(ctx, tx, []base.ID{of})
	return known[of].Band == policy.Youth, err
}

// admission is what became of those whom someone adds.
type admission struct {
	outcomes []Outcome
	joined   []base.ID
}

// admit decides about each of others whom g's actor adds: who is reached is a member, who would get a request is asked. A refusal that is
// about the actor is the answer to the whole.
func (s *Service) admit(ctx context.Context, tx *db.Tx, g *groupState, actor api.Actor, others []base.ID) (a admission, err error) {
	a.outcomes = []Outcome{}
	in, err := membersAmong(ctx, tx, g.id, others)
	if err != nil {
		return a, err
	}
	facts, err := s.groupFacts(ctx, tx, g, others)
	if err != nil {
		return a, err
	}
	full, err := fullOfGroups(ctx, tx, others)
	if err != nil {
		return a, err
	}
	now := s.Clock.Now()
	sent := facts.sent
	var invited asked
	for _, other := range others {
		if in[other] {
			a.outcomes = append(a.outcomes, Outcome{Account: other, Outcome: "member"})
			continue
		}
		pair := policy.Pair{From: g.actor, To: other}
		known := facts.of[pair]
		known.Sent = sent
		decision := s.Packs.Decide(policy.Group, now, pair, known)
		refusal := decision.Err()
		switch code := base.CodeOf(refusal); {
		case code == policy.SuspendedCode, code == policy.CountryCode, code == policy.AgeCode:
			return a, refusal
		case refusal == nil && full[other]:
			refusal = (policy.Decision{Outcome: policy.Refuse, Code: policy.NotAccepting}).Err()
		case refusal == nil && g.count+int64(len(a.joined)) >= int64(s.MembersMax):
			refusal = tooManyMembers()
		}
		free := decision.Quiet || known.Vouched
		if refusal == nil && decision.Outcome == policy.Request && !free && !facts.invited[other] {
			if refusal, err = s.beginRequest(ctx, tx, actor, api.ClientIP(ctx)); err != nil {
				return a, err
			}
		}
		switch {
		case refusal != nil:
			a.outcomes = append(a.outcomes, refusedBy(other, refusal))
		case decision.Outcome == policy.Deliver:
			a.outcomes = append(a.outcomes, Outcome{Account: other, Outcome: "member"})
			a.joined = append(a.joined, other)
		default:
			a.outcomes = append(a.outcomes, Outcome{Account: other, Outcome: "invited"})
			if facts.invited[other] {
				continue
			}
			invited.add(other, free)
			if !free {
				if sent.Open++; sent.Open == 1 {
					sent.OldestAt = now
				}
			}
		}
	}
	if err := s.invite(ctx, tx, g, invited); err != nil {
		return a, err
	}
	return a, s.enter(ctx, tx, g, a.joined, plainMember)
}

// enter makes people members of a group, who read it from here on unless the group shows them all.
func (s *Service) enter(ctx context.Context, tx *db.Tx, g *groupState, people []base.ID, role string) error {
	n := len(people)
	if n == 0 {
		return nil
	}
	now := s.DB.Stamp(s.Clock.Now())
	floor := g.head
	if g.rules.History == everyone {
		floor = 0
	}
	ids, times := slices.Repeat([]base.ID{g.id}, n), slices.Repeat([]int64{now}, n)
	heads, floors := slices.Repeat([]int64{g.head}, n), slices.Repeat([]int64{floor}, n)
	const member = `INSERT INTO members (conversation_id, account_id, role, joined_at, read_seq, delivered_seq) SELECT $1, $2, $3, $4, 0, 0 /*from rows*/`
	if err := tx.ExecRows(ctx, member, db.Columns{ids, people, slices.Repeat([]string{role}, n), times}); err != nil {
		return err
	}
	const view = `INSERT INTO inbox (account_id, conversation_id, read_seq, cleared_before, changed_at, since_at) SELECT $1, $2, $3, $4, $5, $5 /*from rows*/`
	if err := tx.ExecRows(ctx, view, db.Columns{people, ids, heads, floors, times}); err != nil {
		return err
	}
	if err := tx.ExecRows(ctx, `DELETE FROM left_groups WHERE (account_id, conversation_id) IN (SELECT $1, $2 /*from rows*/)`, db.Columns{people, ids}); err != nil {
		return err
	}
	if err := s.closeInvitations(ctx, tx, g.id, people, "accepted"); err != nil {
		return err
	}
	if err := s.forgetJoiners(ctx, tx, g.id, people); err != nil {
		return err
	}
	g.count += int64(n)
	return setCount(ctx, tx, g)
}

func setCount(ctx context.Context, tx *db.Tx, g *groupState) error {
	_, err := tx.Exec(ctx, `UPDATE conversations SET member_count = $2 WHERE conversation_id = $1`, g.id, g.count)
	return err
}

// knownOf is what decides about those whom someone adds to a group.
type knownOf struct {
	of      map[policy.Pair]policy.Facts
	sent    policy.SentRequests // requests and invitations that are not answered
	invited map[base.ID]bool    // by the same person to the same group
}

// groupFacts are the facts about g's actor and each of others, with the invitations that the actor sent and that they declined: those of
// the actor, and those to this group.
func (s *Service) groupFacts(ctx context.Context, tx *db.Tx, g *groupState, others []base.ID) (k knownOf, err error) {
	pairs := make([]policy.Pair, len(others))
	for i, other := range others {
		pairs[i] = policy.Pair{From: g.actor, To: other}
	}
	if k.of, err = s.Facts(ctx, tx, pairs); err != nil {
		return k, err
	}
	for _, facts := range k.of {
		if facts.Sent.Open > k.sent.Open { // it is the actor's, the same for all whom they do not write to
			k.sent = facts.Sent
		}
	}
	var open, oldest int64
	const sent = `SELECT COUNT(*), COALESCE(MIN(sent_at), 0) FROM sent_invitations WHERE account_id = $1 AND sent_at > $2`
	yesterday := base.Millis(s.Clock.Now().Add(-24 * time.Hour))
	if err := tx.Row(ctx, sent, g.actor, yesterday).Scan(&open, &oldest); err != nil {
		return k, err
	}
	if open > 0 && (k.sent.Open == 0 || base.Time(oldest).Before(k.sent.OldestAt)) {
		k.sent.OldestAt = base.Time(oldest)
	}
	k.sent.Open += int(open)
	k.invited = map[base.ID]bool{}
	const answered = `SELECT account_id, inviter_id, conversation_id, state, changed_at FROM /*rows*/ invitations WHERE account_id = $1`
	err = tx.QueryRows(ctx, answered, db.Columns{others}, func(scan func(...any) error) error {
		var other, inviter, to base.ID
		var state string
		var at int64
		if err := scan(&other, &inviter, &to, &state, &at); err != nil {
			return err
		}
		pair := policy.Pair{From: g.actor, To: other}
		switch facts := k.of[pair]; {
		case state == "open" && to == g.id:
			k.invited[other] = true
		case state == "declined" && (to == g.id || inviter == g.actor) && base.Time(at).After(facts.DeclinedAt):
			facts.DeclinedAt = base.Time(at)
			k.of[pair] = facts
		}
		return nil
	})
	return k, err
}

func membersAmong(ctx context.Context, tx *db.Tx, id base.ID, people []base.ID) (map[base.ID]bool, error) {
	in := map[base.ID]bool{}
	const query = `SELECT account_id FROM /*rows*/ members WHERE conversation_id = $1 AND account_id = $2`
	err := tx.QueryRows(ctx, query, db.Columns{slices.Repeat([]base.ID{id}, len(people)), people}, func(scan func(...any) error) error {
		var account base.ID
		err := scan(&account)
		in[account] = true
		return err
	})
	return in, err
}

// fullOfGroups are those of people who are in as many groups as one may be.
func fullOfGroups(ctx context.Context, tx *db.Tx, people []base.ID) (map[base.ID]bool, error) {
	full := map[base.ID]bool{}
	const query = `SELECT $1, (SELECT COUNT(*) FROM inbox WHERE account_id = $1 AND since_at > 0) /*from rows*/`
	err := tx.QueryRows(ctx, query, db.Columns{people}, func(scan func(...any) error) error {
		var account base.ID
		var n int64
		err := scan(&account, &n)
		full[account] = n >= groupsMax
		return err
	})
	return full, err
}

func tooManyMembers() error {
	return base.Conflict(policy.TooManyMembers, "This group is full.")
}

func tooManyGroups() error {
	return base.Conflict("too_many_groups", "You are in 500 groups, which is the most. Leave one first.")
}

// cmpErr is the first that is not nil.
func cmpErr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

func orNone(ids []base.ID) []base.ID {
	if ids == nil {
		return []base.ID{}
	}
	return ids
}
