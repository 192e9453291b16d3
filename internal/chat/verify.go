package chat

import (
	"context"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/verify"
)

const restore = "Entries cannot be made up. Stop the server and restore the last backup that verifies clean."

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	checks := append(logChecks(), erasedChecks()...)
	checks = append(checks, s.expiryChecks()...)
	checks = append(checks, s.memberChecks()...)
	checks = append(checks, viewChecks()...)
	checks = append(checks, wordChecks()...)
	checks = append(checks, requestChecks()...)
	checks = append(checks, s.groupChecks()...)
	checks = append(checks, s.onceChecks()...)
	return append(checks, verify.Times("chat.times", s.Clock.Now(), []verify.TimeTable{
		{Table: "entries", Key: "conversation_id", Columns: []string{"created_at", "erased_at"}},
		{Table: "conversations", Key: "conversation_id", Columns: []string{"created_at", "message_at", "changed_at"}},
		{Table: "members", Key: "conversation_id", Columns: []string{"joined_at"}},
		{Table: "plays", Key: "conversation_id", Columns: []string{"played_at"}},
		{Table: "openings", Key: "conversation_id", Columns: []string{"opened_at"}},
		{Table: "inbox", Key: "conversation_id", Columns: []string{"pinned_at", "draft_at", "active_at", "changed_at", "since_at"}},
		{Table: "invitations", Key: "conversation_id", Columns: []string{"created_at", "changed_at"}},
		{Table: "sent_invitations", Key: "conversation_id", Columns: []string{"sent_at"}},
		{Table: "left_groups", Key: "conversation_id", Columns: []string{"left_at"}},
		{Table: "group_links", Key: "conversation_id", Columns: []string{"created_at"}},
		{Table: "joiners", Key: "conversation_id", Columns: []string{"asked_at", "declined_at"}},
		{Table: "filters", Key: "account_id", Columns: []string{"changed_at"}},
		{Table: "request_texts", Key: "account_id", Columns: []string{"created_at"}},
		{Table: "request_bands", Key: "text_id", Columns: []string{"created_at"}},
	}))
}

func logChecks() []verify.Check {
	const playsWrong = `NOT EXISTS (SELECT 1 FROM entries WHERE entries.conversation_id = plays.conversation_id AND entries.seq = plays.seq
		AND entries.sender_id <> plays.account_id AND SUBSTR(entries.content, 1, 16) = '` + voicePrefix + `')`
	return []verify.Check{
		{
			Name: "log.conversation", Holds: "Every log has its conversation.", Of: "entries",
			Query: `SELECT conversation_id FROM (SELECT DISTINCT conversation_id FROM entries) AS logs
				WHERE NOT EXISTS (SELECT 1 FROM conversations WHERE conversations.conversation_id = logs.conversation_id)`,
			Advice: restore,
		},
		{
			Name: "log.dense", Holds: "The entries of a conversation are 1, 2, 3, … without gaps, each once.", Of: "entries",
			Query: `SELECT conversation_id, COUNT(*) AS entries, MIN(seq) AS "first", MAX(seq) AS "last" FROM entries
				GROUP BY conversation_id HAVING MIN(seq) <> 1 OR MAX(seq) <> COUNT(*)`,
			Advice: restore,
		},
		{
			Name: "log.head", Holds: "The head of a conversation is its last entry.", Of: "conversations",
			Query: `SELECT conversation_id, head_seq AS head FROM conversations
				WHERE head_seq <> COALESCE((SELECT MAX(seq) FROM entries WHERE entries.conversation_id = conversations.conversation_id), 0)`,
			Repair: verify.By(`UPDATE conversations
				SET head_seq = (SELECT MAX(seq) FROM entries WHERE entries.conversation_id = conversations.conversation_id)
				WHERE head_seq < (SELECT MAX(seq) FROM entries WHERE entries.conversation_id = conversations.conversation_id)`),
			Mends:  "raises a head to the last entry",
			Advice: "Where the head is past the last entry, entries are lost. " + restore,
		},
		{
			Name: "log.hash", Holds: "Every entry has the hash of the log before it, and a conversation that of all of it.", Find: findBroken,
			Advice: "An entry was changed, or lost, by something else than this program, and the devices of people tell of it, too. " + restore,
		},
		{
			Name: "log.retry", Holds: "A client id of a sender is in a conversation once.", Of: "entries",
			Query: `SELECT conversation_id, sender_id, MIN(seq) AS seq FROM entries
				GROUP BY conversation_id, sender_id, client_id HAVING COUNT(*) > 1`,
			Advice: "A message is there twice. Whoever sent it can unsend one of the two.",
		},
		{
			Name: "log.poll", Holds: "Votes and closings speak of polls, and a vote in an anonymous one has no name but that of whose poll it is.", Of: "entries WHERE kind IN ('vote', 'close')",
			Query: `SELECT entries.conversation_id, entries.seq FROM entries
				JOIN entries AS root ON root.conversation_id = entries.conversation_id AND root.seq = entries.target_seq
				WHERE entries.kind IN ('vote', 'close') AND root.erased_at = 0 AND (SUBSTR(root.content, 1, 15) <> '{"type":"poll",'
					OR entries.kind = 'vote' AND root.content LIKE '%"anonymous":true%' AND entries.sender_id <> root.sender_id)`,
			Advice: "Someone's vote shows where it should not, or counts for nothing: report this as a security problem.",
		},
		{
			Name: "log.profile", Holds: "A message that is a profile names an account, and nothing of what it shows.", Of: "entries",
			Query: `SELECT conversation_id, seq FROM entries WHERE SUBSTR(content, 1, 16) = '` + profilePrefix + `'
				AND content NOT LIKE '{"type":"profile","text":"",%"profile":"________-____-____-____-____________"%'`,
			Advice: "Whoever sent it can unsend it.",
		},
		{
			Name: "log.location", Holds: "A message with a place tells one that there is, no more precisely than it says.", Find: findWrongPlaces,
			Advice: "Whoever sent it can unsend it.",
		},
		{
			Name: "log.ballots", Holds: "What people chose in anonymous polls is kept for polls that are there.", Of: "poll_votes",
			Query:  `SELECT conversation_id, seq FROM poll_votes WHERE ` + lostBallot,
			Repair: verify.By(`DELETE FROM poll_votes WHERE ` + lostBallot), Mends: "forgets it",
		},
		{
			Name: "log.pins", Holds: "What is pinned are up to three messages that are not erased, each by a line of the log.", Of: "conversations",
			Query:  `SELECT conversation_id, pins FROM conversations WHERE ` + pinsWrong,
			Repair: verify.By(`UPDATE conversations SET pins = '' WHERE ` + pinsWrong), Mends: "pins none of the conversation's messages",
		},
		{
			Name: "log.kind", Holds: "An entry is of a kind that there is, and what has content has it until it is erased.", Of: "entries",
			Query: `SELECT conversation_id, seq FROM entries
				WHERE kind NOT IN ('message', 'edit', 'reaction', 'vote', 'close', 'unsend', 'pin', 'unpin', 'member', 'settings') OR content = '' AND erased_at = 0 AND kind <> 'unsend'`,
			Advice: restore,
		},
		{
			Name: "log.target", Holds: "An edit, a reaction, a vote, a closing and an unsend speak of a message before them; other entries speak of none.", Of: "entries",
			Query: `SELECT conversation_id, seq, target_seq AS target FROM entries
				WHERE target_seq <> 0 AND kind IN (` + roots + `) OR (target_seq <> 0 OR kind NOT IN (` + roots + `)) AND NOT EXISTS (
					SELECT 1 FROM entries AS root WHERE root.conversation_id = entries.conversation_id AND root.seq = entries.target_seq
						AND root.kind = 'message' AND root.seq < entries.seq)`,
			Advice: restore,
		},
		{
			Name: "log.sender", Holds: "Who wrote in a conversation is a member of it, or was one of a group.", Of: "entries",
			Query: `SELECT conversation_id, sender_id FROM (SELECT DISTINCT conversation_id, sender_id FROM entries) AS senders
				WHERE NOT EXISTS (SELECT 1 FROM members
					WHERE members.conversation_id = senders.conversation_id AND members.account_id = senders.sender_id)
				AND NOT EXISTS (SELECT 1 FROM left_groups
					WHERE left_groups.account_id = senders.sender_id AND left_groups.conversation_id = senders.conversation_id)`,
			Advice: restore,
		},
		{
			Name: "log.owner", Holds: "Only who sent a message edits or unsends it.", Of: "entries WHERE kind IN ('edit', 'unsend')",
			Query: `SELECT entries.conversation_id, entries.seq FROM entries
				JOIN entries AS root ON root.conversation_id = entries.conversation_id AND root.seq = entries.target_seq
				WHERE entries.kind IN ('edit', 'unsend') AND root.sender_id <> entries.sender_id`,
			Advice: "Someone changed the message of another: report this as a security problem.",
		},
		{
			Name: "log.media", Holds: "Every photo, voice note and file of a message is there, and is that message's.", Find: findLostMedia,
			Advice: "Bring the store back from a backup, or have whoever sent the message unsend it.",
		},
		{
			Name: "plays.voice", Holds: "What someone has played is a voice note of another's that is not erased.", Of: "plays",
			Query:  `SELECT conversation_id, seq, account_id FROM plays WHERE ` + playsWrong,
			Repair: verify.By(`DELETE FROM plays WHERE ` + playsWrong), Mends: "forgets it",
		},
		{
			Name: "log.message", Holds: "A conversation knows its last message and when it came.", Of: "conversations",
			Query: `SELECT conversation_id, message_seq AS message FROM conversations WHERE ` + lastMessageWrong,
			Repair: verify.By(
				`UPDATE conversations SET message_seq = `+lastMessage+` WHERE message_seq <> `+lastMessage,
				`UPDATE conversations SET message_at = `+lastMessageAt+` WHERE message_at <> `+lastMessageAt),
			Mends: "reads it from the log again",
		},
	}
}

// roots are the kinds of entries that speak of no other, but for what their content says.
const roots = `'message', 'pin', 'unpin', 'member', 'settings'`

// pinsWrong is a condition on a conversation: what is pinned in it are not up to three messages of it, each once and by a line of the log.
const pinsWrong = `pins <> '' AND (LENGTH(pins) - LENGTH(REPLACE(pins, ',', '')) > 2 OR LENGTH(pins) - LENGTH(REPLACE(pins, ',', '')) + 1 <>
	(SELECT COUNT(*) FROM entries WHERE entries.conversation_id = conversations.conversation_id AND kind = 'message' AND erased_at = 0 AND ',' || pins || ',' LIKE '%,' || seq || ',%'
		AND EXISTS (SELECT 1 FROM entries AS line WHERE line.conversation_id = entries.conversation_id AND line.kind = 'pin' AND line.content = '{"messageSeq":' || entries.seq || '}')))`

const lostBallot = `NOT EXISTS (SELECT 1 FROM entries WHERE entries.conversation_id = poll_votes.conversation_id AND entries.seq = poll_votes.seq
	AND entries.erased_at = 0 AND entries.content LIKE '%"anonymous":true%')`

const (
	lastMessage = `COALESCE((SELECT MAX(seq) FROM entries
		WHERE entries.conversation_id = conversations.conversation_id AND kind = 'message'), 0)`
	lastMessageAt = `COALESCE((SELECT entries.created_at FROM entries
		WHERE entries.conversation_id = conversations.conversation_id AND seq = message_seq), 0)`
	lastMessageWrong = `message_seq <> ` + lastMessage + ` OR message_at <> ` + lastMessageAt
)

// rootSeq is the message that an entry is or speaks of. Looked for by BETWEEN, as in speaksOf.
const rootSeq = `CASE WHEN entries.target_seq > 0 THEN entries.target_seq ELSE entries.seq END`

func erasedChecks() []verify.Check {
	return []verify.Check{
		{
			Name: "erased.unsent", Holds: "A message that was unsent is erased.", Of: "entries WHERE kind = 'unsend'",
			Query: `SELECT entries.conversation_id, root.seq FROM entries
				JOIN entries AS root ON root.conversation_id = entries.conversation_id AND root.seq = entries.target_seq
				WHERE entries.kind = 'unsend' AND root.erased_at = 0`,
			Repair: verify.By(`UPDATE entries SET content = '', erased_at = (SELECT MIN(unsend.created_at) FROM entries AS unsend
					WHERE unsend.conversation_id = entries.conversation_id AND unsend.target_seq BETWEEN entries.seq AND entries.seq AND unsend.target_seq > 0 AND unsend.kind = 'unsend')
				WHERE kind = 'message' AND erased_at = 0 AND EXISTS (SELECT 1 FROM entries AS unsend
					WHERE unsend.conversation_id = entries.conversation_id AND unsend.target_seq BETWEEN entries.seq AND entries.seq AND unsend.target_seq > 0 AND unsend.kind = 'unsend')`),
			Mends: "erases it",
		},
		{
			Name: "erased.reason", Holds: "A message that is erased was unsent, or has disappeared.", Of: "entries WHERE erased_at > 0",
			Query: `SELECT conversation_id, seq FROM entries
				WHERE erased_at > 0 AND (expires_at = 0 OR expires_at > erased_at) AND NOT EXISTS (SELECT 1 FROM entries AS unsend WHERE unsend.conversation_id = entries.conversation_id
					AND unsend.kind = 'unsend' AND unsend.target_seq > 0 AND unsend.target_seq BETWEEN ` + rootSeq + ` AND ` + rootSeq + `)`,
			Advice: restore,
		},
		{
			Name: "erased.edits", Holds: "The edits of an erased message are erased.", Of: "entries WHERE kind = 'edit'",
			Query: `SELECT entries.conversation_id, entries.seq FROM entries
				JOIN entries AS root ON root.conversation_id = entries.conversation_id AND root.seq = entries.target_seq
				WHERE entries.kind = 'edit' AND root.erased_at > 0 AND entries.erased_at = 0`,
			Repair: verify.By(`UPDATE entries SET content = '', erased_at = (SELECT root.erased_at FROM entries AS root
					WHERE root.conversation_id = entries.conversation_id AND root.seq = entries.target_seq)
				WHERE kind = 'edit' AND erased_at = 0 AND EXISTS (SELECT 1 FROM entries AS root
					WHERE root.conversation_id = entries.conversation_id AND root.seq = entries.target_seq AND root.erased_at > 0)`),
			Mends: "erases them",
		},
		{
			Name: "erased.content", Holds: "What is erased has no content.", Of: "entries WHERE erased_at > 0",
			Query:  `SELECT conversation_id, seq FROM entries WHERE erased_at > 0 AND content <> ''`,
			Repair: verify.By(`UPDATE entries SET content = '' WHERE erased_at > 0 AND content <> ''`),
			Mends:  "empties it",
		},
	}
}

func (s *Service) memberChecks() []verify.Check {
	const viewOfNone = `NOT EXISTS (SELECT 1 FROM members
		WHERE members.conversation_id = inbox.conversation_id AND members.account_id = inbox.account_id)`
	return []verify.Check{
		{
			Name: "members.conversation", Holds: "Whoever is a member is one of a conversation that there is.", Of: "members",
			Query: `SELECT conversation_id, account_id FROM members
				WHERE NOT EXISTS (SELECT 1 FROM conversations WHERE conversations.conversation_id = members.conversation_id)`,
			Advice: restore,
		},
		{
			Name: "inbox.member", Holds: "Whoever has a view of a conversation is a member of it.", Of: "inbox",
			Query: `SELECT account_id, conversation_id FROM inbox WHERE ` + viewOfNone,
			Repair: func(ctx context.Context, tx *db.Tx) (int64, error) {
				joined, err := rejoin(ctx, tx)
				if err != nil {
					return joined, err
				}
				removed, err := tx.Exec(ctx, `DELETE FROM inbox WHERE `+viewOfNone)
				return joined + removed, err
			},
			Mends: "makes the person a member again where the conversation's id is that of the two, else removes the view",
		},
		{
			Name: "members.inbox", Holds: "Every member has a view of the conversation.", Of: "members",
			Query: `SELECT conversation_id, account_id FROM members
				WHERE NOT EXISTS (SELECT 1 FROM inbox
					WHERE inbox.account_id = members.account_id AND inbox.conversation_id = members.conversation_id)`,
			Repair: s.giveViews,
			Mends:  "makes it anew from what the log and the member tell; archive, pin, mute and draft are lost",
		},
		{
			Name: "members.direct", Holds: "A direct conversation has two members, one with oneself a single one, and its id is made of theirs.", Of: "conversations",
			Find: findStrangePairs, Advice: restore,
		},
		{
			Name: "members.position", Holds: "What others see of a member's position is not past the head.", Of: "members",
			Query: `SELECT members.conversation_id, account_id, read_seq AS "read", delivered_seq AS delivered FROM members
				JOIN conversations ON conversations.conversation_id = members.conversation_id
				WHERE read_seq > head_seq OR delivered_seq > head_seq OR read_seq < 0 OR delivered_seq < 0`,
			Repair: lowered("members", "read_seq", "delivered_seq"), Mends: "lowers it to the head",
		},
	}
}

// lowered is a repair that brings positions between 0 and the head of their conversation.
func lowered(table string, columns ...string) func(context.Context, *db.Tx) (int64, error) {
	var statements []string
	for _, column := range columns {
		statements = append(statements,
			`UPDATE `+table+` SET `+column+` = (SELECT head_seq FROM conversations WHERE conversations.conversation_id = `+table+`.conversation_id)
			WHERE `+column+` > (SELECT head_seq FROM conversations WHERE conversations.conversation_id = `+table+`.conversation_id)`,
			`UPDATE `+table+` SET `+column+` = 0 WHERE `+column+` < 0`)
	}
	return verify.By(statements...)
}

func viewChecks() []verify.Check {
	const (
		incoming = `COALESCE((SELECT MAX(seq) FROM entries WHERE entries.conversation_id = inbox.conversation_id
			AND kind = 'message' AND erased_at = 0 AND sender_id <> inbox.account_id AND NOT ` + inGroup + `), 0)`
		active = `(SELECT CASE WHEN conversations.kind = 'group' THEN 0 WHEN message_seq > cleared_before THEN message_at ELSE draft_at END FROM conversations
			WHERE conversations.conversation_id = inbox.conversation_id)`
		shown = `(SELECT members.read_seq FROM members
			WHERE members.conversation_id = inbox.conversation_id AND members.account_id = inbox.account_id)`
		hiddenWrong = `NOT EXISTS (SELECT 1 FROM entries WHERE entries.conversation_id = hidden_entries.conversation_id
				AND entries.seq = hidden_entries.seq AND entries.target_seq = 0)
			OR NOT EXISTS (SELECT 1 FROM inbox
				WHERE inbox.account_id = hidden_entries.account_id AND inbox.conversation_id = hidden_entries.conversation_id)`
	)
	return []verify.Check{
		{
			Name: "inbox.peer", Holds: "A view of a direct conversation names the other member.", Of: "inbox",
			Query:  `SELECT account_id, conversation_id FROM inbox WHERE ` + peerWrong,
			Repair: namePeers, Mends: "names the other member",
			Advice: "Its members are not those of its id: see members.direct.",
		},
		{
			Name: "inbox.position", Holds: "A view's own positions are not past the head.", Of: "inbox",
			Query: `SELECT account_id, inbox.conversation_id, read_seq AS "read", cleared_before AS cleared FROM inbox
				JOIN conversations ON conversations.conversation_id = inbox.conversation_id
				WHERE read_seq > head_seq OR cleared_before > head_seq OR read_seq < 0 OR cleared_before < 0`,
			Repair: lowered("inbox", "read_seq", "cleared_before"), Mends: "lowers it to the head",
		},
		{
			Name: "inbox.read", Holds: "Nobody is shown to have read further than they have.", Of: "inbox",
			Query:  `SELECT account_id, conversation_id, read_seq AS "read" FROM inbox WHERE read_seq < ` + shown,
			Repair: verify.By(`UPDATE inbox SET read_seq = ` + shown + ` WHERE read_seq < ` + shown),
			Mends:  "raises the person's own position to what others were shown",
		},
		{
			Name: "inbox.incoming", Holds: "A view knows the last message of the others that is not erased.", Of: "inbox",
			Query:  `SELECT account_id, conversation_id, incoming_seq AS incoming FROM inbox WHERE incoming_seq <> ` + incoming,
			Repair: verify.By(`UPDATE inbox SET incoming_seq = ` + incoming + ` WHERE incoming_seq <> ` + incoming),
			Mends:  "reads it from the log again",
		},
		{
			Name: "inbox.draft", Holds: "A draft has a time, and nothing else has.", Of: "inbox",
			Query:  `SELECT account_id, conversation_id FROM inbox WHERE (draft = '') <> (draft_at = 0)`,
			Repair: verify.By(`UPDATE inbox SET draft_at = CASE WHEN draft = '' THEN 0 ELSE changed_at END WHERE (draft = '') <> (draft_at = 0)`),
			Mends:  "takes the time of the last change, or none",
		},
		{
			Name: "inbox.active", Holds: "A view stands where its last message or draft puts it.", Of: "inbox",
			Query:  `SELECT account_id, conversation_id FROM inbox WHERE active_at <> ` + active,
			Repair: verify.By(`UPDATE inbox SET active_at = ` + active + ` WHERE active_at <> ` + active), Mends: "puts it there",
		},
		{
			Name: "inbox.folder", Holds: "A view is in a folder that there is.", Of: "inbox",
			Query:  `SELECT account_id, conversation_id FROM inbox WHERE folder NOT IN ('inbox', 'archived', 'requests', 'hidden')`,
			Repair: verify.By(`UPDATE inbox SET folder = 'inbox' WHERE folder NOT IN ('inbox', 'archived', 'requests', 'hidden')`), Mends: "puts it into the inbox",
		},
		{
			Name: "hidden.entry", Holds: "What someone deleted for themselves is a message that they have a view of.", Of: "hidden_entries",
			Query:  `SELECT account_id, conversation_id, seq FROM hidden_entries WHERE ` + hiddenWrong,
			Repair: verify.By(`DELETE FROM hidden_entries WHERE ` + hiddenWrong), Mends: "forgets it",
		},
	}
}

const peerWrong = `(NOT ` + inGroup + ` AND (peer_id IS NULL OR (peer_id = inbox.account_id) <> ` + inSaved + ` OR NOT EXISTS (SELECT 1 FROM members
	WHERE members.conversation_id = inbox.conversation_id AND members.account_id = inbox.peer_id)))`

const inSaved = `EXISTS (SELECT 1 FROM conversations WHERE conversations.conversation_id = inbox.conversation_id AND conversations.kind = 'saved')`

// namePeers names the other member in views that name nobody or a stranger.
func namePeers(ctx context.Context, tx *db.Tx) (int64, error) {
	given, err := findPairs(ctx, tx, `SELECT inbox.account_id, inbox.conversation_id, members.account_id FROM inbox
		JOIN members ON members.conversation_id = inbox.conversation_id AND (members.account_id <> inbox.account_id OR `+inSaved+`) WHERE `+peerWrong)
	if err != nil {
		return 0, err
	}
	const update = `UPDATE inbox SET peer_id = $3 /*from rows*/ WHERE account_id = $1 AND conversation_id = $2`
	return given.len(), tx.ExecRows(ctx, update, db.Columns{given.accounts, given.conversations, given.peers})
}

// pairs are people in direct conversations, with the other in each.
type pairs struct{ accounts, conversations, peers []base.ID }

func (p pairs) len() int64 { return int64(len(p.accounts)) }

// findPairs runs a query for an account, a conversation and the other account, and keeps the rows that are proven: the id of a
// direct conversation is made of its two members.
func findPairs(ctx context.Context, tx *db.Tx, query string) (proven pairs, err error) {
	rows, err := tx.Query(ctx, query)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var account, conversation, peer base.ID
		err := scan(&account, &conversation, &peer)
		if base.DirectID(account, peer) == conversation {
			proven.accounts = append(proven.accounts, account)
			proven.conversations = append(proven.conversations, conversation)
			proven.peers = append(proven.peers, peer)
		}
		return err
	})
	return proven, err
}

// findStrangePairs reads all members in the order of their conversations.
func findStrangePairs(ctx context.Context, tx *db.Tx, found *verify.Finding) error {
	var current base.ID
	var kind string
	var members []base.ID
	judge := func() {
		proven := len(members) > 0 && base.DirectID(members[0], members[len(members)-1]) == current
		if current.IsZero() || kind == group || proven && (kind == direct && len(members) == 2 || kind == saved && len(members) == 1) {
			return
		}
		found.Add("conversation", current, "members", len(members))
	}
	rows, err := tx.Query(ctx, `SELECT conversations.conversation_id, kind, account_id FROM conversations
		LEFT JOIN members ON members.conversation_id = conversations.conversation_id ORDER BY conversations.conversation_id`)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id, member base.ID
		var k string
		if err := scan(&id, &k, &member); err != nil {
			return err
		}
		if id != current {
			judge()
			current, kind, members = id, k, members[:0]
		}
		if !member.IsZero() {
			members = append(members, member)
		}
		return nil
	})
	judge()
	return err
}

// rejoin makes those members again whose views prove that they are.
func rejoin(ctx context.Context, tx *db.Tx) (int64, error) {
	missing, err := findPairs(ctx, tx, `SELECT account_id, conversation_id, peer_id FROM inbox WHERE NOT EXISTS (SELECT 1 FROM members
			WHERE members.conversation_id = inbox.conversation_id AND members.account_id = inbox.account_id)
		AND EXISTS (SELECT 1 FROM conversations WHERE conversations.conversation_id = inbox.conversation_id AND kind IN ('direct', 'saved'))`)
	if err != nil {
		return 0, err
	}
	const insert = `INSERT INTO members (conversation_id, account_id, joined_at)
		SELECT conversation_id, $2, created_at FROM /*rows*/ conversations WHERE conversation_id = $1`
	return missing.len(), tx.ExecRows(ctx, insert, db.Columns{missing.conversations, missing.accounts})
}

// giveViews gives a view to every member without one who is proven to be a member. It stands where the log and the member put it.
func (s *Service) giveViews(ctx context.Context, tx *db.Tx) (int64, error) {
	missing, err := findPairs(ctx, tx, `SELECT members.account_id, members.conversation_id, other.account_id FROM members
		JOIN conversations ON conversations.conversation_id = members.conversation_id AND kind IN ('direct', 'saved')
		JOIN members AS other ON other.conversation_id = members.conversation_id AND (other.account_id = members.account_id) = (kind = 'saved')
		WHERE NOT EXISTS (SELECT 1 FROM inbox
			WHERE inbox.account_id = members.account_id AND inbox.conversation_id = members.conversation_id)`)
	if err != nil {
		return 0, err
	}
	now := make([]int64, missing.len())
	for i := range now {
		now[i] = s.DB.Stamp(s.Clock.Now())
	}
	const insert = `INSERT INTO inbox (account_id, conversation_id, peer_id, read_seq, incoming_seq, active_at, changed_at)
		SELECT $1, $2, $3, members.read_seq,
			COALESCE((SELECT MAX(seq) FROM entries WHERE entries.conversation_id = conversations.conversation_id
				AND entries.kind = 'message' AND erased_at = 0 AND sender_id <> $1), 0),
			message_at, $4
		FROM /*rows*/ conversations JOIN members ON members.conversation_id = conversations.conversation_id
		WHERE conversations.conversation_id = $2 AND members.account_id = $1`
	if err := tx.ExecRows(ctx, insert, db.Columns{missing.accounts, missing.conversations, missing.peers, now}); err != nil {
		return 0, err
	}
	given, err := s.giveGroupViews(ctx, tx)
	return missing.len() + given, err
}
