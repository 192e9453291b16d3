package resources

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"causerie/proof/rig"
	causerie "causerie/sdk/go"
)

func TestMain(m *testing.M) { rig.Main(m) }

// place is a server with two people in a conversation, and what was acknowledged in it.
type place struct {
	*testing.T
	server       *rig.Server
	ada, bob     *causerie.Client
	conversation string
	acknowledged map[string]int64 // seqs by client id
}

func newPlace(t *testing.T, server *rig.Server) *place {
	t.Helper()
	server.Start(t)
	p := &place{T: t, server: server, ada: causerie.New(server.URL), bob: causerie.New(server.URL), acknowledged: map[string]int64{}}
	ada, err := p.ada.SignUp(t.Context(), person("ada"))
	if err != nil {
		t.Fatal(err)
	}
	bob, err := p.bob.SignUp(t.Context(), person("bob"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.ada.Follow(t.Context(), bob.Account.ID)
	_, err2 := p.bob.Follow(t.Context(), ada.Account.ID)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	talk, err := p.ada.OpenDirect(t.Context(), bob.Account.ID)
	if err != nil {
		t.Fatal(err)
	}
	p.conversation = talk.ID
	p.say()
	return p
}

func person(handle string) causerie.SignUp {
	return causerie.SignUp{Handle: handle, Name: handle, BirthDate: "1990-01-31", Password: "velvet-lamp-4711"}
}

// send appends an entry and notes that it was acknowledged.
func (p *place) send(in causerie.Append) error {
	e, err := p.ada.Append(p.Context(), p.conversation, in)
	if err == nil {
		p.acknowledged[in.ClientID] = e.Seq
	}
	return err
}

// say sends a message that has to arrive.
func (p *place) say() {
	p.Helper()
	if err := p.send(causerie.Text("Salut")); err != nil {
		p.Fatalf("send: %v", err)
	}
}

// raw is a request as curl makes it, which has to be answered.
func (p *place) raw(method, path, contentType string, body []byte) (*http.Response, causerie.Problem) {
	p.Helper()
	res, problem, err := p.ask(method, path, contentType, body)
	if err != nil {
		p.Fatal(err)
	}
	return res, problem
}

// ask is raw for goroutines beside the test's own: they may not end the test.
func (p *place) ask(method, path, contentType string, body []byte) (*http.Response, causerie.Problem, error) {
	var problem causerie.Problem
	ctx, cancel := context.WithTimeout(p.Context(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, p.server.URL+path, bytes.NewReader(body))
	if err != nil {
		return nil, problem, err
	}
	req.Header.Set("Authorization", "Bearer "+p.ada.Token())
	req.Header.Set("Content-Type", contentType)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, problem, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, problem, err
	}
	_ = json.Unmarshal(text, &problem) // what is no problem has no code
	return res, problem, nil
}

// refused holds that a message is refused for now, in the form that a client can act on. The answer is to the client id of the try.
func (p *place) refused(code string) causerie.Append {
	p.Helper()
	in := causerie.Text("Personne ?")
	body, err := json.Marshal(in)
	if err != nil {
		p.Fatal(err)
	}
	res, problem := p.raw(http.MethodPost, "/v1/conversations/"+p.conversation+"/entries", "application/json", body)
	p.isRefusal(res, problem, code)
	return in
}

func (p *place) isRefusal(res *http.Response, problem causerie.Problem, code string) {
	p.Helper()
	if res.StatusCode != http.StatusServiceUnavailable || problem.Code != code || res.Header.Get("Retry-After") == "" ||
		res.Header.Get("Content-Type") != "application/problem+json" || !strings.Contains(problem.Detail, "Try again") {
		p.Errorf("refused with %d, %v, %+v; want 503, Retry-After and the code %s", res.StatusCode, res.Header, problem, code)
	}
}

// notReady holds that /readyz names a check and what is wrong, while the process lives.
func (p *place) notReady(check, what string) {
	p.Helper()
	var body struct {
		Status string
		Checks map[string]string
	}
	res, err := http.Get(p.server.URL + "/readyz")
	if err != nil {
		p.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&body); err != nil {
		p.Fatal(err)
	}
	if res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body.Checks[check], what) {
		p.Errorf("/readyz answers %d, %+v; want 503 and that %s: %s", res.StatusCode, body, check, what)
	}
	if status := p.server.Status("/healthz"); status != http.StatusOK {
		p.Errorf("/healthz answers %d while the process lives", status)
	}
}

// readable holds that all that was acknowledged is there, once, at its place.
func (p *place) readable() {
	p.Helper()
	places := map[string]int64{}
	for after := int64(0); ; {
		page, err := p.bob.EntriesAfter(p.Context(), p.conversation, after, 200)
		if err != nil {
			p.Fatalf("read the log: %v", err)
		}
		for _, e := range page.Items {
			if _, twice := places[e.ClientID]; twice {
				p.Errorf("%s is there twice", e.ClientID)
			}
			places[e.ClientID], after = e.Seq, e.Seq
		}
		if !page.HasMore {
			break
		}
	}
	for id, seq := range p.acknowledged {
		if places[id] != seq {
			p.Errorf("%s was acknowledged at %d and is at %d", id, seq, places[id])
		}
	}
}

// recovered holds that the server, the same process, works again by itself.
func (p *place) recovered(retry causerie.Append) {
	p.Helper()
	p.server.WaitReady(p)
	if err := p.send(retry); err != nil {
		p.Errorf("what was refused is sent again: %v", err)
	}
	p.say()
	p.readable()
	if report, err := p.server.Run("verify", "--data", p.server.Data); err != nil {
		p.Errorf("the store is not sound: %v\n%s", err, report)
	}
}

// picture is a PNG with size pixels on each side.
func picture(t *testing.T, size int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, size, size))
	for i := 0; i < size; i++ {
		img.SetGray(i, i, color.Gray{Y: 255})
	}
	var file bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&file, img); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

const avatarPath = "/v1/me/avatar"

func (p *place) upload(file []byte) (*http.Response, causerie.Problem) {
	p.Helper()
	return p.raw(http.MethodPut, avatarPath, "application/octet-stream", file)
}

// worksWithPictures holds that an avatar can be set.
func (p *place) worksWithPictures() {
	p.Helper()
	if res, problem := p.upload(picture(p.T, 100)); res.StatusCode != http.StatusOK {
		p.Errorf("an avatar is answered with %d, %+v", res.StatusCode, problem)
	}
}

// fill takes all the room below a folder.
func fill(t *testing.T, folder string) (file string) {
	t.Helper()
	file = filepath.Join(folder, "filler")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
	}
	return file
}
