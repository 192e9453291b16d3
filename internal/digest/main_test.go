package digest_test

import (
	"testing"

	"causerie/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }
