// Package graph holds the edges between people, and answers what they mean: the Facts that decide who reaches whom.
//
// What always holds, and Verify checks: what stands between two people is in a row of each, written in one transaction, and the two
// agree. A row says something. As many people are counted in each list as are in it.
package graph

import (
	"context"

	"causerie/internal/account"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// Config is what a Service needs from the rest of the program.
type Config struct {
	DB       *db.DB
	Clock    base.Clock
	Accounts *account.Service
	Packs    *policy.Packs
	// Companions calls each for people who are in groups with account, once for each such group: for a bounded number of people and of fewer than 100
	// groups. account may be among them.
	Companions func(ctx context.Context, tx *db.Tx, account base.ID, each func(base.ID)) error
	// ViewChanged is called, in the transaction of a block, a restriction or its end, for the one who did it: what they see of their
	// conversation with other is now another.
	ViewChanged func(ctx context.Context, tx *db.Tx, viewer, other base.ID) error
	// Changed is told, after the commit, what viewer is shown of someone from now on, so that viewer's devices hear of it.
	Changed func(viewer base.ID, other account.Profile)
	// Parted is told, after the commit, of two people between whom a block or a restriction came or went: neither may see the other's
	// presence without asking anew.
	Parted func(a, b base.ID)
	// Closed is told, after the commit, of someone whom nobody may write to from now on: nobody may see their presence either.
	Closed func(account base.ID)
	// SweepSoon is told, after the commit, that there is something for Sweep to go on with.
	SweepSoon func()
}

// Service is everything that people do about other people.
type Service struct{ Config }

func New(config Config) *Service { return &Service{Config: config} }
