package live

import (
	"time"
)

// beat looks after the connections: every second after those whose turn it is, so that each gets a ping every pingEvery.
func (n *Node) beat() {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for slot := 0; ; slot = (slot + 1) % pingEvery {
		select {
		case <-n.stop:
			return
		case now := <-ticker.C:
			n.look(slot, now)
		}
	}
}

// look pings the connections of a slot, closes those that do not answer, and drops what is too old to be asked for.
func (n *Node) look(slot int, now time.Time) {
	var turn []*connection
	n.mu.RLock()
	for c := range n.connections {
		if c.slot == slot && c.account != nil {
			turn = append(turn, c)
		}
	}
	n.mu.RUnlock()
	for _, c := range turn {
		if !c.heard.Swap(false) && c.pinged {
			c.close(silent)
			continue
		}
		c.pinged = true
		c.put(func(to []byte) []byte { return append(to, "{}"...) })
		c.account.forget(now)
		if now.Sub(c.checked) >= recheck {
			c.checked = now
			c.recheck()
		}
	}
}

// recheck looks at the session again: it also ends where this node is not told, by another node or at the command line.
func (c *connection) recheck() {
	go func() {
		defer c.survive()
		if _, err := c.node.Authenticate(c.ctx, c.token); isUnauthenticated(err) {
			c.close(ended)
		}
	}()
}
