package chat

import (
	"encoding/json"
	"testing"
	"time"

	"causerie/internal/base"
)

func TestWhatIsLiveIsWrittenAsJSONWouldBe(t *testing.T) {
	id := func() base.ID { return base.NewID(time.Now()) }
	at := base.Time(1_790_000_000_120)
	for name, event := range map[string]interface{ AppendJSON([]byte) []byte }{
		"a message":        Entry{ConversationID: id(), Seq: 1, Kind: Message, Sender: id(), ClientID: id(), Content: encode(messageContent{Type: "text", Text: "«é» \"\\\n<b> 😀"}), CreatedAt: at},
		"an edit":          entryEvent{"entry", Entry{ConversationID: id(), Seq: 1 << 40, Kind: Edit, Sender: id(), ClientID: id(), TargetSeq: 7, Content: encode(editContent{"x"}), CreatedAt: base.Time(1)}},
		"an unsend":        entryEvent{"entry", Entry{ConversationID: id(), Seq: 3, Kind: Unsend, Sender: id(), ClientID: id(), TargetSeq: 1, CreatedAt: at}},
		"an erased one":    Entry{ConversationID: id(), Seq: 3, Kind: Message, Sender: id(), ClientID: id(), CreatedAt: at, Erased: true, Hidden: true},
		"a page":           Entries{Items: []Entry{{Seq: 1, CreatedAt: at}, {Seq: 2, CreatedAt: at}}, HasMore: true, HasMoreAfter: true},
		"an empty page":    Entries{Items: []Entry{}},
		"a read receipt":   receiptEvent{Type: "receipt", ConversationID: id(), AccountID: id(), ReadSeq: 9},
		"a device's one":   receiptEvent{Type: "receipt", ConversationID: id(), AccountID: id(), DeliveredSeq: 9},
		"an empty receipt": receiptEvent{Type: "receipt"},
	} {
		want, err := json.Marshal(event)
		if err != nil {
			t.Fatal(err)
		}
		var one, other any
		if err := json.Unmarshal(event.AppendJSON(nil), &one); err != nil {
			t.Fatalf("%s: %v: %s", name, err, event.AppendJSON(nil))
		}
		if err := json.Unmarshal(want, &other); err != nil {
			t.Fatal(err)
		}
		a, _ := json.Marshal(one)
		b, _ := json.Marshal(other)
		if string(a) != string(b) {
			t.Errorf("%s:\n%s\n%s", name, event.AppendJSON(nil), want)
		}
	}
}
