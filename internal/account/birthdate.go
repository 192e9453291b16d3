package account

import (
	"time"

	"causerie/internal/base"
)

// MinAge is the age from which one may have an account.
const MinAge = 13

const oldest = 130

// band is what the service needs to know of an age. Numbers in between are nobody's business.
type band int

const (
	tooYoung band = iota
	teen          // 13 to 17
	adult
)

// checkBirthDate reads a date of birth and refuses one that cannot be, or that is less than 13 years ago.
func checkBirthDate(s string, now time.Time) (string, error) {
	birth, err := time.Parse(time.DateOnly, s)
	if err != nil || birth.After(now.UTC()) || ageAt(birth, now) > oldest {
		return "", base.Invalid("birth_date_invalid", "This is not a date of birth. Write it as year, month and day.",
			base.Field{Location: "body.birthDate", Message: "A date of birth like 2001-12-31."})
	}
	if bandAt(birth, now) == tooYoung {
		return "", base.Forbidden("age", "Causerie is for people aged 13 and over. Thank you for being honest: come back when you are 13.")
	}
	return birth.Format(time.DateOnly), nil
}

func bandAt(birth, now time.Time) band {
	switch age := ageAt(birth, now); {
	case age < MinAge:
		return tooYoung
	case age < 18:
		return teen
	default:
		return adult
	}
}

// ageAt counts birthdays. Who was born on 29 February has theirs on 1 March in other years.
func ageAt(birth, now time.Time) int {
	now = now.UTC()
	age := now.Year() - birth.Year()
	if now.Month() < birth.Month() || now.Month() == birth.Month() && now.Day() < birth.Day() {
		age--
	}
	return age
}
