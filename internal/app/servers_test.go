package app_test

import (
	"net/http"
	"testing"
	"time"

	"causerie/internal/app"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/testkit"
)

// Two servers on one store let through of one person what one does, with a slice more for each of them and one more (see api.Limits).
func TestTwoServersCountWhatSomebodyAsks(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			config := app.Config{Data: t.TempDir(), Database: dbtest.Store(t, dialect), RateLimit: 1}
			one := testkit.StartOn(t, config)
			config.Data = t.TempDir()
			servers := []*testkit.Server{one, testkit.StartOn(t, config)}
			ada := one.SignUp(t, "ada", "Ada")
			for _, s := range servers {
				s.Clock.Freeze()
			}
			both := func(d time.Duration) {
				for _, s := range servers {
					s.Clock.Move(d)
				}
			}
			// passed is how many requests one gets answered in turn by the one and the other before one refuses.
			passed := func(token, path string) (n int) {
				t.Helper()
				for ; n < 1000; n++ {
					switch answer := servers[n%2].Call(t, token, http.MethodGet, path, nil); answer.Status {
					case http.StatusOK, http.StatusNotFound, http.StatusUnauthorized:
					case http.StatusTooManyRequests:
						if answer.Code() != "rate_limited" || answer.Header.Get("Retry-After") == "" {
							t.Fatalf("refused by %s", answer.Body)
						}
						return n
					default:
						t.Fatalf("%d %s", answer.Status, answer.Body)
					}
				}
				return n
			}
			for _, test := range []struct {
				what, token, path string
				most, slack       int
			}{
				{"one's own account", ada.Token, "/v1/me", 150, 3 * 20},
				{"searching in messages", ada.Token, "/v1/messages?q=tea", 30, 3 * 5},
				{"looking at what links lead into", ada.Token, "/v1/links/aaaaaaaaaaaaaaaaaaaaaa", 60, 0},
				{"wrong tokens", "guessed", "/v1/messages?q=tea", 30, 3 * 5},
			} {
				both(time.Hour)
				if n := passed(test.token, test.path); n < test.most || n > test.most+test.slack {
					t.Errorf("%s: two servers answer %d, want %d to %d", test.what, n, test.most, test.most+test.slack)
				}
			}
			// A start gives back no more than the slices.
			both(time.Hour)
			passed(ada.Token, "/v1/messages?q=tea")
			for _, s := range servers {
				s.Restart(t)
			}
			if n := passed(ada.Token, "/v1/messages?q=tea"); n > 2*5 {
				t.Errorf("after a start, %d are answered", n)
			}
			both(time.Hour)
			if n := passed(ada.Token, "/v1/messages?q=tea"); n < 30 {
				t.Errorf("an hour later, %d are answered", n)
			}
		})
	}
}
