package chat

import (
	"context"
	"encoding/json"
	"strings"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media"
	"causerie/internal/policy"
	"causerie/internal/preview"
	"causerie/internal/verify"
)

// locationPrefix is how the content of a message with a place begins, and of no other, in as many bytes as photosPrefix has.
const locationPrefix = `{"type":"locatio`

// Location is the place that a message tells, as it was when it was sent. What is there may be said in its text.
type Location struct {
	preview.Spot
	// Still is the map around it: its sender names it by its id, and the rest is what the server made.
	Still *preview.Still `json:"still,omitempty"`
}

func (c Content) isLocation() bool { return strings.HasPrefix(string(c), locationPrefix) }

// still is the map in a message with a place, nil of anything else.
func (c Content) still() *preview.Still {
	if !c.isLocation() {
		return nil
	}
	var m messageContent
	if json.Unmarshal([]byte(c), &m) != nil || m.Location == nil {
		return nil
	}
	return m.Location.Still
}

// parseLocation brings a place into the form that is stored, no more precise than it says that it is.
func parseLocation(in *Location) (*Location, error) {
	if in == nil {
		return nil, invalid("content.location", "A place has a latitude of -90 to 90 and a longitude of -180 to 180 degrees.")
	}
	at, err := in.Rounded("body.content.location")
	return &Location{Spot: at}, err
}

// attachStill completes a place with the map that waits for it. A map is beside what is told: where there is none any more, or it is of another place, the message goes
// without.
func (b *batch) attachStill(k *work, of media.Owned) {
	d := k.append
	if d.message.Location.Still != nil { // of an attempt that failed
		d.message.Location.Still = nil
		d.content = encode(d.message)
	}
	waiting, there := b.previews[of]
	if !there || waiting.Still.ID != of.ID || waiting.Spot != d.message.Location.Spot {
		return
	}
	delete(b.previews, of)
	d.message.Location.Still = &waiting.Still
	d.content = encode(d.message)
	b.sent = append(b.sent, of)
}

// allowLocation refuses where exactly somebody is who may not tell it here.
func (b *batch) allowLocation(k *work) error {
	told, log := k.append.message.Location, b.logs[k.conversation]
	if told == nil || told.Accuracy >= preview.About {
		return nil
	}
	who, friends := b.writers[k.actor], false
	if pair, direct := log.pair(k.actor); direct {
		who, friends = b.facts[pair].From, b.facts[pair].Friends()
	} else if log.kind != group { // what one saves comes to nobody
		return nil
	}
	if !policy.MayPinpoint(who, friends) {
		return base.Forbidden("location_exact", "Below 18, you tell where exactly you are to friends only, one by one. Send the approximate place.")
	}
	return nil
}

// findWrongPlaces reads the places of all messages, page by page.
func findWrongPlaces(ctx context.Context, tx *db.Tx, found *verify.Finding) error {
	const page = 500
	const query = `SELECT ` + entryColumns + ` FROM entries WHERE (conversation_id, seq) > ($1, $2) AND SUBSTR(content, 1, 16) = $3 ORDER BY conversation_id, seq LIMIT $4`
	for last := (place{}); ; {
		batch, err := queryEntries(ctx, tx, 0, query, last.conversation, last.seq, locationPrefix, page)
		if err != nil || len(batch) == 0 {
			return err
		}
		found.Looked += int64(len(batch))
		for _, e := range batch {
			var m messageContent
			wrong := json.Unmarshal([]byte(e.Content), &m) != nil
			if kept, err := parseLocation(m.Location); wrong || err != nil || kept.Spot != m.Location.Spot {
				found.Add("conversation", e.ConversationID, "seq", e.Seq)
			}
		}
		last = place{batch[len(batch)-1].ConversationID, batch[len(batch)-1].Seq}
	}
}
