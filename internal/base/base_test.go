package base_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
)

func TestIDsSortByTheTimeTheyWereMade(t *testing.T) {
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	earlier, later := base.NewID(start), base.NewID(start.Add(time.Millisecond))
	if !earlier.Less(later) {
		t.Errorf("%v is not before %v", earlier, later)
	}
	if earlier[6]>>4 != 7 || earlier[8]>>6 != 2 {
		t.Errorf("%v is no UUIDv7", earlier)
	}
}

func TestDirectIDIsTheSameForBothAndForNoOneElse(t *testing.T) {
	now := time.Now()
	a, b, c := base.NewID(now), base.NewID(now), base.NewID(now)
	if base.DirectID(a, b) != base.DirectID(b, a) {
		t.Error("the two of one conversation disagree on its id")
	}
	if base.DirectID(a, b) == base.DirectID(a, c) {
		t.Error("two conversations have one id")
	}
	if id := base.DirectID(a, b); id[6]>>4 != 8 || id[8]>>6 != 2 {
		t.Errorf("%v is no UUIDv8", id)
	}
}

func TestIDText(t *testing.T) {
	id := base.NewID(time.Now())
	again, err := base.ParseID(id.String())
	if err != nil || again != id {
		t.Errorf("%v came back as %v, %v", id, again, err)
	}
	text, err := json.Marshal(map[string]base.ID{"id": id})
	if err != nil || string(text) != `{"id":"`+id.String()+`"}` {
		t.Errorf("JSON is %s, %v", text, err)
	}
	for _, bad := range []string{"", "x", strings.Repeat("0", 36), id.String() + "0", strings.Replace(id.String(), "7", "g", 1)} {
		if _, err := base.ParseID(bad); err == nil {
			t.Errorf("%q was taken for an id", bad)
		}
	}
}

func TestIDScan(t *testing.T) {
	id := base.NewID(time.Now())
	var got base.ID
	if err := got.Scan(id[:]); err != nil || got != id {
		t.Errorf("16 bytes: %v, %v", got, err)
	}
	if err := got.Scan(nil); err != nil || !got.IsZero() {
		t.Errorf("NULL: %v, %v", got, err)
	}
	if err := got.Scan([]byte("short")); err == nil {
		t.Error("5 bytes were taken for an id")
	}
}

func TestMillisKeepsTimes(t *testing.T) {
	at := time.Date(2026, 11, 22, 1, 2, 3, 456_000_000, time.UTC)
	if got := base.Time(base.Millis(at)); !got.Equal(at) {
		t.Errorf("%v came back as %v", at, got)
	}
	if base.Millis(time.Time{}) != 0 || !base.Time(0).IsZero() {
		t.Error("the zero time is not 0")
	}
}

func TestTermsFindWhatPeopleType(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"", nil},
		{"Zoë", []string{"zoe"}},
		{"Élodie Garnier-Strauß", []string{"elodie", "garnier", "strauss"}},
		{"C'est l'été, déjà !", []string{"c", "est", "l", "ete", "deja"}},
		{"cœur œuvre", []string{"coeur", "oeuvre"}},
		{"ﬁn １２", []string{"fin", "12"}},
		{"Привет, МИР", []string{"привет", "мир"}},
		{"東京タワー", []string{"東", "京", "タ", "ワ", "ー"}},
		{"İstanbul ışık", []string{"istanbul", "isik"}},
		{"👍 ok", []string{"ok"}},
	}
	for _, test := range tests {
		if got := base.Terms(test.text); !slices.Equal(got, test.want) {
			t.Errorf("Terms(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func FuzzTerms(f *testing.F) {
	f.Add("Zoë 東京 \xff\x00")
	f.Fuzz(func(t *testing.T, text string) {
		for _, term := range base.Terms(text) {
			if term == "" || strings.ContainsAny(term, " \t\n\"*") {
				t.Errorf("Terms(%q) holds %q", text, term)
			}
		}
	})
}

func FuzzID(f *testing.F) {
	for _, s := range []string{"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d", "0192F5C8-7A3E-7C11-9F6B-2D1E4A5B6C7D", "{0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c}", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, err := base.ParseID(s)
		if err == nil && id.String() != strings.ToLower(s) {
			t.Errorf("%q is %s", s, id)
		}
	})
}

func TestWhoIsTurnedAwayIsNoFailure(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"busy":            {base.Unavailable("The server is busy.", time.Now()), true},
		"busy, wrapped":   {fmt.Errorf("append: %w", base.Unavailable("The server is busy.", time.Now())), true},
		"a full disk":     {base.StorageFull(errors.New("no space left")), false},
		"something wrong": {base.Internal("writing", errors.New("bad")), false},
		"nothing":         {nil, false},
	} {
		if got := base.TurnedAway(test.err); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
