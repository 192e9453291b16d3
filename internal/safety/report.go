package safety

import (
	"context"
	"slices"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	messagesMax = 50   // that one report names
	evidenceMax = 200  // entries that one report keeps
	reportText  = 8000 // bytes of the texts of a report that was added to: 4 of textMax, about
)

// Target is what is reported.
type Target struct {
	Kind         string   `json:"kind" enum:"message,request,profile,group" doc:"message: one or several messages of a conversation. request: all that someone wrote who asks to write to you. profile: an account and what it shows. group: one that you are in, or are asked to join; it is about its owner, or about who asks you."`
	Conversation *base.ID `json:"conversationId,omitempty" doc:"Of message, request and group."`
	Seqs         []int64  `json:"seqs,omitempty" maxItems:"50" doc:"Of message: which, all of the other person."`
	Account      *base.ID `json:"accountId,omitempty" doc:"Of profile: whose."`
}

// Filing is what someone reports.
type Filing struct {
	Target Target `json:"target"`
	Reason string `json:"reason" enum:"spam,scam,harassment,hate,sexual,violence,self_harm,underage,impersonation,other"`
	Text   string `json:"text,omitempty" doc:"What else the moderators should know, at most 2,000 characters."`
}

// Report is what its reporter follows.
type Report struct {
	ID           base.ID          `json:"id"`
	Kind         string           `json:"kind" enum:"message,request,profile,group"`
	Account      *account.Profile `json:"account,omitempty" doc:"Who is reported, as you see them now; absent where they are gone."`
	Handle       string           `json:"handle" doc:"As it was when you reported."`
	Conversation *base.ID         `json:"conversationId,omitempty"`
	Title        string           `json:"title,omitempty" doc:"Of a group: what it was called when you reported."`
	Reason       string           `json:"reason" enum:"spam,scam,harassment,hate,sexual,violence,self_harm,underage,impersonation,other"`
	Text         string           `json:"text"`
	Status       string           `json:"status" enum:"received,in_review,closed"`
	Outcome      string           `json:"outcome,omitempty" enum:"no_action,warned,removed,limited,suspended,overturned" doc:"Of closed: what came of it. overturned: a decision was taken back after an appeal."`
	CreatedAt    time.Time        `json:"createdAt"`
	ClosedAt     *time.Time       `json:"closedAt,omitempty"`
}

// reportEvent tells a reporter that a report of theirs has changed.
type reportEvent struct {
	Type    string  `json:"type"` // "report"
	Report  base.ID `json:"reportId"`
	Status  string  `json:"status"`
	Outcome string  `json:"outcome,omitempty"`
}

// filing is a report with what was found for it.
type filing struct {
	kind         string
	other        base.ID
	conversation base.ID
	reason, text string
	evidence     []Message
	title        string  // of a group
	picture      base.ID // of a group
}

// File reports something of someone else. A report about the same, as long as its case is open, adds to the first one: created tells
// which it is.
func (s *Service) File(ctx context.Context, actor api.Actor, in Filing) (report Report, created bool, err error) {
	f := filing{kind: in.Target.Kind, reason: in.Reason}
	if f.text, err = cleaned("text", in.Text, false); err != nil {
		return report, false, err
	}
	if err := in.Target.check(); err != nil {
		return report, false, err
	}
	err = s.write(ctx, "file a report", func(tx *db.Tx) error {
		if err := s.find(ctx, tx, actor, in.Target, &f); err != nil {
			return err
		}
		id, isNew, err := s.file(ctx, tx, actor, f)
		if err != nil {
			return err
		}
		created = isNew
		reports, err := s.reportsOf(ctx, tx, actor.Account, id, 1)
		if err == nil && len(reports) == 1 {
			report = reports[0]
		}
		return err
	})
	return report, created, err
}

func (t Target) check() error {
	of := t.Conversation
	switch t.Kind {
	case "profile":
		of = t.Account
	case "message":
		if len(t.Seqs) == 0 {
			return invalid("invalid", "target.seqs", "Name the messages by their seqs.")
		}
	}
	switch {
	case of == nil && t.Kind == "profile":
		return invalid("invalid", "target.accountId", "Name the account.")
	case of == nil:
		return invalid("invalid", "target.conversationId", "Name the conversation.")
	case t.Kind != "message" && len(t.Seqs) > 0:
		return invalid("invalid", "target.seqs", "Only messages are named by seqs.")
	case t.Kind == "profile" && t.Conversation != nil, t.Kind != "profile" && t.Account != nil:
		return invalid("invalid", "target", "A target is a conversation or an account.")
	}
	return nil
}

// find looks for what is reported, as the actor sees it.
func (s *Service) find(ctx context.Context, tx *db.Tx, actor api.Actor, target Target, f *filing) (err error) {
	switch target.Kind {
	case "profile":
		f.other = *target.Account
		if f.other == actor.Account {
			return base.NotFound()
		}
		profiles, err := s.Profiles(ctx, tx, actor.Account, []base.ID{f.other})
		if err != nil {
			return err
		}
		hidden, err := s.Hides(ctx, tx, f.other, actor.Account)
		if _, there := profiles[f.other]; err == nil && (hidden || !there) {
			return base.NotFound()
		}
		return err
	case "message":
		f.conversation = *target.Conversation
		seqs := slices.Clone(target.Seqs)
		slices.Sort(seqs)
		f.other, f.evidence, err = s.Messages(ctx, tx, actor.Account, f.conversation, slices.Compact(seqs))
	case "group":
		f.conversation = *target.Conversation
		return s.findGroup(ctx, tx, actor.Account, f)
	default:
		f.conversation = *target.Conversation
		f.other, f.evidence, err = s.Messages(ctx, tx, actor.Account, f.conversation, nil)
	}
	if err == nil && len(f.evidence) == 0 {
		return base.Conflict("erased", "What you report was unsent before you reported it. You can report the person's profile.")
	}
	return err
}

// findGroup looks for a group that reporter is in, or is asked to join: the report is about its owner with what they wrote last, or about who asks.
func (s *Service) findGroup(ctx context.Context, tx *db.Tx, reporter base.ID, f *filing) error {
	g, err := s.Group(ctx, tx, reporter, f.conversation)
	f.other, f.title, f.picture, f.evidence = g.Answers, g.Title, g.Picture, g.Written
	if err == nil && f.other == reporter {
		return base.NotFound()
	}
	return err
}

// FileGroup reports a group that reporter is asked to join, in the transaction that answers it.
func (s *Service) FileGroup(ctx context.Context, tx *db.Tx, reporter api.Actor, conversation base.ID, reason, text string) error {
	text, err := cleaned("text", text, false)
	if err != nil {
		return err
	}
	f := filing{kind: "group", conversation: conversation, reason: reason, text: text}
	if err := s.findGroup(ctx, tx, reporter.Account, &f); err != nil {
		return err
	}
	_, _, err = s.file(ctx, tx, reporter, f)
	return err
}

// FileRequest reports a message request, in the transaction that answers it.
func (s *Service) FileRequest(ctx context.Context, tx *db.Tx, reporter api.Actor, other, conversation base.ID, reason, text string, evidence []Message) error {
	text, err := cleaned("text", text, false)
	if err != nil {
		return err
	}
	_, _, err = s.file(ctx, tx, reporter, filing{kind: "request", other: other, conversation: conversation, reason: reason, text: text, evidence: evidence})
	return err
}

// file puts a report into the open case about its person, which begins with it where there is none.
func (s *Service) file(ctx context.Context, tx *db.Tx, actor api.Actor, f filing) (id base.ID, created bool, err error) {
	if err := s.spend(ctx, tx, actor); err != nil {
		return id, false, err
	}
	reporter := actor.Account
	now := s.Clock.Now()
	known, err := s.personsOf(ctx, tx, []base.ID{reporter, f.other})
	if err != nil {
		return id, false, err
	}
	if _, there := known[f.other]; !there {
		return id, false, base.NotFound()
	}
	minor := known[reporter].minor || known[f.other].minor
	urgency := urgencyOf(f.reason, minor)
	open, err := s.openCase(ctx, tx, f.other, f.reason, urgency, now)
	if err != nil {
		return id, false, err
	}
	id, said, before, err := sameReport(ctx, tx, open, reporter, f)
	if err != nil {
		return id, false, err
	}
	if created = id.IsZero(); created {
		id = base.NewID(now)
		err = addReport(ctx, tx, reporter, id, open, f, base.Millis(now))
	} else {
		said.text = joined(said.text, f.text)
		if urgencyOf(said.reason, minor) > urgency { // it is a report of the gravest that it was filed for
			said.reason = f.reason
		}
		err = addToReport(ctx, tx, reporter, id, said, base.Millis(now))
	}
	if err != nil {
		return id, false, err
	}
	if err := s.addEvidence(ctx, tx, reporter, id, f.evidence); err != nil {
		return id, false, err
	}
	if err := countReport(ctx, tx, open, f.reason, urgency, created, created && before == 0, base.Millis(now)); err != nil {
		return id, false, err
	}
	return id, created, s.queueChanged(ctx, tx, f.other)
}

// joined is the text of a report with what was said later.
func joined(before, text string) string {
	switch {
	case before == "" || text == "":
		return before + text
	case len(before)+len(text)+2 > reportText:
		return before
	}
	return before + "\n\n" + text
}

// OwnReports are what the actor reported, the last first.
type OwnReports struct {
	Items []Report `json:"items"`
	Next  string   `json:"next,omitempty" doc:"The cursor of what comes after these."`
}

// Reports lists what the actor has reported.
func (s *Service) Reports(ctx context.Context, actor api.Actor, cursor string, limit int) (out OwnReports, err error) {
	before := base.ID{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	if cursor != "" {
		if before, err = base.ParseID(cursor); err != nil {
			return out, cursorInvalid()
		}
	}
	err = s.read(ctx, "list one's reports", func(tx *db.Tx) (err error) {
		out.Items, err = s.reportsBefore(ctx, tx, actor.Account, before, limit+1)
		return err
	})
	if len(out.Items) > limit {
		out.Items = out.Items[:limit]
		out.Next = out.Items[limit-1].ID.String()
	}
	return out, err
}

func cursorInvalid() error {
	return base.Invalid("cursor_invalid", "This cursor is not one that this list gave. Start over without one.")
}

// statusOf is a report's status, by its case.
func statusOf(state string, reviewedAt int64) string {
	switch {
	case state != "open":
		return "closed"
	case reviewedAt > 0:
		return "in_review"
	}
	return "received"
}

// tellReporters tells everyone who reported something of a case what became of it.
func (s *Service) tellReporters(ctx context.Context, tx *db.Tx, of base.ID, status, outcome string) error {
	rows, err := tx.Query(ctx, `SELECT account_id, report_id FROM reports WHERE case_id = $1`, of)
	return db.Rows(rows, err, func(scan func(...any) error) error {
		var reporter, report base.ID
		if err := scan(&reporter, &report); err != nil {
			return err
		}
		s.publish(tx, []base.ID{reporter}, reportEvent{"report", report, status, outcome})
		return nil
	})
}
