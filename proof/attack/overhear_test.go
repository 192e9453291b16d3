package attack

import (
	"strings"
	"sync"
	"testing"

	"causerie/internal/testkit"
)

// overhear has see told of all statements from now on that a server runs because somebody asks it something, and of none that it runs by itself, at its
// start or later, whatever that is doing meanwhile.
func overhear(t *testing.T, s *testkit.Server, see func(query string)) {
	t.Helper()
	var mu sync.Mutex
	own := map[string]bool{countedAtTimes: true}
	s.App.DB.Watch(func(query string, _ []any) {
		mu.Lock()
		defer mu.Unlock()
		own[query] = true
	})
	s.App.Sweep(t.Context())
	if err := s.App.Chat.Expire(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.App.Schedule.SendDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.App.DB.Watch(func(query string, _ []any) {
		mu.Lock()
		defer mu.Unlock()
		if !own[query] && !ofIndex(query) {
			see(query)
		}
	})
}

// countedAtTimes is asked by who comes first after a while, of everyone.
const countedAtTimes = `SELECT COUNT(*) FROM identifiers`

// ofIndex tells whether a statement is about SQLite's index of words, which is filled meanwhile, and read as far as it is.
func ofIndex(query string) bool {
	return strings.Contains(query, "message_index") || strings.Contains(query, "message_words")
}
