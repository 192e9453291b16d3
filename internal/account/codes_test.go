package account

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"causerie/internal/base"
)

func TestRecoveryCodesAreGroupedAndDistinct(t *testing.T) {
	t.Parallel()
	codes, err := newRecoveryCodes()
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$`)
	seen := map[string]bool{}
	for _, code := range codes {
		if !form.MatchString(code) || seen[code] {
			t.Errorf("code %q", code)
		}
		seen[code] = true
	}
	if len(seen) != recoveryCodes {
		t.Errorf("%d codes", len(seen))
	}
}

func TestRecoveryCodeIsReadKindly(t *testing.T) {
	t.Parallel()
	zoe, leo := base.NewID(noon), base.NewID(noon)
	want := hashCode(zoe, "10AB-CDEF-GHJK-MN01")
	for _, typed := range []string{"10abcdefghjkmn01", " IOAB CDEF GHJK MNol\n", "1O-AB–CDEFGHJKMN0L"} {
		if !bytes.Equal(hashCode(zoe, typed), want) {
			t.Errorf("%q is read as another code", typed)
		}
	}
	if bytes.Equal(hashCode(leo, "10AB-CDEF-GHJK-MN01"), want) {
		t.Error("two people's codes have one hash")
	}
	if bytes.Equal(hashCode(zoe, strings.Repeat("Z", 16)), want) {
		t.Error("two codes have one hash")
	}
}
