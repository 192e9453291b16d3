package cost_test

import (
	"fmt"

	"causerie/internal/account"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/graph"
	"causerie/internal/policy"
)

// peopleOperations read what stands between people.
var peopleOperations = []operation{
	{"following", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.Following(g.ctx, s.peer, s.actor.Account.String(), in)
	})},
	{"followers", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.Followers(g.ctx, s.peer, s.actor.Account.String(), in)
	})},
	{"friends", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.Friends(g.ctx, s.actor, in)
	})},
	{"follow requests", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.FollowRequests(g.ctx, s.actor, in.Page)
	})},
	{"blocked", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.Blocked(g.ctx, s.actor, in.Page)
	})},
	{"restricted", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.Restricted(g.ctx, s.actor, in.Page)
	})},
	{"muted", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.Muted(g.ctx, s.actor, in.Page)
	})},
	{"profile", func(g *gauge, s *scale) (int, error) {
		_, err := g.s.App.Graph.Person(g.ctx, s.peer, s.actor.Account.String())
		return 1, err
	}},
	{"decision about a stranger", func(g *gauge, s *scale) (int, error) { return g.decide(s.actor.Account, g.stranger) }},
	{"decision about a friend", func(g *gauge, s *scale) (int, error) { return g.decide(s.actor.Account, s.peer.Account) }},
	{"requests", requests},
	{"accept a request", answer(chat.Accept)},
	{"delete a request", answer(chat.Remove)},
	{"report a request", answer(chat.Report)},
	{"block who sent a request", answer(chat.Block)},
	{"follow", func(g *gauge, s *scale) (int, error) {
		_, err := g.s.App.Graph.Follow(g.ctx, s.actor, g.stranger.String())
		return 1, err
	}},
	{"unfollow", func(g *gauge, s *scale) (int, error) {
		_, err := g.s.App.Graph.Unfollow(g.ctx, s.actor, g.stranger.String())
		return 1, err
	}},
}

// lists is the second page of a list.
func lists(list func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error)) func(g *gauge, s *scale) (int, error) {
	return func(g *gauge, s *scale) (int, error) {
		in := graph.Search{Page: graph.Page{Limit: pageSize}}
		_, next, err := list(g, s, in)
		if err != nil {
			return 0, err
		}
		in.Cursor = next
		items, _, err := list(g, s, in)
		return len(items), err
	}
}

// suggestions look at more friends and groups where there are more, up to a bound: see the constants of graph and of chat.
var (
	suggestions = operation{"suggestions", func(g *gauge, s *scale) (int, error) {
		items, _, err := g.s.App.Graph.Suggestions(g.ctx, s.actor, graph.Page{Limit: pageSize})
		return len(items), err
	}}
	suggestionStatements = map[db.Dialect]int{db.SQLite: 9, db.Postgres: 9}
)

// joinGroups puts the actor of a world into so many groups.
func (g *gauge) joinGroups(s *scale, n int) {
	g.t.Helper()
	for i := range n {
		in := chat.NewGroup{Title: fmt.Sprint("Club ", i), Members: []base.ID{s.peer.Account}}
		if _, _, _, err := g.s.App.Chat.CreateGroup(g.ctx, s.actor, in); err != nil {
			g.t.Fatal(err)
		}
	}
}

// decide is one decision; its facts are one statement.
func (g *gauge) decide(from, to base.ID) (n int, err error) {
	pair := policy.Pair{From: from, To: to}
	err = g.s.App.DB.Read(g.ctx, func(tx *db.Tx) error {
		facts, err := g.s.App.Graph.Facts(g.ctx, tx, []policy.Pair{pair})
		g.packs.Decide(policy.Message, g.s.Clock.Now(), pair, facts[pair])
		n = len(facts)
		return err
	})
	return n, err
}

// requests is the second page of the folder of requests.
func requests(g *gauge, s *scale) (int, error) {
	in := chat.InboxQuery{Folder: "requests", Limit: pageSize}
	page, err := g.s.App.Chat.Inbox(g.ctx, s.actor, in)
	if err != nil {
		return 0, err
	}
	in.Cursor = page.Next
	page, err = g.s.App.Chat.Inbox(g.ctx, s.actor, in)
	return len(page.Items), err
}

// answer answers the next request, which is there.
func answer(action chat.Answer) func(g *gauge, s *scale) (int, error) {
	return func(g *gauge, s *scale) (int, error) {
		in := chat.Answers{Action: action, Conversations: s.requests[:1]}
		if action == chat.Report {
			in.Reason = "spam"
		}
		s.requests = s.requests[1:]
		items, err := g.s.App.Chat.Answer(g.ctx, s.actor, in)
		for _, item := range items {
			if !item.OK {
				return 0, fmt.Errorf("a request was not answered: %s", item.Code)
			}
		}
		return len(items), err
	}
}
