package chat

import (
	"context"
	"encoding/json"
	"strings"

	"causerie/internal/base"
	"causerie/internal/media"
	"causerie/internal/policy"
	"causerie/internal/preview"
)

// linkPrefix is how the content of a message with a link's preview begins, and of no other. It is as long as photosPrefix.
const linkPrefix = `{"type":"link","`

// Link is a link's preview in a message: its sender names it by its id, which nobody needs after that, and the rest is what the server found.
type Link struct {
	ID *base.ID `json:"id,omitempty"`
	preview.Card
}

// preview is that of a message, nil of anything else.
func (c Content) preview() *Link {
	if !strings.HasPrefix(string(c), linkPrefix) {
		return nil
	}
	var m messageContent
	if json.Unmarshal([]byte(c), &m) != nil {
		return nil
	}
	return m.Preview
}

// PreviewIn is the picture of the link's preview, or of the map, that the content of an entry has, the zero id where it has none.
func PreviewIn(c Content) (id base.ID) {
	if p := c.preview(); p != nil && p.Image != nil {
		id = p.Image.ID
	}
	if m := c.still(); m != nil {
		id = m.ID
	}
	return id
}

// loadPreviews finds the previews and maps that messages are to be sent with.
func (b *batch) loadPreviews(ctx context.Context) (err error) {
	var named []media.Owned
	for _, k := range b.works {
		if k.append != nil && !k.append.preview.IsZero() {
			named = append(named, media.Owned{Owner: k.actor, ID: k.append.preview})
		}
	}
	if len(named) > 0 {
		b.previews, err = b.Previews.Unsent(ctx, b.tx, named)
	}
	return err
}

// attachPreview completes a message with the preview that waits for it. A preview is beside what is said: where there is none any more, where
// it is of another link than the text has, and in a request, which holds text alone, the message goes without.
func (b *batch) attachPreview(k *work, r reach) {
	d := k.append
	if d.message.Preview != nil && r.Shown() == policy.Request { // of one that is forwarded
		d.message.Type, d.message.Preview, d.copy, d.copies = "text", nil, nil, nil
		d.content = encode(d.message)
	}
	if d.preview.IsZero() {
		return
	}
	of := media.Owned{Owner: k.actor, ID: d.preview}
	if d.message.Location != nil {
		b.attachStill(k, of)
		return
	}
	card, there := b.previews[of]
	if !there || card.URL == "" || r.Shown() == policy.Request || !hasAddress(d.message.Text, card.URL) {
		return
	}
	delete(b.previews, of)
	d.message.Type, d.message.Preview = "link", &Link{Card: card.Card}
	d.content = encode(d.message)
	b.sent = append(b.sent, of)
}

// hasAddress tells whether an address stands in a text, which may leave out how it begins.
func hasAddress(text, address string) bool {
	_, bare, _ := strings.Cut(address, "://")
	return strings.Contains(strings.ToLower(text), strings.ToLower(bare))
}

// sendPreviews ends the waiting of the previews that are in this batch's messages.
func (b *batch) sendPreviews(ctx context.Context) error {
	if len(b.sent) == 0 {
		return nil
	}
	return b.Previews.Sent(ctx, b.tx, b.sent)
}
