package chat

import (
	"context"
	"slices"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/graph"
	"causerie/internal/policy"
)

// Request is what a person is shown of a conversation that one of the two has asked for, and the other has not accepted.
type Request struct {
	State           string   `json:"state" enum:"received,new,sent" doc:"received: the other asks to write to you. new: what you write will be a request. sent: you wrote, and they have not answered."`
	Left            *int     `json:"left,omitempty" doc:"Of new and sent: how many messages you may still write before they accept."`
	VouchedBy       *Profile `json:"vouchedBy,omitempty" doc:"The friend who introduced the two of you."`
	FriendsInCommon *int64   `json:"friendsInCommon,omitempty" doc:"Of received: among their last 200 friends."`
	Since           string   `json:"since,omitempty" example:"2026-03" doc:"Of received: the month in which they signed up, in UTC."`
	Why             string   `json:"why,omitempty" enum:"words,spam,link,stranger_link" doc:"Of received, in the folder hidden: it has words that you do not want to read, its sender wrote the same to many, it has a link from a new account, or a link at all, and you want none from people who are no friends."`
}

// request is what the viewer is shown of a request in a conversation, nil for none. What a sender sees depends on what they did
// themselves, and on what a message would now lead to: a refusal shows nothing.
func (d *viewData) request(row inboxRow, kind string) *Request {
	if waits(row.folder) {
		return d.receivedRequest(row)
	}
	pair := policy.Pair{From: d.viewer, To: row.peer}
	facts, loaded := d.facts[pair]
	if !loaded || kind != "direct" || facts.Accepted {
		return nil
	}
	voucher := d.friend(d.vouched[row.peer])
	switch next := d.packs.Decide(policy.Message, d.now, pair, facts); {
	case next.Shown() == policy.Deliver:
		return nil
	case next.Outcome == policy.Request && !facts.Request.Open:
		return &Request{State: "new", Left: &next.Left, VouchedBy: voucher}
	case facts.Request.Messages > 0:
		left := d.packs.Left(facts.From, facts.Request.Messages)
		return &Request{State: "sent", Left: &left, VouchedBy: voucher}
	}
	return nil
}

func (d *viewData) receivedRequest(row inboxRow) *Request {
	known := d.received[row.peer]
	r := &Request{State: "received", VouchedBy: d.friend(known.VouchedBy), FriendsInCommon: &known.FriendsInCommon}
	if !known.Since.IsZero() {
		r.Since = known.Since.UTC().Format("2006-01")
	}
	if row.folder == inHidden {
		r.Why = row.hiddenWhy
	}
	return r
}

// friend is someone who introduced people, nil for nobody.
func (d *viewData) friend(id base.ID) *Profile {
	if p, there := d.profiles[id]; there && !id.IsZero() {
		return &p
	}
	return nil
}

// vouched reads who introduced viewer to those of pairs whom viewer may ask to write to.
func vouched(ctx context.Context, tx *db.Tx, deps Deps, viewer base.ID, facts map[policy.Pair]policy.Facts) (map[base.ID]base.ID, error) {
	var others []base.ID
	for pair, known := range facts {
		if known.Vouched && !known.Accepted {
			others = append(others, pair.To)
		}
	}
	if len(others) == 0 {
		return nil, nil
	}
	return deps.Graph.Vouched(ctx, tx, viewer, others)
}

// received reads what is known about those who ask to write to viewer, where rows have any.
func received(ctx context.Context, tx *db.Tx, deps Deps, viewer base.ID, rows []inboxRow) (map[base.ID]graph.Received, error) {
	var senders []base.ID
	for _, row := range rows {
		if waits(row.folder) {
			senders = append(senders, row.peer)
		}
	}
	if len(senders) == 0 {
		return nil, nil
	}
	return deps.Graph.Received(ctx, tx, viewer, senders)
}

// Answer is what the receiver of requests does with them.
type Answer string

const (
	Accept Answer = "accept" // the two write to each other from now on
	Show   Answer = "show"   // a filter was wrong: it stands among the others from now on, whatever a filter finds
	Remove Answer = "delete" // it is gone for the receiver, and the sender is not told
	Report Answer = "report" // the same, and the moderators get it
	Block  Answer = "block"  // the same, and the sender is blocked
)

// Answers are what the actor does with several requests at once.
type Answers struct {
	Action        Answer    `json:"action" enum:"accept,show,delete,report,block" doc:"show has a request that a filter caught stand among the others, and no filter hides it again."`
	Conversations []base.ID `json:"conversations" minItems:"1" maxItems:"100"`
	Reason        string    `json:"reason,omitempty" enum:"spam,scam,harassment,hate,sexual,violence,self_harm,underage,impersonation,other" doc:"Of a report."`
	Text          string    `json:"text,omitempty" doc:"Of a report: what else the moderators should know, at most 2,000 characters."`
}

// Answered is what became of one request.
type Answered struct {
	Conversation base.ID `json:"conversation"`
	OK           bool    `json:"ok"`
	Code         string  `json:"code,omitempty" doc:"Where it is not ok: not_found for no conversation of yours, not_request for one that is none, or none any more, report_limit for a report after as many as you may file for now; of an invitation that cannot be accepted: too_many_members, too_many_groups, age, country, suspended or limited."`
}

// Answer carries out what the actor decided about requests, each for itself and all in one transaction. What the senders are shown
// changes by accepting alone.
func (s *Service) Answer(ctx context.Context, actor api.Actor, in Answers) ([]Answered, error) {
	if err := checkReport(in); err != nil {
		return nil, err
	}
	ids := slices.Clone(in.Conversations)
	slices.SortFunc(ids, compareIDs) // in one order everywhere, two writers do not wait for each other in a circle
	ids = slices.Compact(ids)
	var items []Answered
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		items = items[:0]
		for _, id := range ids {
			code, err := s.answer(ctx, tx, actor, id, in)
			if err != nil {
				return err
			}
			items = append(items, Answered{id, code == "", code})
		}
		return nil
	})
	return items, doing("answer requests", err)
}

// answer carries out a decision about one request, and answers the code of why it cannot be.
func (s *Service) answer(ctx context.Context, tx *db.Tx, actor api.Actor, id base.ID, in Answers) (code string, err error) {
	if err := lockConversation(ctx, tx, id); err != nil {
		return "", err
	}
	row, err := inboxOf(ctx, tx, actor.Account, id)
	switch {
	case base.CodeOf(err) == "not_found":
		return s.answerInvitation(ctx, tx, actor, id, in)
	case base.CodeOf(err) != "":
		return base.CodeOf(err), nil
	case err != nil:
		return "", err
	case !waits(row.folder):
		return "not_request", nil
	}
	switch in.Action {
	case Accept:
		return "", s.accept(ctx, tx, row)
	case Show:
		return "", s.show(ctx, tx, row)
	}
	if in.Action == Report {
		err := s.file(ctx, tx, actor, row, in)
		if base.CodeOf(err) == "report_limit" {
			return base.CodeOf(err), nil
		}
		if err != nil {
			return "", err
		}
	}
	var head int64
	if err := tx.Row(ctx, `SELECT head_seq FROM conversations WHERE conversation_id = $1`, id).Scan(&head); err != nil {
		return "", err
	}
	if err := s.clear(ctx, tx, &row, head); err != nil {
		return "", err
	}
	if _, err := s.keepView(ctx, tx, row); err != nil {
		return "", err
	}
	if in.Action == Block {
		return "", s.Graph.BlockIn(ctx, tx, actor, row.peer)
	}
	return "", nil
}

// accept has the two write to each other from now on, and tells both.
func (s *Service) accept(ctx context.Context, tx *db.Tx, row inboxRow) error {
	if err := graph.Accepted(ctx, tx, []policy.Pair{{From: row.peer, To: row.account}}, s.Clock.Now()); err != nil {
		return err
	}
	row.folder, row.hiddenWhy, row.pinnedAt = inInbox, "", 0
	if _, err := s.keepView(ctx, tx, row); err != nil {
		return err
	}
	return s.ViewChanged(ctx, tx, row.peer, row.account)
}

// show has a request that a filter caught stand among the others.
func (s *Service) show(ctx context.Context, tx *db.Tx, row inboxRow) error {
	if row.folder != inHidden {
		return nil
	}
	row.folder, row.hiddenWhy = inRequests, notHidden
	_, err := s.keepView(ctx, tx, row)
	return err
}
