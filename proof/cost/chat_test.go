package cost_test

import (
	"fmt"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/chat"
)

// chatOperations read and write conversations.
var chatOperations = []operation{
	{"append a message", func(g *gauge, s *scale) (int, error) {
		return 1, g.appendAs(s.actor, s.log, chat.Append{Kind: chat.Message, Content: `{"type":"text","text":"hello","replyTo":41}`})
	}},
	{"append an edit", func(g *gauge, s *scale) (int, error) {
		return 1, g.appendAs(s.actor, s.log, chat.Append{Kind: chat.Edit, TargetSeq: 41, Content: `{"text":"hello again"}`})
	}},
	{"append a reaction", func(g *gauge, s *scale) (int, error) {
		return 1, g.appendAs(s.peer, s.log, chat.Append{Kind: chat.Reaction, TargetSeq: 41, Content: `{"emoji":"👍"}`})
	}},
	{"unsend a message", func(g *gauge, s *scale) (int, error) {
		return 1, g.appendAs(s.actor, s.log, chat.Append{Kind: chat.Unsend, TargetSeq: 43})
	}},
	{"vote in a poll", func(g *gauge, s *scale) (int, error) {
		return 1, g.vote(s, false)
	}},
	{"vote in an anonymous poll", func(g *gauge, s *scale) (int, error) {
		return 1, g.vote(s, true)
	}},
	{"forward a message to two", func(g *gauge, s *scale) (int, error) {
		targets := []chat.ForwardTarget{{ConversationID: s.log, ClientID: base.NewID(g.s.Clock.Now())}, {ConversationID: s.group, ClientID: base.NewID(g.s.Clock.Now())}}
		all, err := g.s.App.Chat.Forward(g.ctx, s.actor, s.log, 41, targets)
		return len(all), err
	}},
	{"append a message to a group", func(g *gauge, s *scale) (int, error) {
		return 1, g.appendAs(s.actor, s.group, chat.Append{Kind: chat.Message, Content: `{"type":"text","text":"hello all"}`})
	}},
	{"mention everyone in a group", func(g *gauge, s *scale) (int, error) {
		return 1, g.appendAs(s.actor, s.group, chat.Append{Kind: chat.Message, Content: `{"type":"text","text":"hello @all","mentionAll":true}`})
	}},
	{"mention someone in a group", func(g *gauge, s *scale) (int, error) {
		return 1, g.appendAs(s.actor, s.group, chat.Append{Kind: chat.Message, Content: chat.Content(`{"type":"text","text":"hello @bob","mentions":["` + s.peer.Account.String() + `"]}`)})
	}},
	{"history of a group", func(g *gauge, s *scale) (int, error) {
		out, err := g.s.App.Chat.List(g.ctx, s.peer, s.group, chat.Page{Limit: pageSize})
		return len(out.Items), err
	}},
	{"mark a group read", func(g *gauge, s *scale) (int, error) {
		return 1, g.s.App.Chat.MarkRead(g.ctx, s.peer, s.group, chat.Position{Seq: 3})
	}},
	{"mark read", func(g *gauge, s *scale) (int, error) {
		return 1, g.s.App.Chat.MarkRead(g.ctx, s.peer, s.log, chat.Position{Seq: 50})
	}},
	{"mark delivered", func(g *gauge, s *scale) (int, error) {
		return 1, g.s.App.Chat.MarkDelivered(g.ctx, s.peer, s.log, chat.Position{Seq: 50})
	}},
	{"history at the end", history(chat.Page{})},
	{"history before", history(chat.Page{Side: chat.Before, Seq: 60})},
	{"history after", history(chat.Page{Side: chat.After, Seq: 40})},
	{"history around", history(chat.Page{Side: chat.Around, Seq: 50})},
	{"inbox", func(g *gauge, s *scale) (int, error) {
		page, err := g.s.App.Chat.Inbox(g.ctx, s.actor, chat.InboxQuery{Limit: pageSize})
		return len(page.Items), err
	}},
	{"inbox, second page", func(g *gauge, s *scale) (int, error) {
		page, err := g.s.App.Chat.Inbox(g.ctx, s.actor, chat.InboxQuery{Limit: pageSize})
		if err == nil {
			page, err = g.s.App.Chat.Inbox(g.ctx, s.actor, chat.InboxQuery{Limit: pageSize, Cursor: page.Next})
		}
		return len(page.Items), err
	}},
	{"archive", func(g *gauge, s *scale) (int, error) {
		page, err := g.s.App.Chat.Inbox(g.ctx, s.actor, chat.InboxQuery{Folder: "archived", Limit: pageSize})
		return len(page.Items), err
	}},
	{"view of a conversation", func(g *gauge, s *scale) (int, error) {
		c, err := g.s.App.Chat.Get(g.ctx, s.actor, s.log)
		return len(c.Members), err
	}},
	{"sync", func(g *gauge, s *scale) (int, error) {
		changes, err := g.s.App.Chat.Sync(g.ctx, s.actor, s.sync, pageSize)
		return len(changes.Conversations), err
	}},
	{"search", func(g *gauge, s *scale) (int, error) {
		page, err := g.s.App.Chat.Search(g.ctx, s.actor, chat.SearchQuery{Text: s.early, Limit: pageSize})
		return len(page.Items), err
	}},
	{"search in a conversation", func(g *gauge, s *scale) (int, error) {
		page, err := g.s.App.Chat.Search(g.ctx, s.actor, chat.SearchQuery{Text: s.early, Conversation: s.log, Limit: pageSize})
		return len(page.Items), err
	}},
	{"session", func(g *gauge, s *scale) (int, error) {
		forged := g.ada.Token[:40] + fmt.Sprintf("%024d", g.s.Clock.Now().UnixNano())
		if _, err := g.s.App.Account.Authenticate(g.ctx, forged); base.CodeOf(err) != "unauthenticated" {
			return 0, fmt.Errorf("a forged token: %w", err)
		}
		return 1, nil
	}},
	{"pin a message", func(g *gauge, s *scale) (int, error) {
		if err := g.appendAs(s.actor, s.log, chat.Append{Kind: chat.Pin, Content: `{"messageSeq":41}`}); err != nil {
			return 0, err
		}
		return 2, g.appendAs(s.peer, s.log, chat.Append{Kind: chat.Unpin, Content: `{"messageSeq":41}`})
	}},
	{"erase what has disappeared", func(g *gauge, s *scale) (int, error) { // the last one: it moves the clock
		for _, in := range []chat.Append{
			{Kind: chat.Settings, Content: `{"disappearing":"24h"}`}, {Kind: chat.Message, Content: `{"text":"for a day"}`}, {Kind: chat.Settings, Content: `{"disappearing":"off"}`},
		} {
			if err := g.appendAs(s.actor, s.log, in); err != nil {
				return 0, err
			}
		}
		g.s.Clock.Move(24 * time.Hour)
		return 1, g.s.App.Chat.Expire(g.ctx)
	}},
}

func history(page chat.Page) func(g *gauge, s *scale) (int, error) {
	page.Limit = pageSize
	return func(g *gauge, s *scale) (int, error) {
		out, err := g.s.App.Chat.List(g.ctx, s.actor, s.log, page)
		return len(out.Items), err
	}
}

// vote has someone ask a group, and another choose.
func (g *gauge) vote(s *scale, anonymous bool) error {
	poll := fmt.Sprintf(`{"type":"poll","text":"where?","poll":{"options":["here","there"],"anonymous":%t}}`, anonymous)
	asked, _, err := g.s.App.Chat.Append(g.ctx, s.actor, s.group, chat.Append{ClientID: base.NewID(g.s.Clock.Now()), Kind: chat.Message, Content: chat.Content(poll)})
	if err != nil {
		return err
	}
	return g.appendAs(s.peer, s.group, chat.Append{Kind: chat.Vote, TargetSeq: asked.Seq, Content: `{"options":[1]}`})
}

func (g *gauge) appendAs(actor api.Actor, conversation base.ID, in chat.Append) error {
	in.ClientID = base.NewID(g.s.Clock.Now())
	_, _, err := g.s.App.Chat.Append(g.ctx, actor, conversation, in)
	return err
}
