package safety

import (
	"context"
	"slices"

	"causerie/internal/account"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media"
)

// What of a profile or a group a decision can remove. A group has no bio.
const (
	thePicture = "picture"
	theName    = "name"
	theBio     = "bio"
)

// Removing is what a decision removes of what was reported.
type Removing struct {
	Reported bool    `json:"reported,omitempty" doc:"All messages that were reported, each for itself or as a request."`
	Messages []Place `json:"messages,omitempty" maxItems:"1000" doc:"Messages that the case has a copy of."`
	Parts    []Part  `json:"parts,omitempty" maxItems:"100" doc:"What the profile and the groups show: some of removable of the case."`
}

// Part is something that a profile or a group shows.
type Part struct {
	Part  string   `json:"part" enum:"picture,name,bio"`
	Group *base.ID `json:"groupId,omitempty" doc:"Of which group; absent for the profile."`
}

func (p Part) of(about base.ID) base.ID {
	if p.Group != nil {
		return *p.Group
	}
	return about
}

// Removable is what a decision of a case can remove.
type Removable struct {
	Messages int         `json:"messages" doc:"How many messages were reported, each for itself or as a request."`
	Parts    []ShownPart `json:"parts" doc:"What was reported of the profile or a group, and is still shown."`
}

// ShownPart is something that a profile or a group shows, and showed when it was reported.
type ShownPart struct {
	Part
	Title string `json:"title,omitempty" doc:"Of a group: what it is called."`
	Text  string `json:"text,omitempty" doc:"What stands there; absent for a picture."`
}

// RemovedPart is something that a decision removed of a profile or a group.
type RemovedPart struct {
	ShownPart
	Restored bool `json:"restored,omitempty" doc:"The decision was taken back, and it is shown again."`
}

// removedRow is what a decision removed, as it is stored.
type removedRow struct {
	of, picture       base.ID
	part, text, title string
	restoredAt        int64
}

func (r removedRow) out(about base.ID) RemovedPart {
	p := RemovedPart{ShownPart{Part{Part: r.part}, r.title, r.text}, r.restoredAt > 0}
	if r.of != about {
		p.Group = &r.of
	}
	return p
}

func partsOut(about base.ID, rows []removedRow) []RemovedPart {
	list := make([]RemovedPart, len(rows))
	for i, r := range rows {
		list[i] = r.out(about)
	}
	return list
}

// value is a part of what a face shows, nothing where it shows none; without is the face without it.
func value(f account.Face, part string) (text string, picture base.ID) {
	switch {
	case part == thePicture:
		return "", f.Picture
	case part == theName && f.Name != f.Plain:
		return f.Name, base.ID{}
	case part == theBio:
		return f.Bio, base.ID{}
	}
	return "", base.ID{}
}

func without(f account.Face, part string) account.Face {
	switch part {
	case thePicture:
		f.Picture = base.ID{}
	case theName:
		f.Name = f.Plain
	case theBio:
		f.Bio = ""
	}
	return f
}

// with is a face that shows again what was removed of it, and whether it does: what was put there in the meantime stays.
func (r removedRow) with(f account.Face) (account.Face, bool) {
	if text, picture := value(f, r.part); text != "" || !picture.IsZero() {
		return f, false
	}
	switch r.part {
	case thePicture:
		f.Picture = r.picture
	case theName:
		f.Name = r.text
	case theBio:
		f.Bio = r.text
	}
	return f, true
}

// MayShow refuses to show again what a decision that stands removed of an account or a group, or what looks the same.
func (s *Service) MayShow(ctx context.Context, tx *db.Tx, of base.ID, before, after account.Face) error {
	for _, part := range []string{thePicture, theName, theBio} {
		text, picture := value(after, part)
		if was, shown := value(before, part); text == was && picture == shown || text == "" && picture.IsZero() {
			continue
		}
		removed, err := stillRemoved(ctx, tx, of, part)
		if err != nil {
			return err
		}
		for _, r := range removed {
			if same, err := s.same(ctx, r, text, picture); err != nil {
				return err
			} else if same {
				return base.Conflict("removed_before", "Moderators removed this, and their decision stands. Choose something else, or appeal under Settings, Safety, Decisions about you.")
			}
		}
	}
	return nil
}

// same tells whether a text or a picture is what was removed, as far as an eye tells. A picture is compared as it is kept; one that was evidence and is gone with it is
// like no other.
func (s *Service) same(ctx context.Context, r removedRow, text string, picture base.ID) (bool, error) {
	if r.part != thePicture {
		a, b := s.Look(r.text), s.Look(text)
		return r.text == text || a == b && a != "", nil
	}
	before, err := s.Digest(ctx, r.picture, media.Avatar)
	if err != nil || before.Lost {
		return false, err
	}
	now, err := s.Digest(ctx, picture, media.Avatar)
	return now.SHA256 == before.SHA256, err
}

// face is what an account or a group shows; found is false where it is gone.
func (s *Service) face(ctx context.Context, tx *db.Tx, about, of base.ID) (f account.Face, found bool, err error) {
	if of == about {
		f, err = s.Accounts.Face(ctx, tx, of)
	} else {
		f, err = s.GroupFace(ctx, tx, of)
	}
	if base.KindOf(err) == base.KindNotFound {
		return f, false, nil
	}
	return f, err == nil, err
}

// swap has an account or a group show after, if it still shows before, and who sees it is told.
func (s *Service) swap(ctx context.Context, tx *db.Tx, about, of base.ID, before, after account.Face) (bool, error) {
	if of != about {
		return s.SwapGroupFace(ctx, tx, of, before, after)
	}
	swapped, err := s.Accounts.SwapFace(ctx, tx, of, before, after)
	if err == nil && swapped {
		err = s.ShowPerson(ctx, tx, of)
	}
	return swapped, err
}

// removable are the parts of the profile and the groups of a case that were reported and are still shown.
func (s *Service) removable(ctx context.Context, tx *db.Tx, row caseRow) ([]ShownPart, error) {
	list := []ShownPart{}
	evidence, err := facesOf(ctx, tx, row)
	if err != nil {
		return nil, err
	}
	for _, of := range evidence {
		now, found, err := s.face(ctx, tx, row.about, of.id)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		for _, part := range []string{thePicture, theName, theBio} {
			text, picture := value(now, part)
			if text == "" && picture.IsZero() {
				continue
			}
			reported := slices.ContainsFunc(of.shown, func(f account.Face) bool {
				then, shown := value(f, part)
				return then == text && shown == picture
			})
			if !reported {
				continue
			}
			p := removedRow{of: of.id, part: part, text: text}
			if of.id != row.about {
				p.title = now.Name
			}
			list = append(list, p.out(row.about).ShownPart)
		}
	}
	return list, nil
}

// removeParts removes what a profile or groups show, and answers what it was. What is no longer shown as it was reported is refused.
func (s *Service) removeParts(ctx context.Context, tx *db.Tx, row caseRow, parts []Part) (removed []removedRow, err error) {
	if len(parts) == 0 {
		return nil, nil
	}
	open, err := s.removable(ctx, tx, row)
	if err != nil {
		return nil, err
	}
	for _, of := range owners(row.about, parts) {
		before, found, err := s.face(ctx, tx, row.about, of)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, notShown()
		}
		after := before
		for _, p := range parts {
			if p.of(row.about) != of || without(after, p.Part) == after {
				continue
			}
			shown := slices.ContainsFunc(open, func(one ShownPart) bool { return one.Part.Part == p.Part && one.of(row.about) == of })
			if !shown {
				return nil, notShown()
			}
			text, picture := value(before, p.Part)
			r := removedRow{of: of, part: p.Part, text: text, picture: picture}
			if of != row.about {
				r.title = before.Name
			}
			removed, after = append(removed, r), without(after, p.Part)
		}
		swapped, err := s.swap(ctx, tx, row.about, of, before, after)
		if err != nil {
			return nil, err
		}
		if !swapped || after == before {
			return nil, notShown()
		}
	}
	return removed, nil
}

func notShown() error {
	return base.Conflict("not_shown", "The profile or the group no longer shows what was reported. Read the case again.")
}

// owners are whose parts are, each once.
func owners(about base.ID, parts []Part) []base.ID {
	var list []base.ID
	for _, p := range parts {
		if of := p.of(about); !slices.Contains(list, of) {
			list = append(list, of)
		}
	}
	return list
}

// restoreParts shows again what a decision removed of a profile or of groups, where nothing else was put there since, and answers what.
func (s *Service) restoreParts(ctx context.Context, tx *db.Tx, d decisionRow) (restored []Part, err error) {
	byOwner := map[base.ID][]removedRow{}
	var order []base.ID
	for _, r := range d.parts {
		if byOwner[r.of] == nil {
			order = append(order, r.of)
		}
		byOwner[r.of] = append(byOwner[r.of], r)
	}
	for _, of := range order {
		before, found, err := s.face(ctx, tx, d.about, of)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		after := before
		var again []removedRow
		for _, r := range byOwner[of] {
			var is bool
			if after, is = r.with(after); is {
				again = append(again, r)
			}
		}
		if len(again) == 0 {
			continue
		}
		swapped, err := s.swap(ctx, tx, d.about, of, before, after)
		if err != nil {
			return nil, err
		}
		if !swapped { // it changes at this moment: what is put there stays
			continue
		}
		for _, r := range again {
			if err := keepRestored(ctx, tx, d, r, s.now()); err != nil {
				return nil, err
			}
			restored = append(restored, r.out(d.about).Part)
		}
	}
	return restored, nil
}
