package contacts

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/oprf"
	"github.com/nyaruka/phonenumbers"

	"causerie/internal/base"
)

// What the web app computes too is in files that both sides test themselves against.
const (
	rfcFile    = "testdata/rfc9497.json"
	sealsFile  = "testdata/seals.json"
	normalFile = "testdata/normal.json"
	phonesFile = "../../web/src/data/contacts/phones.json"
)

var write = flag.Bool("write", false, "write the vectors and the table of phone numbers that the web app uses")

type rfcVectors struct {
	Seed, KeyInfo, Key string
	Vectors            []struct{ Input, Blind, Blinded, Evaluated, Output string }
}

// Clients take out of an answer what they added to what they asked, by the public key.
func TestThePublicKeyIsWhatTheBaseIsEvaluatedTo(t *testing.T) {
	p, err := newPRF([]byte("a seed of thirty-two bytes, or so"[:32]))
	if err != nil {
		t.Fatal(err)
	}
	generator, err := suite.Group().Generator().MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	evaluated, err := p.evaluate([][]byte{generator})
	if err != nil || !bytes.Equal(evaluated[0], p.public) || len(p.public) != elementSize {
		t.Errorf("evaluated %x, public key %x, error %v", evaluated, p.public, err)
	}
}

func TestOutputsAreThoseOfRFC9497(t *testing.T) {
	var rfc rfcVectors
	readJSON(t, rfcFile, &rfc)
	key, err := oprf.DeriveKey(suite, oprf.BaseMode, unhex(t, rfc.Seed), unhex(t, rfc.KeyInfo))
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := key.MarshalBinary(); err != nil || hex.EncodeToString(raw) != rfc.Key {
		t.Fatalf("key %x, error %v", raw, err)
	}
	p := prf{server: oprf.NewServer(suite, key)}
	for i, v := range rfc.Vectors {
		evaluated, err := p.evaluate([][]byte{unhex(t, v.Blinded)})
		if err != nil || hex.EncodeToString(evaluated[0]) != v.Evaluated {
			t.Errorf("%d: evaluated %x, error %v", i, evaluated, err)
		}
		output, err := p.server.FullEvaluate(unhex(t, v.Input))
		if err != nil || hex.EncodeToString(output) != v.Output {
			t.Errorf("%d: output %x, error %v", i, output, err)
		}
		client := oprf.NewClient(suite)
		blind := group.Ristretto255.NewScalar()
		if err := blind.UnmarshalBinary(unhex(t, v.Blind)); err != nil {
			t.Fatal(err)
		}
		_, request, err := client.DeterministicBlind([][]byte{unhex(t, v.Input)}, []oprf.Blind{blind})
		if err != nil {
			t.Fatal(err)
		}
		if raw, err := request.Elements[0].MarshalBinaryCompress(); err != nil || hex.EncodeToString(raw) != v.Blinded {
			t.Errorf("%d: blinded %x, error %v", i, raw, err)
		}
	}
}

// sealVector is an identifier under a key, as the web app has to open it.
type sealVector struct {
	Seed       string `json:"seed"`
	Key        string `json:"key"`
	Identifier string `json:"identifier"`
	Output     string `json:"output"`
	Tag        Tag    `json:"tag"`
	Account    Tag    `json:"account"`
	Seal       string `json:"seal"`
}

func TestSealsAreThoseThatTheAppOpens(t *testing.T) {
	if *write {
		writeSeals(t)
	}
	var vectors []sealVector
	readJSON(t, sealsFile, &vectors)
	for _, v := range vectors {
		p, err := newPRF(unhex(t, v.Seed))
		if err != nil {
			t.Fatal(err)
		}
		output, err := p.server.FullEvaluate([]byte(v.Identifier))
		if err != nil || hex.EncodeToString(output) != v.Output {
			t.Errorf("%s: output %x, error %v", v.Identifier, output, err)
		}
		tag, gcm, err := opened(output)
		if err != nil || tag != v.Tag {
			t.Errorf("%s: tag %s, error %v", v.Identifier, tag, err)
		}
		seal := unhex(t, v.Seal)
		account, err := gcm.Open(nil, seal[:12], seal[12:], tag[:])
		if err != nil || base.ID(account) != v.Account {
			t.Errorf("%s: account %x, error %v", v.Identifier, account, err)
		}
	}
}

func writeSeals(t *testing.T) {
	var vectors []sealVector
	for i, identifier := range []string{"+33612345678", "zoe@example.com", "zoé@xn--mnchen-3ya.example"} {
		seed := slices.Repeat([]byte{byte(0x11 * (i + 1))}, 32)
		p, err := newPRF(seed)
		if err != nil {
			t.Fatal(err)
		}
		key, err := oprf.DeriveKey(suite, oprf.BaseMode, seed, []byte("causerie contacts"))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := key.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		output, err := p.server.FullEvaluate([]byte(identifier))
		if err != nil {
			t.Fatal(err)
		}
		account := Tag(slices.Repeat([]byte{byte(i + 1)}, 16))
		as, err := p.sealFor(account, identifier)
		if err != nil {
			t.Fatal(err)
		}
		vectors = append(vectors, sealVector{hex.EncodeToString(seed), hex.EncodeToString(raw), identifier, hex.EncodeToString(output), as.tag, account, hex.EncodeToString(as.seal)})
	}
	writeJSON(t, sealsFile, vectors, "  ")
}

// normalVector is a way in which people write something, and the one way to write it; "" for what is none.
type normalVector struct {
	Text    string `json:"text"`
	Country string `json:"country,omitempty"`
	Normal  string `json:"normal"`
}

var emails = []string{
	"zoe@example.com", " Zoe.Martin@Example.COM ", "ZOE@MÜNCHEN.example", "zoé@example.fr", "zoe+news@example.co.uk", "zoe@example.com.", "z@e.io",
	"", "@", "zoe", "zoe@", "@example.com", "zoe@localhost", "zoe@example..com", "zo e@example.com", "zoe@@example.com", ".zoe@example.com", "zoe.@example.com",
	"zo..e@example.com", "zoe@-example.com", "zoe@example.com-", "zoe@1.2.3.4", "\"zoe martin\"@example.com", "zoe@[1.2.3.4]", "Zoe <zoe@example.com>", "o'neil@example.org",
	strings.Repeat("a", 64) + "@example.com", strings.Repeat("a", 65) + "@example.com", "zoe@exa_mple.com", "zoe,bob@example.com", "zoe@example.c0m", "zoe@пример.рф", "用户@例子.广告",
	"zo\u0301e@example.com", "zoe@example.com\u00a0", "zoe\u200b@example.com", "😀@example.com",
}

var phones = [][2]string{
	{"06 12 34 56 78", "FR"}, {"+33 6 12 34 56 78", ""}, {"0033612345678", "FR"}, {"+33 (0)6 12 34 56 78", ""}, {"tel:+33-6-12-34-56-78", ""}, {"06.12.34.56.78", "FR"},
	{"33612345678", "FR"}, {"٠٦١٢٣٤٥٦٧٨", "FR"}, {"０６１２３４５６７８", "FR"}, {"(415) 555-2671", "US"}, {"1-415-555-2671", "US"}, {"011 33 6 12 34 56 78", "US"},
	{"+1 415 555 2671 ext. 12", ""}, {"415-555-2671 x12", "US"}, {"1-800-FLOWERS", "US"}, {"07911 123456", "GB"}, {"+44 (0) 7911 123456", ""}, {"02 1234 5678", "IT"},
	{"+39 02 1234 5678", ""}, {"011 15 2345-6789", "AR"}, {"0351 15 234 5678", "AR"}, {"+54 9 11 2345 6789", ""}, {"045 55 1234 5678", "MX"}, {"+52 1 55 1234 5678", ""},
	{"(11) 96123-4567", "BR"}, {"0 15 11 96123-4567", "BR"}, {"8 (912) 345-67-89", "RU"}, {"+7 701 234 56 78", ""}, {"030 123456", "DE"}, {"+49 (0)151 23456789", ""},
	{"", "FR"}, {"12", "FR"}, {"hello", "FR"}, {"06 12", "FR"}, {"+999 123456789", ""}, {"+33 6 12 34 56 78 90 12", ""}, {"0612345678", ""}, {"112", "FR"}, {"+", "FR"},
	{"00", "FR"}, {"++33612345678", ""}, {"+800 1234 5678", ""}, {"+870 773 111 632", ""}, {"12345678", "SG"}, {"9123 4567", "SG"}, {"0412 345 678", "AU"}, {"0011 33 6 12 34 56 78", "AU"},
}

// TestWhatPeopleWriteHasOneForm holds the vectors of normal forms, which the web app tests itself against.
func TestWhatPeopleWriteHasOneForm(t *testing.T) {
	var vectors struct {
		Emails []normalVector `json:"emails"`
		Phones []normalVector `json:"phones"`
	}
	for _, text := range emails {
		vectors.Emails = append(vectors.Emails, normalVector{Text: text, Normal: NormalEmail(text)})
	}
	add := func(text, country string) {
		vectors.Phones = append(vectors.Phones, normalVector{text, country, NormalPhone(text, country)})
	}
	for _, p := range phones {
		add(p[0], p[1])
	}
	for _, region := range regions() {
		for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.MOBILE, phonenumbers.FIXED_LINE} {
			number := phonenumbers.GetExampleNumberForType(region, kind)
			if number == nil {
				continue
			}
			add(phonenumbers.Format(number, phonenumbers.NATIONAL), region)
			add(phonenumbers.Format(number, phonenumbers.INTERNATIONAL), "")
			add(phonenumbers.FormatOutOfCountryCallingNumber(number, "FR"), "FR")
			add(strings.TrimPrefix(phonenumbers.Format(number, phonenumbers.E164), "+"), region)
		}
	}
	current(t, normalFile, vectors, " ")
}

// region is what the web app needs to know of a country's numbers: calling code, what stands before numbers of elsewhere and of here (with
// what takes its place), the form of numbers, and their lengths. Keys are short because people load them.
type region struct {
	Code    int32   `json:"c"`
	Abroad  string  `json:"i,omitempty"`
	Prefix  string  `json:"p,omitempty"`
	Rule    string  `json:"r,omitempty"`
	Pattern string  `json:"n"`
	Lengths []int32 `json:"l"`
	Main    bool    `json:"m,omitempty"` // of those that share a calling code
}

var spaces = regexp.MustCompile(`\s+`)

// TestThePhoneTableIsCurrent holds the table that the web app loads.
func TestThePhoneTableIsCurrent(t *testing.T) {
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]region{}
	for _, m := range all.GetMetadata() {
		id := m.GetId()
		if id == "001" { // no country's, such as satellites
			id = fmt.Sprint(m.GetCountryCode())
		}
		table[id] = region{
			Code: m.GetCountryCode(), Abroad: spaces.ReplaceAllString(m.GetInternationalPrefix(), ""), Prefix: spaces.ReplaceAllString(m.GetNationalPrefixForParsing(), ""),
			Rule: m.GetNationalPrefixTransformRule(), Pattern: spaces.ReplaceAllString(m.GetGeneralDesc().GetNationalNumberPattern(), ""),
			Lengths: m.GetGeneralDesc().GetPossibleLength(), Main: phonenumbers.GetRegionCodeForCountryCode(int(m.GetCountryCode())) == m.GetId(),
		}
	}
	current(t, phonesFile, table, "")
}

func regions() []string {
	var names []string
	for name := range phonenumbers.GetSupportedRegions() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// current holds that a file says what it should; with -write it makes it so.
func current(t *testing.T, file string, want any, indent string) {
	t.Helper()
	if *write {
		writeJSON(t, file, want, indent)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != string(asJSON(t, want, indent)) {
		t.Errorf("%s is not current: go test ./internal/contacts -write", file)
	}
}

func asJSON(t *testing.T, value any, indent string) []byte {
	t.Helper()
	var b strings.Builder
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", indent)
	if err := out.Encode(value); err != nil {
		t.Fatal(err)
	}
	return []byte(b.String())
}

func writeJSON(t *testing.T, file string, value any, indent string) {
	t.Helper()
	if err := os.WriteFile(file, asJSON(t, value, indent), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
