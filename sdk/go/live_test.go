package causerie

import (
	"context"
	"strings"
	"testing"
	"time"

	"causerie/internal/db"
	"causerie/internal/testkit"
	"causerie/proof/fault"
	"causerie/proof/rig"
)

// The connection is cut while a call is written into its frame: what is sent then can have no answer, and nobody may wait for one
// longer than they said.
func TestACallReturnsWhenItsConnectionBreaksWhileItIsSent(t *testing.T) {
	server := testkit.Start(t, db.SQLite)
	proxy, err := fault.Start(strings.TrimPrefix(strings.Replace(server.URL, "localhost", "127.0.0.1", 1), "http://"), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer proxy.Close()
	proxy.Calm()
	client := New("http://" + proxy.Addr())
	if _, err := client.SignUp(t.Context(), SignUp{Handle: "ada", Name: "Ada", BirthDate: "1990-01-31", Password: testkit.Password}); err != nil {
		t.Fatal(err)
	}
	large := []byte(`"` + strings.Repeat("x", 32<<20) + `"`) // so large that the cut is noticed before it is written
	for range 5 {
		live, err := client.Live(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		returned := make(chan error, 1)
		go func() {
			_, err := live.rpc(ctx, "setTyping", large)
			returned <- err
		}()
		proxy.Cut()
		rig.Until(t, "the connection notices that it was cut", func() bool { return !live.up.Load() })
		cancel() // who still waits gives up
		select {
		case err := <-returned:
			if err == nil {
				t.Error("a call was answered that was never sent")
			}
		case <-time.After(20 * time.Second):
			t.Fatal("a call waits for ever")
		}
		live.Close()
	}
}
