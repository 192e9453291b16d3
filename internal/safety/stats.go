package safety

import (
	"context"
	"slices"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// Stats are figures about the work of the last days, by days in UTC, the first one first.
type Stats struct {
	Days          []Day `json:"days"`
	MedianMinutes int64 `json:"medianMinutes" doc:"From the opening of a case to its first decision, over the cases decided in these days; 0 where there are none."`
	SlowMinutes   int64 `json:"slowMinutes" doc:"What nine cases out of ten took at most."`
}

// Day is what came in and was done on a day.
type Day struct {
	Date     string           `json:"date" format:"date"`
	Reports  int64            `json:"reports"`
	Cases    int64            `json:"cases" doc:"That were opened."`
	Decided  int64            `json:"decided"`
	Appeals  int64            `json:"appeals"`
	Answered int64            `json:"answered" doc:"Cases that were decided for the first time."`
	Minutes  int64            `json:"minutes" doc:"What half of those took at most, from their opening; 0 where there are none."`
	Outcomes map[string]int64 `json:"outcomes" doc:"Of the decisions, by what reporters are told: no_action, warned, removed, limited, suspended; and overturned, of appeals."`
}

// Stats are the figures of the last days, today included.
func (s *Service) Stats(ctx context.Context, days int) (out Stats, err error) {
	today := s.Clock.Now().UTC().Truncate(24 * time.Hour)
	first := today.AddDate(0, 0, 1-days)
	for i := range days {
		out.Days = append(out.Days, Day{Date: first.AddDate(0, 0, i).Format(time.DateOnly), Outcomes: map[string]int64{}})
	}
	since := base.Millis(first)
	at := func(n int64) *Day { return &out.Days[min(max(n, 0), int64(days-1))] }
	var minutes []int64
	byDay := map[*Day][]int64{}
	err = s.read(ctx, "count what moderators did", func(tx *db.Tx) error {
		for _, one := range []struct {
			query string
			add   func(day *Day, what string, n int64)
		}{
			{`SELECT (created_at - $1) / 86400000 AS day, '', COUNT(*) FROM reports WHERE created_at >= $1 GROUP BY 1`, func(d *Day, _ string, n int64) { d.Reports = n }},
			{`SELECT (opened_at - $1) / 86400000 AS day, '', COUNT(*) FROM cases WHERE opened_at >= $1 GROUP BY 1`, func(d *Day, _ string, n int64) { d.Cases = n }},
			{`SELECT (created_at - $1) / 86400000 AS day, action, COUNT(*) FROM decisions WHERE created_at >= $1 GROUP BY 1, action`, func(d *Day, action string, n int64) {
				d.Decided += n
				d.Outcomes[outcomes[action]] += n
			}},
			{`SELECT (appealed_at - $1) / 86400000 AS day, '', COUNT(*) FROM decisions WHERE appealed_at >= $1 GROUP BY 1`, func(d *Day, _ string, n int64) { d.Appeals = n }},
			{`SELECT (answered_at - $1) / 86400000 AS day, '', COUNT(*) FROM decisions WHERE answered_at >= $1 AND answer = 'overturned' GROUP BY 1`,
				func(d *Day, _ string, n int64) { d.Outcomes[overturned] = n }},
		} {
			rows, err := tx.Query(ctx, one.query, since)
			err = db.Rows(rows, err, func(scan func(...any) error) error {
				var day, n int64
				var what string
				err := scan(&day, &what, &n)
				one.add(at(day), what, n)
				return err
			})
			if err != nil {
				return err
			}
		}
		rows, err := tx.Query(ctx, `SELECT MIN(decisions.created_at), opened_at FROM decisions JOIN cases ON cases.case_id = decisions.case_id
			WHERE decisions.created_at >= $1 GROUP BY cases.case_id, opened_at`, since)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var decided, opened int64
			err := scan(&decided, &opened)
			took := (decided - opened) / time.Minute.Milliseconds()
			minutes = append(minutes, took)
			day := at((decided - since) / (24 * time.Hour).Milliseconds())
			byDay[day] = append(byDay[day], took)
			return err
		})
	})
	for day, took := range byDay {
		slices.Sort(took)
		day.Answered, day.Minutes = int64(len(took)), took[len(took)/2]
	}
	if n := len(minutes); n > 0 {
		slices.Sort(minutes)
		out.MedianMinutes, out.SlowMinutes = minutes[n/2], minutes[(n*9)/10]
	}
	return out, err
}
