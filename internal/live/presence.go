package live

import (
	"encoding/json"
	"strings"

	"causerie/internal/base"
)

const presencePrefix = "presence:"

// watch subscribes to someone's presence, where that is permitted.
func (c *connection) watch(id uint32, channel string) {
	text, ok := strings.CutPrefix(channel, presencePrefix)
	target, err := base.ParseID(text)
	if !ok || err != nil {
		c.refuse(id, permissionDenied)
		return
	}
	state, ok := c.mayWatch(id, target)
	if !ok {
		return
	}
	n := c.node
	n.mu.Lock()
	var why *refusal
	switch {
	case c.watching[target]:
		why = alreadyWatched
	case len(c.watching) >= maxWatched:
		why = limitExceeded
	case !n.connections[c]: // it is closed
	default:
		if c.watching == nil {
			c.watching = map[base.ID]bool{}
		}
		c.watching[target] = true
		if n.watchers[target] == nil {
			n.watchers[target] = map[*connection]bool{}
		}
		n.watchers[target][c] = true
	}
	n.mu.Unlock()
	if why != nil {
		c.refuse(id, why)
		return
	}
	// Permission may have ended between the question and the watching.
	if _, ok = c.mayWatch(id, target); !ok {
		n.mu.Lock()
		n.unwatch(c, target)
		n.mu.Unlock()
		return
	}
	data, err := json.Marshal(struct {
		Data any `json:"data"`
	}{state})
	if err != nil {
		c.refuse(id, internalError)
		return
	}
	c.reply(id, "subscribe", data)
}

// mayWatch tells whether the presence of target is to be seen, and what is seen; else the command is refused.
func (c *connection) mayWatch(id uint32, target base.ID) (state any, ok bool) {
	state, ok, err := c.node.watchable(c.ctx, c.actor.Account, target)
	switch {
	case err != nil:
		if c.ctx.Err() == nil {
			c.node.Log.Error("live: presence", "error", err)
		}
		c.refuse(id, internalError)
	case !ok:
		c.refuse(id, permissionDenied)
	}
	return state, ok && err == nil
}

// forget ends a subscription that the client no longer wants.
func (c *connection) forget(id uint32, channel string) {
	if target, err := base.ParseID(strings.TrimPrefix(channel, presencePrefix)); err == nil {
		c.node.mu.Lock()
		c.node.unwatch(c, target)
		c.node.mu.Unlock()
	}
	c.reply(id, "unsubscribe", []byte("{}"))
}

// unwatch takes c out of the watchers of target, with Node.mu held; it tells whether it was among them.
func (n *Node) unwatch(c *connection, target base.ID) bool {
	if !c.watching[target] {
		return false
	}
	delete(c.watching, target)
	delete(n.watchers[target], c)
	if len(n.watchers[target]) == 0 {
		delete(n.watchers, target)
	}
	return true
}

func (c *connection) pushPresence(target base.ID, what string) {
	c.put(func(to []byte) []byte {
		to = append(to, `{"push":{"channel":"`+presencePrefix...)
		to = append(to, target.String()...)
		to = append(to, `",`...)
		to = append(to, what...)
		return append(to, "}}"...)
	})
}

// PublishPresence tells those who watch target.
func (n *Node) PublishPresence(target base.ID, state any) {
	data, err := json.Marshal(state)
	if err != nil {
		n.Log.Error("live: publish presence", "error", err)
		return
	}
	n.mu.RLock()
	defer n.mu.RUnlock()
	for c := range n.watchers[target] {
		c.pushPresence(target, `"pub":{"data":`+string(data)+`}`)
	}
}

// StopWatching ends all that viewer watches.
func (n *Node) StopWatching(viewer base.ID) {
	for _, c := range n.connectionsOf(viewer) {
		n.mu.Lock()
		for target := range c.watching {
			n.unwatch(c, target)
			c.pushPresence(target, unwatched)
		}
		n.mu.Unlock()
	}
}

// Unwatch ends the watching of target by viewer.
func (n *Node) Unwatch(viewer, target base.ID) {
	for _, c := range n.connectionsOf(viewer) {
		n.mu.Lock()
		if n.unwatch(c, target) {
			c.pushPresence(target, unwatched)
		}
		n.mu.Unlock()
	}
}

// UnwatchAll ends the watching of target by anyone.
func (n *Node) UnwatchAll(target base.ID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for c := range n.watchers[target] {
		n.unwatch(c, target)
		c.pushPresence(target, unwatched)
	}
}
