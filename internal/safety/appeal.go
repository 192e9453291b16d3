package safety

import (
	"context"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	appealMonths = 6
	ownMax       = 100 // decisions and looks that a person is shown, the last ones
)

// OwnDecision is what a person is told of a decision about them: a statement of reasons.
type OwnDecision struct {
	ID          base.ID       `json:"id"`
	Action      string        `json:"action" enum:"warn,remove_content,limit_strangers,limit_everyone,suspend,ban_device" doc:"What was decided."`
	Rule        string        `json:"rule" enum:"spam,scam,harassment,hate,sexual,violence,self_harm,underage,impersonation,other" doc:"Which rule was broken."`
	Text        string        `json:"text" doc:"The facts that it rests on."`
	Source      string        `json:"source" enum:"report,detection" doc:"How it came up: somebody reported it, and who is not told; or the server found it."`
	Automated   bool          `json:"automated" doc:"The server found it, or a part of it, by itself. A person decided in any case."`
	By          string        `json:"by" enum:"moderator,admin" doc:"The role of who decided."`
	CreatedAt   time.Time     `json:"createdAt"`
	Until       *time.Time    `json:"until,omitempty" doc:"When a limit or a suspension ends; absent where it has no end."`
	Removed     []Place       `json:"removed" doc:"The messages of yours that were erased."`
	Parts       []RemovedPart `json:"removedParts" doc:"What was removed of your profile, and of groups."`
	Stands      bool          `json:"stands" doc:"It was neither taken back nor overturned."`
	UndoneAt    *time.Time    `json:"undoneAt,omitempty"`
	AppealUntil time.Time     `json:"appealUntil" doc:"Until when you can appeal, once."`
	MayAppeal   bool          `json:"mayAppeal"`
	Appeal      *Appeal       `json:"appeal,omitempty"`
}

func (s *Service) own(d decisionRow, removed []Place) OwnDecision {
	if removed == nil {
		removed = []Place{}
	}
	until := base.Time(d.createdAt).AddDate(0, appealMonths, 0)
	source := "report"
	if d.reports == 0 && d.found {
		source = "detection"
	}
	return OwnDecision{
		ID: d.id, Action: d.action, Rule: d.rule, Text: d.text, Source: source, Automated: d.found, By: d.role, CreatedAt: base.Time(d.createdAt), Until: moment(d.until),
		Removed: removed, Parts: partsOut(d.about, d.parts), Stands: d.stands(), UndoneAt: moment(d.undoneAt), AppealUntil: until,
		MayAppeal: d.stands() && d.appealedAt == 0 && s.Clock.Now().Before(until), Appeal: d.appealed(),
	}
}

// Look is that someone of the staff looked at what a person wrote or was written, or handed it to authorities.
type Look struct {
	At     time.Time `json:"at"`
	Role   string    `json:"role" enum:"moderator,admin"`
	Reason string    `json:"reason" doc:"As they gave it."`
}

// OwnRecord is what was decided about a person, and who looked at what they wrote: the last 100 of each, the last first.
type OwnRecord struct {
	Decisions []OwnDecision `json:"decisions"`
	Looks     []Look        `json:"looks" doc:"In cases that are closed."`
}

// Record is what the actor is told of cases about them.
func (s *Service) Record(ctx context.Context, actor api.Actor) (out OwnRecord, err error) {
	err = s.read(ctx, "read the decisions about someone", func(tx *db.Tx) error {
		rows, err := queryDecisions(ctx, tx, `WHERE d.account_id = $1 AND action <> 'dismiss' ORDER BY decision_id DESC LIMIT $2`, actor.Account, ownMax)
		if err != nil {
			return err
		}
		removed, err := removals(ctx, tx, actor.Account)
		if err != nil {
			return err
		}
		out.Decisions = make([]OwnDecision, len(rows))
		for i, d := range rows {
			out.Decisions[i] = s.own(d, removed[d.id])
		}
		out.Looks, err = looksAt(ctx, tx, actor.Account)
		return err
	})
	return out, err
}

// Appeal says something against a decision about the actor: once, within six months.
func (s *Service) Appeal(ctx context.Context, actor api.Actor, id base.ID, text string) (out OwnDecision, err error) {
	if text, err = cleaned("text", text, true); err != nil {
		return out, err
	}
	err = s.write(ctx, "appeal a decision", func(tx *db.Tx) error {
		found, err := queryDecisions(ctx, tx, `WHERE d.account_id = $1 AND decision_id = $2 AND action <> 'dismiss'`, actor.Account, id)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return base.NotFound()
		}
		// The case is locked, the decision read again: two appeals at once are one.
		row, err := lockedCase(ctx, tx, api.Actor{}, found[0].of)
		if err != nil {
			return err
		}
		d, err := decision(ctx, tx, row.id, id)
		now := s.Clock.Now()
		switch {
		case err != nil:
			return err
		case !d.stands():
			return base.Conflict("undone", "This decision was taken back already.")
		case d.appealedAt > 0:
			return base.Conflict("appealed", "You have appealed this decision already.")
		case !now.Before(base.Time(d.createdAt).AddDate(0, appealMonths, 0)):
			return base.Gone("appeal_expired", "A decision can be appealed for six months.")
		}
		d.appeal, d.appealedAt = text, base.Millis(now)
		if err := keepAppeal(ctx, tx, d); err != nil {
			return err
		}
		row.state, row.changedAt, row.claimedBy, row.claimedUntil = "appealed", base.Millis(now), base.ID{}, 0
		if err := keepState(ctx, tx, row); err != nil {
			return err
		}
		if err := s.queueChanged(ctx, tx, row.about); err != nil {
			return err
		}
		removed, err := removals(ctx, tx, actor.Account)
		out = s.own(d, removed[id])
		return err
	})
	return out, err
}

// Answer is what somebody else than who decided says to an appeal.
type Answer struct {
	Outcome string `json:"outcome" enum:"upheld,overturned" doc:"overturned takes the decision back; messages that it erased stay so."`
	Text    string `json:"text" doc:"Why, for the person concerned: at most 2,000 characters."`
}

// AnswerAppeal answers the appeal of a case that the actor has claimed, and closes it.
func (s *Service) AnswerAppeal(ctx context.Context, actor api.Actor, id, decided base.ID, in Answer) (out CaseDecision, err error) {
	if in.Text, err = cleaned("text", in.Text, true); err != nil {
		return out, err
	}
	err = s.write(ctx, "answer an appeal", func(tx *db.Tx) error {
		row, err := s.held(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		d, err := decision(ctx, tx, id, decided)
		switch {
		case err != nil:
			return err
		case d.appealedAt == 0 || d.answeredAt > 0:
			return base.Conflict("no_appeal", "No appeal of this decision waits for an answer.")
		case d.staff == actor.Account: // as mayHandle says; it holds whatever that one reads
			return base.Forbidden("second_person", "You decided this case, so somebody else answers the appeal.")
		}
		d.answer, d.answerText, d.answeredAt = in.Outcome, in.Text, s.now()
		var restored []Part
		if in.Outcome == overturned {
			if restored, err = s.restoreParts(ctx, tx, d); err != nil {
				return err
			}
		}
		seq, err := s.log(ctx, tx, deed{actor: actor, action: didAnswer, of: id, subject: row.about, details: map[string]any{
			"decision": decided, "outcome": in.Outcome, "restored": restored,
		}})
		if err != nil {
			return err
		}
		if err := keepAnswer(ctx, tx, d, actor.Account, seq); err != nil {
			return err
		}
		outcome := row.outcome
		if in.Outcome == overturned {
			outcome = overturned
		}
		if err := s.enforce(ctx, tx, row.about); err != nil {
			return err
		}
		if err := s.close(ctx, tx, row, outcome); err != nil {
			return err
		}
		s.publish(tx, []base.ID{row.about}, decisionEvent{"decision", d.id})
		d, err = decision(ctx, tx, id, decided)
		out = d.forStaff()
		return err
	})
	return out, err
}
