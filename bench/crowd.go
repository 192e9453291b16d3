package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"causerie/internal/base"
	"causerie/internal/db"
)

// What a crowd is like. Names in it are places in its list of people.
const (
	hubCount    = 20   // people with hubFriends friends, the first of the crowd
	hubFriends  = 2000 // at most as many as there are others
	hubContacts = 500  // of a hub, of whom it follows few
	mutual      = 0.25 // of the follows of those who are not popular are returned
	popular     = 0.01 // of the people, who return none
	skewOfTo    = 3    // the most followed of a million has some hundred thousands of fifty million follows, and half of all have less than 26
	skewOfFrom  = 1.5  // who follows most follows some thousands
	stride      = 15_485_863
	otherStride = 32_452_843 // primes: who is popular does not follow many, and neither is in the order of signing up
	clubs       = 10         // groups that every hub is in
	clubMembers = 1000       // of each, at most
	crowdYears  = 2
	minute      = 60_000
)

// What a row says of account and other, in the lowest bits of its number.
const (
	follows = 1 << iota
	followed
	inContacts
	ofContacts
	flagBits = 8
	nameBits = 28
)

// crowd is people who follow each other: few have many followers, many have few.
type crowd struct {
	people []newcomer
	// rows are those of the table relations, in its order: account, other and what is between them, in the bits of a number. Fifty million
	// follows take 800 MB.
	rows   []uint64
	counts [][3]int64 // of each: following, followers, friends
	now    int64
}

func (c *crowd) hubs() int { return min(hubCount, len(c.people)) }

// adult tells who is no teen, and open who lets everyone write.
func adult(name int) bool { return name < hubCount || name%10 != 0 }
func open(name int) bool  { return adult(name) && name%8 < 5 }

// newCrowd makes n people and as many follows between them, or some more. The same numbers make the same crowd, but for the ids.
func newCrowd(n, edges int, now int64) *crowd {
	c := &crowd{people: make([]newcomer, n), rows: make([]uint64, 0, 2*edges+4*hubCount*(hubFriends+hubContacts)), counts: make([][3]int64, n), now: now}
	since := now - crowdYears*365*24*60*minute
	for i := range c.people {
		at := since + int64(i)*(now-since)/int64(n+1)
		p := newcomer{id: base.NewID(base.Time(at)), at: at}
		if !adult(i) {
			p.birth = "2012-05-05"
		}
		p.directMessages = []string{"everyone", "everyone", "everyone", "everyone", "everyone", "suggested", "friends", "nobody"}[i%8]
		c.people[i] = p
	}
	slices.SortFunc(c.people, func(a, b newcomer) int { return slices.Compare(a.id[:], b.id[:]) })
	r := rand.New(rand.NewPCG(uint64(n), uint64(edges)))
	for made := 0; made < edges; {
		from, rank := scattered(place(r, n, skewOfFrom), n, otherStride), place(r, n, skewOfTo)
		to := scattered(rank, n, stride)
		if from == to {
			continue
		}
		made++
		c.relate(from, to, follows, followed)
		if float64(rank) > popular*float64(n) && r.Float64() < mutual {
			made++
			c.relate(to, from, follows, followed)
		}
	}
	for hub := range c.hubs() {
		for range min(hubFriends, n-1) {
			if friend := r.IntN(n); friend != hub {
				c.relate(hub, friend, follows|followed, follows|followed)
			}
		}
		for range min(hubContacts, n/4) {
			if contact := r.IntN(n); contact != hub {
				c.relate(hub, contact, inContacts, ofContacts)
			}
		}
	}
	c.settle()
	return c
}

// place is a number below n; the greater skew is, the more often a low one.
func place(r *rand.Rand, n int, skew float64) int {
	return int(float64(n) * math.Pow(r.Float64(), skew))
}

func scattered(place, n, stride int) int { return place * stride % n }

func (c *crowd) relate(one, other int, mine, theirs uint64) {
	c.rows = append(c.rows, rowOf(one, other, mine), rowOf(other, one, theirs))
}

func rowOf(account, other int, what uint64) uint64 {
	return uint64(account)<<(nameBits+flagBits) | uint64(other)<<flagBits | what
}

// row is what a number of rows stands for.
func row(number uint64) (account, other int, what uint64) {
	return int(number >> (nameBits + flagBits)), int(number >> flagBits & (1<<nameBits - 1)), number & (1<<flagBits - 1)
}

// settle sorts the rows, makes one of those between the same two, and counts.
func (c *crowd) settle() {
	slices.Sort(c.rows)
	kept := c.rows[:0]
	for _, number := range c.rows {
		if last := len(kept) - 1; last >= 0 && kept[last]>>flagBits == number>>flagBits {
			kept[last] |= number
		} else {
			kept = append(kept, number)
		}
	}
	c.rows = kept
	for _, number := range c.rows {
		account, _, what := row(number)
		for i, list := range []uint64{follows, followed, follows | followed} {
			if what&list == list {
				c.counts[account][i]++
			}
		}
	}
}

// sums is how many follows there are, and how many followers who has most.
func (c *crowd) sums() (follows, most int64) {
	for _, n := range c.counts {
		follows += n[0]
		most = max(most, n[1])
	}
	return follows, most
}

// club is who is in one of the groups of the hubs: these, and others, each once.
func (c *crowd) club(number int) []int {
	n := len(c.people)
	members := make([]int, c.hubs(), clubMembers)
	for i := range members {
		members[i] = i
	}
	for i := 0; i < n && len(members) < clubMembers; i++ {
		if name := scattered(i+number*n/clubs, n, stride); name >= c.hubs() {
			members = append(members, name)
		}
	}
	return members
}

// since is when one came to follow the other, or to have them in their contacts: any time, but the same in both rows.
func (c *crowd) since(one, other int) int64 {
	mixed := (uint64(one)<<nameBits | uint64(other)) * 0x9E3779B97F4A7C15
	mixed = (mixed ^ mixed>>29) * 0xBF58476D1CE4E5B9
	return c.now - 1 - int64((mixed^mixed>>32)%(crowdYears*365*24*60*minute))
}

// crowd puts a crowd into the store.
func (s seed) crowd(c *crowd) error {
	if err := s.signUp(c.people); err != nil {
		return err
	}
	return s.Fill(s.ctx, func(bulk *db.Bulk) error {
		err := bulk.WithoutIndexes(s.ctx, "relations", func() error {
			names := []string{"account_id", "other_id", "follows_at", "followed_at", "contact_at", "contact_of_at"}
			return bulk.Insert(s.ctx, "relations", names, rowsOf(len(c.rows), c.relation))
		})
		if err != nil {
			return err
		}
		if err := s.clubs(bulk, c); err != nil {
			return err
		}
		return bulk.Insert(s.ctx, "relation_counts", []string{"account_id", "following", "followers", "friends"}, rowsOf(len(c.people), func(i int) []any {
			return []any{c.people[i].id[:], c.counts[i][0], c.counts[i][1], c.counts[i][2]}
		}))
	})
}

// clubs puts the groups of the hubs into the store.
func (s seed) clubs(bulk *db.Bulk, c *crowd) error {
	var groups, members, views [][]any
	for number := range clubs {
		id, in := base.NewID(base.Time(c.now)), c.club(number)
		groups = append(groups, []any{id[:], "group", "A club", c.people[in[0]].id[:], c.now, c.now, int64(len(in))})
		for i, name := range in {
			account := c.people[name].id
			members = append(members, []any{id[:], account[:], []string{"owner", "member"}[min(i, 1)], c.now})
			views = append(views, []any{account[:], id[:], c.now, c.now + int64(number)})
		}
	}
	for _, table := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"conversations", []string{"conversation_id", "kind", "title", "created_by", "created_at", "changed_at", "member_count"}, groups},
		{"members", []string{"conversation_id", "account_id", "role", "joined_at"}, members},
		{"inbox", []string{"account_id", "conversation_id", "changed_at", "since_at"}, views},
	} {
		if err := bulk.Insert(s.ctx, table.name, table.columns, rowsOf(len(table.rows), func(i int) []any { return table.rows[i] })); err != nil {
			return fmt.Errorf("fill %s: %w", table.name, err)
		}
	}
	return nil
}

func (c *crowd) relation(i int) []any {
	account, other, what := row(c.rows[i])
	columns := []any{c.people[account].id[:], c.people[other].id[:], nil, nil, nil, nil}
	for k, mine := range []bool{true, false, true, false} {
		if what&(1<<k) == 0 {
			continue
		}
		if mine {
			columns[2+k] = c.since(account, other)
		} else {
			columns[2+k] = c.since(other, account)
		}
	}
	return columns
}
