package base

import (
	"regexp"
	"sync"
	"time"
	_ "time/tzdata" // the machine may have none
)

var (
	zoneName = regexp.MustCompile(`^[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$`)
	zones    sync.Map // names that there are, with their *time.Location
)

// Zone is a time zone by its name in the tz database, such as Europe/Paris; ok is false for a name that is not there.
func Zone(name string) (zone *time.Location, ok bool) {
	if known, found := zones.Load(name); found {
		return known.(*time.Location), true
	}
	if !zoneName.MatchString(name) || name == "Local" {
		return nil, false
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	zones.Store(name, zone)
	return zone, true
}

// In is a moment on the clock of a time zone, of UTC where there is no such zone.
func In(at time.Time, zone string) time.Time {
	if known, ok := Zone(zone); ok {
		return at.In(known)
	}
	return at.UTC()
}
