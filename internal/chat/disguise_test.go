package chat

import (
	"strings"
	"testing"
)

func TestWordsAreCaughtInDisguiseAndNoOthersAre(t *testing.T) {
	t.Parallel()
	f := newFilter("en", strings.Join([]string{"crypto", "get rich", "Éclair", "scam", "крипта", "cop", "bitcoin", "b2b", "投资"}, "\n"))
	for text, want := range map[string]bool{
		"crypto": true, "CRYPTO!": true, "crÿpto": true, "ｃｒｙｐｔｏ": true, "an eclair": true,
		"c r y p t o": true, "buy c.r.y.p.t.o now": true, "c-r-y-p-t-o": true, "I c r y p t 0": true, "C R Y P T O": true,
		"сrypto with a Cyrillic с": true, "crурto": true, "crуptо": true, "cryptο with a Greek omicron": true,
		"crypt0": true, "$cam": false, "a sc@m": true, "b1tco1n": true, "bitc0in": true, "g3t r1ch": true, "gеt rich quick": true,
		"cry\u200bpto": true, "c\u00adrypto": true, "\u2066crypto\u2069": true,
		"крипта": true, "крипtа with a Latin t": true, "к р и п т а": true, "cop": true, "c0p": true, "b2b": true, "投资": true, "我想投资": true,
		"crypt@ and cr$": false, "crytp@": false, "b@bcopb@b": false, "he@ds of state and $5": false,

		"cryptography": false, "encrypt": false, "cry, pto": false, "cry pto": false, "get a rich man": false,
		"сор на полу": false, "мы идём в лес": false, "a b c d e f g": false, "I a m here": false, "x y z o p t i c s": false,
		"call 0 or 1": false, "at 7:30, room 1705": false, "the 4th of July": false, "mp3 and h264": false, "100 000 euros": false, "co2": false, "50p": false,
		"write to cop@example.org": true, "scoping": false, "copy": false, "c o d e": false, "我想": false, "資": false, "b 2 c": false, "": false,
	} {
		if got := f.catches(text); got != want {
			t.Errorf("%q: caught is %v", text, got)
		}
	}
}

// A text of many single letters takes no long time: the number of words in it grows with its length alone.
func TestSpelledWordsAreBounded(t *testing.T) {
	t.Parallel()
	const letters = 2000
	_, spelled := readWords(strings.Repeat("a ", letters))
	if most := letters * spelledMax; len(spelled) > most {
		t.Errorf("%d words are spelled by %d letters", len(spelled), letters)
	}
}

func FuzzDisguise(f *testing.F) {
	f.Add("c r y p t 0 сrypto @ $ \u200b")
	caught := newFilter("en", "crypto")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 {
			return
		}
		caught.catches(text)
		if !caught.catches(text + " crypto") {
			t.Errorf("%q hides the word behind it", text)
		}
	})
}
