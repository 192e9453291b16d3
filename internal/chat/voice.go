package chat

import (
	"context"
	"encoding/json"
	"strings"

	"causerie/internal/base"
	"causerie/internal/media"
)

const (
	waveformMax = 64  // bars of a voice note's waveform
	loudest     = 100 // of a bar
)

// voicePrefix is how the content of a message with a voice note begins, and of no other. It is as long as photosPrefix.
const voicePrefix = `{"type":"voice",`

// Voice is the voice note of a message. How loud it is where is what its sender says: it is drawn, and nothing follows from it.
type Voice struct {
	media.Voice
	Waveform []int `json:"waveform,omitempty"`
}

// parseVoice looks at the voice note of a message as its sender names it: by its id.
func parseVoice(named *Voice) (*Voice, error) {
	if named == nil || named.ID.IsZero() {
		return nil, invalid("content.voice.id", "Name the voice note by the id that it was given.")
	}
	if len(named.Waveform) > waveformMax {
		return nil, invalid("content.voice.waveform", "A waveform has at most 64 numbers.")
	}
	for _, bar := range named.Waveform {
		if bar < 0 || bar > loudest {
			return nil, invalid("content.voice.waveform", "The numbers of a waveform are 0 to 100.")
		}
	}
	return &Voice{Voice: media.Voice{ID: named.ID}, Waveform: named.Waveform}, nil
}

// voice is that of a message, nil of anything else.
func (c Content) voice() *Voice {
	if !strings.HasPrefix(string(c), voicePrefix) { // before there is anything to read into: most messages are none
		return nil
	}
	var m messageContent
	if json.Unmarshal([]byte(c), &m) != nil {
		return nil
	}
	return m.Voice
}

// VoiceIn is the voice note that the content of an entry is, the zero id where it is none.
func VoiceIn(c Content) (id base.ID) {
	if v := c.voice(); v != nil {
		id = v.ID
	}
	return id
}

// mediaIn are the ids of the photos, the voice note, the file, the sticker or the preview's picture of an entry's content.
func mediaIn(c Content) []base.ID {
	for _, id := range []base.ID{VoiceIn(c), FileIn(c), PreviewIn(c), StickerIn(c)} {
		if !id.IsZero() {
			return []base.ID{id}
		}
	}
	return PhotosIn(c)
}

// loadVoices finds the voice notes that messages are to be sent with.
func (b *batch) loadVoices(ctx context.Context) (err error) {
	var named []media.Owned
	for _, k := range b.works {
		if k.append != nil && k.append.voice != nil {
			named = append(named, media.Owned{Owner: k.actor, ID: k.append.voice.ID})
		}
		if k.append != nil && k.append.once != nil && k.append.once.Kind == onceVoice {
			named = append(named, media.Owned{Owner: k.actor, ID: *k.append.once.ID})
		}
	}
	if len(named) > 0 {
		b.voices, err = b.Media.UnsentVoices(ctx, b.tx, named)
	}
	return err
}

// attachVoice completes a message with what is stored of its voice note, which is that of no other message from then on.
func (b *batch) attachVoice(k *work) error {
	d := k.append
	if d.voice == nil {
		return nil
	}
	of := media.Owned{Owner: k.actor, ID: d.voice.ID}
	stored, there := b.voices[of]
	if !there {
		return base.Gone("voice_gone", "This recording is no longer on the server, or was sent already. Record it again.")
	}
	delete(b.voices, of)
	d.voice.Voice = stored
	d.message.Voice = d.voice
	d.content = encode(d.message)
	return nil
}
