package safety

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	claimLasts  = 30 * time.Minute
	reportsPage = 10 // of a case, with their evidence
	earlierMax  = 20
)

// CaseSummary is a case as the queue shows it.
type CaseSummary struct {
	ID        base.ID          `json:"id"`
	Account   *account.Profile `json:"account,omitempty" doc:"Whom it is about, as they are now; absent where they are gone."`
	Minor     bool             `json:"minor,omitempty" doc:"Who is reported is not an adult."`
	State     string           `json:"state" enum:"open,appealed,closed"`
	Severity  string           `json:"severity" enum:"critical,high,medium,low" doc:"That of the gravest report. How many reported makes no difference."`
	Reason    string           `json:"reason" doc:"Of the gravest report." enum:"spam,scam,harassment,hate,sexual,violence,self_harm,underage,impersonation,other"`
	Reports   int64            `json:"reports"`
	Reporters int64            `json:"reporters"`
	Outcome   string           `json:"outcome,omitempty" enum:"no_action,warned,removed,limited,suspended,overturned"`
	OpenedAt  time.Time        `json:"openedAt"`
	ChangedAt time.Time        `json:"changedAt"`
	ClosedAt  *time.Time       `json:"closedAt,omitempty"`
	Claim     *Claim           `json:"claim,omitempty" doc:"Who works on it now."`
}

// Claim is who works on a case, until when.
type Claim struct {
	Account base.ID   `json:"accountId"`
	Handle  string    `json:"handle"`
	Mine    bool      `json:"mine"`
	Until   time.Time `json:"until" doc:"30 minutes after it was claimed."`
}

// Query says which cases are wanted.
type Query struct {
	State    string
	Severity string // "" for all
	Mine     bool   // only those that the actor has claimed
	Cursor   string
	Limit    int
}

// Queue is a part of the cases: open and appealed ones by severity, the oldest first; closed ones by when they were closed, the last
// first. Cases about the actor are not among them.
type Queue struct {
	Items  []CaseSummary `json:"items"`
	Next   string        `json:"next,omitempty" doc:"The cursor of what comes after these."`
	Counts struct {
		Open     int64 `json:"open"`
		Appealed int64 `json:"appealed"`
		Mine     int64 `json:"mine"`
	} `json:"counts" doc:"Of all cases, whatever was asked for."`
}

// Case is all that who decides needs, with what was reported first.
type Case struct {
	CaseSummary
	Person      Party          `json:"person"`
	Found       []Finding      `json:"found" doc:"What the server found by itself, the first first."`
	Reported    []CaseReport   `json:"reported" doc:"The first of them, with their evidence."`
	NextReports string         `json:"nextReports,omitempty" doc:"The cursor of those after these."`
	Removable   Removable      `json:"removable" doc:"What a decision can remove."`
	Reasons     map[string]int `json:"reasons" doc:"How many reports name each reason."`
	Notes       []Note         `json:"notes"`
	Decisions   []CaseDecision `json:"decisions" doc:"The last first."`
	Earlier     []EarlierCase  `json:"earlier" doc:"Other cases about the same person, the last first."`
	Barred      string         `json:"barred,omitempty" enum:"own_case,second_person,staff_member" doc:"Why you may not handle it: you are part of it, you decided what is appealed, or it is about staff and you are no admin."`
}

// Party is one of the people of a case: what they show, and what is known of them here. It has no message.
type Party struct {
	Account          *account.Profile `json:"account,omitempty" doc:"Absent where they are gone."`
	Since            *time.Time       `json:"since,omitempty" doc:"When they signed up."`
	Minor            bool             `json:"minor,omitempty"`
	Language         string           `json:"language,omitempty" enum:"en,fr" doc:"That they chose; absent where the app follows their device."`
	Cases            int64            `json:"cases" doc:"About them, this one too."`
	Decisions        int64            `json:"decisions" doc:"About them that stand, without dismissals."`
	ReportsFiled     int64            `json:"reportsFiled"`
	ReportsConfirmed int64            `json:"reportsConfirmed" doc:"Of those that they filed: how many led to more than a dismissal."`
	LimitedUntil     *time.Time       `json:"limitedUntil,omitempty" doc:"They write to nobody who has not accepted it."`
	SilencedUntil    *time.Time       `json:"silencedUntil,omitempty" doc:"They write to nobody."`
	Suspended        bool             `json:"suspended,omitempty"`
	SuspendedUntil   *time.Time       `json:"suspendedUntil,omitempty" doc:"Absent where it has no end."`
}

// CaseReport is a report as staff see it.
type CaseReport struct {
	ID           base.ID   `json:"id"`
	Kind         string    `json:"kind" enum:"message,request,profile,group"`
	Reporter     Party     `json:"reporter"`
	Conversation *base.ID  `json:"conversationId,omitempty"`
	Group        *Titled   `json:"group,omitempty" doc:"Of a report about a group: what it showed when it was filed."`
	Reason       string    `json:"reason" enum:"spam,scam,harassment,hate,sexual,violence,self_harm,underage,impersonation,other"`
	Text         string    `json:"text"`
	Shown        Shown     `json:"shown" doc:"What the reported person showed when it was filed."`
	Evidence     []Message `json:"evidence" doc:"As it was when it was reported, in the order of the log; later versions of a message are edits that name it."`
	CreatedAt    time.Time `json:"createdAt"`
}

// Shown is what a person showed of themselves.
type Shown struct {
	Handle string          `json:"handle"`
	Name   string          `json:"name"`
	Bio    string          `json:"bio"`
	Avatar *account.Avatar `json:"avatar,omitempty" doc:"Where their picture of then is. It is kept, whatever they show now."`
}

// Titled is what a group showed of itself.
type Titled struct {
	Title  string          `json:"title"`
	Avatar *account.Avatar `json:"avatar,omitempty" doc:"Where its picture of then is. It is kept, whatever the group shows now."`
}

// EarlierCase is another case about a person.
type EarlierCase struct {
	ID       base.ID   `json:"id"`
	State    string    `json:"state" enum:"open,appealed,closed"`
	Reason   string    `json:"reason" enum:"spam,scam,harassment,hate,sexual,violence,self_harm,underage,impersonation,other"`
	Outcome  string    `json:"outcome,omitempty" enum:"no_action,warned,removed,limited,suspended,overturned"`
	Reports  int64     `json:"reports"`
	OpenedAt time.Time `json:"openedAt"`
}

// Note is what staff write to each other about a case.
type Note struct {
	ID        base.ID   `json:"id"`
	Handle    string    `json:"handle" doc:"Whose it is."`
	Text      string    `json:"text"`
	CreatedAt time.Time `json:"createdAt"`
}

// Cases is a page of the queue.
func (s *Service) Cases(ctx context.Context, actor api.Actor, q Query) (out Queue, err error) {
	at, err := parsePlace(q.Cursor)
	if err != nil {
		return out, err
	}
	var rows []caseRow
	err = s.read(ctx, "read the queue of cases", func(tx *db.Tx) error {
		if rows, err = queue(ctx, tx, actor.Account, q, at, s.now()); err != nil {
			return err
		}
		if len(rows) > q.Limit {
			rows = rows[:q.Limit]
			out.Next = rows[q.Limit-1].place(q.State).String()
		}
		if out.Items, err = s.summaries(ctx, tx, actor.Account, rows); err != nil {
			return err
		}
		out.Counts.Open, out.Counts.Appealed, out.Counts.Mine, err = countCases(ctx, tx, actor.Account, s.now())
		return err
	})
	return out, err
}

// place is where a case stands in the queue.
type place struct {
	urgency, at int64
	id          base.ID
}

func (p place) String() string { return fmt.Sprintf("%d.%d.%s", p.urgency, p.at, p.id) }

// parsePlace reads a cursor; the zero place stands before all.
func parsePlace(cursor string) (p place, err error) {
	if cursor == "" {
		return p, nil
	}
	parts := strings.Split(cursor, ".")
	if len(parts) != 3 {
		return p, cursorInvalid()
	}
	var wrong [3]error
	p.urgency, wrong[0] = strconv.ParseInt(parts[0], 10, 64)
	p.at, wrong[1] = strconv.ParseInt(parts[1], 10, 64)
	p.id, wrong[2] = base.ParseID(parts[2])
	for _, err := range wrong {
		if err != nil {
			return p, cursorInvalid()
		}
	}
	return p, nil
}

func (r caseRow) place(state string) place {
	if state == "closed" {
		return place{0, r.closedAt, r.id}
	}
	return place{r.urgency, r.openedAt, r.id}
}

// caseRow is a case as it is stored.
type caseRow struct {
	id, about                                 base.ID
	state, reason, outcome                    string
	urgency, reports, reporters               int64
	openedAt, changedAt, reviewedAt, closedAt int64
	claimedBy                                 base.ID
	claimedUntil                              int64
}

// claimed tells who has claimed it at a moment, zero for nobody.
func (r caseRow) claimed(now int64) base.ID {
	if r.claimedUntil > now {
		return r.claimedBy
	}
	return base.ID{}
}

// summaries are rows as viewer is shown them.
func (s *Service) summaries(ctx context.Context, tx *db.Tx, viewer base.ID, rows []caseRow) ([]CaseSummary, error) {
	now := s.now()
	var ids, about []base.ID
	for _, r := range rows {
		ids, about = append(ids, r.about), append(about, r.about)
		if by := r.claimed(now); !by.IsZero() {
			ids = append(ids, by)
		}
	}
	profiles, err := s.Accounts.Profiles(ctx, tx, viewer, ids)
	if err != nil {
		return nil, err
	}
	known, err := s.personsOf(ctx, tx, about)
	if err != nil {
		return nil, err
	}
	list := make([]CaseSummary, len(rows))
	for i, r := range rows {
		c := CaseSummary{
			ID: r.id, Minor: known[r.about].minor, State: r.state, Severity: severity(r.urgency), Reason: r.reason, Reports: r.reports, Reporters: r.reporters,
			Outcome: r.outcome, OpenedAt: base.Time(r.openedAt), ChangedAt: base.Time(r.changedAt), ClosedAt: moment(r.closedAt),
		}
		if p, there := profiles[r.about]; there {
			c.Account = &p
		}
		if by := r.claimed(now); !by.IsZero() {
			c.Claim = &Claim{by, profiles[by].Handle, by == viewer, base.Time(r.claimedUntil)}
		}
		list[i] = c
	}
	return list, nil
}

func (s *Service) summary(ctx context.Context, tx *db.Tx, viewer base.ID, row caseRow) (CaseSummary, error) {
	list, err := s.summaries(ctx, tx, viewer, []caseRow{row})
	if err != nil {
		return CaseSummary{}, err
	}
	return list[0], nil
}

// Case is one case. That the actor looked at what was reported is written into the audit log before it is answered.
func (s *Service) Case(ctx context.Context, actor api.Actor, id base.ID) (c Case, err error) {
	err = s.write(ctx, "read a case", func(tx *db.Tx) error {
		row, err := caseFor(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if _, err := s.log(ctx, tx, deed{actor: actor, action: didView, of: id, subject: row.about}); err != nil {
			return err
		}
		c, err = s.caseOf(ctx, tx, actor, row)
		return err
	})
	return c, err
}

func (s *Service) caseOf(ctx context.Context, tx *db.Tx, actor api.Actor, row caseRow) (c Case, err error) {
	if c.CaseSummary, err = s.summary(ctx, tx, actor.Account, row); err != nil {
		return c, err
	}
	if c.Reported, c.NextReports, err = s.caseReports(ctx, tx, actor.Account, row.id, base.ID{}, reportsPage); err != nil {
		return c, err
	}
	places, err := reportedPlaces(ctx, tx, row.id)
	if err != nil {
		return c, err
	}
	c.Removable.Messages = len(places)
	if c.Removable.Parts, err = s.removable(ctx, tx, row); err != nil {
		return c, err
	}
	if c.Found, err = findingsOf(ctx, tx, row.id); err != nil {
		return c, err
	}
	people, err := s.parties(ctx, tx, actor.Account, []base.ID{row.about})
	if err != nil {
		return c, err
	}
	c.Person = people[row.about]
	if c.Reasons, err = reasonsOf(ctx, tx, row.id); err != nil {
		return c, err
	}
	if c.Notes, err = notesOf(ctx, tx, row.id); err != nil {
		return c, err
	}
	if c.Decisions, err = s.caseDecisions(ctx, tx, row.id); err != nil {
		return c, err
	}
	if c.Earlier, err = earlierCases(ctx, tx, row, actor.Account); err != nil {
		return c, err
	}
	err = s.mayHandle(ctx, tx, actor, row)
	if base.KindOf(err) == base.KindForbidden {
		c.Barred, err = base.CodeOf(err), nil
	}
	return c, err
}

// CaseReports are reports of a case with their evidence.
type CaseReports struct {
	Items []CaseReport `json:"items"`
	Next  string       `json:"next,omitempty"`
}

// Reported is a further page of what was reported in a case, which is a look at it like the first.
func (s *Service) Reported(ctx context.Context, actor api.Actor, id base.ID, cursor string) (out CaseReports, err error) {
	var after base.ID
	if cursor != "" {
		if after, err = base.ParseID(cursor); err != nil {
			return out, cursorInvalid()
		}
	}
	err = s.write(ctx, "read the reports of a case", func(tx *db.Tx) error {
		row, err := caseFor(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if _, err := s.log(ctx, tx, deed{actor: actor, action: didView, of: id, subject: row.about}); err != nil {
			return err
		}
		out.Items, out.Next, err = s.caseReports(ctx, tx, actor.Account, id, after, reportsPage)
		return err
	})
	return out, err
}

// mayHandle refuses those who are part of a case, who decided what is appealed, and moderators where it is about staff.
func (s *Service) mayHandle(ctx context.Context, tx *db.Tx, actor api.Actor, row caseRow) error {
	part, deciders, role, err := standsIn(ctx, tx, actor.Account, row)
	switch {
	case err != nil:
		return err
	case part:
		return base.Forbidden("own_case", "You reported something of this case, so somebody else handles it.")
	case row.state == "appealed" && deciders:
		return base.Forbidden("second_person", "You decided this case, so somebody else answers the appeal.")
	case role != "" && actor.Role != "admin":
		return base.Forbidden("staff_member", "This is about a member of staff, so an admin handles it.")
	}
	return nil
}

// Claim has the actor work on a case for the next half hour. What somebody else has claimed is refused, until that lapses.
func (s *Service) Claim(ctx context.Context, actor api.Actor, id base.ID) (out CaseSummary, err error) {
	err = s.write(ctx, "claim a case", func(tx *db.Tx) error {
		row, err := lockedCase(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		now := s.now()
		switch by := row.claimed(now); {
		case row.state == "closed":
			return base.Conflict("case_closed", "This case is closed.")
		case !by.IsZero() && by != actor.Account:
			return base.Conflict("claimed", "Somebody else is working on this case.")
		}
		if err := s.mayHandle(ctx, tx, actor, row); err != nil {
			return err
		}
		seq, err := s.log(ctx, tx, deed{actor: actor, action: didClaim, of: id, subject: row.about})
		if err != nil {
			return err
		}
		first := row.reviewedAt == 0
		row.claimedBy, row.claimedUntil, row.changedAt = actor.Account, base.Millis(s.Clock.Now().Add(claimLasts)), now
		if first {
			row.reviewedAt = now
		}
		if err := keepClaim(ctx, tx, row, seq); err != nil {
			return err
		}
		if first {
			if err := s.tellReporters(ctx, tx, id, "in_review", ""); err != nil {
				return err
			}
		}
		if err := s.queueChanged(ctx, tx, row.about); err != nil {
			return err
		}
		out, err = s.summary(ctx, tx, actor.Account, row)
		return err
	})
	return out, err
}

// Release gives a case back that the actor has claimed. One that they have not stays as it is.
func (s *Service) Release(ctx context.Context, actor api.Actor, id base.ID) error {
	return s.write(ctx, "release a case", func(tx *db.Tx) error {
		row, err := lockedCase(ctx, tx, actor, id)
		if err != nil || row.claimed(s.now()) != actor.Account {
			return err
		}
		seq, err := s.log(ctx, tx, deed{actor: actor, action: didRelease, of: id, subject: row.about})
		if err != nil {
			return err
		}
		row.claimedBy, row.claimedUntil, row.changedAt = base.ID{}, 0, s.now()
		if err := keepClaim(ctx, tx, row, seq); err != nil {
			return err
		}
		return s.queueChanged(ctx, tx, row.about)
	})
}

// held is a case that the actor has claimed, which is theirs until the transaction ends.
func (s *Service) held(ctx context.Context, tx *db.Tx, actor api.Actor, id base.ID) (caseRow, error) {
	row, err := lockedCase(ctx, tx, actor, id)
	if err != nil {
		return row, err
	}
	if row.claimed(s.now()) != actor.Account {
		return row, base.Conflict("not_claimed", "Claim this case first: a claim lasts for 30 minutes.")
	}
	return row, s.mayHandle(ctx, tx, actor, row)
}

// AddNote writes a note for other staff.
func (s *Service) AddNote(ctx context.Context, actor api.Actor, id base.ID, text string) (note Note, err error) {
	if text, err = cleaned("text", text, true); err != nil {
		return note, err
	}
	err = s.write(ctx, "write a note", func(tx *db.Tx) error {
		row, err := caseFor(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		now := s.Clock.Now()
		note = Note{ID: base.NewID(now), Text: text, CreatedAt: base.Time(base.Millis(now))}
		seq, err := s.log(ctx, tx, deed{actor: actor, action: didNote, of: id, subject: row.about, details: map[string]any{"note": note.ID}})
		if err != nil {
			return err
		}
		note.Handle, err = addNote(ctx, tx, actor.Account, id, note, seq)
		return err
	})
	return note, err
}
