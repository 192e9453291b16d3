package guessable

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

func TestWhatManyPeopleUseIsKnown(t *testing.T) {
	t.Parallel()
	for _, password := range []string{
		"password", "PASSWORD1", "P@ssw0rd", "passw0rd!!", "qwertyuiop", "Azerty123", "1qaz2wsx", "iloveyou2", "motdepasse", "passwort1", "contraseña", "senha123",
		"liverpool1", "Marseille13", "princess", "sunshine7", "football99", "monkeymonkey", "ilovepaul", "paul1987", "123456paul", "starwars", "dragon123", "letmein!!", "m1chael99",
	} {
		if !Password(password) {
			t.Errorf("%s passes", password)
		}
	}
	words, err := os.ReadFile("words.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(words)) {
		for word := range strings.FieldsSeq(line) {
			if len(word) >= 8 && !strings.HasPrefix(line, "#") && !Password(word) {
				t.Errorf("%s is in words.txt and passes: run go run generate.go", word)
			}
		}
	}
	if len(common) > 300<<10 {
		t.Errorf("the filter takes %d bytes", len(common))
	}
}

func TestOthersPass(t *testing.T) {
	t.Parallel()
	for _, password := range []string{"seat-for-two", "trois petits chats", "correct horse battery", "gkw7-pqz", "Fjord.bicycle.eleven", "東京タワーへ行く", "🐈🐕🦊🐻🐼🐨🐯🦁"} {
		if Password(password) {
			t.Errorf("%s is refused", password)
		}
	}
	random, wrong := rand.New(rand.NewPCG(1, 2)), 0
	const many = 20_000
	for range many {
		if Password(fmt.Sprintf("%x", random.Uint64())) {
			wrong++
		}
	}
	if wrong > many/100 { // 0.1 % of each of the forms in which it is looked for
		t.Errorf("%d of %d that nobody uses are refused", wrong, many)
	}
}

func TestAListIsRead(t *testing.T) {
	t.Parallel()
	f, err := Read(strings.NewReader("Our-Club-2026\r\n\nÉtoile du Nord\n"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(f.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for text, in := range map[string]bool{"our-club-2026": true, "OUR-CLUB-2026": true, "e\u0301toile du nord": true, "": false, "our-club-2025": false} {
		if again.Contains(Fold(text)) != in {
			t.Errorf("%q is in it: %v", text, !in)
		}
	}
	for _, bad := range []string{"", "bloom1", "bloom1\x00\x01", "other\x0a\x00\x00"} {
		if _, err := Parse([]byte(bad)); err == nil {
			t.Errorf("%q passes for a filter", bad)
		}
	}
	if _, err := Read(strings.NewReader(strings.Repeat("x", 1<<20))); err == nil {
		t.Error("a line of a megabyte is read")
	}
}
