package chat

import (
	"context"
	"encoding/json"
	"math"
	"strings"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
	"causerie/internal/verify"
)

const (
	// about is how imprecise a place is, in metres, that tells a neighbourhood and no house: it is kept to a hundredth of a degree.
	about = 1000
	// accuracyMax is how imprecise one may be: more is none.
	accuracyMax = 100_000
)

// locationPrefix is how the content of a message with a place begins, and of no other, in as many bytes as photosPrefix has.
const locationPrefix = `{"type":"locatio`

// Location is the place that a message tells, as it was when it was sent. What is there may be said in its text.
type Location struct {
	Latitude  float64 `json:"latitude" minimum:"-90" maximum:"90" doc:"In degrees."`
	Longitude float64 `json:"longitude" minimum:"-180" maximum:"180" doc:"In degrees."`
	Accuracy  int     `json:"accuracy" minimum:"1" maximum:"100000" doc:"Within how many metres it is. From 1,000 on the place is kept to a hundredth of a degree, else to 0.00001."`
}

func (c Content) isLocation() bool { return strings.HasPrefix(string(c), locationPrefix) }

// parseLocation brings a place into the form that is stored, no more precise than it says that it is.
func parseLocation(in *Location) (*Location, error) {
	if in == nil || !(in.Latitude >= -90 && in.Latitude <= 90) || !(in.Longitude >= -180 && in.Longitude <= 180) {
		return nil, invalid("content.location", "A place has a latitude of -90 to 90 and a longitude of -180 to 180 degrees.")
	}
	if in.Accuracy < 1 || in.Accuracy > accuracyMax {
		return nil, invalid("content.location.accuracy", "A place is known within 1 to 100,000 metres.")
	}
	digits := 1e5
	if in.Accuracy >= about {
		digits = 100
	}
	round := func(degrees float64) float64 { return math.Round(degrees*digits)/digits + 0 } // which has no negative zero
	return &Location{round(in.Latitude), round(in.Longitude), in.Accuracy}, nil
}

// allowLocation refuses where exactly somebody is who may not tell it here.
func (b *batch) allowLocation(k *work) error {
	told, log := k.append.message.Location, b.logs[k.conversation]
	if told == nil || told.Accuracy >= about {
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
			if kept, err := parseLocation(m.Location); wrong || err != nil || *kept != *m.Location {
				found.Add("conversation", e.ConversationID, "seq", e.Seq)
			}
		}
		last = place{batch[len(batch)-1].ConversationID, batch[len(batch)-1].Seq}
	}
}
