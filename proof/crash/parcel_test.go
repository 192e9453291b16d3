package crash

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"causerie/internal/base/basetest"
	"causerie/internal/testkit"
	"causerie/proof/rig"
	causerie "causerie/sdk/go"
)

// parcel is a file that a person sends: it is uploaded in parts, made into what a message shows, and sent. What has no answer is asked again, also
// after a kill.
type parcel struct {
	shows   string // file, photo, or once: a photo that is viewed once
	content []byte
	id      string // of the upload, once it is begun, and of what is made of it
	sent    int    // bytes that were acknowledged
	doubt   bool   // the last part has no answer
	made    bool
	sum     [sha256.Size]byte // of what readers get; of a photo, which is made anew, from the first reading on
}

// errand does one step of what takes a person several, each of which may have no answer.
func (w *worker) errand(ctx context.Context) {
	conversation, _ := w.conversation()
	switch n := w.rng.IntN(20); {
	case conversation == "":
		pause(ctx)
	case n < 13 && w.person.parcel == nil:
		w.person.parcel = newParcel(w.rng)
	case n < 13:
		w.carry(ctx, conversation)
	case n < 16:
		w.later(ctx, conversation)
	default:
		w.open(ctx)
	}
}

func newParcel(rng *rand.Rand) *parcel {
	c := &parcel{shows: []string{"file", "photo", "once", "once"}[rng.IntN(4)]}
	if c.shows != "file" {
		c.content = picture(rng)
		return c
	}
	c.content = make([]byte, 1+rng.IntN(200_000))
	for i := range c.content {
		c.content[i] = byte(rng.Uint32())
	}
	c.sum = sha256.Sum256(c.content)
	return c
}

// picture is a small photo.
func picture(rng *rand.Rand) []byte {
	m := image.NewGray(image.Rect(0, 0, 48, 32))
	for i := range m.Pix {
		m.Pix[i] = byte(rng.Uint32())
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, m, nil); err != nil {
		panic(err) // memory takes everything
	}
	return file.Bytes()
}

// carry brings a parcel one step further.
func (w *worker) carry(ctx context.Context, conversation string) {
	p, c := w.person, w.person.parcel
	token, tus := p.client.Token(), map[string]string{"Tus-Resumable": "1.0.0"}
	switch {
	case c.id == "":
		tus["Upload-Length"] = strconv.Itoa(len(c.content))
		a, err := p.ask(ctx, token, http.MethodPost, "/v1/uploads", tus, nil)
		w.note("begin an upload", err, func() {
			if err == nil {
				at := a.header.Get("Location")
				c.id = at[strings.LastIndexByte(at, '/')+1:]
			}
		})
	case c.doubt:
		a, err := p.ask(ctx, token, http.MethodHead, "/v1/uploads/"+c.id, tus, nil)
		if causerie.CodeOf(err) == http.StatusText(http.StatusServiceUnavailable) { // its code is in a body that HEAD has none of
			w.silent = true
			return
		}
		w.note("ask how much of an upload has come in", err, func() {
			if err != nil {
				return
			}
			offset, bad := strconv.Atoi(a.header.Get("Upload-Offset"))
			if bad != nil || offset < c.sent || offset > len(c.content) {
				w.load.history.wrong = append(w.load.history.wrong, fmt.Sprintf("LOST: %d bytes of the upload %s were acknowledged, and it has %q", c.sent, c.id, a.header.Get("Upload-Offset")))
				return
			}
			c.sent, c.doubt = offset, false
		})
	case c.sent < len(c.content):
		part := c.content[c.sent:min(len(c.content), c.sent+1+w.rng.IntN(60_000))]
		a, err := p.ask(ctx, token, http.MethodPatch, "/v1/uploads/"+c.id, testkit.Tus(c.sent), &trickle{bytes.NewReader(part)})
		w.note("send a part of an upload", err, func() {
			if c.doubt = err != nil; c.doubt {
				return
			}
			if c.sent += len(part); a.header.Get("Upload-Offset") != strconv.Itoa(c.sent) {
				w.load.history.wrong = append(w.load.history.wrong, fmt.Sprintf("%d bytes of the upload %s were sent, and %s are acknowledged", c.sent, c.id, a.header.Get("Upload-Offset")))
			}
		})
	case !c.made:
		path, body := "/v1/photos", map[string]string{"upload": c.id}
		if c.shows == "file" {
			path, body["name"] = "/v1/files", "proof.bin"
		}
		_, err := p.tell(ctx, http.MethodPost, path, body)
		w.note("make a "+c.shows, err, func() { c.made = err == nil })
	default:
		p.parcel = nil
		in := causerie.Append{ClientID: causerie.NewClientID(), Kind: causerie.KindMessage, Content: c.said()}
		w.try(ctx, w.load.history.begin(&attempt{sender: p, conversation: conversation, in: in, parcel: c, openings: map[*person]*opening{}}))
	}
}

// trickle is a sender with a slow network, so that a kill meets parts that are on their way: its pauses are what it is for.
type trickle struct{ of *bytes.Reader }

func (t *trickle) Read(to []byte) (int, error) {
	time.Sleep(time.Millisecond)
	return t.of.Read(to[:min(len(to), 8<<10)])
}

// said is the content of a message with a parcel as the client of the API reads it.
func (c *parcel) said() causerie.Content {
	if c.shows == "photo" {
		return causerie.Content{Type: "photos"}
	}
	return causerie.Content{Type: c.shows}
}

// says is the same as it is sent.
func (c *parcel) says() map[string]any {
	id := map[string]string{"id": c.id}
	switch c.shows {
	case "file":
		return map[string]any{"type": "file", "file": id}
	case "photo":
		return map[string]any{"type": "photos", "photos": []any{id}}
	}
	return map[string]any{"type": "once", "once": map[string]string{"kind": "photo", "id": c.id}}
}

// send appends a message with a parcel.
func (p *person) send(ctx context.Context, conversation string, in causerie.Append, c *parcel) (e causerie.Entry, err error) {
	a, err := p.tell(ctx, http.MethodPost, "/v1/conversations/"+conversation+"/entries", map[string]any{"clientId": in.ClientID, "kind": in.Kind, "content": c.says()})
	if err == nil {
		err = a.into(&e)
	}
	return e, err
}

// address is where readers find what a parcel shows.
func (c *parcel) address(owner string) string {
	if c.shows == "file" {
		return "/v1/files/" + owner + "/" + c.id
	}
	return "/v1/photos/" + owner + "/" + c.id + "/large"
}

// checkParcels holds that what messages show is there whole for their readers, and for nobody once they are erased.
func (c *checker) checkParcels(ctx context.Context) {
	for id, log := range c.logs {
		for i, e := range log {
			a := c.history.byClientID[e.ClientID]
			if a == nil || a.parcel == nil || a.parcel.shows == "once" || i < c.last[id] && c.rng.IntN(10) > 0 {
				continue
			}
			p := c.anyone(id)
			if set := c.history.settings[view{p.id, id}]; set != nil {
				if _, hidden := set.hidden[e.Seq]; hidden {
					continue
				}
			}
			c.media++
			got, err := p.look(ctx, a.parcel.address(e.Sender))
			switch {
			case e.Erased && causerie.CodeOf(err) != "not_found":
				c.wrongf("the %s of message %d of %s, which is erased, is there for %s: %v", a.parcel.shows, e.Seq, id, p.name, err)
			case e.Erased:
			case err != nil:
				c.wrongf("LOST: the %s of message %d of %s is not there for %s: %v", a.parcel.shows, e.Seq, id, p.name, err)
			default:
				c.whole(a.parcel, got.body, fmt.Sprintf("message %d of %s", e.Seq, id))
			}
		}
	}
}

// whole holds that readers get a file as it was sent, and a photo always as it was first.
func (c *checker) whole(of *parcel, got []byte, where string) {
	sum := sha256.Sum256(got)
	if of.sum == (parcel{}).sum {
		if _, err := jpeg.Decode(bytes.NewReader(got)); err != nil {
			c.wrongf("the photo of %s, of %d bytes, cannot be read: %v", where, len(got), err)
		}
		of.sum = sum
	}
	if sum != of.sum {
		c.wrongf("the %s of %s is another one than was sent: %d bytes", of.shows, where, len(got))
	}
}

// stored are the ids of the media in a server's folder, which may be at work meanwhile.
func stored(data string) (map[string]bool, error) {
	found := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(data, "media", "??", "??", "*"))
	for _, file := range files {
		if name := filepath.Base(file); len(name) > 36 {
			found[name[:36]] = true
		}
	}
	return found, err
}

// sweep ages what the kills have left in the folder of media, and holds that a server that starts removes it, and nothing else.
func (r *run) sweep() {
	before, err := stored(r.server.Data)
	if err != nil {
		r.Fatal(err)
	}
	old := time.Now().Add(-49 * time.Hour)
	err = filepath.WalkDir(filepath.Join(r.server.Data, "media"), func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			err = os.Chtimes(path, old, old)
		}
		return err
	})
	if err != nil {
		r.Fatal(err)
	}
	r.server.Start(r)
	r.aged = false
	report := ""
	if !basetest.Within(patience, func() bool {
		report, err = r.server.Run("verify", "--data", r.server.Data)
		return err == nil
	}) {
		r.Errorf("a server that runs does not remove what was left: %v\n%s", err, report)
	}
	rig.Until(r, "uploads that nobody goes on with are gone", func() bool {
		left, err := filepath.Glob(filepath.Join(r.server.Data, "media", "uploads", "*", "*"))
		return err == nil && len(left) == 0
	})
	after, err := stored(r.server.Data)
	if err != nil {
		r.Fatal(err)
	}
	r.sum.Orphans += len(before) - len(after)
	r.check()
}
