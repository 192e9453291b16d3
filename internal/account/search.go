package account

import (
	"bytes"
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	searchWords  = 8 // more are ignored
	searchRounds = 8 // pages of candidates that one request looks through
)

// place is where a search goes on: behind this term of this account.
type place struct {
	term    []byte
	account base.ID
}

// Search finds the accounts of which every word of q begins a word of the handle or the name, in the order of the words found.
// keep drops those that the one who searches must not find. next is empty at the end; before it a page may be short.
func Search(ctx context.Context, tx *db.Tx, q, cursor string, limit int,
	keep func([]base.ID) ([]base.ID, error)) (found []base.ID, next string, err error) {
	words := base.Terms(q)
	if len(words) == 0 {
		return nil, "", nil
	}
	at, ok := parsePlace(cursor)
	if !ok {
		return nil, "", base.Invalid("cursor_invalid", "This cursor is not one that this search gave. Start over without one.")
	}
	words = words[:min(len(words), searchWords)]
	lead := slices.MaxFunc(words, func(a, b string) int { return len(a) - len(b) }) // the longest word finds the fewest
	for range searchRounds {
		candidates, err := candidatesAfter(ctx, tx, lead, at, limit)
		if err != nil {
			return nil, "", base.Doing("searching accounts", err)
		}
		matching, err := matchingAll(ctx, tx, candidates, lead, words)
		if err != nil {
			return nil, "", base.Doing("searching accounts", err)
		}
		kept, err := keep(accountsOf(matching))
		if err != nil {
			return nil, "", err
		}
		for _, m := range matching {
			if !slices.Contains(kept, m.account) {
				continue
			}
			if found = append(found, m.account); len(found) == limit {
				return found, m.String(), nil
			}
		}
		if len(candidates) < limit {
			return found, "", nil
		}
		at = candidates[len(candidates)-1]
	}
	return found, at.String(), nil
}

// Named leaves those of ids whom every word of q finds.
func Named(ctx context.Context, tx *db.Tx, ids []base.ID, q string) ([]base.ID, error) {
	words := base.Terms(strings.TrimPrefix(q, "@"))
	if len(words) == 0 || len(ids) == 0 {
		return nil, nil
	}
	words = words[:min(len(words), searchWords)]
	terms := make(map[base.ID][]string, len(ids))
	err := tx.QueryRows(ctx, `SELECT account_id, term FROM /*rows*/ account_terms WHERE account_id = $1`, db.Columns{ids}, func(scan func(...any) error) error {
		var id base.ID
		var term []byte
		err := scan(&id, &term)
		terms[id] = append(terms[id], string(term))
		return err
	})
	if err != nil {
		return nil, base.Doing("searching accounts", err)
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id base.ID) bool {
		return slices.ContainsFunc(words, func(w string) bool { return firstWith(terms[id], w) == "" })
	}), nil
}

// candidatesAfter is a page of the terms that begin with word.
func candidatesAfter(ctx context.Context, tx *db.Tx, word string, at place, limit int) ([]place, error) {
	low, high := []byte(word), append([]byte(word), 0xff) // no term in UTF-8 has a byte 0xff
	if bytes.Compare(at.term, low) > 0 {
		low = at.term
	}
	rows, err := tx.Query(ctx, `SELECT term, account_id FROM account_terms
		WHERE term >= $1 AND term < $2 AND (term > $3 OR term = $3 AND account_id > $4)
		ORDER BY term, account_id LIMIT $5`, low, high, at.term, at.account, limit)
	var page []place
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var p place
		err := scan(&p.term, &p.account)
		page = append(page, p)
		return err
	})
	return page, err
}

// matchingAll leaves the candidates that have all words, each account where its first term for the leading word stands.
func matchingAll(ctx context.Context, tx *db.Tx, candidates []place, lead string, words []string) ([]place, error) {
	if len(candidates) == 0 {
		return nil, nil
	}
	ids := accountsOf(candidates)
	terms := make(map[base.ID][]string, len(ids))
	rows, err := tx.Query(ctx, `SELECT account_id, term FROM account_terms WHERE account_id IN `+db.In(len(ids), 1)+` ORDER BY term`,
		db.Args(ids)...)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		var term []byte
		err := scan(&id, &term)
		terms[id] = append(terms[id], string(term))
		return err
	})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(candidates), func(c place) bool {
		return firstWith(terms[c.account], lead) != string(c.term) ||
			slices.ContainsFunc(words, func(w string) bool { return firstWith(terms[c.account], w) == "" })
	}), nil
}

// firstWith is the first of sorted terms that begins with word.
func firstWith(terms []string, word string) string {
	i := slices.IndexFunc(terms, func(t string) bool { return strings.HasPrefix(t, word) })
	if i < 0 {
		return ""
	}
	return terms[i]
}

func accountsOf(places []place) []base.ID {
	ids := make([]base.ID, len(places))
	for i, p := range places {
		ids[i] = p.account
	}
	return ids
}

// String is a place as the cursor that clients hand back.
func (p place) String() string {
	return base64.RawURLEncoding.EncodeToString(append(p.account[:], p.term...))
}

func parsePlace(cursor string) (place, bool) {
	if cursor == "" {
		return place{term: []byte{}}, true
	}
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(data) <= len(base.ID{}) {
		return place{}, false
	}
	return place{account: base.ID(data[:16]), term: data[16:]}, true
}
