package graph

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// list is a list of people that stands in an account's rows, the last one first.
type list struct {
	at   string // the column of the time by which it is ordered
	also string // a condition beside that there is one
}

var (
	followingList  = list{at: "follows_at"}
	followersList  = list{at: "followed_at"}
	friendsList    = list{at: "follows_at", also: " AND followed_at IS NOT NULL"}
	asksList       = list{at: "asks_at"}
	blockedList    = list{at: "blocks_at"}
	restrictedList = list{at: "restricts_at"}
	mutedList      = list{at: "mutes_at"}
)

// Page asks for a part of a list.
type Page struct {
	Cursor string `query:"cursor" maxLength:"300"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"30"`
}

// Search asks for those of a list who are found by words.
type Search struct {
	Q string `query:"q" maxLength:"200" doc:"Words of a name or handle, or their beginnings; accents and case do not matter."`
	Page
}

// Blocked is a page of those whom actor blocks, the last one first.
func (s *Service) Blocked(ctx context.Context, actor api.Actor, page Page) ([]account.Profile, string, error) {
	return s.own(ctx, actor, blockedList, Search{Page: page})
}

// Restricted is a page of those whom actor restricts, the last one first.
func (s *Service) Restricted(ctx context.Context, actor api.Actor, page Page) ([]account.Profile, string, error) {
	return s.own(ctx, actor, restrictedList, Search{Page: page})
}

// Muted is a page of those whom actor has muted, the last one first.
func (s *Service) Muted(ctx context.Context, actor api.Actor, page Page) ([]account.Profile, string, error) {
	return s.own(ctx, actor, mutedList, Search{Page: page})
}

// FollowRequests is a page of those who ask to follow actor, the last one first.
func (s *Service) FollowRequests(ctx context.Context, actor api.Actor, page Page) ([]account.Profile, string, error) {
	return s.own(ctx, actor, asksList, Search{Page: page})
}

// Friends is a page of actor's friends, whom actor followed last first; with words, of those whom they find.
func (s *Service) Friends(ctx context.Context, actor api.Actor, search Search) ([]account.Profile, string, error) {
	return s.own(ctx, actor, friendsList, search)
}

// Following is a page of whom the person that name names follows, the last one first.
func (s *Service) Following(ctx context.Context, actor api.Actor, name string, search Search) ([]account.Profile, string, error) {
	return s.others(ctx, actor, name, followingList, search)
}

// Followers is a page of who follows the person that name names, the last one first.
func (s *Service) Followers(ctx context.Context, actor api.Actor, name string, search Search) ([]account.Profile, string, error) {
	return s.others(ctx, actor, name, followersList, search)
}

func (s *Service) own(ctx context.Context, actor api.Actor, of list, search Search) (items []account.Profile, next string, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		items, next, err = s.page(ctx, tx, actor, actor.Account, of, search)
		return err
	})
	return items, next, err
}

// others is a list of someone who may be another. That of someone private is for those who follow them.
func (s *Service) others(ctx context.Context, actor api.Actor, name string, of list, search Search) (items []account.Profile, next string, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		owner, known, err := s.visible(ctx, tx, actor, name)
		if err != nil {
			return err
		}
		if owner != actor.Account {
			private, err := isPrivate(ctx, tx, owner)
			switch {
			case err != nil:
				return err
			case known.blocks > 0:
				return base.Conflict("blocked", "You block this person. Unblock them first.")
			case private && known.follows == 0:
				return base.Forbidden("private", "This account is private: who follows it sees this.")
			}
		}
		items, next, err = s.page(ctx, tx, actor, owner, of, search)
		return err
	})
	return items, next, err
}

const (
	walkPage   = 500 // people of a list who are looked at together for words
	walkRounds = 8   // as often for one page
)

// page is a page of the list of owner's; of another's, without anyone whom a block parts from actor.
func (s *Service) page(ctx context.Context, tx *db.Tx, actor api.Actor, owner base.ID, of list, search Search) ([]account.Profile, string, error) {
	if long, err := isLong(ctx, tx, owner, of, search); err != nil || long {
		if err != nil {
			return nil, "", err
		}
		return s.searchIn(ctx, tx, actor, owner, of, search)
	}
	after, size := first, search.Limit+1
	if search.Cursor != "" {
		var err error
		if after, err = parseEdge(search.Cursor); err != nil {
			return nil, "", err
		}
	}
	if search.Q != "" {
		size = walkPage
	}
	var found []base.ID
	next := ""
walk:
	for round := range walkRounds {
		edges, err := edgesAfter(ctx, tx, owner, of, after, size)
		if err != nil {
			return nil, "", err
		}
		kept, err := s.pick(ctx, tx, actor, owner, search.Q, othersOf(edges))
		if err != nil {
			return nil, "", err
		}
		for _, e := range edges {
			if slices.Contains(kept, e.other) {
				if len(found) == search.Limit {
					next = after.String()
					break walk
				}
				found = append(found, e.other)
			}
			after = e
		}
		if len(edges) < size {
			break
		}
		if round == walkRounds-1 {
			next = after.String()
		}
	}
	items, err := s.inOrder(ctx, tx, actor.Account, found)
	return items, next, err
}

// pick leaves those of ids who are found by the words of q and, in another's list, whom no block parts from actor.
func (s *Service) pick(ctx context.Context, tx *db.Tx, actor api.Actor, owner base.ID, q string, ids []base.ID) ([]base.ID, error) {
	if q != "" {
		var err error
		if ids, err = account.Named(ctx, tx, ids, q); err != nil {
			return nil, err
		}
	}
	if owner == actor.Account {
		return ids, nil
	}
	return s.unparted(ctx, tx, actor, ids)
}

// isLong tells that a search is in a list that is too long to walk: then it goes through the names of everyone, of whom many are in it.
func isLong(ctx context.Context, tx *db.Tx, owner base.ID, of list, search Search) (bool, error) {
	if search.Q == "" {
		return false, nil
	}
	if search.Cursor != "" { // as it began
		_, err := parseEdge(search.Cursor)
		return err != nil, nil
	}
	counts, err := countsOf(ctx, tx, owner)
	size := map[list]int64{followingList: counts.Following, followersList: counts.Followers, friendsList: counts.Friends}[of]
	return size > walkPage*walkRounds, err
}

// searchIn is a page of those of a list whom the words of a search find, in the order of the words found.
func (s *Service) searchIn(ctx context.Context, tx *db.Tx, actor api.Actor, owner base.ID, of list, search Search) ([]account.Profile, string, error) {
	found, next, err := account.Search(ctx, tx, search.Q, search.Cursor, search.Limit, func(ids []base.ID) ([]base.ID, error) {
		within, err := among(ctx, tx, owner, of, ids)
		if err != nil {
			return nil, err
		}
		return s.pick(ctx, tx, actor, owner, "", within)
	})
	if err != nil {
		return nil, "", err
	}
	items, err := s.inOrder(ctx, tx, actor.Account, found)
	return items, next, err
}

// among leaves those of ids who are in a list.
func among(ctx context.Context, tx *db.Tx, owner base.ID, of list, ids []base.ID) (within []base.ID, err error) {
	err = tx.QueryRows(ctx, `SELECT other_id FROM /*rows*/ relations WHERE account_id = $1 AND other_id = $2 AND `+of.at+` IS NOT NULL`+of.also,
		db.Columns{slices.Repeat([]base.ID{owner}, len(ids)), ids}, func(scan func(...any) error) error {
			var other base.ID
			err := scan(&other)
			within = append(within, other)
			return err
		})
	if err != nil {
		return nil, base.Internal("read a list of people", err)
	}
	return within, nil
}

// edge is a place in a list.
type edge struct {
	at    int64
	other base.ID
}

// first is before the first place of a list.
var first = edge{at: math.MaxInt64}

func othersOf(edges []edge) []base.ID {
	ids := make([]base.ID, len(edges))
	for i, e := range edges {
		ids[i] = e.other
	}
	return ids
}

func (e edge) String() string { return fmt.Sprintf("%d.%s", e.at, e.other) }

func parseEdge(cursor string) (edge, error) {
	at, other, _ := strings.Cut(cursor, ".")
	ms, err := strconv.ParseInt(at, 10, 64)
	id, err2 := base.ParseID(other)
	if err != nil || err2 != nil {
		return edge{}, base.Invalid("cursor_invalid", "This cursor is not one that this list gave. Start over without one.")
	}
	return edge{ms, id}, nil
}

func edgesAfter(ctx context.Context, tx *db.Tx, owner base.ID, of list, after edge, limit int) (page []edge, err error) {
	rows, err := tx.Query(ctx, `SELECT `+of.at+`, other_id FROM relations
		WHERE account_id = $1 AND `+of.at+` IS NOT NULL`+of.also+` AND (`+of.at+`, other_id) < ($2, $3)
		ORDER BY `+of.at+` DESC, other_id DESC LIMIT $4`, owner, after.at, after.other, limit)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var e edge
		err := scan(&e.at, &e.other)
		page = append(page, e)
		return err
	})
	if err != nil {
		return nil, base.Internal("read a list of people", err)
	}
	return page, nil
}
