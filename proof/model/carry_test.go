package model

import (
	"encoding/json"
	"fmt"

	"causerie/internal/base"
	"causerie/internal/chat"
	places "causerie/internal/preview"
	"causerie/internal/sticker"
	"causerie/internal/testkit"
)

// pack is a pack with one sticker.
type pack struct {
	maker int
	testkit.Sticker
	named sticker.Named
	gone  bool
	added map[int]bool
}

// has tells whether someone can send what is in a pack.
func (c *club) has(a int, p *pack) bool {
	return !p.gone && (p.maker == a || p.added[a] && !c.parted(a, p.maker))
}

// sticks has someone send a sticker, which they may not have.
func (c *club) sticks(g *circle, a int) {
	if len(c.packs) == 0 || len(c.packs) < 8 && c.r.IntN(4) == 0 {
		one := c.server.Sticker(c.t, c.people[a].Person)
		id, err := base.ParseID(one.Pack)
		if err != nil {
			c.t.Fatal(err)
		}
		c.packs = append(c.packs, &pack{maker: a, Sticker: one, named: sticker.Named{Maker: c.people[a].actor.Account, Pack: id}, added: map[int]bool{}})
	}
	p, want := c.packs[c.r.IntN(len(c.packs))], ""
	for range 5 {
		if !c.has(a, p) {
			p = c.packs[c.r.IntN(len(c.packs))]
		}
	}
	if !c.has(a, p) {
		want = "sticker_gone"
	}
	if e, ok := c.put(g, a, chat.Message, 0, map[string]any{"type": "sticker", "sticker": p.Sticker}, want); ok {
		g.log = append(g.log, entryLine{kind: "message", what: "sticker", by: a, of: p, media: mediaOf(e)})
	}
}

// collects has someone add the pack of a message's sticker, or delete one of theirs.
func (c *club) collects(g *circle, a int) {
	if c.r.IntN(4) == 0 && len(c.packs) > 0 {
		p, want := c.packs[c.r.IntN(len(c.packs))], ""
		if p.gone || p.maker != a && !p.added[a] {
			want = "not_found"
		}
		if !c.expect(fmt.Sprint(a, " deletes a pack of ", p.maker), want, c.server.App.Sticker.Delete(ctx, c.people[a].actor, p.named)) {
			return
		}
		if delete(p.added, a); p.maker == a {
			p.gone = true
		}
		return
	}
	seq, of := c.aim(g)
	for range 20 {
		if of == nil || of.of == nil {
			seq, of = c.aim(g)
		}
	}
	want := ""
	if s := g.seats[a]; s == nil || of == nil || of.of == nil || of.erased || seq <= s.floor || s.hidden[seq] || of.of.gone || c.parted(a, of.of.maker) {
		want = "not_found"
	}
	_, err := c.server.App.Sticker.Add(ctx, c.people[a].actor, g.id, seq)
	if c.expect(fmt.Sprint(a, " adds the pack of ", seq), want, err) && of.of.maker != a {
		of.of.added[a] = true
	}
}

// tells has someone send a photo, somebody's profile, or where they are.
func (c *club) tells(g *circle, a int) {
	text := sentence(c.r)
	l := entryLine{kind: "message", by: a, text: text, now: text}
	content, want := map[string]any{"text": text}, ""
	switch c.r.IntN(4) {
	case 0:
		l.what = "photos"
		content["photos"] = []any{map[string]any{"id": c.server.Photo(c.t, c.people[a].Person, 4, 4)}}
	case 1:
		l.what = "location"
		content["location"] = chat.Location{Spot: places.Spot{Latitude: 48.88, Longitude: 2.37, Accuracy: 20}}
	default:
		l.what, l.text, l.now, l.whose = "profile", "", "", c.anyone()
		content = map[string]any{"profile": c.people[l.whose].ID}
		if c.parted(a, l.whose) {
			want = "profile_gone"
		}
	}
	content["type"] = l.what
	if e, ok := c.put(g, a, chat.Message, 0, content, want); ok {
		l.media = mediaOf(e)
		g.log = append(g.log, l)
	}
}

// mediaOf are the pictures that a message has as its own.
func mediaOf(e chat.Entry) (ids []base.ID) {
	var content struct {
		Photos  []struct{ ID base.ID }
		Sticker struct{ ID base.ID }
	}
	if text, err := e.Content.MarshalJSON(); err != nil || json.Unmarshal(text, &content) != nil {
		panic(fmt.Sprintf("the content %q is no JSON", e.Content))
	}
	for _, p := range content.Photos {
		ids = append(ids, p.ID)
	}
	if id := content.Sticker.ID; !id.IsZero() {
		ids = append(ids, id)
	}
	return ids
}

// lookAtMedia wants the pictures of messages that are there, and none of those that are not.
func (c *club) lookAtMedia() {
	for _, g := range c.circles {
		for k, l := range g.log {
			for _, id := range l.media {
				var kept int
				if err := c.server.App.DB.ReadRow(ctx, `SELECT COUNT(*) FROM media WHERE media_id = $1`, []any{id}, &kept); err != nil {
					c.t.Fatal(err)
				}
				if kept > 0 == l.erased {
					c.t.Errorf("message %d, a %s, is erased: %v, and its picture is kept: %v", k+1, l.what, l.erased, kept > 0)
				}
			}
		}
	}
}
