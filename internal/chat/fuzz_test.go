package chat

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"causerie/internal/base"
)

func FuzzAppend(f *testing.F) {
	for _, s := range []string{
		`{"clientId":"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d","kind":"message","content":{"type":"text","text":"hi \u0301\r\n<b>","replyTo":3}}`,
		`{"clientId":"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d","kind":"edit","targetSeq":2,"content":{"text":"\ud800"}}`,
		`{"clientId":"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d","kind":"reaction","targetSeq":2,"content":{"emoji":"👨‍👩‍👧"}}`,
		`{"clientId":"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d","kind":"unsend","targetSeq":9223372036854775807}`,
		`{"kind":"message","content":null}`, `[]`, `{"content":{"text":1e400}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var in Append
		if json.Unmarshal(data, &in) != nil {
			return
		}
		d, err := parse(in)
		if err != nil {
			if base.CodeOf(err) == "" {
				t.Errorf("%s: an error without a code: %v", data, err)
			}
			return
		}
		if !utf8.ValidString(string(d.content)) || strings.ContainsRune(string(d.content), 0) || d.content != "" && !json.Valid([]byte(d.content)) {
			t.Errorf("%s is stored as %q", data, d.content)
		}
		if d.content == "" && d.kind == Message { // complete once its media are found
			return
		}
		again, err := parse(Append{ClientID: in.ClientID, Kind: in.Kind, TargetSeq: in.TargetSeq, Content: d.content})
		if err != nil || again.content != d.content || again.words != d.words {
			t.Errorf("%s is stored as %q, which would be stored as %q, %v", data, d.content, again.content, err)
		}
		e := Entry{Seq: 1, Kind: d.kind, TargetSeq: d.target, Content: d.content, CreatedAt: base.Time(1_790_000_000_120)}
		written, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var one, other Entry
		if json.Unmarshal(e.AppendJSON(nil), &one) != nil || json.Unmarshal(written, &other) != nil || one.Content.text() != other.Content.text() {
			t.Errorf("live %s, else %s", e.AppendJSON(nil), written)
		}
	})
}

// FuzzParts sends what a message is beside its text. As it is stored it is read again, known by how it begins, and no more precise than it says.
func FuzzParts(f *testing.F) {
	const id = `"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d"`
	for _, s := range []string{
		`{"type":"location","text":"the old mill","location":{"latitude":48.858370,"longitude":-179.99999999,"accuracy":12}}`,
		`{"type":"location","location":{"latitude":-0.0000001,"longitude":180,"accuracy":100000}}`,
		`{"type":"location","location":{"latitude":1e308,"longitude":"x"}}`,
		`{"type":"profile","profile":` + id + `,"replyTo":1}`,
		`{"type":"profile","text":"no","profile":null}`,
		`{"type":"sticker","sticker":{"maker":` + id + `,"pack":` + id + `,"item":` + id + `,"id":` + id + `,"width":-1,"emoji":"\u0000"}}`,
		`{"type":"sticker","sticker":{}}`,
		`{"type":"photos","photos":[{"id":` + id + `,"alt":"a boat"}],"text":"look"}`,
		`{"type":"voice","voice":{"id":` + id + `,"waveform":[0,31]}}`,
		`{"type":"file","file":{"id":` + id + `}}`,
		`{"type":"once","once":{"photo":` + id + `}}`,
		`{"type":"poll","text":"tea?","poll":{"options":["yes","no"]}}`,
	} {
		f.Add([]byte(s))
	}
	known, err := base.ParseID(strings.Trim(id, `"`))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		d, err := parse(Append{ClientID: known, Kind: Message, Content: Content(content)})
		if err != nil {
			if base.CodeOf(err) == "" {
				t.Errorf("%s: an error without a code: %v", content, err)
			}
			return
		}
		if named := d.message.Sticker; named != nil { // as copySticker completes it
			if named.Maker.IsZero() || named.Pack.IsZero() || named.Item.IsZero() || *named != (Sticker{Maker: named.Maker, Pack: named.Pack, Item: named.Item}) {
				t.Errorf("%s names the sticker %+v", content, named)
			}
			named.ID, named.Width, named.Height, named.Emoji = known, 512, 256, "⛵"
			d.content = encode(d.message)
			if found := d.content.sticker(); found == nil || *found != *named || StickerIn(d.content) != known {
				t.Errorf("%s is stored as %s, of which the sticker is %+v", content, d.content, found)
			}
			return
		}
		if d.content == "" { // complete once its media are found
			return
		}
		var stored messageContent
		if err := json.Unmarshal([]byte(d.content), &stored); err != nil {
			t.Fatalf("%s is stored as %s: %v", content, d.content, err)
		}
		if (stored.Location != nil) != d.content.isLocation() || (stored.Profile != nil) != d.content.isProfile() || d.content.sticker() != nil || (stored.Poll != nil) != d.content.isPoll() {
			t.Errorf("%s is stored as %s, which passes for something else", content, d.content)
		}
		if told := stored.Location; told != nil {
			if kept, err := parseLocation(told); err != nil || *kept != *told || math.Signbit(told.Latitude) && told.Latitude == 0 {
				t.Errorf("%s tells %v, which would be %v, %v", content, told, kept, err)
			}
		}
		if stored.Profile != nil && stored.Profile.IsZero() {
			t.Errorf("%s is of nobody", content)
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(encodeCursor(inboxCursor{true, 5, base.NewID(time.Now())}))
	f.Add(encodeCursor(syncCursor{Began: 1, Since: 2, At: 3, ID: base.NewID(time.Now())}))
	f.Add(encodeCursor(searchCursor{1, base.NewID(time.Now()), 2}))
	f.Add("bnVsbA")
	f.Add("eyJiIjoxZTk5fQ")
	f.Fuzz(func(t *testing.T, text string) {
		var inbox, inbox2 inboxCursor
		if decodeCursor(text, &inbox) && (!decodeCursor(encodeCursor(inbox), &inbox2) || inbox2 != inbox) {
			t.Errorf("%q leads to %v, then to %v", text, inbox, inbox2)
		}
		var sync, sync2 syncCursor
		if decodeCursor(text, &sync) && (!decodeCursor(encodeCursor(sync), &sync2) || sync2 != sync) {
			t.Errorf("%q leads to %v, then to %v", text, sync, sync2)
		}
		var search searchCursor
		decodeCursor(text, &search)
	})
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"l'été à Zoë", "東京 _c0 _m", strings.Repeat("é", 200), "a:b & c | !d <-> 'e' \"f\"*", "\xff\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for word := range strings.FieldsSeq(wordsOf(text)) {
			if len(word) > wordMax || !utf8.ValidString(word) || strings.ContainsAny(word, "_'\"*&|!():<\\\x00") {
				t.Errorf("%q has the word %q", text, word)
			}
		}
		for _, word := range searchWords(SearchQuery{Text: text}) {
			if len(word) > wordMax || !utf8.ValidString(word) || strings.ContainsAny(word, " '\"*&|!():<\\\x00") {
				t.Errorf("%q is searched by %q", text, word)
			}
		}
	})
}

func FuzzEmoji(f *testing.F) {
	for _, s := range []string{"👍", "🇫🇷", "1️⃣", "👨‍👩‍👧", "©\x00", "#", "🇫", "\u200d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if IsEmoji(s) && (len(s) > emojiMaxBytes || s == "" || !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\n<\"")) {
			t.Errorf("%q passes for an emoji", s)
		}
	})
}

func FuzzFilter(f *testing.F) {
	for _, s := range []string{"crypto", "get  rich", "Éclair\u0301", "東京", "a\u0000b", "…", "x\ny", "www.example.com", "\xff", strings.Repeat("z", 70)} {
		f.Add(s, "hello "+s+", you")
	}
	f.Fuzz(func(t *testing.T, word, text string) {
		if !slices.Equal(lettersOf(text), lettersOf(" "+text+" !")) {
			t.Errorf("%q is another text with a mark behind it", text)
		}
		kept, err := cleanWords([]string{word, word})
		if err != nil {
			if base.CodeOf(err) == "" {
				t.Errorf("%q: an error without a code: %v", word, err)
			}
			return
		}
		again, err := cleanWords(kept)
		if err != nil || len(kept) != 1 || len(again) != 1 || again[0] != kept[0] || strings.ContainsAny(kept[0], "\n\x00") {
			t.Errorf("%q is kept as %q, then as %q, %v", word, kept, again, err)
		}
		mine := newFilter("en", strings.Join(kept, "\n"))
		if !mine.catches(kept[0]) || !mine.catches("so: "+kept[0]+".") {
			t.Errorf("%q does not catch itself", kept[0])
		}
		mine.catches(text)
	})
}
