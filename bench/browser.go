package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"path/filepath"

	"causerie/internal/base"
	"causerie/internal/db"
)

// browserStore fills an empty data folder for the browser figures (see browser/main.mjs) and writes what is in it as JSON: two
// people with their tokens, the conversation of theirs with so many messages, and how many more conversations the first has.
func browserStore(folder string, messages int, to io.Writer) (err error) {
	const others, short = 39, 30
	ctx := context.Background()
	store, err := db.OpenToFill(ctx, "sqlite:"+filepath.Join(folder, "causerie.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.Migrate(ctx); err != nil {
		return err
	}
	s := newSeed(ctx, store)
	people, err := s.people(2 + others)
	if err != nil {
		return err
	}
	viewer, friend := people[0], people[1]
	long := direct(viewer, friend, messages)
	list := []talk{long}
	for i, other := range people[2:] {
		quiet := direct(viewer, other, short)
		quiet.at = s.now - int64(i+1)*60_000
		list = append(list, quiet)
	}
	if err := errors.Join(s.talks(list), s.finish()); err != nil {
		return err
	}
	type signedIn struct {
		ID    base.ID `json:"id"`
		Token string  `json:"token"`
	}
	return json.NewEncoder(to).Encode(struct {
		Viewer        signedIn `json:"viewer"`
		Friend        signedIn `json:"friend"`
		Conversation  base.ID  `json:"conversation"`
		Messages      int      `json:"messages"`
		Conversations int      `json:"conversations"`
	}{signedIn{viewer.id, viewer.token}, signedIn{friend.id, friend.token}, long.id, messages, len(list)})
}
