package contacts_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cloudflare/circl/oprf"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/contacts/contactstest"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/testkit"
)

// world is a server that sends codes, and what it sent.
type world struct {
	*testkit.Server
	t     *testing.T
	mail  *contactstest.Mailbox
	phone *contactstest.Phone
}

func each(t *testing.T, test func(*testing.T, *world)) {
	t.Helper()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			w := &world{t: t, mail: contactstest.StartMail(t, contactstest.Encryption{}), phone: contactstest.StartPhone(t)}
			w.Server = testkit.StartOn(t, app.Config{
				Data: t.TempDir(), Database: dbtest.Store(t, dialect), Country: "FR",
				SMTP: "smtp://" + w.mail.Address + "?from=hello@causerie.example", SMSWebhook: w.phone.URL + "/send?key=s3cret", SMSToken: "t0ken",
			})
			w.Clock.Freeze()
			test(t, w)
		})
	}
}

func (w *world) ask(who testkit.Person, kind, value string) testkit.Answer {
	w.t.Helper()
	return w.Call(w.t, who.Token, "POST", "/v1/me/identifiers", map[string]any{"kind": kind, "value": value})
}

func (w *world) confirm(who testkit.Person, kind, code string) testkit.Answer {
	w.t.Helper()
	return w.Call(w.t, who.Token, "PUT", "/v1/me/identifiers", map[string]any{"kind": kind, "code": code})
}

// refused holds that an answer is a refusal.
func refused(t *testing.T, got testkit.Answer, status int, code string) testkit.Answer {
	t.Helper()
	if got.Status != status || got.Code() != code {
		t.Errorf("answered %d %s, want %d %s", got.Status, got.Body, status, code)
	}
	return got
}

// found has who be found by an e-mail address.
func (w *world) found(who testkit.Person, email string) (id string) {
	w.t.Helper()
	w.ask(who, "email", email).Into(w.t, http.StatusAccepted, nil)
	var out struct{ ID string }
	w.confirm(who, "email", w.mail.Code(w.t, email)).Into(w.t, http.StatusOK, &out)
	return out.ID
}

// look has who look for identifiers as a client does, and answers their tags and whom they are.
func (w *world) look(who testkit.Person, identifiers ...string) (tags, accounts []string) {
	w.t.Helper()
	inputs := make([][]byte, len(identifiers))
	for i, one := range identifiers {
		inputs[i] = []byte(one)
	}
	client := oprf.NewClient(oprf.SuiteRistretto255)
	kept, request, err := client.Blind(inputs)
	if err != nil {
		w.t.Fatal(err)
	}
	blinded := make([][]byte, len(inputs))
	for i, element := range request.Elements {
		if blinded[i], err = element.MarshalBinaryCompress(); err != nil {
			w.t.Fatal(err)
		}
	}
	var out struct {
		Evaluated [][]byte
		Bits      int
	}
	w.Call(w.t, who.Token, "POST", "/v1/contacts/evaluate", map[string]any{"blinded": blinded}).Into(w.t, http.StatusOK, &out)
	evaluation := &oprf.Evaluation{}
	for _, raw := range out.Evaluated {
		element := oprf.SuiteRistretto255.Group().NewElement()
		if err := element.UnmarshalBinary(raw); err != nil {
			w.t.Fatal(err)
		}
		evaluation.Elements = append(evaluation.Elements, element)
	}
	outputs, err := client.Finalize(kept, evaluation)
	if err != nil {
		w.t.Fatal(err)
	}
	var buckets struct {
		Items []struct{ Entries []byte }
	}
	w.Call(w.t, who.Token, "POST", "/v1/contacts/buckets", map[string]any{"bits": out.Bits, "buckets": []int{0}}).Into(w.t, http.StatusOK, &buckets)
	for _, output := range outputs {
		tag := derived(output, "causerie contact tag")[:16]
		for entry := range slices.Chunk(buckets.Items[0].Entries, 60) {
			if string(entry[:16]) != string(tag) {
				continue
			}
			block, err := aes.NewCipher(derived(output, "causerie contact key"))
			if err != nil {
				w.t.Fatal(err)
			}
			gcm, err := cipher.NewGCM(block)
			if err != nil {
				w.t.Fatal(err)
			}
			account, err := gcm.Open(nil, entry[16:28], entry[28:], tag)
			if err != nil {
				w.t.Fatal(err)
			}
			tags, accounts = append(tags, base.ID(tag).String()), append(accounts, base.ID(account).String())
		}
	}
	return tags, accounts
}

func derived(key []byte, of string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(of))
	return mac.Sum(nil)
}

func (w *world) keep(who testkit.Person, tags ...string) int {
	w.t.Helper()
	if tags == nil {
		tags = []string{}
	}
	var out struct{ Kept int }
	w.Call(w.t, who.Token, "PUT", "/v1/contacts/matches", map[string]any{"tags": tags}).Into(w.t, http.StatusOK, &out)
	return out.Kept
}

// contactsOf are those whom who has in their contacts, and of which other people's contacts who is, by id.
func (w *world) contactsOf(who testkit.Person) (has, of []string) {
	w.t.Helper()
	id, err := base.ParseID(who.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.App.DB.Read(w.t.Context(), func(tx *db.Tx) error {
		rows, err := tx.Query(w.t.Context(), `SELECT other_id, contact_at IS NOT NULL, contact_of_at IS NOT NULL FROM relations WHERE account_id = $1 ORDER BY other_id`, id)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var other base.ID
			var mine, theirs bool
			err := scan(&other, &mine, &theirs)
			if mine {
				has = append(has, other.String())
			}
			if theirs {
				of = append(of, other.String())
			}
			return err
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return has, of
}

func TestPeopleAreFoundByWhatTheyVerified(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.SignUp(t, "ada", "Ada"), w.SignUp(t, "bob", "Bob")
		var pending struct {
			Hint      string
			ExpiresAt time.Time
		}
		w.ask(bob, "phone", "06 12 34 56 78").Into(t, http.StatusAccepted, &pending)
		if pending.Hint != "+33…78" || !pending.ExpiresAt.Equal(w.Clock.Now().Add(10*time.Minute)) {
			t.Errorf("pending %+v", pending)
		}
		w.found(ada, "ada@example.com")
		if _, found := w.look(ada, "+33612345678"); found != nil {
			t.Errorf("found before bob proved it: %v", found)
		}
		w.confirm(bob, "phone", w.phone.Code(t, "+33612345678")).Into(t, http.StatusOK, nil)
		tags, found := w.look(ada, "+33612345678", "+33612345679", "bob@example.com")
		if !slices.Equal(found, []string{bob.ID}) {
			t.Errorf("found %v, want bob", found)
		}
		if kept := w.keep(ada, tags...); kept != 1 {
			t.Errorf("kept %d", kept)
		}
		has, _ := w.contactsOf(ada)
		_, of := w.contactsOf(bob)
		if !slices.Equal(has, []string{bob.ID}) || !slices.Equal(of, []string{ada.ID}) {
			t.Errorf("ada has %v, bob is of %v", has, of)
		}
		var status struct{ SyncedAt *time.Time }
		w.Call(t, ada.Token, "GET", "/v1/contacts", nil).Into(t, http.StatusOK, &status)
		if status.SyncedAt == nil || !status.SyncedAt.Equal(w.Clock.Now().Truncate(time.Millisecond)) {
			t.Errorf("synced at %v", status.SyncedAt)
		}
		w.Call(t, ada.Token, "DELETE", "/v1/contacts", nil).Into(t, http.StatusNoContent, nil)
		if has, of := w.contactsOf(ada); has != nil || of != nil {
			t.Errorf("after she stopped ada has %v, is of %v", has, of)
		}
	})
}

func TestATagIsTheOnlyProof(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ada, bob, cyd := w.SignUp(t, "ada", "Ada"), w.SignUp(t, "bob", "Bob"), w.SignUp(t, "cyd", "Cyd")
		w.found(bob, "bob@example.com")
		w.found(ada, "ada@example.com")
		if kept := w.keep(ada, bob.ID, ada.ID); kept != 0 {
			t.Errorf("kept %d people by what is no tag", kept)
		}
		tags, _ := w.look(ada, "bob@example.com", "ada@example.com")
		if kept := w.keep(ada, append(tags, tags...)...); kept != 1 { // not oneself
			t.Errorf("kept %d", kept)
		}
		if kept := w.keep(ada); kept != 0 {
			t.Errorf("kept %d of none", kept)
		}
		if has, _ := w.contactsOf(ada); has != nil {
			t.Errorf("ada has %v", has)
		}
		identity := make([]byte, 32)
		refused(t, w.Call(t, cyd.Token, "POST", "/v1/contacts/evaluate", map[string]any{"blinded": [][]byte{identity}}), http.StatusUnprocessableEntity, "blinded_invalid")
	})
}

func TestWhomABlockOrTheirAgePartsIsNotFound(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ada, bob, young := w.SignUp(t, "ada", "Ada"), w.SignUp(t, "bob", "Bob"), w.SignUp(t, "young", "Young")
		w.found(ada, "ada@example.com")
		w.found(bob, "bob@example.com")
		w.found(young, "young@example.com")
		tags, found := w.look(ada, "bob@example.com", "young@example.com")
		if len(found) != 2 || w.keep(ada, tags...) != 2 {
			t.Fatalf("found %v", found)
		}
		w.exec(`UPDATE accounts SET birth_date = '2012-06-01' WHERE handle = 'young'`)
		w.Call(t, bob.Token, "PUT", "/v1/accounts/@ada/block", nil).Into(t, http.StatusNoContent, nil)
		if has, _ := w.contactsOf(ada); slices.Contains(has, bob.ID) {
			t.Error("a block leaves a contact")
		}
		if _, found := w.look(ada, "bob@example.com", "young@example.com"); found != nil {
			t.Errorf("ada finds %v", found)
		}
		if _, found := w.look(young, "ada@example.com"); found != nil {
			t.Errorf("the young find %v", found)
		}
		if kept := w.keep(ada, tags...); kept != 0 {
			t.Errorf("kept %d", kept)
		}
	})
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	err := w.App.DB.Write(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(w.t.Context(), query, args...)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// joined is what who is answered who asks who came to be found since cursor.
func (w *world) joined(who testkit.Person, cursor string) (tags []string, next string, more bool) {
	w.t.Helper()
	var out struct {
		Tags []byte
		Next string
		More bool
	}
	w.Call(w.t, who.Token, "GET", testkit.Path("/v1/contacts/joined?cursor=%s", cursor), nil).Into(w.t, http.StatusOK, &out)
	for tag := range slices.Chunk(out.Tags, 16) {
		tags = append(tags, base.ID(tag).String())
	}
	return tags, out.Next, out.More
}

func TestWhoJoinsLaterIsToldToThoseWhoWait(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ada, bob, cyd := w.SignUp(t, "ada", "Ada"), w.SignUp(t, "bob", "Bob"), w.SignUp(t, "cyd", "Cyd")
		w.found(ada, "ada@example.com")
		_, cursor, _ := w.joined(ada, "")
		w.Clock.Move(time.Hour)
		late := w.found(bob, "bob@example.com")
		if got := w.keep(ada); got != 0 { // she agreed, and nobody was here
			t.Fatalf("kept %d", got)
		}
		tags, again, more := w.joined(ada, cursor)
		if !slices.Contains(tags, late) || more {
			t.Errorf("joined %v, more %v, want %s", tags, more, late)
		}
		if kept := w.keep(ada, late); kept != 1 {
			t.Errorf("kept %d", kept)
		}
		if has, _ := w.contactsOf(ada); !slices.Equal(has, []string{bob.ID}) {
			t.Errorf("ada has %v", has)
		}
		if _, of := w.contactsOf(bob); !slices.Equal(of, []string{ada.ID}) {
			t.Errorf("bob is of %v", of)
		}
		// What has just come is told once more: something that came before it may not have been there to be read.
		if tags, _, _ := w.joined(ada, again); !slices.Equal(tags, []string{late}) {
			t.Errorf("within a minute: %v", tags)
		}
		w.Clock.Move(time.Hour)
		_, again, _ = w.joined(ada, again)
		w.Clock.Move(time.Hour)
		if tags, _, _ := w.joined(ada, again); tags != nil {
			t.Errorf("later: %v", tags)
		}
		w.Call(t, bob.Token, "PUT", "/v1/accounts/@ada/block", nil).Into(t, http.StatusNoContent, nil)
		if tags, _, _ := w.joined(ada, cursor); slices.Contains(tags, late) {
			t.Error("a block does not hide who joined")
		}
		if tags, _, _ := w.joined(cyd, cursor); !slices.Contains(tags, late) {
			t.Errorf("cyd is told %v", tags)
		}
		refused(t, w.Call(t, ada.Token, "GET", "/v1/contacts/joined?cursor=x", nil), http.StatusUnprocessableEntity, "cursor_invalid")
	})
}

// TestManyWhoJoinedComeInPages reads them all, each once, where many came in the same millisecond.
func TestManyWhoJoinedComeInPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.SignUp(t, "ada", "Ada"), w.SignUp(t, "bob", "Bob")
		_, cursor, _ := w.joined(ada, "")
		owner, err := base.ParseID(bob.ID)
		if err != nil {
			t.Fatal(err)
		}
		const people = 2500
		w.Clock.Move(time.Minute)
		tags, seal, now := make([]base.ID, people), make([]byte, 44), w.Clock.Now().UnixMilli()
		for i := range tags {
			tags[i] = base.NewID(w.Clock.Now())
		}
		err = w.App.DB.Write(t.Context(), func(tx *db.Tx) error {
			for i, tag := range tags {
				if _, err := tx.Exec(t.Context(), `INSERT INTO identifiers (tag, account_id, kind, hint, seal, created_at) VALUES ($1, $2, 'email', '', $3, $4)`,
					tag, owner, seal, now-int64(i%2)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for pages := 0; ; pages++ {
			page, next, more := w.joined(ada, cursor)
			for _, tag := range page {
				if seen[tag] {
					t.Fatalf("%s came twice", tag)
				}
				seen[tag] = true
			}
			if cursor = next; !more {
				break
			}
			if pages > 5 {
				t.Fatal("there is always more")
			}
		}
		if len(seen) != people {
			t.Errorf("%d of %d came", len(seen), people)
		}
	})
}

func TestTheLastToProveANumberHasIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ada, bob, cyd := w.SignUp(t, "ada", "Ada"), w.SignUp(t, "bob", "Bob"), w.SignUp(t, "cyd", "Cyd")
		w.found(ada, "ada@example.com")
		w.found(bob, "shared@example.com")
		tags, _ := w.look(ada, "shared@example.com")
		w.keep(ada, tags...)
		id := w.found(cyd, "shared@example.com")
		if _, found := w.look(ada, "shared@example.com"); !slices.Equal(found, []string{cyd.ID}) {
			t.Errorf("found %v", found)
		}
		if has, _ := w.contactsOf(ada); has != nil { // bob can be found by nothing now
			t.Errorf("ada has %v", has)
		}
		w.keep(ada, tags...)
		w.Call(t, bob.Token, "DELETE", "/v1/me/identifiers/"+id, nil).Into(t, http.StatusNotFound, nil)
		w.Call(t, cyd.Token, "DELETE", "/v1/me/identifiers/"+id, nil).Into(t, http.StatusNoContent, nil)
		if has, _ := w.contactsOf(ada); has != nil {
			t.Errorf("after cyd removed it ada has %v", has)
		}
	})
}

func TestACodeIsGoodForFiveTriesAndTenMinutes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ada := w.SignUp(t, "ada", "Ada")
		w.ask(ada, "email", "Ada@Example.com").Into(t, http.StatusAccepted, nil)
		code := w.mail.Code(t, "ada@example.com")
		wrong := fmt.Sprintf("%06d", (atoi(t, code)+1)%1_000_000)
		for range 5 {
			refused(t, w.confirm(ada, "email", wrong), http.StatusUnprocessableEntity, "code_wrong")
		}
		refused(t, w.confirm(ada, "email", code), http.StatusGone, "code_expired")
		w.ask(ada, "email", "ada@example.com").Into(t, http.StatusAccepted, nil)
		w.Clock.Move(10*time.Minute - time.Millisecond)
		refused(t, w.confirm(ada, "phone", w.mail.Code(t, "ada@example.com")), http.StatusGone, "code_expired")
		fresh := w.mail.Code(t, "ada@example.com")
		w.confirm(ada, "email", fresh[:3]+" "+fresh[3:]).Into(t, http.StatusOK, nil)
		w.ask(ada, "email", "other@example.com").Into(t, http.StatusAccepted, nil)
		w.Clock.Move(10 * time.Minute)
		refused(t, w.confirm(ada, "email", w.mail.Code(t, "other@example.com")), http.StatusGone, "code_expired")
		if err := w.App.Contacts.Sweep(t.Context(), w.Clock.Now()); err != nil {
			t.Fatal(err)
		}
	})
}

func atoi(t *testing.T, text string) (n int) {
	t.Helper()
	if _, err := fmt.Sscanf(text, "%d", &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestCodesAndEvaluationsAreLimited(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.SignUp(t, "ada", "Ada"), w.SignUp(t, "bob", "Bob")
		w.found(ada, "ada@example.com")
		w.App.Contacts.Unlimited = false
		for i := range 5 {
			w.ask(ada, "email", fmt.Sprintf("ada%d@example.com", i)).Into(t, http.StatusAccepted, nil)
		}
		got := refused(t, w.ask(ada, "email", "ada6@example.com"), http.StatusTooManyRequests, "contacts_limit")
		if after := got.Header.Get("Retry-After"); after != "8640" {
			t.Errorf("retry after %s", after)
		}
		for range 3 {
			w.ask(bob, "email", "bob@example.com").Into(t, http.StatusAccepted, nil)
		}
		refused(t, w.ask(bob, "email", "bob@example.com"), http.StatusTooManyRequests, "contacts_limit") // a fourth code for one address
		element := unhexed(t, "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
		page := map[string]any{"blinded": slices.Repeat([][]byte{element}, 500)}
		left := func(want int) {
			t.Helper()
			var out struct{ Left int }
			w.Call(t, ada.Token, "POST", "/v1/contacts/evaluate", page).Into(t, http.StatusOK, &out)
			if out.Left != want {
				t.Errorf("left %d, want %d", out.Left, want)
			}
		}
		left(500)
		left(0)
		got = refused(t, w.Call(t, ada.Token, "POST", "/v1/contacts/evaluate", page), http.StatusTooManyRequests, "contacts_limit")
		if after := got.Header.Get("Retry-After"); after != "432000" {
			t.Errorf("retry after %s", after)
		}
		w.Restart(t) // which gives nothing back
		w.App.Contacts.Unlimited = false
		refused(t, w.Call(t, ada.Token, "POST", "/v1/contacts/evaluate", page), http.StatusTooManyRequests, "contacts_limit")
		refused(t, w.ask(ada, "email", "ada6@example.com"), http.StatusTooManyRequests, "contacts_limit")
		w.Clock.Move(5 * 24 * time.Hour)
		left(0)
		w.Clock.Move(5 * 24 * time.Hour) // half of what an old account has
		left(2000)
	})
}

func unhexed(t *testing.T, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestCodesGoThroughServersThatFailForAWhile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ada := w.SignUp(t, "ada", "Ada")
		w.mail.Set(func(m *contactstest.Mailbox) { m.Busy = 1 })
		w.phone.Set(func(p *contactstest.Phone) { p.Answers = []int{503} })
		w.ask(ada, "email", "ada@example.com").Into(t, http.StatusAccepted, nil)
		w.ask(ada, "phone", "0612345678").Into(t, http.StatusAccepted, nil)
		w.mail.Set(func(m *contactstest.Mailbox) { m.Refuse = "550 nobody here" })
		refused(t, w.ask(ada, "email", "nobody@example.com"), http.StatusUnprocessableEntity, "recipient_refused")
		w.phone.Set(func(p *contactstest.Phone) {
			if len(p.Keys) != 2 || p.Keys[0] != p.Keys[1] || p.Keys[0] == "" || p.Tokens[1] != "Bearer t0ken" {
				t.Errorf("keys %v, tokens %v", p.Keys, p.Tokens)
			}
			p.Answers = []int{307, 422}
		})
		refused(t, w.ask(ada, "phone", "0612345678"), http.StatusUnprocessableEntity, "recipient_refused")
		for _, strange := range []string{"0899 70 12 34", "112", "hello", ""} { // premium, emergency
			refused(t, w.ask(ada, "phone", strange), http.StatusUnprocessableEntity, "phone_invalid")
		}
	})
}

func TestNothingThatWasVerifiedIsStored(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ada := w.SignUp(t, "ada", "Ada")
		w.found(ada, "veryspecial@strange-domain.example")
		w.ask(ada, "phone", "0612345678").Into(t, http.StatusAccepted, nil)
		err := w.App.DB.Read(t.Context(), func(tx *db.Tx) error {
			for _, table := range []string{"identifiers", "identifier_codes", "contact_syncs", "contact_budgets"} {
				rows, err := tx.Query(t.Context(), `SELECT * FROM `+table)
				if err != nil {
					return err
				}
				columns, err := rows.Columns()
				if err != nil {
					return err
				}
				values, into := make([]any, len(columns)), make([]any, len(columns))
				for i := range values {
					into[i] = &values[i]
				}
				err = db.Rows(rows, nil, func(scan func(...any) error) error {
					if err := scan(into...); err != nil {
						return err
					}
					text := fmt.Sprintf("%s", values)
					for _, part := range []string{"veryspecial", "strange-domain", "612345678", "345678"} {
						if strings.Contains(text, part) {
							t.Errorf("%s keeps %q: %s", table, part, text)
						}
					}
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
