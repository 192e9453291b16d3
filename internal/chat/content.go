package chat

import (
	"bytes"
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"github.com/segmentio/encoding/json"

	"causerie/internal/base"
	"causerie/internal/media"
)

const (
	textMaxCharacters = 4000     // grapheme clusters: characters as people count them
	textMaxBytes      = 32 << 10 // behind it, for characters made of many
	emojiMaxBytes     = 64
	editWindow        = 24 * time.Hour
)

// What may come to a message at most: a page of history holds its messages with all that was done to them.
const (
	changesMax   = 1000      // entries that speak of one message
	reactionsMax = 900       // of them, from which on there are no more reactions: others leave its author room for edits
	editBytesMax = 256 << 10 // bytes of content of all edits of one message
)

// draft is an append that was checked as far as it can be without the log.
type draft struct {
	kind     Kind
	clientID base.ID
	target   int64 // of an edit, reaction or unsend
	replyTo  int64 // of a message
	content  Content
	words    string // that search will find it by

	pinned       int64          // of a pin or unpin: the message
	disappearing string         // of settings: when messages do
	options      []int          // of a vote
	photos       []Photo        // of a message: its content is complete once they are found
	voice        *Voice         // likewise
	file         *media.File    // likewise
	once         *Once          // likewise
	preview      base.ID        // of a message: of a link in its text, or of the map around its place
	copies       []media.Copy   // of a message with media of others, which it has of its own
	message      messageContent // it, as far as it is known

	// copy makes the copies, and completes the message with them; nil where there are none to be made.
	copy func(ctx context.Context) ([]media.Copy, error)
}

type messageContent struct {
	Type     string      `json:"type"`
	Text     string      `json:"text"`
	ReplyTo  int64       `json:"replyTo,omitempty"`
	Photos   []Photo     `json:"photos,omitempty"`
	Voice    *Voice      `json:"voice,omitempty"`
	File     *media.File `json:"file,omitempty"`
	Poll     *Poll       `json:"poll,omitempty"`
	Once     *Once       `json:"once,omitempty"`
	Profile  *base.ID    `json:"profile,omitempty"`
	Location *Location   `json:"location,omitempty"`
	Sticker  *Sticker    `json:"sticker,omitempty"`
	Preview  *Link       `json:"preview,omitempty"`

	Mentions   []base.ID `json:"mentions,omitempty"`
	MentionAll bool      `json:"mentionAll,omitempty"`

	Forwarded int `json:"forwarded,omitempty"`
}

// searched is the text that a message is found by.
func (m messageContent) searched() string {
	if m.File == nil {
		return m.Text
	}
	return m.Text + " " + m.File.Name
}

// mayBeMute are the types of messages that need no text.
var mayBeMute = map[string]bool{"photos": true, "voice": true, "file": true, "profile": true, "location": true, "once": true, "sticker": true}

// textOnly tells that there is nothing but text in it.
func (d *draft) textOnly() bool {
	return d.message.Type == "" || d.message.Type == "text" || d.message.Type == "link" // which goes without its preview where text alone does
}

type editContent struct {
	Text string `json:"text"`
}

type reactionContent struct {
	Emoji string `json:"emoji"`
}

// parse checks an append and brings its content into the form that is stored.
func parse(in Append) (draft, error) {
	d := draft{kind: in.Kind, clientID: in.ClientID, target: in.TargetSeq}
	if d.clientID.IsZero() {
		return d, invalid("clientId", "A client id is a UUID that your client makes for this entry.")
	}
	root := in.Kind == Message || in.Kind.pins() || in.Kind == Settings
	if root && d.target != 0 {
		return d, invalid("targetSeq", "A message has no target, and neither has a pin or a setting.")
	}
	if !root && d.target <= 0 {
		return d, invalid("targetSeq", "Name the message by its seq.")
	}
	var err error
	switch in.Kind {
	case Message:
		err = d.parseMessage(in.Content)
	case Edit:
		err = d.parseEdit(in.Content)
	case Reaction:
		err = d.parseReaction(in.Content)
	case Vote:
		err = d.parseVote(in.Content)
	case Close:
		d.content = "{}"
	case Pin, Unpin:
		err = d.parsePin(in.Content)
	case Settings:
		err = d.parseSettings(in.Content)
	case Unsend:
	default:
		err = invalid("kind", "An entry is a message, an edit, a reaction, a vote, a close, an unsend, a pin, an unpin or a setting.")
	}
	return d, err
}

func (d *draft) parseMessage(content Content) error {
	var c messageContent
	if err := decode(content, &c); err != nil {
		return err
	}
	switch c.Type {
	case "text", "", "photos", "voice", "file", "poll", "link", "profile", "location", "once", "sticker":
	default:
		return invalid("content.type", "A message is of type text, photos, voice, file, poll, link, profile, location, once or sticker.")
	}
	if c.ReplyTo < 0 {
		return invalid("content.replyTo", "Name the message that is answered by its seq.")
	}
	text, err := cleanText(c.Text)
	if mayBeMute[c.Type] && base.CodeOf(err) == "empty" {
		text, err = "", nil
	}
	if c.Type == "voice" && text != "" {
		return invalid("content.text", "A voice message has no text.")
	}
	if c.Type == "profile" && text != "" {
		return invalid("content.text", "A profile has no text: send it as a message of its own.")
	}
	if c.Type == "sticker" && text != "" {
		return invalid("content.text", "A sticker has no text: send it as a message of its own.")
	}
	if c.Type == "once" && text != "" {
		return invalid("content.text", "What is viewed once has no text: send it as a message of its own.")
	}
	if err != nil {
		return err
	}
	d.replyTo, d.words = c.ReplyTo, wordsOf(text)
	if len(c.Mentions) > mentionsMax {
		return invalid("content.mentions", "A message mentions at most 20 people by name.")
	}
	d.message = messageContent{Type: "text", Text: text, ReplyTo: c.ReplyTo, Mentions: c.Mentions, MentionAll: c.MentionAll}
	if c.Type == "photos" {
		d.message.Type = c.Type
		d.photos, err = parsePhotos(c.Photos)
		return err
	}
	if c.Type == "voice" {
		d.message.Type = c.Type
		d.voice, err = parseVoice(c.Voice)
		return err
	}
	if c.Type == "once" {
		d.message.Type = c.Type
		d.once, err = parseOnce(c.Once)
		return err
	}
	if c.Type == "sticker" {
		d.message.Type = c.Type
		d.message.Sticker, err = parseSticker(c.Sticker)
		return err
	}
	if c.Type == "file" {
		d.message.Type = c.Type
		d.file, err = parseFile(c.File)
		return err
	}
	if c.Type == "link" {
		if c.Preview == nil || c.Preview.ID == nil || c.Preview.ID.IsZero() {
			return invalid("content.preview.id", "Name the preview by the id that it was given.")
		}
		d.preview = *c.Preview.ID
	}
	if c.Type == "profile" {
		d.message.Type = c.Type
		if d.message.Profile, err = parseProfile(c.Profile); err != nil {
			return err
		}
	}
	if c.Type == "location" {
		d.message.Type = c.Type
		if d.message.Location, err = parseLocation(c.Location); err != nil {
			return err
		}
		if c.Location.Still != nil {
			d.preview = c.Location.Still.ID
		}
	}
	if c.Type == "poll" {
		d.message.Type = c.Type
		if d.message.Poll, err = parsePoll(text, c.Poll); err != nil {
			return err
		}
	}
	d.content = encode(d.message)
	return nil
}

// TextOf is the content of a message that is a text, as the log takes it, with what it answers and whom it mentions.
func TextOf(content Content) (Content, error) {
	var d draft
	if err := d.parseMessage(content); err != nil {
		return "", err
	}
	if d.message.Type != "text" || d.preview != (base.ID{}) {
		return "", invalid("content.type", "Only a message of type text can be scheduled.")
	}
	return d.content, nil
}

// Unmentioning is the content of a message that mentions nobody.
func Unmentioning(content Content) Content {
	var c messageContent
	if decode(content, &c) != nil || len(c.Mentions) == 0 && !c.MentionAll {
		return content
	}
	c.Mentions, c.MentionAll = nil, false
	return encode(c)
}

func (d *draft) parseEdit(content Content) error {
	var c editContent
	if err := decode(content, &c); err != nil {
		return err
	}
	text, err := cleanText(c.Text)
	if err != nil {
		return err
	}
	d.words, d.content = wordsOf(text), encode(editContent{Text: text})
	return nil
}

func (d *draft) parseReaction(content Content) error {
	var c reactionContent
	if err := decode(content, &c); err != nil {
		return err
	}
	if c.Emoji != "" && !IsEmoji(c.Emoji) {
		return invalid("content.emoji", "A reaction is one emoji, or empty to take it back.")
	}
	d.content = encode(c)
	return nil
}

func decode(content Content, into any) error {
	if !utf8.ValidString(string(content)) || content == "" || json.Unmarshal([]byte(content), into) != nil {
		return invalid("content", "The content does not have the shape of this kind of entry.")
	}
	return nil
}

func encode(content any) Content {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(content); err != nil {
		panic("a struct of texts and numbers cannot be encoded: " + err.Error())
	}
	return Content(strings.TrimSuffix(b.String(), "\n"))
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// cleanText is a text as it is stored: lines end with \n, nothing blank at the end.
func cleanText(text string) (string, error) {
	if len(text) > textMaxBytes {
		return "", tooLong()
	}
	text = lineEnds.Replace(text)
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	seen := false
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return "", base.Invalid("invalid_text", "The text has a control character in it.", base.Field{Location: "body.content.text", Message: "control character"})
		}
		seen = seen || !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r)
	}
	if !seen {
		return "", base.Invalid("empty", "There is nothing to send.", base.Field{Location: "body.content.text", Message: "empty"})
	}
	// Every character takes a byte at least, so that most texts need no counting.
	if len(text) > textMaxCharacters && uniseg.GraphemeClusterCount(text) > textMaxCharacters {
		return "", tooLong()
	}
	return text, nil
}

func tooLong() error {
	return base.Invalid("too_long", "A message has at most 4,000 characters.", base.Field{Location: "body.content.text", Message: "at most 4,000 characters"})
}

func invalid(field, message string) error {
	return base.Invalid("invalid", message, base.Field{Location: "body." + field, Message: message})
}

// IsEmoji tells that s is one emoji: one grapheme cluster that starts with a pictograph, a flag or a keycap.
func IsEmoji(s string) bool {
	if len(s) > emojiMaxBytes || !utf8.ValidString(s) || uniseg.GraphemeClusterCount(s) != 1 {
		return false
	}
	runes := []rune(s)
	first := runes[0]
	switch {
	case first >= 0x1F1E6 && first <= 0x1F1FF: // regional indicators come in pairs
		return len(runes) == 2
	case first == '#' || first == '*' || first >= '0' && first <= '9':
		return runes[len(runes)-1] == 0x20E3
	}
	// Pictographs are symbols (So); a few are of another class and drawn as emoji.
	return unicode.Is(unicode.So, first) || strings.ContainsRune("‼⁉ℹ↔⤴⤵〰〽◾◽▪▫", first)
}
