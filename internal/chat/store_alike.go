package chat

import (
	"bytes"
	"context"
	"slices"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// sent is a sending with what it is compared by.
type sent struct {
	sending
	signature
	spread spread
	near   []base.ID // the texts that it is like, each the first of its kind, the most similar one first
}

// noteTexts keeps what went to strangers at now, and answers how far each text has gone by now. Texts of all processes on the store are
// compared: the first of a kind is kept by its bands, and those like it count under its id.
func noteTexts(ctx context.Context, tx *db.Tx, now time.Time, list []sending) ([]spread, error) {
	spreads := make([]spread, len(list))
	var texts []*sent
	for i, one := range list {
		letters := lettersOf(one.text)
		spreads[i] = spread{length: lengthOf(letters), away: leadsAway(one.text, letters)}
		if spreads[i].length >= comparedLeast && len(letters) >= shingleLength {
			texts = append(texts, &sent{sending: one, signature: signatureOf(letters), spread: spreads[i]})
		}
	}
	if len(texts) == 0 {
		return spreads, nil
	}
	if err := findNear(ctx, tx, texts); err != nil {
		return nil, err
	}
	if err := keepFirsts(ctx, tx, now, texts); err != nil {
		return nil, err
	}
	if err := keepSent(ctx, tx, now, texts); err != nil {
		return nil, err
	}
	if err := countSent(ctx, tx, now, texts); err != nil {
		return nil, err
	}
	for i := range spreads {
		if len(texts) > 0 && texts[0].sending == list[i] {
			spreads[i], texts = texts[0].spread, texts[1:]
		}
	}
	return spreads, nil
}

// findNear looks up the firsts that texts are like.
func findNear(ctx context.Context, tx *db.Tx, texts []*sent) error {
	var numbers, keys []int64
	for i, t := range texts {
		for _, band := range t.bands {
			numbers, keys = append(numbers, int64(i)), append(keys, band)
		}
	}
	found := make([]map[base.ID]float64, len(texts))
	const query = `SELECT $1, text_id, signature FROM /*rows*/ request_bands WHERE band = $2`
	err := tx.QueryRows(ctx, query, db.Columns{numbers, keys}, func(scan func(...any) error) error {
		var i int64
		var id base.ID
		var stored string
		if err := scan(&i, &id, &stored); err != nil {
			return err
		}
		if _, known := found[i][id]; known {
			return nil
		}
		if found[i] == nil {
			found[i] = map[base.ID]float64{}
		}
		if other, ok := parseSignature(stored); ok {
			found[i][id] = texts[i].similarity(&other)
		}
		return nil
	})
	for i, t := range texts {
		for id, similarity := range found[i] {
			if similarity >= nearlySame {
				t.near = append(t.near, id)
			}
		}
		slices.SortFunc(t.near, func(x, y base.ID) int {
			if found[i][x] != found[i][y] {
				if found[i][x] > found[i][y] {
					return -1
				}
				return 1
			}
			return bytes.Compare(x[:], y[:])
		})
	}
	return err
}

// keepFirsts keeps the texts that are like none before them.
func keepFirsts(ctx context.Context, tx *db.Tx, now time.Time, texts []*sent) error {
	var keys, times []int64
	var ids []base.ID
	var values []string
	for i, t := range texts {
		for _, before := range texts[:i] { // the store does not have these yet
			if len(t.near) == 0 && t.similarity(&before.signature) >= nearlySame {
				t.near = before.near[:1]
			}
		}
		if len(t.near) > 0 {
			continue
		}
		t.near = []base.ID{base.NewID(now)}
		for _, band := range t.bands {
			keys, ids, values, times = append(keys, band), append(ids, t.near[0]), append(values, t.String()), append(times, base.Millis(now))
		}
	}
	const insert = `INSERT INTO request_bands (band, text_id, signature, created_at) SELECT $1, $2, $3, $4 /*from rows*/ ON CONFLICT (band, text_id) DO NOTHING`
	return tx.ExecRows(ctx, insert, db.Columns{keys, ids, values, times})
}

// keepSent keeps who wrote a text of a kind to whom.
func keepSent(ctx context.Context, tx *db.Tx, now time.Time, texts []*sent) error {
	type row struct{ id, from, to base.ID }
	rows := map[row]int64{}
	for _, t := range texts {
		rows[row{t.near[0], t.from, t.to}] = truth(t.young)
	}
	list := make([]row, 0, len(rows))
	for r := range rows {
		list = append(list, r)
	}
	slices.SortFunc(list, func(x, y row) int {
		return bytes.Compare(slices.Concat(x.id[:], x.from[:], x.to[:]), slices.Concat(y.id[:], y.from[:], y.to[:]))
	})
	n := len(list)
	ids, senders, others, young, times := make([]base.ID, n), make([]base.ID, n), make([]base.ID, n), make([]int64, n), make([]int64, n)
	for i, r := range list {
		ids[i], senders[i], others[i], young[i], times[i] = r.id, r.from, r.to, rows[r], base.Millis(now)
	}
	const insert = `INSERT INTO request_texts (text_id, account_id, other_id, young, created_at) SELECT $1, $2, $3, $4, $5 /*from rows*/
		ON CONFLICT (text_id, account_id, other_id) DO UPDATE SET created_at = excluded.created_at`
	return tx.ExecRows(ctx, insert, db.Columns{ids, senders, others, young, times})
}

// countSent counts how far texts have gone, each with all kinds that it is like.
func countSent(ctx context.Context, tx *db.Tx, now time.Time, texts []*sent) error {
	var numbers, since []int64
	var ids []base.ID
	for i, t := range texts {
		for _, id := range t.near {
			numbers, ids, since = append(numbers, int64(i)), append(ids, id), append(since, base.Millis(now.Add(-sameTextWithin)))
		}
	}
	counted := make([]map[base.ID]bool, len(texts)) // the senders of each
	const query = `SELECT $1, text_id, account_id, COUNT(*), MAX(young) FROM /*rows*/ request_texts WHERE text_id = $2 AND created_at > $3
		GROUP BY $1, text_id, account_id`
	return tx.QueryRows(ctx, query, db.Columns{numbers, ids, since}, func(scan func(...any) error) error {
		var i, people, young int64
		var id, sender base.ID
		if err := scan(&i, &id, &sender, &people, &young); err != nil {
			return err
		}
		s := &texts[i].spread
		if sender == texts[i].from {
			s.people += int(people)
		}
		if counted[i] == nil {
			counted[i] = map[base.ID]bool{}
		}
		if !counted[i][sender] {
			counted[i][sender] = true
			s.senders, s.young = s.senders+1, s.young+int(young)
		}
		return nil
	})
}

// forgetTexts removes what was written before since, and the kinds of text of which nothing is left.
func forgetTexts(ctx context.Context, tx *db.Tx, since int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM request_texts WHERE created_at <= $1`, since); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM request_bands WHERE created_at <= $1
		AND NOT EXISTS (SELECT 1 FROM request_texts WHERE request_texts.text_id = request_bands.text_id)`, since)
	return err
}

func truth(is bool) int64 {
	if is {
		return 1
	}
	return 0
}
