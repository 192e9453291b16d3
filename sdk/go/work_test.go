package causerie_test

import (
	"fmt"
	"testing"

	"causerie/internal/app"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/testkit"
)

// The sixth to sign up from one place has work to do, and the client does it.
func TestSigningUpDoesTheWorkThatIsAsked(t *testing.T) {
	t.Parallel()
	server := testkit.StartOn(t, app.Config{Data: t.TempDir(), Database: dbtest.Store(t, db.SQLite), RateLimit: 1})
	for i := range 7 {
		signUp(t, server, fmt.Sprintf("person.%dx", i), "Person")
	}
	answer := server.Call(t, "", "POST", "/v1/accounts", map[string]any{"handle": "eager", "birthDate": "1990-01-31", "password": testkit.Password})
	if answer.Code() != "work_needed" {
		t.Errorf("without work: %d %s", answer.Status, answer.Body)
	}
}
