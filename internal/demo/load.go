package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/policy"
	"causerie/internal/safety"
)

type loader struct {
	app    *app.App
	clock  *Clock
	now    time.Time
	actors map[string]api.Actor
}

func (l *loader) load(ctx context.Context) error {
	steps := schedule(talks, l.now)
	l.clock.to(steps[0].at.Add(-24 * time.Hour))
	for _, p := range people {
		if err := l.join(ctx, p); err != nil {
			return fmt.Errorf("add %s: %w", p.handle, err)
		}
	}
	running := make([]*conversation, len(talks))
	begin := func(i int) (err error) {
		if running[i], err = l.open(ctx, &talks[i]); err != nil {
			return fmt.Errorf("open %s: %w", talks[i], err)
		}
		return nil
	}
	for i := range talks {
		if talks[i].title == "" {
			if err := begin(i); err != nil {
				return err
			}
		}
	}
	for _, step := range steps {
		if running[step.talk] == nil { // a group begins when someone has something to say in it
			l.clock.to(step.at.Add(-time.Minute))
			if err := begin(step.talk); err != nil {
				return err
			}
		}
		l.clock.to(step.at)
		if err := running[step.talk].play(ctx, step.line); err != nil {
			return fmt.Errorf("%s, %s: %w", step.line.who, step.at.Format(time.DateTime), err)
		}
	}
	l.clock.to(steps[len(steps)-1].at.Add(time.Second))
	for _, c := range running {
		if err := c.settle(ctx); err != nil {
			return fmt.Errorf("settle %s: %w", c.talk, err)
		}
	}
	if err := l.tie(ctx); err != nil {
		return fmt.Errorf("have people follow each other: %w", err)
	}
	if err := l.ask(ctx); err != nil {
		return fmt.Errorf("have strangers write: %w", err)
	}
	if _, err := l.app.Safety.Announce(ctx, api.Actor{}, announced); err != nil {
		return fmt.Errorf("announce: %w", err)
	}
	return l.seen(ctx, steps)
}

// announced is what those who run the demo say above everyone's inbox.
var announced = safety.Announcing{
	Title: safety.Bilingual{EN: "New: message requests", FR: "Nouveau : les demandes de message"},
	Text: safety.Bilingual{
		EN: "Who doesn’t know you asks first. They learn nothing until you accept.",
		FR: "Qui ne vous connaît pas demande d’abord. On n’apprend rien de vous avant que vous acceptiez.",
	},
	Path: "/inbox/requests",
}

// tie has people follow each other who have not written.
func (l *loader) tie(ctx context.Context) error {
	yes := true
	for _, handle := range private {
		if _, err := l.app.Account.UpdatePrivacy(ctx, l.actors[handle], account.PrivacyUpdate{Private: &yes}); err != nil {
			return err
		}
	}
	for _, t := range ties {
		for _, whom := range t.whom {
			if _, err := l.app.Graph.Follow(ctx, l.actors[t.who], l.actors[whom].Account.String()); err != nil {
				return fmt.Errorf("%s follows %s: %w", t.who, whom, err)
			}
		}
	}
	return nil
}

// ask has strangers write, whose messages wait as requests.
func (l *loader) ask(ctx context.Context) error {
	for _, a := range asks {
		from, to := l.actors[a.who], l.actors[a.whom]
		if _, err := l.app.Graph.SetDirectMessages(ctx, to, policy.Everyone); err != nil {
			return err
		}
		made, _, err := l.app.Chat.Create(ctx, from, to.Account)
		if err != nil {
			return fmt.Errorf("%s writes to %s: %w", a.who, a.whom, err)
		}
		c := &conversation{talk: &talk{}, loader: l, id: made.ID}
		for _, text := range a.say {
			if err := c.play(ctx, line{who: a.who, say: text}); err != nil {
				return fmt.Errorf("%s writes to %s: %w", a.who, a.whom, err)
			}
		}
	}
	return nil
}

func (l *loader) join(ctx context.Context, p person) error {
	id, _, err := l.app.Account.UserAdd(ctx, account.SignUp{Handle: p.handle, Name: p.name, BirthDate: p.birthDate, Password: Password}, "")
	if err != nil {
		return err
	}
	actor := api.Actor{Account: id}
	l.actors[p.handle] = actor
	if _, err := l.app.Account.UpdateMe(ctx, actor, account.Update{Bio: &p.bio}); err != nil {
		return err
	}
	face, err := faces.ReadFile("faces/" + p.handle + ".jpg")
	if err != nil {
		return err
	}
	_, err = l.app.Account.SetAvatar(ctx, actor, bytes.NewReader(face), 0, 0, 0)
	return err
}

// seen keeps when each person did something last, which is when they were active.
func (l *loader) seen(ctx context.Context, steps []step) error {
	last := map[string]time.Time{}
	for _, s := range steps {
		last[s.line.who] = s.at
	}
	return l.app.DB.Write(ctx, func(tx *db.Tx) error {
		for who, at := range last {
			if err := l.app.Account.SetLastActive(ctx, tx, l.actors[who].Account, at); err != nil {
				return err
			}
		}
		return nil
	})
}

// open opens the conversation of two people, who are friends, or makes a group.
func (l *loader) open(ctx context.Context, t *talk) (*conversation, error) {
	if t.title != "" {
		return l.gather(ctx, t)
	}
	one, other := l.actors[t.between[0]], l.actors[t.between[1]]
	for _, follow := range [][2]api.Actor{{one, other}, {other, one}} {
		if _, err := l.app.Graph.Follow(ctx, follow[0], follow[1].Account.String()); err != nil {
			return nil, err
		}
	}
	made, _, err := l.app.Chat.Create(ctx, one, other.Account)
	if err != nil {
		return nil, err
	}
	return &conversation{talk: t, loader: l, id: made.ID, seqs: map[string]int64{}}, nil
}

func (l *loader) gather(ctx context.Context, t *talk) (*conversation, error) {
	in := chat.NewGroup{Title: t.title}
	for _, who := range t.between[1:] {
		in.Members = append(in.Members, l.actors[who].Account)
	}
	made, people, _, err := l.app.Chat.CreateGroup(ctx, l.actors[t.between[0]], in)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		if p.Outcome != "member" {
			return nil, fmt.Errorf("somebody is %s: %s", p.Outcome, p.Message)
		}
	}
	return &conversation{talk: t, loader: l, id: made.ID, head: made.Head.Seq, seqs: map[string]int64{}}, nil
}

// conversation is a talk while it is played.
type conversation struct {
	*talk
	*loader
	id       base.ID
	head     int64
	messages []int64          // the seq of each message
	seqs     map[string]int64 // and of those that lines name
}

// play does what a line says. Who does something has read what was said before.
func (c *conversation) play(ctx context.Context, l line) error {
	actor := c.actors[l.who]
	if c.head > 0 {
		if err := c.app.Chat.MarkRead(ctx, actor, c.id, chat.Position{Seq: c.head}); err != nil {
			return err
		}
	}
	in, err := c.entry(l)
	if err != nil {
		return err
	}
	entry, _, err := c.app.Chat.Append(ctx, actor, c.id, in)
	if err != nil {
		return err
	}
	c.head = entry.Seq
	if in.Kind == chat.Message {
		c.messages = append(c.messages, entry.Seq)
	}
	if l.id != "" {
		c.seqs[l.id] = entry.Seq
	}
	return nil
}

// settle brings the conversation to where it stands today: what is read, put aside, pinned, begun.
func (c *conversation) settle(ctx context.Context) error {
	for _, who := range c.between {
		actor := c.actors[who]
		if err := c.app.Chat.MarkDelivered(ctx, actor, c.id, chat.Position{Seq: c.head}); err != nil {
			return err
		}
		read := c.head
		if n := c.unread[who]; n > 0 {
			read = c.messages[len(c.messages)-n] - 1
		}
		if read > 0 {
			if err := c.app.Chat.MarkRead(ctx, actor, c.id, chat.Position{Seq: read}); err != nil {
				return err
			}
		}
		if patch, changes := c.patchFor(who); changes {
			if _, err := c.app.Chat.Update(ctx, actor, c.id, patch); err != nil {
				return err
			}
		}
	}
	return nil
}

// patchFor is what someone has set for their own view of the conversation.
func (c *conversation) patchFor(who string) (patch chat.ConversationPatch, changes bool) {
	yes := true
	if slices.Contains(c.pinned, who) {
		patch.Pinned, changes = &yes, true
	}
	if slices.Contains(c.muted, who) {
		patch.Muted, changes = &yes, true
	}
	if slices.Contains(c.archived, who) {
		patch.Archived, changes = &yes, true
	}
	if text := c.draft[who]; text != "" {
		patch.Draft, changes = &chat.DraftPatch{Text: text}, true
	}
	return patch, changes
}

// entry is what a line adds to the log.
func (c *conversation) entry(l line) (chat.Append, error) {
	in := chat.Append{ClientID: base.NewID(c.clock.Now())}
	target := func(name string) int64 { return c.seqs[name] }
	var content any
	switch {
	case l.poll != nil:
		in.Kind = chat.Message
		content = map[string]any{"type": "poll", "text": l.say, "poll": l.poll}
	case l.pin:
		in.Kind = chat.Pin
		content = map[string]any{"messageSeq": target(l.on)}
	case l.vote != nil:
		in.Kind, in.TargetSeq = chat.Vote, target(l.on)
		content = map[string]any{"options": l.vote}
	case l.say != "":
		in.Kind = chat.Message
		content = map[string]any{"type": "text", "text": l.say}
		if l.reply != "" {
			content = map[string]any{"type": "text", "text": l.say, "replyTo": target(l.reply)}
		}
	case l.edit != "":
		in.Kind, in.TargetSeq = chat.Edit, target(l.on)
		content = map[string]string{"text": l.edit}
	case l.react != "":
		in.Kind, in.TargetSeq = chat.Reaction, target(l.on)
		content = map[string]string{"emoji": l.react}
	case l.unsend:
		in.Kind, in.TargetSeq = chat.Unsend, target(l.on)
		content = struct{}{}
	default:
		return in, errors.New("this line says nothing")
	}
	text, err := json.Marshal(content)
	in.Content = chat.Content(text)
	return in, err
}
