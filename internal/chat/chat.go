// Package chat holds conversations: their logs, each person's view of them, and everything that is done in them.
//
// What always holds, and Verify checks:
//
//   - A conversation is a log of entries with a dense seq from 1 to its head, the same for everyone, forever. An entry that
//     speaks of another names a root entry before it. Only erasing changes an entry: its content becomes empty.
//   - A client id of a sender is in a conversation once: a retry gets the first entry back.
//   - Members and inbox rows come in pairs: who is in a conversation has a view of it, and the reverse. So who leaves a group, or is removed,
//     sees nothing of it by any way; whoever is asked to join has an invitation, which is no view.
//   - A direct conversation has two members, and one with oneself a single one; the id of each is made of theirs, so there is one of each.
//   - A group has one owner as long as it has members. What is written in it writes to the log alone, however many they are.
//   - A read position never goes back and is never past the head. What is unread is counted from it, never kept as a counter.
//   - What is erased is nowhere: not in the message, not in its edits, not in the words that search finds it by.
//
// Appends and read positions go through one writer, which commits many of them at once (see writer.go). Nothing is published
// before it is committed.
package chat

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/graph"
	"causerie/internal/media"
	"causerie/internal/policy"
	"causerie/internal/preview"
	"causerie/internal/trace"
)

// Deps is what chat needs from the rest of the program.
type Deps struct {
	DB    *db.DB
	Clock base.Clock
	Log   *slog.Logger
	Live  Live
	Trace *trace.Tracer

	Graph    *graph.Service
	Media    *media.Service
	Previews *preview.Service
	Packs    *policy.Packs

	// Spend takes one of a deed from the budgets of actor, of their device and of the block of an address, and answers when there will be one
	// where there is none.
	Spend func(ctx context.Context, tx *db.Tx, actor api.Actor, address netip.Addr, deed account.Deed) (retryAt time.Time, err error)
	// Facts answers what is known about each pair.
	Facts func(ctx context.Context, tx *db.Tx, pairs []policy.Pair) (map[policy.Pair]policy.Facts, error)
	// Standing answers what is known about each account by itself; one that is gone is absent.
	Standing func(ctx context.Context, tx *db.Tx, ids []base.ID) (map[base.ID]policy.Person, error)
	// Pictures keeps those of groups, which are their owners.
	Pictures account.Pictures
	// MembersMax is how many people a group has at most.
	MembersMax int
	// Profiles answers what viewer may see of each account; one that is gone is absent.
	Profiles func(ctx context.Context, tx *db.Tx, viewer base.ID, ids []base.ID) (map[base.ID]Profile, error)
	// Privacy answers the switches of each account; one that is gone is absent.
	Privacy func(ctx context.Context, tx *db.Tx, ids []base.ID) (map[base.ID]Privacy, error)
	// RelationsChanged answers those of whom what viewer is shown changed since a time in milliseconds, at most limit, and whether there
	// are more.
	RelationsChanged func(ctx context.Context, tx *db.Tx, viewer base.ID, since int64, limit int) (people []Profile, more bool, err error)
	// TakeSticker is a sticker that sender has, with what it stands for, by its pack and its id there.
	TakeSticker func(ctx context.Context, sender base.ID, named Sticker) (of media.Sticker, emoji string, err error)
	// Report files a report about what other wrote in a request, in the transaction that answers it. A refusal has the code report_limit
	// where reporter has reported as much as they may for now.
	Report func(ctx context.Context, tx *db.Tx, reporter api.Actor, other, conversation base.ID, reason, text string, written []Entry) error
	// ReportGroup files a report about a group that reporter is asked to join, in the same way.
	ReportGroup func(ctx context.Context, tx *db.Tx, reporter api.Actor, conversation base.ID, reason, text string) error
	// Found brings a text that its sender wrote to so many strangers, as so many senders did, before the moderators.
	Found func(ctx context.Context, tx *db.Tx, sender base.ID, text string, people, senders int) error
	// MayShow refuses what a group would show from now on, in the transaction that does it. It may be nil.
	MayShow func(ctx context.Context, tx *db.Tx, group base.ID, before, after account.Face) error
	// LastActive answers when each account was last seen, and SetLastActive keeps it.
	LastActive    func(ctx context.Context, tx *db.Tx, id base.ID) (time.Time, error)
	SetLastActive func(ctx context.Context, tx *db.Tx, id base.ID, at time.Time) error

	// Came is told, after the commit, that something came to accounts in a conversation, or was taken back there, and HasRead that somebody has
	// read. Neither waits, and either may be nil.
	Came    func(accounts []base.ID, conversation, sender base.ID)
	HasRead func(account, conversation base.ID)
}

// Live tells connected clients what happened.
type Live interface {
	Together(do func()) // what do publishes and answers to a client, it gets at once
	Publish(accounts []base.ID, event any)
	PublishPresence(target base.ID, state any)
	Online(account base.ID) bool
}

// Service is everything that people do with conversations.
type Service struct {
	Deps
	writer *writer
	line   line
	index  *indexer
	typing typing
	tails  tails
	stop   sync.Once
}

// New returns a running Service; Close ends it.
func New(deps Deps) *Service {
	s := &Service{Deps: deps}
	s.line.ending, s.line.end = context.WithCancel(context.Background())
	s.index = startIndexer(deps)
	s.writer = startWriter(deps, s.index)
	return s
}

// Close waits until what was handed in is committed and published, and refuses the rest.
func (s *Service) Close() {
	s.stop.Do(func() {
		s.line.end()
		s.writer.close()
		s.line.running.Wait()
		s.index.close()
	})
}

// doing wraps an unexpected failure with what was being done; coded errors pass as they are.
func doing(what string, err error) error {
	if err == nil || base.CodeOf(err) != "" {
		return err
	}
	return base.Internal(what, err)
}
