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

// What a decision does.
const (
	Dismiss = "dismiss"         // nothing: what was reported breaks no rule
	Warn    = "warn"            // tells the person
	Remove  = "remove_content"  // and erases what was reported
	Limit   = "limit_strangers" // they write to nobody who has not accepted it, for some days
	Silence = "limit_everyone"  // they write to nobody, for some days
	Suspend = "suspend"         // they reach nobody and are not reached, for some days or without an end
	// BanDevice suspends, and keeps everyone from signing up or in on the devices that the person has used.
	BanDevice = "ban_device"
	daysMost  = 365
)

// outcomes are what the reporters are told of each.
var outcomes = map[string]string{Dismiss: "no_action", Warn: "warned", Remove: "removed", Limit: "limited", Silence: "limited", Suspend: "suspended", BanDevice: "suspended"}

// overturned is the outcome of a case whose decision was taken back.
const overturned = "overturned"

// Ruling is what someone decides about a case.
type Ruling struct {
	Action string    `json:"action" enum:"dismiss,warn,remove_content,limit_strangers,limit_everyone,suspend,ban_device" doc:"limit_strangers: they may write only to people who accepted it. limit_everyone: to nobody. suspend: they reach nobody, and can still sign in to read this and appeal. ban_device: suspend, and nobody signs up or in on the devices that they have used; those are signed out."`
	Days   int       `json:"days,omitempty" minimum:"0" maximum:"365" doc:"How long a limit lasts, at least 1; of a suspension, 0 is without an end."`
	Remove *Removing `json:"remove,omitempty" doc:"What is removed for everyone, with any action but dismiss; the evidence stays. Messages that are erased stay so; what a profile or a group showed is shown again when the decision is taken back, where nothing else was put there. Absent with remove_content: the reported messages."`
	Rule   string    `json:"rule,omitempty" enum:"spam,scam,harassment,hate,sexual,violence,self_harm,underage,impersonation,other" doc:"Which rule was broken; needed unless the case is dismissed."`
	Text   string    `json:"text,omitempty" doc:"The facts that it rests on, for the person concerned: at most 2,000 characters; needed unless the case is dismissed. What staff alone should read is a note."`
}

// CaseDecision is a decision as staff see it.
type CaseDecision struct {
	ID        base.ID       `json:"id"`
	Action    string        `json:"action" enum:"dismiss,warn,remove_content,limit_strangers,limit_everyone,suspend,ban_device"`
	Rule      string        `json:"rule,omitempty" enum:"spam,scam,harassment,hate,sexual,violence,self_harm,underage,impersonation,other"`
	Text      string        `json:"text"`
	By        base.ID       `json:"by"`
	Handle    string        `json:"handle" doc:"Of who decided."`
	Role      string        `json:"role" enum:"moderator,admin"`
	Removed   int           `json:"removed" doc:"How many messages it erased."`
	Parts     []RemovedPart `json:"removedParts" doc:"What it removed of the profile and of groups."`
	Until     *time.Time    `json:"until,omitempty" doc:"Absent where it has no end."`
	CreatedAt time.Time     `json:"createdAt"`
	UndoneAt  *time.Time    `json:"undoneAt,omitempty"`
	Appeal    *Appeal       `json:"appeal,omitempty"`
}

// Appeal is what the person concerned says against a decision, and what became of it.
type Appeal struct {
	Text       string     `json:"text"`
	At         time.Time  `json:"at"`
	Answer     string     `json:"answer,omitempty" enum:"upheld,overturned"`
	AnswerText string     `json:"answerText,omitempty"`
	AnsweredAt *time.Time `json:"answeredAt,omitempty"`
}

// decisionRow is a decision as it is stored.
type decisionRow struct {
	about, id, of, staff       base.ID
	role, action, rule, text   string
	until, createdAt, undoneAt int64
	appeal, answer, answerText string
	appealedAt, answeredAt     int64
	handle                     string // of who decided
	removed, reports           int
	found                      bool // the server found something of the case by itself
	parts                      []removedRow
}

func (d decisionRow) stands() bool { return d.undoneAt == 0 && d.answer != overturned }

func (d decisionRow) appealed() *Appeal {
	if d.appealedAt == 0 {
		return nil
	}
	return &Appeal{d.appeal, base.Time(d.appealedAt), d.answer, d.answerText, moment(d.answeredAt)}
}

func (d decisionRow) forStaff() CaseDecision {
	return CaseDecision{
		ID: d.id, Action: d.action, Rule: d.rule, Text: d.text, By: d.staff, Handle: d.handle, Role: d.role, Removed: d.removed, Parts: partsOut(d.about, d.parts), Until: moment(d.until),
		CreatedAt: base.Time(d.createdAt), UndoneAt: moment(d.undoneAt), Appeal: d.appealed(),
	}
}

func (r Ruling) check() (Ruling, error) {
	var err error
	if r.Text, err = cleaned("text", r.Text, r.Action != Dismiss); err != nil {
		return r, err
	}
	if r.Action == Remove && r.Remove == nil {
		r.Remove = &Removing{Reported: true}
	}
	suspends := r.Action == Suspend || r.Action == BanDevice
	lasts := r.Action == Limit || r.Action == Silence || suspends
	switch {
	case r.Action != Dismiss && r.Rule == "":
		return r, invalid("invalid", "rule", "Name the rule that was broken.")
	case r.Action == Dismiss && (r.Rule != "" || r.Remove != nil):
		return r, invalid("invalid", "action", "Who dismisses a case names no rule and removes nothing.")
	case !lasts && r.Days != 0:
		return r, invalid("invalid", "days", "Only a limit or a suspension lasts.")
	case lasts && !suspends && r.Days == 0:
		return r, invalid("invalid", "days", "Say for how many days.")
	case r.Days < 0, r.Days > daysMost:
		return r, invalid("invalid", "days", "A limit lasts a year at most.")
	}
	return r, nil
}

// Decide closes a case that the actor has claimed: what is decided holds from the commit on, and everyone concerned is told.
func (s *Service) Decide(ctx context.Context, actor api.Actor, id base.ID, ruling Ruling) (out CaseDecision, err error) {
	if ruling, err = ruling.check(); err != nil {
		return out, err
	}
	err = s.write(ctx, "decide a case", func(tx *db.Tx) error {
		row, err := s.held(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if row.state != "open" {
			return base.Conflict("case_appealed", "This case waits for an answer to its appeal.")
		}
		now := s.Clock.Now()
		d := decisionRow{
			about: row.about, id: base.NewID(now), of: id, staff: actor.Account, role: actor.Role, action: ruling.Action, rule: ruling.Rule, text: ruling.Text,
			createdAt: base.Millis(now),
		}
		if ruling.Days > 0 {
			d.until = base.Millis(now.AddDate(0, 0, ruling.Days))
		}
		places, err := s.removed(ctx, tx, d, ruling.Remove)
		if err != nil {
			return err
		}
		parts, err := s.removeParts(ctx, tx, row, ruling.Remove.parts())
		if err != nil {
			return err
		}
		if ruling.Remove != nil && len(places)+len(parts) == 0 {
			return base.Conflict("no_content", "Nothing was reported that could be removed. Say what is removed, or decide something else.")
		}
		seq, err := s.log(ctx, tx, deed{actor: actor, action: didDecide, of: id, subject: row.about, details: map[string]any{
			"decision": d.id, "action": d.action, "rule": d.rule, "until": d.until, "removed": places, "parts": ruling.Remove.parts(),
		}})
		if err != nil {
			return err
		}
		if err := addDecision(ctx, tx, d, seq, places); err != nil {
			return err
		}
		if err := addParts(ctx, tx, d, parts); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM open_cases WHERE account_id = $1 AND case_id = $2`, row.about, id); err != nil {
			return err
		}
		if err := s.close(ctx, tx, row, outcomes[d.action]); err != nil {
			return err
		}
		if err := s.enforce(ctx, tx, row.about); err != nil {
			return err
		}
		if err := s.banDevices(ctx, tx, d); err != nil {
			return err
		}
		if d.action != Dismiss {
			s.publish(tx, []base.ID{row.about}, decisionEvent{"decision", d.id})
		}
		d, err = decision(ctx, tx, id, d.id)
		out = d.forStaff()
		return err
	})
	return out, err
}

// decisionEvent tells someone that something was decided about them, or that a decision has changed.
type decisionEvent struct {
	Type     string  `json:"type"` // "decision"
	Decision base.ID `json:"decisionId"`
}

// removed erases the messages that are decided to be, and answers which.
func (s *Service) removed(ctx context.Context, tx *db.Tx, d decisionRow, what *Removing) (places []Place, err error) {
	if what == nil {
		return nil, nil
	}
	if what.Reported {
		if places, err = reportedPlaces(ctx, tx, d.of); err != nil {
			return nil, err
		}
	}
	if len(what.Messages) > 0 {
		copied, err := evidencePlaces(ctx, tx, d.of)
		if err != nil {
			return nil, err
		}
		for _, one := range what.Messages {
			if !slices.Contains(copied, one) {
				return nil, base.Conflict("not_reported", "Only messages that this case has a copy of can be removed.")
			}
			if !slices.Contains(places, one) {
				places = append(places, one)
			}
		}
	}
	if len(places) == 0 {
		return nil, nil
	}
	return places, s.Remove(ctx, tx, places)
}

func (r *Removing) parts() []Part {
	if r == nil {
		return nil
	}
	return r.Parts
}

// close ends what is to be done about a case, and tells the reporters its outcome.
func (s *Service) close(ctx context.Context, tx *db.Tx, row caseRow, outcome string) error {
	now := s.now()
	row.state, row.outcome, row.changedAt, row.closedAt = "closed", outcome, now, now
	row.claimedBy, row.claimedUntil = base.ID{}, 0
	if err := keepState(ctx, tx, row); err != nil {
		return err
	}
	if err := s.queueChanged(ctx, tx, row.about); err != nil {
		return err
	}
	return s.tellReporters(ctx, tx, row.id, "closed", outcome)
}

// enforce has an account kept from what the standing decisions about it say, and from nothing else.
func (s *Service) enforce(ctx context.Context, tx *db.Tx, about base.ID) error {
	all, err := standing(ctx, tx, about)
	if err != nil {
		return err
	}
	var kept account.Standing
	endless := false
	var bans []base.ID
	for _, d := range all {
		if d.action == BanDevice {
			bans = append(bans, d.id)
		}
		switch d.action {
		case Limit:
			kept.LimitedUntil = max(kept.LimitedUntil, d.until)
		case Silence:
			kept.SilencedUntil = max(kept.SilencedUntil, d.until)
		case Suspend, BanDevice:
			kept.SuspendedUntil = max(kept.SuspendedUntil, d.until)
			endless = endless || d.until == 0
			if kept.SuspendedAt == 0 || d.createdAt < kept.SuspendedAt {
				kept.SuspendedAt = d.createdAt
			}
		}
	}
	if endless {
		kept.SuspendedUntil = 0
	}
	if err := s.Accounts.SetStanding(ctx, tx, about, kept); err != nil {
		return err
	}
	if err := s.Accounts.LiftDeviceBans(ctx, tx, about, bans); err != nil {
		return err
	}
	tx.AfterCommit(func() { s.Changed(about) })
	return nil
}

// banDevices does what a decision says of devices.
func (s *Service) banDevices(ctx context.Context, tx *db.Tx, d decisionRow) error {
	if d.action != BanDevice {
		return nil
	}
	devices, err := s.Accounts.BanDevices(ctx, tx, d.about, d.id, d.until)
	if err == nil && devices == 0 {
		return base.Conflict("no_device", "No device of this person is known. Suspend them instead.")
	}
	return err
}

// Undo takes a decision back, which who made it and admins can, as long as nobody has appealed it. Its case is open again and the
// actor's, unless there is a newer one about the same person. Messages that it erased stay so.
func (s *Service) Undo(ctx context.Context, actor api.Actor, id, decided base.ID, reason string) (out CaseDecision, err error) {
	if reason, err = cleaned("reason", reason, true); err != nil {
		return out, err
	}
	err = s.write(ctx, "undo a decision", func(tx *db.Tx) error {
		row, err := lockedCase(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		d, err := decision(ctx, tx, id, decided)
		switch {
		case err != nil:
			return err
		case d.undoneAt > 0:
			return base.Conflict("undone", "This decision was taken back already.")
		case d.appealedAt > 0:
			return base.Conflict("case_appealed", "This decision was appealed: the answer to the appeal can take it back.")
		case d.staff != actor.Account && actor.Role != "admin":
			return base.Forbidden("not_yours", "Only who decided, or an admin, can take it back.")
		}
		if err := s.mayHandle(ctx, tx, actor, row); err != nil {
			return err
		}
		restored, err := s.restoreParts(ctx, tx, d)
		if err != nil {
			return err
		}
		seq, err := s.log(ctx, tx, deed{actor: actor, action: didUndo, of: id, subject: row.about, details: map[string]any{"decision": decided, "reason": reason, "restored": restored}})
		if err != nil {
			return err
		}
		if err := undo(ctx, tx, d, s.now(), seq); err != nil {
			return err
		}
		if err := s.enforce(ctx, tx, row.about); err != nil {
			return err
		}
		if err := s.reopen(ctx, tx, actor, row); err != nil {
			return err
		}
		if d.action != Dismiss {
			s.publish(tx, []base.ID{row.about}, decisionEvent{"decision", d.id})
		}
		d, err = decision(ctx, tx, id, decided)
		out = d.forStaff()
		return err
	})
	return out, err
}

// reopen has a case be open again, claimed by the actor. Where there is another open one about the person, it stays closed.
func (s *Service) reopen(ctx context.Context, tx *db.Tx, actor api.Actor, row caseRow) error {
	n, err := tx.Exec(ctx, `INSERT INTO open_cases (account_id, case_id) VALUES ($1, $2) ON CONFLICT (account_id) DO NOTHING`, row.about, row.id)
	if err != nil {
		return err
	}
	if n == 0 {
		return s.close(ctx, tx, row, overturned)
	}
	now := s.Clock.Now()
	row.state, row.outcome, row.closedAt, row.changedAt = "open", "", 0, base.Millis(now)
	if err := keepState(ctx, tx, row); err != nil {
		return err
	}
	seq, err := s.log(ctx, tx, deed{actor: actor, action: didClaim, of: row.id, subject: row.about})
	if err != nil {
		return err
	}
	row.claimedBy, row.claimedUntil = actor.Account, base.Millis(now.Add(claimLasts))
	if err := keepClaim(ctx, tx, row, seq); err != nil {
		return err
	}
	if err := s.queueChanged(ctx, tx, row.about); err != nil {
		return err
	}
	return s.tellReporters(ctx, tx, row.id, "in_review", "")
}
