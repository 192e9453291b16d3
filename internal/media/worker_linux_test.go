package media

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestWorkerDiesOfItsLimitsAndTheServerDoesNot(t *testing.T) {
	t.Parallel()
	for name, greed := range map[string]string{"memory": "memory", "processor time": "time", "files": "files"} {
		cmd := exec.Command(ownBinary(t), "-test.run=^TestGreed$")
		cmd.Env = append(os.Environ(), "CAUSERIE_TEST_GREED="+greed)
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || strings.Contains(string(out), "was not limited") {
			t.Errorf("%s: it ended with %v", name, err)
		}
	}
}

// TestGreed is what a tricked decoder would do. It runs in a process of its own.
func TestGreed(t *testing.T) {
	greed := os.Getenv("CAUSERIE_TEST_GREED")
	if greed == "" {
		t.Skip("run by TestWorkerDiesOfItsLimitsAndTheServerDoesNot")
	}
	if err := limitSelf(128<<20, time.Second); err != nil {
		t.Fatalf("was not limited: %v", err)
	}
	switch greed {
	case "memory":
		hoard := make([]byte, 1<<30)
		t.Fatalf("was not limited: holds %d bytes", len(hoard))
	case "time":
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		}
		t.Fatal("was not limited: ran for 20 s")
	case "files":
		if _, err := os.Open("/etc/passwd"); err == nil {
			t.Fatal("was not limited: opened a file")
		}
		t.Fatal("a file could not be opened, as it should be")
	}
}
