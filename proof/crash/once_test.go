package crash

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"net/http"
	"slices"
	"strconv"
	"time"

	causerie "causerie/sdk/go"
)

// opening is what somebody has asked of what is viewed once, and was told.
type opening struct {
	first        time.Time // the first request
	lapses       int       // that were over by then
	opened       bool      // acknowledged, in the first session
	ended, ends  bool      // that they have viewed it: acknowledged, and asked
	url          string
	lapsesOpened int // that were over by the acknowledgement
}

// over tells whether a viewing may have ended by itself.
func (o *opening) over(h *history) bool {
	return len(h.lapses) > o.lapses || time.Since(o.first) > 4*time.Minute
}

func (a *attempt) isOnce() bool { return a.parcel != nil && a.parcel.shows == "once" }

// open has a person open what is viewed once, in the first of their sessions; or try what they must not get: to open again what they have viewed, or in the other session.
func (w *worker) open(ctx context.Context) {
	p, h := w.person, w.load.history
	h.mu.Lock()
	those := slices.DeleteFunc(slices.Clone(h.onces), func(a *attempt) bool {
		return a.sender == p || !slices.Contains(h.conversations[a.conversation].members, p)
	})
	if len(those) == 0 {
		h.mu.Unlock()
		return
	}
	a := those[w.rng.IntN(len(those))]
	o := a.openings[p]
	if o == nil {
		o = &opening{first: time.Now(), lapses: len(h.lapses)}
		a.openings[p] = o
	}
	h.mu.Unlock()
	conversation := a.conversation
	path := "/v1/conversations/" + conversation + "/entries/" + strconv.FormatInt(a.entry.Seq, 10) + "/opening"
	if o.opened && w.rng.IntN(3) == 0 {
		o.ends = true
		_, err := p.ask(ctx, p.client.Token(), http.MethodDelete, path, nil, nil)
		w.note("end a viewing", err, func() { o.ended = o.ended || err == nil })
		return
	}
	other, token := o.opened && w.rng.IntN(2) == 0, p.client.Token()
	if other {
		token = p.other
	}
	got, err := p.ask(ctx, token, http.MethodPost, path, nil, nil)
	code := causerie.CodeOf(err)
	if code == "once_gone" || code == "erased" || code == "not_found" {
		err = nil
	}
	var shown struct{ URL string }
	if err == nil && code == "" {
		err = got.into(&shown)
	}
	w.note("open what is viewed once", err, func() {
		wrong := func(what string) {
			h.wrong = append(h.wrong, fmt.Sprintf("message %d of %s, which is viewed once, by %s: %s", a.entry.Seq, conversation, p.name, what))
		}
		switch {
		case err != nil:
		case code == "erased" && !h.ends(a):
			wrong("LOST: it is erased, and nobody unsent it")
		case code == "not_found" && !h.hid(p, a):
			wrong("LOST: it is not found")
		case code == "once_gone" && !o.ends && !other && !o.over(h):
			wrong("LOST: it is gone before they have viewed it")
		case code == "" && other:
			wrong("they have opened it, and their other session gets it as well")
		case code == "" && o.ended:
			wrong("they have viewed it, and it is offered again")
		case code == "" && o.opened && o.url != shown.URL:
			wrong("they are sent to another address than before")
		case code == "" && !o.opened:
			o.opened, o.url, o.lapsesOpened = true, shown.URL, len(h.lapses)
		}
	})
	if err == nil && code == "" && !other {
		w.view(ctx, a, shown.URL)
	}
}

// view looks at what was opened just now.
func (w *worker) view(ctx context.Context, a *attempt, url string) {
	got, err := w.person.look(ctx, url)
	gone := causerie.CodeOf(err) == "once_gone"
	if gone {
		err = nil
	}
	w.note("view what was opened", err, func() {
		h := w.load.history
		switch {
		case err != nil:
		case gone && !h.ends(a) && !h.hid(w.person, a):
			h.wrong = append(h.wrong, fmt.Sprintf("LOST: %s has opened message %d of %s, and cannot view it", w.person.name, a.entry.Seq, a.conversation))
		case gone:
		default:
			if _, err := jpeg.Decode(bytes.NewReader(got.body)); err != nil {
				h.wrong = append(h.wrong, fmt.Sprintf("what %s has opened cannot be read: %v", w.person.name, err))
			}
		}
	})
}

// ends tells whether a message may be erased: it disappears, or somebody asked to take it back. The caller holds the lock.
func (h *history) ends(a *attempt) bool { return !a.entry.ExpiresAt.IsZero() || h.unsends[a] }

// takes notes that somebody asks to take a message back, before they do.
func (h *history) takes(a *attempt) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.unsends[a] = true
}

// hid tells whether somebody has asked to delete a message for themselves. The caller holds the lock.
func (h *history) hid(p *person, a *attempt) bool {
	set := h.settings[view{p.id, a.conversation}]
	if set == nil {
		return false
	}
	_, asked := set.hidden[a.entry.Seq]
	return asked
}

// checkOnces holds that what is viewed once is kept as long as somebody has not opened it, that who opened it has, and that it is erased once both are over: that
// everybody of two has opened it, and the time of a viewing. It answers what is still to be erased.
func (c *checker) checkOnces(ctx context.Context, kept, files map[string]bool) (late []string) {
	for id, t := range c.history.conversations {
		listed := map[*person]map[int64]bool{}
		for _, e := range c.logs[id] {
			a := c.history.byClientID[e.ClientID]
			if a == nil || !a.isOnce() || e.Erased {
				continue
			}
			waits, over := false, !t.group()
			for _, p := range t.members {
				o := a.openings[p]
				if p == a.sender {
					continue
				}
				over = over && o != nil && o.opened && len(c.history.lapses) > o.lapsesOpened
				if o == nil {
					waits = waits || !c.history.hid(p, &attempt{conversation: id, entry: e})
					continue
				}
				if !o.opened {
					continue
				}
				if listed[p] == nil {
					listed[p] = c.opened(ctx, p, id)
				}
				if c.viewings++; !listed[p][e.Seq] {
					c.wrongf("LOST: %s has opened message %d of %s, and it is not noted", p.name, e.Seq, id)
				}
			}
			if waits && (!kept[a.parcel.id] || !files[a.parcel.id]) {
				c.wrongf("LOST: message %d of %s can be viewed once by somebody who has not, and its photo is erased", e.Seq, id)
			}
			if over && kept[a.parcel.id] {
				late = append(late, fmt.Sprintf("message %d of %s was viewed by all, and is not erased", e.Seq, id))
			}
		}
	}
	return late
}

// opened are the messages of a conversation that somebody has opened.
func (c *checker) opened(ctx context.Context, p *person, conversation string) map[int64]bool {
	var list struct {
		Items []struct{ Seq int64 }
	}
	got, err := p.look(ctx, "/v1/conversations/"+conversation+"/opened")
	if err == nil {
		err = got.into(&list)
	}
	if err != nil {
		c.wrongf("%s lists what was opened: %v", p.name, err)
	}
	seqs := map[int64]bool{}
	for _, one := range list.Items {
		seqs[one.Seq] = true
	}
	return seqs
}
