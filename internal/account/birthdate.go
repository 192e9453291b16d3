package account

import (
	"fmt"
	"time"

	"causerie/internal/base"
	"causerie/internal/policy"
)

const oldest = 130

// checkBirthDate reads a date of birth and refuses one that cannot be, or that is less than youngest years ago.
func checkBirthDate(s string, now time.Time, youngest int) (string, error) {
	birth, err := time.Parse(time.DateOnly, s)
	if err != nil || birth.After(now.UTC()) || policy.Age(birth, now) > oldest {
		return "", base.Invalid("birth_date_invalid", "This is not a date of birth. Write it as year, month and day.",
			base.Field{Location: "body.birthDate", Message: "A date of birth like 2001-12-31."})
	}
	if policy.Age(birth, now) < youngest {
		return "", base.Forbidden("age", fmt.Sprintf("Causerie is for people aged %d and over. Thank you for being honest: come back when you are %d.", youngest, youngest))
	}
	return birth.Format(time.DateOnly), nil
}
