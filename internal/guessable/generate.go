//go:build ignore

// Generate writes common.bloom: every password that the rules below make of words.txt.
package main

import (
	"fmt"
	"log"
	"os"
	"strings"

	"causerie/internal/guessable"
)

func main() {
	log.SetFlags(0)
	words, err := os.ReadFile("words.txt")
	if err != nil {
		log.Fatal(err)
	}
	all := map[string]bool{}
	add := func(text string) {
		if text = guessable.Fold(text); len(text) >= 6 {
			all[text] = true
		}
	}
	endings := endings()
	for line := range strings.Lines(string(words)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			add(word)
			add(word + word)
			add("my" + word)
			add("the" + word)
			add("ilove" + word)
			for _, ending := range endings {
				if len(word+ending) >= 8 && len(word) < 6 { // of a longer word, it is the word that counts
					add(word + ending)
				}
			}
			for _, start := range []string{"1", "123", "1234", "12345", "123456", "007", "2000", "2024", "2025", "2026"} {
				add(start + word)
			}
		}
	}
	filter := guessable.NewFilter(len(all))
	for text := range all {
		filter.Add(text)
	}
	stored := filter.Bytes()
	if err := os.WriteFile("common.bloom", stored, 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d passwords in %d bytes\n", len(all), len(stored))
}

// endings are what people put behind a word to have enough characters.
func endings() []string {
	list := []string{"!", "!!", ".", "?", "123", "1234", "12345", "123456", "1234567", "12345678", "123!", "1!", "12!", "1234!", "@123", "@1234", "#1", "321", "007", "666", "777", "911", "000", "111", "abc", "xyz", "lol", "xxx"}
	for n := range 100 {
		list = append(list, fmt.Sprint(n), fmt.Sprintf("%02d", n))
	}
	for year := 1950; year < 2030; year++ {
		list = append(list, fmt.Sprint(year), fmt.Sprint(year)+"!")
	}
	return list
}
