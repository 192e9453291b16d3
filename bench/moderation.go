package main

import (
	"fmt"
	"net/url"

	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	queued     = 10_000 // cases of moderation, each with a report
	queuePages = 200
)

// moderation is the queue of moderators with many reports in it: its first page, all pages by their cursors, those of one severity, and a case.
func moderation(o options, e engine) (map[string]any, map[string]float64, error) {
	var staff person
	h, _, err := sized(o, e, queued+2, func(s seed, people []person) error {
		staff = people[0]
		return s.reported(staff, people[1:])
	})
	if err != nil {
		return nil, nil, err
	}
	defer h.close()
	c, err := newAsker(h.address, staff.token)
	if err != nil {
		return nil, nil, err
	}
	defer c.close()
	type page struct {
		Items []struct {
			ID base.ID `json:"id"`
		} `json:"items"`
		Next string `json:"next"`
	}
	figures := map[string]float64{}
	var first page
	measure := func(name string, times int, do func(i int) error) {
		if err == nil {
			figures[name+"P50Ms"], err = medianOf(times, do)
		}
	}
	measure("warm", 20, func(int) error {
		_, err := c.get("/v1/moderation/cases", nil)
		return err
	})
	delete(figures, "warmP50Ms")
	measure("firstPage", queuePages, func(int) error {
		first = page{}
		_, err := c.get("/v1/moderation/cases", &first)
		return err
	})
	next, walked := "", 0
	measure("page", queuePages, func(int) error {
		var p page
		_, err := c.get("/v1/moderation/cases?cursor="+url.QueryEscape(next), &p)
		next, walked = p.Next, walked+len(p.Items)
		return err
	})
	measure("ofSeverity", queuePages, func(int) error {
		_, err := c.get("/v1/moderation/cases?severity=low", nil)
		return err
	})
	measure("case", queuePages, func(i int) error {
		_, err := c.get("/v1/moderation/cases/"+first.Items[i%len(first.Items)].ID.String(), nil)
		return err
	})
	if err == nil && (walked != queued || next != "") {
		err = fmt.Errorf("%d of %d cases are in the queue", walked, queued)
	}
	return map[string]any{"cases": queued, "perPage": len(first.Items)}, figures, err
}

// reported has each of people but the last be reported by the next one, and staff be a moderator.
func (s seed) reported(staff person, people []person) error {
	err := s.exec(`UPDATE accounts SET role = 'moderator' /*from rows*/ WHERE account_id = $1`, 1, func(int, int) db.Columns {
		return db.Columns{[]base.ID{staff.id}}
	})
	if err != nil {
		return err
	}
	reasons := []string{"violence", "hate", "harassment", "spam"}
	urgencies := []int64{2, 3, 3, 4}
	n := len(people) - 1
	return s.Fill(s.ctx, func(bulk *db.Bulk) error {
		names := []string{"case_id", "account_id", "state", "urgency", "reason", "reports", "reporters", "opened_at", "changed_at"}
		err := bulk.Insert(s.ctx, "cases", names, rowsOf(n, func(i int) []any {
			return []any{people[i].id[:], people[i].id[:], "open", urgencies[i%4], reasons[i%4], 1, 1, s.now + int64(i), s.now + int64(i)}
		}))
		if err != nil {
			return err
		}
		err = bulk.Insert(s.ctx, "open_cases", []string{"account_id", "case_id"}, rowsOf(n, func(i int) []any {
			return []any{people[i].id[:], people[i].id[:]}
		}))
		if err != nil {
			return err
		}
		names = []string{"account_id", "report_id", "case_id", "other_id", "kind", "reason", "text", "handle", "name", "bio", "created_at", "changed_at"}
		return bulk.Insert(s.ctx, "reports", names, rowsOf(n, func(i int) []any {
			return []any{people[i+1].id[:], people[i].id[:], people[i].id[:], people[i].id[:], "profile", reasons[i%4], "look at this", handleOf(i + 1), "Someone", "", s.now + int64(i), s.now + int64(i)}
		}))
	})
}
