package app

import (
	"context"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/safety"
	"causerie/internal/sticker"
)

// newSafety hands over what moderators need of conversations.
func (a *App) newSafety() *safety.Service {
	return safety.New(safety.Config{
		DB: a.DB, Clock: a.clock, Log: a.log, Packs: a.Packs, Accounts: a.Account, Unlimited: a.config.RateLimit == 0,
		Publish: func(accounts []base.ID, event any) { a.Live.Publish(accounts, event) },
		Changed: func(id base.ID) { a.Live.Publish([]base.ID{id}, map[string]string{"type": "me"}) },

		Profiles: a.Graph.Profiles, Hides: a.Graph.HiddenIn,
		Messages: func(ctx context.Context, tx *db.Tx, reader, conversation base.ID, seqs []int64) (base.ID, []safety.Message, error) {
			other, written, err := chat.Reported(ctx, tx, base.Millis(a.clock.Now()), reader, conversation, seqs)
			return other, messagesOf(written), err
		},
		Group: func(ctx context.Context, tx *db.Tx, reader, conversation base.ID) (safety.Group, error) {
			g, err := chat.ReportedGroup(ctx, tx, base.Millis(a.clock.Now()), reader, conversation)
			return safety.Group{Answers: g.Answers, Title: g.Title, Picture: g.Picture, Written: messagesOf(g.Written)}, err
		},
		Around: func(ctx context.Context, tx *db.Tx, conversation base.ID, ranges [][2]int64) ([]safety.Message, error) {
			entries, err := chat.EntriesIn(ctx, tx, base.Millis(a.clock.Now()), conversation, ranges)
			return messagesOf(entries), err
		},
		GroupFace: chat.GroupFace,
		SwapGroupFace: func(ctx context.Context, tx *db.Tx, group base.ID, before, after account.Face) (bool, error) {
			return a.Chat.SwapGroupFace(ctx, tx, group, before, after)
		},
		Look:       chat.Look,
		ShowPerson: func(ctx context.Context, tx *db.Tx, person base.ID) error { return a.Chat.ShowPerson(ctx, tx, person) },
		Digest:     a.Media.Digest,
		VideosIn:   func(c safety.Content) []base.ID { return chat.VideosIn(chat.Content(c)) },
		MovingIn:   func(c safety.Content) []base.ID { return chat.MovingIn(chat.Content(c)) },
		PhotosIn:   func(c safety.Content) []base.ID { return chat.PhotosIn(chat.Content(c)) },
		FileIn:     func(c safety.Content) base.ID { return chat.FileIn(chat.Content(c)) },
		VoiceIn:    func(c safety.Content) base.ID { return chat.VoiceIn(chat.Content(c)) },
		StickerIn:  func(c safety.Content) base.ID { return chat.StickerIn(chat.Content(c)) },
		PreviewIn:  func(c safety.Content) base.ID { return chat.PreviewIn(chat.Content(c)) },
		Remove: func(ctx context.Context, tx *db.Tx, places []safety.Place) error {
			conversations, seqs := make([]base.ID, len(places)), make([]int64, len(places))
			for i, p := range places {
				conversations[i], seqs[i] = p.Conversation, p.Seq
			}
			// What moderators remove is in no pack any more.
			stickers, err := chat.StickersIn(ctx, tx, base.Millis(a.clock.Now()), conversations, seqs)
			if err != nil {
				return err
			}
			for _, one := range stickers {
				if err := a.Sticker.Removed(ctx, tx, sticker.Named{Maker: one.Maker, Pack: one.Pack}, one.Item); err != nil {
					return err
				}
			}
			return a.Chat.RemoveIn(ctx, tx, conversations, seqs)
		},
	})
}

// fileRequest reports a message request to the moderators.
func (a *App) fileRequest(ctx context.Context, tx *db.Tx, reporter api.Actor, other, conversation base.ID, reason, text string, written []chat.Entry) error {
	return a.Safety.FileRequest(ctx, tx, reporter, other, conversation, reason, text, messagesOf(written))
}

// fileGroup reports a group that reporter is asked to join to the moderators.
func (a *App) fileGroup(ctx context.Context, tx *db.Tx, reporter api.Actor, conversation base.ID, reason, text string) error {
	return a.Safety.FileGroup(ctx, tx, reporter, conversation, reason, text)
}

func messagesOf(entries []chat.Entry) []safety.Message {
	list := make([]safety.Message, len(entries))
	for i, e := range entries {
		list[i] = safety.Message{
			Seq: e.Seq, Kind: string(e.Kind), Sender: e.Sender, TargetSeq: e.TargetSeq, Content: safety.Content(e.Content), CreatedAt: e.CreatedAt, Erased: e.Erased,
		}
	}
	return list
}
