package model

import (
	"fmt"
	"time"

	"causerie/internal/chat"
)

// lifetimes are what people choose from, for the messages that they send from then on.
var lifetimes = map[string]time.Duration{"off": 0, "24h": 24 * time.Hour, "7d": 7 * 24 * time.Hour}

// sets has someone set when messages disappear.
func (c *club) sets(g *circle, a int) {
	after := []string{"off", "24h", "24h", "7d"}[c.r.IntN(4)]
	if _, ok := c.put(g, a, chat.Settings, 0, map[string]any{"disappearing": after}, g.may(a, g.rules.Edit)); ok {
		g.after = lifetimes[after]
		g.log = append(g.log, entryLine{kind: "settings", by: a})
	}
}

// time gives the lines that were written since the last step their time, and their step.
func (c *club) time(g *circle) {
	now := c.server.Clock.Now()
	for ; g.timed < len(g.log); g.timed++ {
		switch l := &g.log[g.timed]; {
		case l.kind == "message" && g.after > 0:
			l.until = now.Add(g.after)
		case l.target > 0 && l.kind != "unsend":
			l.until = g.log[l.target-1].until
		}
		g.log[g.timed].step, g.log[g.timed].at = c.n, now
	}
	g.waitOnces(now)
}

// waits lets time go by.
func (c *club) waits() {
	hours := 1 + c.r.IntN(30)
	if c.r.IntN(6) == 0 {
		hours *= 10
	}
	c.did = append(c.did, fmt.Sprint(hours, " hours"))
	then := c.server.Clock.Now().Add(time.Duration(hours) * time.Hour)
	if !c.friends { // what one of them sends decides what becomes of what the other does
		for _, at := range c.moments(then) {
			c.server.Clock.Move(at.Sub(c.server.Clock.Now()) + time.Millisecond)
			c.sends()
			for _, g := range c.circles {
				c.time(g)
			}
		}
	}
	c.server.Clock.Move(then.Sub(c.server.Clock.Now()))
	if err := c.server.App.Chat.Expire(ctx); err != nil {
		c.t.Error(err)
	}
	now := c.server.Clock.Now()
	for _, g := range c.circles {
		for k := range g.log {
			if l := &g.log[k]; !l.until.IsZero() && !l.until.After(now) {
				l.gone, l.erased, l.text, l.now = true, true, "", ""
				g.unpin(int64(k + 1))
			}
		}
	}
	c.lookAtOnces(now)
	c.lookAtMedia()
	c.sends()
}
