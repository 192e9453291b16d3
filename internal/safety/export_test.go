package safety_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"causerie/internal/base"
)

// TestWhatIsHandedToAuthoritiesSaysWhatItsMediaAre: each picture, recording and file of the evidence is in the document with its size, format and hash, by
// which those can be checked that staff fetch.
func TestWhatIsHandedToAuthoritiesSaysWhatItsMediaAre(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "sam", "Sam")
		talk := w.Direct(w, ada, sam)
		w.call(sam, "PUT", "/v1/me/avatar", square(w.T, 80), nil, 200)
		var sent struct{ Seq int64 }
		var seqs []int64
		w.SendVoice(w, sam, talk, w.Voice(w, sam)).Into(t, 201, &sent)
		seqs = append(seqs, sent.Seq)
		w.SendFile(w, sam, talk, w.File(w, sam, "plan.html", []byte("<html><script>alert(1)</script>"))).Into(t, 201, &sent)
		seqs = append(seqs, sent.Seq)
		w.report(ada, talk, "sexual", seqs...)
		id := w.queue(w.mona, "").Items[0].ID
		var seen struct {
			Reported []struct {
				Shown    struct{ Avatar struct{ Large string } }
				Evidence []struct{ Voice, File string }
			}
		}
		w.call(w.alan, "GET", cases+id, nil, &seen, 200)
		one := seen.Reported[0]
		fetched := map[string][]byte{}
		for _, at := range []string{one.Shown.Avatar.Large, one.Evidence[0].Voice, one.Evidence[1].File} {
			fetched[at] = w.call(w.alan, "GET", at, nil, nil, 200).Body
		}
		var out struct{ Document, SHA256 string }
		w.call(w.alan, "POST", cases+id+"/export", map[string]any{"reason": "a court asks for it"}, &out, 200)
		var document struct {
			Media []struct {
				ID, Kind, Format, SHA256 string
				Bytes                    int
			}
		}
		if err := json.Unmarshal([]byte(out.Document), &document); err != nil {
			t.Fatal(err)
		}
		formats := map[string]string{}
		for at, body := range fetched {
			hash := sha256.Sum256(body)
			for _, m := range document.Media {
				if strings.Contains(at, m.ID) && m.SHA256 == hex.EncodeToString(hash[:]) && m.Bytes == len(body) {
					formats[m.Kind] = m.Format
				}
			}
		}
		w.equal("the media of the document that are what was fetched", formats, "map[avatar:image/jpeg file:text/html; charset=utf-8 voice:audio/webm]")
		w.equal("the media of the document", len(document.Media), 3)

		handed := func(text string) (base.ID, error) {
			hash := sha256.Sum256([]byte(text))
			e, err := w.App.Safety.Handed(w.Context(), hex.EncodeToString(hash[:]))
			if err != nil {
				return base.ID{}, err
			}
			return *e.Case, nil
		}
		if of, err := handed(out.Document); err != nil || of.String() != id {
			t.Errorf("the document is of case %s, want %s: %v", of, id, err)
		}
		if _, err := handed(out.Document + "\n"); base.CodeOf(err) != "not_found" {
			t.Errorf("a document that was changed: %v", err)
		}
	})
}
