package media

import (
	"context"
	"os"
	"slices"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/verify"
)

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	const (
		unused = `media WHERE kind = 'avatar' AND NOT EXISTS (SELECT 1 FROM accounts
				WHERE accounts.account_id = media.account_id AND accounts.avatar_id = media.media_id)
			AND NOT EXISTS (SELECT 1 FROM cases JOIN reports ON reports.case_id = cases.case_id
				WHERE cases.account_id = media.account_id AND reports.avatar_id = media.media_id)
			AND NOT EXISTS (SELECT 1 FROM reports WHERE reports.conversation_id = media.account_id AND reports.picture_id = media.media_id)
			AND NOT EXISTS (SELECT 1 FROM conversations
				WHERE conversations.conversation_id = media.account_id AND conversations.picture_id = media.media_id)`
		unread = `media WHERE conversation_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM entries
				WHERE entries.conversation_id = media.conversation_id AND entries.seq = media.seq AND entries.sender_id = media.account_id
					AND entries.kind = 'message' AND entries.erased_at = 0)
			AND NOT EXISTS (SELECT 1 FROM report_photos WHERE report_photos.other_id = media.account_id AND report_photos.media_id = media.media_id)`
		ready   = `videos WHERE EXISTS (SELECT 1 FROM media WHERE media.account_id = videos.account_id AND media.media_id = videos.media_id)`
		unowned = `accounts WHERE avatar_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM media
			WHERE media.account_id = accounts.account_id AND media.media_id = accounts.avatar_id)`
	)
	return []verify.Check{
		{
			Name: "media.used", Holds: "A picture is shown by the account or the group that owns it, or was when that was reported.", Of: "media",
			Query: `SELECT account_id, media_id FROM ` + unused, Repair: verify.By(`DELETE FROM ` + unused),
			Mends: "removes the row; the files go with the next sweep",
		},
		{
			Name: "media.sent", Holds: "A photo, video or voice note that was sent is of a message of its owner's that is not erased, or is evidence.", Of: "media WHERE conversation_id IS NOT NULL",
			Query: `SELECT account_id, media_id FROM ` + unread, Repair: verify.By(`DELETE FROM ` + unread),
			Mends: "removes the row; the files go with the next sweep",
		},
		{
			Name: "media.owned", Holds: "The picture of an account is one that it owns.", Of: "accounts WHERE avatar_id IS NOT NULL",
			Query: `SELECT account_id, avatar_id FROM ` + unowned,
			Repair: verify.By(`INSERT INTO media (account_id, media_id, kind, created_at)
				SELECT account_id, avatar_id, 'avatar', created_at FROM ` + unowned),
			Mends: "makes it the account's own",
		},
		{
			Name: "media.files", Holds: "Every picture has its files.", Of: "media", Find: s.findLost,
			Advice: "Check that --data names the right folder, or bring its folder media back from a backup. Who lost a picture can upload one again.",
		},
		{
			Name: "media.orphans", Holds: "Every file older than an hour is of a picture that there is.", Find: s.findOrphans, Repair: s.removeOrphans,
			Mends: "removes the file; a running server does so by itself within the hour",
		},
		{
			Name: "videos.media", Holds: "A video that is being made is not ready.", Of: "videos", Query: `SELECT account_id, media_id FROM ` + ready, Repair: verify.By(`DELETE FROM ` + ready),
			Mends: "removes it from what waits",
		},
		verify.Times("media.times", s.Clock.Now(), []verify.TimeTable{{Table: "media", Key: "account_id", Columns: []string{"created_at"}}, {Table: "videos", Key: "account_id", Columns: []string{"created_at"}}}),
	}
}

type row struct {
	owner, id base.ID
	kind      string
}

// eachPage calls each with all media, a page at a time.
func eachPage(ctx context.Context, tx *db.Tx, each func([]row) error) error {
	const page = 1000
	var last row
	for {
		var batch []row
		rows, err := tx.Query(ctx, `SELECT account_id, media_id, kind FROM media WHERE (account_id, media_id) > ($1, $2)
			ORDER BY account_id, media_id LIMIT $3`, last.owner, last.id, page)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var r row
			err := scan(&r.owner, &r.id, &r.kind)
			batch = append(batch, r)
			return err
		})
		if err != nil || len(batch) == 0 {
			return err
		}
		if err := each(batch); err != nil {
			return err
		}
		last = batch[len(batch)-1]
	}
}

// findLost looks for rows without files. Files follow what is true now: a row that is no more had them when tx began.
func (s *Service) findLost(ctx context.Context, tx *db.Tx, found *verify.Finding) error {
	there := map[name]bool{}
	listed := false
	return eachPage(ctx, tx, func(batch []row) error {
		if !listed { // after the first rows were read, so that what they speak of is there
			listed = true
			if err := s.store.walk(ctx, func(n name, _ time.Time) error { there[n] = true; return nil }); err != nil {
				return err
			}
		}
		for _, r := range batch {
			if !slices.ContainsFunc(sidesOf[r.kind], func(side int) bool { return !there[name{r.id, side}] }) {
				continue
			}
			still, err := s.has(ctx, r)
			if err != nil {
				return err
			}
			if still {
				found.Add("media", r.id, "account", r.owner)
			}
		}
		return nil
	})
}

func (s *Service) has(ctx context.Context, r row) (bool, error) {
	var n int
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT COUNT(*) FROM media WHERE account_id = $1 AND media_id = $2`, r.owner, r.id).Scan(&n)
	})
	return n > 0, err
}

func (s *Service) findOrphans(ctx context.Context, tx *db.Tx, found *verify.Finding) error {
	kept, err := keptIn(ctx, tx)
	if err != nil {
		return err
	}
	return s.eachOrphan(ctx, kept, s.Clock.Now(), func() { found.Looked++ }, func(o orphan) error {
		found.Add("file", o.where)
		return ctx.Err()
	})
}

func (s *Service) removeOrphans(ctx context.Context, tx *db.Tx) (n int64, err error) {
	kept, err := keptIn(ctx, tx)
	if err != nil {
		return 0, err
	}
	err = s.eachOrphan(ctx, kept, s.Clock.Now(), func() {}, func(o orphan) error {
		n++
		return o.remove()
	})
	return n, err
}

// keptIn is all media.
func keptIn(ctx context.Context, tx *db.Tx) (map[base.ID]bool, error) {
	kept := map[base.ID]bool{}
	return kept, eachPage(ctx, tx, func(batch []row) error {
		for _, r := range batch {
			kept[r.id] = true
		}
		return nil
	})
}

// orphan is a file that no row speaks of.
type orphan struct {
	where  string
	remove func() error
}

// eachOrphan calls looked for every file, and each for those that are not kept and too old to be on their way, or to be worked on.
func (s *Service) eachOrphan(ctx context.Context, kept map[base.ID]bool, now time.Time, looked func(), each func(orphan) error) error {
	old := func(written time.Time) bool {
		looked()
		return now.Sub(written) >= orphanAge
	}
	gone := map[base.ID]bool{} // with one file of media, all go
	err := s.store.walk(ctx, func(n name, written time.Time) error {
		if !old(written) || kept[n.id] {
			return nil
		}
		return each(orphan{n.String(), func() error {
			if gone[n.id] {
				return nil
			}
			gone[n.id] = true
			return s.store.remove(ctx, n.id)
		}})
	})
	if err != nil {
		return err
	}
	return s.scratch.walk(func(path string, written time.Time) error {
		if !old(written) {
			return nil
		}
		return each(orphan{path, func() error { return ignoreGone(os.Remove(path)) }})
	})
}
