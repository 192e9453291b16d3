package app_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/base/basetest"
	"causerie/internal/db"
	"causerie/internal/testkit"
	"causerie/internal/verify"
)

// damage is one way in which a store can be broken, by statements that the program never runs.
type damage struct {
	name   string
	breaks map[db.Dialect][]string // under "" for both
	found  []string                // the checks that see it
	left   []string                // those that still do after a repair
	// where found or left differ on SQLite, which has an index beside its words
	alsoSQLite []string
}

// linked is a link of an account to the Facebook account of {ghost}.
func linked(account, state string) string {
	return `INSERT INTO facebook_links (account_id, tag, seal, state, friends, linked_at, refreshed_at, tried_at, expires_at, due_at)
		VALUES (` + account + `, {ghost}, {ghost}, '` + state + `', 0, 5, 5, 5, 0, NULL)`
}

// caseOf is a case about cyd, with {ghost} as its id.
func caseOf(state string, reports int) string {
	return fmt.Sprintf(`INSERT INTO cases (case_id, account_id, state, urgency, reason, reports, reporters, opened_at, changed_at)
		VALUES ({ghost}, {cyd}, '%s', 3, 'hate', %d, 0, 5, 5)`, state, reports)
}

func both(statements ...string) map[db.Dialect][]string {
	return map[db.Dialect][]string{"": statements}
}

// In the statements {ada}, {bob}, {cyd}, {ghost} and {talk} stand for ids, {later} for a time in ten years. ghost is nobody. talk is the
// conversation of ada and bob: 1 ada writes, 2 and edits it; 3 bob writes, 4 and reacts to 1; 5 ada writes, 6 edits, 7 unsends it;
// 8 ada writes. bob has read up to 3.
var damages = []damage{
	{name: "a log without conversation", found: []string{"log.conversation", "log.sender", "search.words"}, left: []string{"log.conversation", "log.sender"},
		breaks: both(`INSERT INTO entries (conversation_id, seq, kind, sender_id, client_id, content, created_at)
			VALUES ({ghost}, 1, 'message', {ada}, {ghost}, '{"type":"text","text":"lost"}', 5)`)},
	{name: "a gap in the log", found: []string{"log.hash", "log.dense"}, left: []string{"log.hash", "log.dense"},
		breaks: both(`DELETE FROM entries WHERE conversation_id = {talk} AND seq = 4`)},
	{name: "a head before the last entry", found: []string{"log.head"}, breaks: both(`UPDATE conversations SET head_seq = 7 WHERE conversation_id = {talk}`)},
	{name: "a head past the last entry", found: []string{"log.head"}, left: []string{"log.head"},
		breaks: both(`UPDATE conversations SET head_seq = 9 WHERE conversation_id = {talk}`)},
	{name: "another entry than the one that was written", found: []string{"log.hash"}, left: []string{"log.hash"},
		breaks: both(`UPDATE entries SET client_id = {ghost} WHERE conversation_id = {talk} AND seq = 4`)},
	{name: "another end of the log", found: []string{"log.hash"}, left: []string{"log.hash"},
		breaks: both(`UPDATE conversations SET head_hash = {ghost} WHERE conversation_id = {talk}`)},
	{name: "a message twice", found: []string{"log.hash", "log.retry"}, left: []string{"log.hash", "log.retry"}, breaks: map[db.Dialect][]string{
		db.SQLite:   {`CREATE TABLE loose AS SELECT * FROM entries`, `DROP TABLE entries`, `ALTER TABLE loose RENAME TO entries`, repeated},
		db.Postgres: {`ALTER TABLE entries DROP CONSTRAINT entries_conversation_id_sender_id_client_id_key`, repeated},
	}},
	{name: "an unknown kind", found: []string{"log.hash", "log.kind"}, left: []string{"log.hash", "log.kind"},
		breaks: both(`UPDATE entries SET kind = 'shout' WHERE conversation_id = {talk} AND seq = 4`)},
	{name: "a reaction without content", found: []string{"log.kind"}, left: []string{"log.kind"},
		breaks: both(`UPDATE entries SET content = '' WHERE conversation_id = {talk} AND seq = 4`)},
	{name: "a target that is not there", found: []string{"log.hash", "log.target"}, left: []string{"log.hash", "log.target"},
		breaks: both(`UPDATE entries SET target_seq = 99 WHERE conversation_id = {talk} AND seq = 4`)},
	{name: "a target that is no message", found: []string{"log.hash", "log.target"}, left: []string{"log.hash", "log.target"},
		breaks: both(`UPDATE entries SET target_seq = 2 WHERE conversation_id = {talk} AND seq = 4`)},
	{name: "a target in the future", found: []string{"log.hash", "log.target"}, left: []string{"log.hash", "log.target"},
		breaks: both(`UPDATE entries SET target_seq = 8 WHERE conversation_id = {talk} AND seq = 4`)},
	{name: "a message with a target", found: []string{"log.hash", "log.target"}, left: []string{"log.hash", "log.target"},
		breaks: both(`UPDATE entries SET target_seq = 1 WHERE conversation_id = {talk} AND seq = 3`)},
	{name: "an entry of a stranger", found: []string{"log.hash", "log.sender"}, left: []string{"log.hash", "log.sender"},
		breaks: both(`UPDATE entries SET sender_id = {ghost} WHERE conversation_id = {talk} AND seq = 4`)},
	{name: "an edit of another's message", found: []string{"log.hash", "log.owner"}, left: []string{"log.hash", "log.owner"},
		breaks: both(`UPDATE entries SET sender_id = {bob} WHERE conversation_id = {talk} AND seq = 2`)},
	{name: "another last message", found: []string{"log.message"}, breaks: both(`UPDATE conversations SET message_seq = 3 WHERE conversation_id = {talk}`)},
	{name: "a last message at another time", found: []string{"log.message", "inbox.active"},
		breaks: both(`UPDATE conversations SET message_at = message_at - 5 WHERE conversation_id = {talk}`)},

	{name: "an unsent message that is still there", found: []string{"erased.unsent", "search.words"},
		breaks: both(`UPDATE entries SET erased_at = 0, content = '{"type":"text","text":"back"}' WHERE conversation_id = {talk} AND seq = 5`)},
	{name: "a message that was erased for no reason", found: []string{"erased.reason", "inbox.incoming", "search.erased"}, left: []string{"erased.reason"},
		breaks: both(`UPDATE entries SET erased_at = 5, content = '' WHERE conversation_id = {talk} AND seq = 3`)},
	{name: "an edit of an unsent message", found: []string{"erased.edits"},
		breaks: both(`UPDATE entries SET erased_at = 0, content = '{"text":"back"}' WHERE conversation_id = {talk} AND seq = 6`)},
	{name: "an erased message with its text", found: []string{"erased.content"},
		breaks: both(`UPDATE entries SET content = '{"type":"text","text":"back"}' WHERE conversation_id = {talk} AND seq = 5`)},

	{name: "a member of nothing", found: []string{"members.conversation", "members.inbox"}, left: []string{"members.conversation", "members.inbox"},
		breaks: both(`INSERT INTO members (conversation_id, account_id, joined_at) VALUES ({ghost}, {ada}, 5)`)},
	{name: "a member who is missing", found: []string{"inbox.member", "inbox.peer", "log.sender", "members.direct", "search.words"},
		breaks: both(`DELETE FROM members WHERE conversation_id = {talk} AND account_id = {bob}`)},
	{name: "a view of a stranger", found: []string{"inbox.member", "inbox.incoming", "inbox.active"},
		breaks: both(`INSERT INTO inbox (account_id, conversation_id, peer_id, changed_at) VALUES ({cyd}, {talk}, {ada}, 5)`)},
	{name: "a member without a view", found: []string{"members.inbox"},
		breaks: both(`DELETE FROM inbox WHERE account_id = {bob} AND conversation_id = {talk}`)},
	{name: "a third member", found: []string{"members.direct", "members.inbox", "search.words"}, left: []string{"members.direct", "members.inbox"},
		breaks: both(`INSERT INTO members (conversation_id, account_id, joined_at) VALUES ({talk}, {cyd}, 5)`)},
	{name: "a member past the head", found: []string{"members.position"},
		breaks: both(`UPDATE members SET delivered_seq = 99 WHERE conversation_id = {talk} AND account_id = {bob}`)},
	{name: "a member before the log", found: []string{"members.position"},
		breaks: both(`UPDATE members SET delivered_seq = -1 WHERE conversation_id = {talk} AND account_id = {bob}`)},

	{name: "a view without the other", found: []string{"inbox.peer"}, breaks: both(`UPDATE inbox SET peer_id = NULL WHERE account_id = {bob}`)},
	{name: "a view of oneself", found: []string{"inbox.peer"}, breaks: both(`UPDATE inbox SET peer_id = {bob} WHERE account_id = {bob}`)},
	{name: "one's own conversation with someone in it", found: []string{"members.direct", "members.inbox", "search.words"}, left: []string{"members.direct", "members.inbox"},
		breaks: both(`INSERT INTO members (conversation_id, account_id, joined_at) SELECT conversation_id, {bob}, 0 FROM conversations WHERE kind = 'saved'`)},
	{name: "one's own conversation without oneself", found: []string{"inbox.member", "inbox.peer", "log.sender", "members.direct", "search.words"},
		breaks: both(`DELETE FROM members WHERE conversation_id IN (SELECT conversation_id FROM conversations WHERE kind = 'saved')`)},
	{name: "one's own conversation without a view", found: []string{"members.inbox"},
		breaks: both(`DELETE FROM inbox WHERE account_id = {fay} AND peer_id = {fay}`)},
	{name: "a view of one's own conversation that names nobody", found: []string{"inbox.peer"},
		breaks: both(`UPDATE inbox SET peer_id = {bob} WHERE account_id = {fay} AND peer_id = {fay}`)},
	{name: "a read position past the head", found: []string{"inbox.position"}, breaks: both(`UPDATE inbox SET read_seq = 99 WHERE account_id = {bob}`)},
	{name: "cleared past the head", found: []string{"inbox.position", "inbox.active"}, breaks: both(`UPDATE inbox SET cleared_before = 99 WHERE account_id = {bob}`)},
	{name: "shown to have read too far", found: []string{"inbox.read"},
		breaks: both(`UPDATE members SET read_seq = 5 WHERE conversation_id = {talk} AND account_id = {bob}`)},
	{name: "another last message of the others", found: []string{"inbox.incoming"}, breaks: both(`UPDATE inbox SET incoming_seq = 1 WHERE account_id = {bob}`)},
	{name: "a draft without a time", found: []string{"inbox.draft"}, breaks: both(`UPDATE inbox SET draft = '{"text":"so"}' WHERE account_id = {bob}`)},
	{name: "a time without a draft", found: []string{"inbox.draft"}, breaks: both(`UPDATE inbox SET draft_at = 5 WHERE account_id = {bob}`)},
	{name: "a view at another place of the list", found: []string{"inbox.active"}, breaks: both(`UPDATE inbox SET active_at = 5 WHERE account_id = {bob}`)},
	{name: "a view in no folder", found: []string{"inbox.folder"}, breaks: both(`UPDATE inbox SET folder = 'attic' WHERE account_id = {bob}`)},
	{name: "a hidden edit", found: []string{"hidden.entry"}, breaks: both(`INSERT INTO hidden_entries (account_id, conversation_id, seq) VALUES ({ada}, {talk}, 2)`)},
	{name: "a hidden message that is not there", found: []string{"hidden.entry"},
		breaks: both(`INSERT INTO hidden_entries (account_id, conversation_id, seq) VALUES ({ada}, {talk}, 99)`)},
	{name: "a stranger's hidden message", found: []string{"hidden.entry"},
		breaks: both(`INSERT INTO hidden_entries (account_id, conversation_id, seq) VALUES ({cyd}, {talk}, 1)`)},

	{name: "words of an erased message", found: []string{"search.erased"}, breaks: map[db.Dialect][]string{
		db.SQLite:   {`INSERT INTO message_words (row_id, conversation_id, seq, words) SELECT MAX(row_id) + 1, {talk}, 5, 'secret' FROM message_words`},
		db.Postgres: {`INSERT INTO message_words (conversation_id, seq, created_at, words) VALUES ({talk}, 5, 5, array_to_tsvector(ARRAY['secret']))`},
	}},
	{name: "a message that search does not know", found: []string{"search.words"}, alsoSQLite: []string{"search.index"},
		breaks: both(`DELETE FROM message_words WHERE conversation_id = {talk} AND seq = 8`)},
	{name: "a message by other words", found: []string{"search.words"}, alsoSQLite: []string{"search.index"}, breaks: map[db.Dialect][]string{
		db.SQLite:   {`UPDATE message_words SET words = 'other' WHERE conversation_id = {talk} AND seq = 8`},
		db.Postgres: {`UPDATE message_words SET words = array_to_tsvector(ARRAY['other']) WHERE conversation_id = {talk} AND seq = 8`},
	}},
	{name: "words in the index of what is gone", alsoSQLite: []string{"search.index"}, breaks: map[db.Dialect][]string{
		db.SQLite: {`INSERT INTO message_index (rowid, words) VALUES (4711, 'secret')`},
	}},
	{name: "an index that counts too few messages", alsoSQLite: []string{"search.index"}, breaks: map[db.Dialect][]string{
		db.SQLite: {`INSERT INTO message_index (message_index, rowid, words) VALUES ('delete', 1, '')`},
	}},
	{name: "an entry of the far future", found: []string{"log.hash", "chat.times"}, left: []string{"log.hash", "chat.times"},
		breaks: both(`UPDATE entries SET created_at = {later} WHERE conversation_id = {talk} AND seq = 4`)},

	{name: "an account without a handle", found: []string{"accounts.handle"}, left: []string{"accounts.handle"},
		breaks: both(`DELETE FROM handles WHERE handle = 'cyd'`)},
	{name: "a handle of nobody", found: []string{"handles.account"}, left: []string{"handles.account"},
		breaks: both(`INSERT INTO handles (handle, skeleton, account_id) VALUES ('ghost', 'ghost', {ghost})`)},
	{name: "a handle that hides a look-alike", found: []string{"handles.skeleton"}, left: []string{"handles.skeleton"},
		breaks: both(`UPDATE handles SET skeleton = 'other' WHERE handle = 'cyd'`)},
	{name: "an account without a way in", found: []string{"accounts.entry"}, left: []string{"accounts.entry"},
		breaks: both(`UPDATE accounts SET password_hash = '' WHERE account_id = {cyd}`)},
	{name: "an eleventh code", found: []string{"codes.count"}, left: []string{"codes.count"},
		breaks: both(`INSERT INTO recovery_codes (account_id, code_hash) VALUES ({cyd}, {ghost})`)},
	{name: "an account by other words", found: []string{"terms.account"}, breaks: both(`UPDATE accounts SET name = 'Someone Else' WHERE account_id = {cyd}`)},
	{name: "a session of nobody", found: []string{"sessions.account"},
		breaks: both(`INSERT INTO sessions (account_id, session_id, token_hash, device, address, created_at, last_seen_at, expires_at)
			VALUES ({ghost}, {ghost}, {ghost}, '', '', 5, 5, 5)`)},
	{name: "half a guardian link", found: []string{"guardians.half"},
		breaks: both(`INSERT INTO guardian_links (account_id, other_id, young, state, at) VALUES ({cyd}, {ada}, TRUE, 'linked', 5)`)},
	{name: "a guardian link of two who are both young", found: []string{"guardians.half"},
		breaks: both(`INSERT INTO guardian_links (account_id, other_id, young, state, at) VALUES ({cyd}, {ada}, TRUE, 'linked', 5)`,
			`INSERT INTO guardian_links (account_id, other_id, young, state, at) VALUES ({ada}, {cyd}, TRUE, 'linked', 5)`)},
	{name: "a guardian link of nobody", found: []string{"guardian_links.account", "guardian_links.other"}, left: []string{"guardian_links.account", "guardian_links.other"},
		breaks: both(`INSERT INTO guardian_links (account_id, other_id, young, state, at) VALUES ({ghost}, {ghost}, TRUE, 'ended', 5)`)},
	{name: "time of who has no guardian", found: []string{"guardians.time"},
		breaks: both(`INSERT INTO active_time (account_id, day, minutes, counted_at) VALUES ({cyd}, '2026-01-01', 5, 5)`)},
	{name: "time of nobody", found: []string{"guardians.time", "active_time.account"},
		breaks: both(`INSERT INTO active_time (account_id, day, minutes, counted_at) VALUES ({ghost}, '2026-01-01', 5, 5)`)},
	{name: "time of the far future", found: []string{"guardians.time", "guardians.times"},
		breaks: both(`INSERT INTO active_time (account_id, day, minutes, counted_at) VALUES ({cyd}, '2026-01-01', 5, {later})`)},
	{name: "a subscription of nobody", found: []string{"push_subscriptions.account"}, left: []string{"push_subscriptions.account"},
		breaks: both(`INSERT INTO push_subscriptions (account_id, session_id, endpoint, endpoint_hash, p256dh, auth, content, created_at)
			VALUES ({ghost}, {ghost}, '', {ghost}, {ghost}, {ghost}, 'full', 5)`)},
	{name: "a device with two subscriptions", found: []string{"push.device"},
		breaks: both(`INSERT INTO push_subscriptions (account_id, session_id, endpoint, endpoint_hash, p256dh, auth, content, created_at)
			VALUES ({cyd}, {ghost}, '', {ghost}, {ghost}, {ghost}, 'full', 5), ({ada}, {ghost}, '', {ghost}, {ghost}, {ghost}, 'full', 5)`)},
	{name: "quiet hours of nobody", found: []string{"push_held.account"}, left: []string{"push_held.account"},
		breaks: both(`INSERT INTO push_held (account_id, since_at, until_at) VALUES ({ghost}, 5, {later})`)},
	{name: "quiet hours of the far future", found: []string{"push.times"}, left: []string{"push.times"},
		breaks: both(`INSERT INTO push_held (account_id, since_at, until_at) VALUES ({cyd}, {later}, {later})`)},
	{name: "summaries of nobody", found: []string{"digests.account", "digest_codes.account"}, left: []string{"digests.account", "digest_codes.account"},
		breaks: both(`INSERT INTO digests (account_id, every, language, address, hint, due_at, told_at, tries, refused_at) VALUES ({ghost}, 'daily', '', {ghost}, '', 5, 0, 0, 0)`,
			`INSERT INTO digest_codes (account_id, address, hint, code_hash, tries, expires_at) VALUES ({ghost}, {ghost}, '', {ghost}, 0, 5)`)},
	{name: "summaries that nobody looks at", found: []string{"digests.due"},
		breaks: both(`INSERT INTO digests (account_id, every, language, address, hint, due_at, told_at, tries, refused_at) VALUES ({cyd}, 'daily', '', {ghost}, '', 0, 0, 0, 0)`)},
	{name: "summaries of the far future", found: []string{"digests.times"}, left: []string{"digests.times"},
		breaks: both(`INSERT INTO digests (account_id, every, language, address, hint, due_at, told_at, tries, refused_at) VALUES ({cyd}, 'daily', '', {ghost}, '', {later}, 0, 0, 0)`)},
	{name: "an announcement that nobody put away", found: []string{"announcements.dismissed", "announcement_dismissals.account"},
		breaks: both(`INSERT INTO announcement_dismissals (account_id, announcement_id, at) VALUES ({ghost}, {ghost}, 5)`)},
	{name: "a device of nobody", found: []string{"devices.account"},
		breaks: both(`INSERT INTO devices (account_id, token_hash, created_at, used_at, new_until) VALUES ({ghost}, {ghost}, 5, 5, 0)`)},
	{name: "a ban of a device that nobody decided", found: []string{"decision.devices"},
		breaks: both(`INSERT INTO device_bans (account_id, decision_id, token_hash, until_at) VALUES ({cyd}, {ghost}, {ghost}, 0)`)},
	{name: "a ban of nobody's device", found: []string{"decision.devices", "device_bans.account"},
		breaks: both(`INSERT INTO device_bans (account_id, decision_id, token_hash, until_at) VALUES ({ghost}, {ghost}, {ghost}, 0)`)},
	{name: "a passkey of nobody", found: []string{"passkeys.account"},
		breaks: both(`INSERT INTO passkeys (account_id, passkey_id, credential_id, credential, name, created_at) VALUES ({ghost}, {ghost}, {ghost}, '{}', '', 5)`)},
	{name: "a code of nobody", found: []string{"codes.account"}, breaks: both(`INSERT INTO recovery_codes (account_id, code_hash) VALUES ({ghost}, {ghost})`)},
	{name: "a word of nobody", found: []string{"terms.orphan"}, breaks: both(`INSERT INTO account_terms (term, account_id) VALUES ({ghost}, {ghost})`)},
	{name: "a session of the far future", found: []string{"accounts.times"}, left: []string{"accounts.times"},
		breaks: both(`UPDATE sessions SET last_seen_at = {later} WHERE account_id = {cyd}`)},

	{name: "half a block", found: []string{"relations.half"}, breaks: both(`DELETE FROM relations WHERE blocked_at IS NOT NULL`)},
	{name: "the other half of a block", found: []string{"relations.half"}, breaks: both(`DELETE FROM relations WHERE blocks_at IS NOT NULL`)},
	{name: "halves that differ", found: []string{"relations.half"}, breaks: both(`UPDATE relations SET blocks_at = blocks_at + 5 WHERE account_id = {ada}`)},
	{name: "a relation of nobody", found: []string{"relations.account", "relations.other"}, left: []string{"relations.account", "relations.other"},
		breaks: both(`UPDATE relations SET account_id = {ghost} WHERE blocks_at IS NOT NULL`, `UPDATE relations SET other_id = {ghost} WHERE blocked_at IS NOT NULL`)},
	{name: "a relation without any", found: []string{"relations.nothing"}, breaks: both(`INSERT INTO relations (account_id, other_id) VALUES ({bob}, {cyd})`)},
	{name: "a relation to oneself", found: []string{"relations.self"}, breaks: both(`INSERT INTO relations (account_id, other_id, mutes_at) VALUES ({bob}, {bob}, 5)`)},
	{name: "a relation before all times", found: []string{"relations.times"}, left: []string{"relations.times"},
		breaks: both(`INSERT INTO relations (account_id, other_id, mutes_at) VALUES ({bob}, {cyd}, -1)`)},
	{name: "more friends than there are", found: []string{"relations.counts"},
		breaks: both(`INSERT INTO relation_counts (account_id, following, followers, friends) VALUES ({cyd}, 0, 0, 5)`)},
	{name: "followers that are not counted", found: []string{"relations.counts"},
		breaks: both(`INSERT INTO relations (account_id, other_id, followed_at) VALUES ({bob}, {cyd}, 5)`, `INSERT INTO relations (account_id, other_id, follows_at) VALUES ({cyd}, {bob}, 5)`)},

	{name: "someone nobody can be found as", found: []string{"identifiers.account"}, left: []string{"identifiers.account"},
		breaks: both(`INSERT INTO identifiers (tag, account_id, kind, hint, seal, created_at)
			SELECT {ghost}, {ghost}, 'email', '', value || SUBSTR(value, 1, 12), 5 FROM server_keys WHERE name = 'contacts'`)},
	{name: "an identifier without a seal", found: []string{"identifiers.sealed"},
		breaks: both(`INSERT INTO identifiers (tag, account_id, kind, hint, seal, created_at) VALUES ({ghost}, {ada}, 'email', '', {ghost}, 5)`)},
	{name: "a code of nobody who can be found", found: []string{"identifier_codes.account"}, left: []string{"identifier_codes.account"},
		breaks: both(`INSERT INTO identifier_codes (account_id, kind, tag, seal, hint, code_hash, tries, expires_at)
			VALUES ({ghost}, 'email', {ghost}, {ghost}, '', {ghost}, 0, 5)`)},
	{name: "contacts of nobody", found: []string{"contact_syncs.account"}, left: []string{"contact_syncs.account"},
		breaks: both(`INSERT INTO contact_syncs (account_id, full_at, synced_at) VALUES ({ghost}, 5, 5)`)},
	{name: "contacts of the far future", found: []string{"contacts.times"}, left: []string{"contacts.times"},
		breaks: both(`INSERT INTO contact_syncs (account_id, full_at, synced_at) VALUES ({cyd}, {later}, 5)`)},
	{name: "a budget of the far future", found: []string{"contacts.times"}, left: []string{"contacts.times"},
		breaks: both(`INSERT INTO contact_budgets (subject, full_at) VALUES ({ghost}, {later})`)},
	{name: "a Facebook account of nobody", found: []string{"facebook.ids", "facebook_ids.account"},
		breaks: both(`INSERT INTO facebook_ids (tag, account_id) VALUES ({ghost}, {ghost})`)},
	{name: "a link without a Facebook account", found: []string{"facebook.links"}, breaks: both(linked("{ada}", "linked"))},
	{name: "a link of nobody", found: []string{"facebook.links", "facebook_links.account"}, breaks: both(linked("{ghost}", "linked"))},
	{name: "a link that was ended on Facebook, with its token", found: []string{"facebook.ids", "facebook.links"},
		breaks: both(`INSERT INTO facebook_ids (tag, account_id) VALUES ({ghost}, {ada})`, linked("{ada}", "revoked"), `UPDATE facebook_links SET tag = NULL`)},
	{name: "a link in no state", found: []string{"facebook.links"},
		breaks: both(`INSERT INTO facebook_ids (tag, account_id) VALUES ({ghost}, {ada})`, linked("{ada}", "odd"))},
	{name: "Facebook friends who are not linked", found: []string{"facebook.friends"},
		breaks: both(`INSERT INTO relations (account_id, other_id, facebook_at) VALUES ({bob}, {cyd}, 5)`, `INSERT INTO relations (account_id, other_id, facebook_of_at) VALUES ({cyd}, {bob}, 5)`)},
	{name: "someone found by a name in no list", found: []string{"facebook.names"},
		breaks: both(`INSERT INTO relations (account_id, other_id, name_at) VALUES ({bob}, {cyd}, 5)`, `INSERT INTO relations (account_id, other_id, name_of_at) VALUES ({cyd}, {bob}, 5)`)},
	{name: "a list of names of nobody", found: []string{"facebook_imports.account"}, left: []string{"facebook_imports.account"},
		breaks: both(`INSERT INTO facebook_imports (account_id, names, found, imported_at) VALUES ({ghost}, 1, 1, 5)`)},
	{name: "nobody who went to Facebook", found: []string{"facebook_attempts.account"}, left: []string{"facebook_attempts.account"},
		breaks: both(`INSERT INTO facebook_attempts (account_id, session_id, state_hash, expires_at) VALUES ({ghost}, {ghost}, {ghost}, 5)`)},
	{name: "a list of names of the far future", found: []string{"facebook.times"}, left: []string{"facebook.times"},
		breaks: both(`INSERT INTO facebook_imports (account_id, names, found, imported_at) VALUES ({ada}, 1, 1, {later})`)},
	{name: "half a contact", found: []string{"relations.half"}, breaks: both(`INSERT INTO relations (account_id, other_id, contact_at) VALUES ({bob}, {cyd}, 5)`)},
	{name: "a request that is hidden for no reason", found: []string{"request.why"}, breaks: both(`UPDATE inbox SET folder = 'hidden' WHERE account_id = {bob}`)},
	{name: "a reason to hide what is not hidden", found: []string{"request.why"}, breaks: both(`UPDATE inbox SET hidden_why = 'spam' WHERE account_id = {bob}`)},
	{name: "an answer that accepted nothing", found: []string{"request.answered"}, breaks: both(`UPDATE relations SET accepted_at = NULL`)},
	{name: "a finding of no case", found: []string{"finding.case"},
		breaks: both(`INSERT INTO findings (case_id, finding_id, text, people, senders, created_at) VALUES ({ghost}, {ghost}, 'x', 6, 1, 5)`)},
	{name: "evidence of no report", found: []string{"report.entries"}, left: []string{"report.entries"},
		breaks: both(`INSERT INTO report_entries (account_id, report_id, seq, kind, sender_id, content, created_at) VALUES ({ada}, {ghost}, 1, 'message', {bob}, '{}', 5)`)},
	{name: "a report of nobody about nobody", found: []string{"reports.account", "reports.other", "report.case"}, left: []string{"reports.account", "reports.other", "report.case"},
		breaks: both(`INSERT INTO reports (account_id, report_id, case_id, other_id, kind, reason, text, handle, name, bio, created_at, changed_at)
			VALUES ({ghost}, {ghost}, {ghost}, {ghost}, 'profile', 'spam', '', '', '', '', 5, 5)`)},
	{name: "a report whose picture is gone", found: []string{"report.case", "report.picture"}, left: []string{"report.case", "report.picture"},
		breaks: both(`INSERT INTO reports (account_id, report_id, case_id, other_id, kind, reason, text, handle, name, bio, avatar_id, created_at, changed_at)
			VALUES ({ada}, {ghost}, {ghost}, {cyd}, 'profile', 'spam', '', '', '', '', {ghost}, 5, 5)`)},
	{name: "a report whose picture of a group is gone", found: []string{"report.case", "report.picture"}, left: []string{"report.case", "report.picture"},
		breaks: both(`INSERT INTO reports (account_id, report_id, case_id, other_id, kind, conversation_id, reason, text, handle, name, bio, picture_id, created_at, changed_at)
			VALUES ({ada}, {ghost}, {ghost}, {cyd}, 'group', {talk}, 'spam', '', '', '', '', {ghost}, 5, 5)`)},
	{name: "a case that counts a report too many", found: []string{"case.counts"}, breaks: both(caseOf("open", 1), `INSERT INTO open_cases (account_id, case_id) VALUES ({cyd}, {ghost})`)},
	{name: "an open case that is not known as one", found: []string{"case.open"}, breaks: both(caseOf("open", 0))},
	{name: "a case in no state", found: []string{"case.state"}, left: []string{"case.state"}, breaks: both(caseOf("lost", 0))},
	{name: "a suspension that nobody decided", found: []string{"decision.holds"}, breaks: both(`UPDATE accounts SET suspended_at = 5 WHERE account_id = {cyd}`)},
	{name: "a limit that nobody decided", found: []string{"decision.holds"}, breaks: both(`UPDATE accounts SET limited_until = 5, silenced_until = 5 WHERE account_id = {cyd}`)},
	{name: "a decision about nobody", found: []string{"decisions.account", "decision.case", "audit.actions"}, left: []string{"decisions.account", "decision.case", "audit.actions"},
		breaks: both(`INSERT INTO decisions (account_id, decision_id, case_id, staff_id, role, action, rule, text, until_at, created_at, audit_seq)
			VALUES ({ghost}, {ghost}, {ghost}, {ada}, 'admin', 'warn', 'spam', '', 0, 5, 1)`)},
	{name: "an appeal that who decided answered", found: []string{"appeal.second", "decision.case", "audit.actions"}, left: []string{"appeal.second", "decision.case", "audit.actions"},
		breaks: both(`INSERT INTO decisions (account_id, decision_id, case_id, staff_id, role, action, rule, text, until_at, created_at, audit_seq,
				appeal, appealed_at, answer, answered_by, answered_at, answer_seq)
			VALUES ({cyd}, {ghost}, {ghost}, {ada}, 'admin', 'warn', 'spam', '', 0, 5, 1, 'no', 5, 'upheld', {ada}, 5, 1)`)},
	{name: "a message that was removed and is still there", found: []string{"decision.removed"}, left: []string{"decision.removed"},
		breaks: both(`INSERT INTO removals (account_id, decision_id, conversation_id, seq) VALUES ({ada}, {ghost}, {talk}, 1)`)},
	{name: "a picture that was removed and is shown", found: []string{"decision.parts"}, left: []string{"decision.parts"},
		breaks: both(`INSERT INTO removed_parts (account_id, decision_id, of_id, part, text) VALUES ({ada}, {ghost}, {ada}, 'name', 'Vile')`)},
	{name: "an admin whom nobody made one", found: []string{"audit.roles"}, left: []string{"audit.roles"}, breaks: both(`UPDATE accounts SET role = 'admin' WHERE account_id = {cyd}`)},
	{name: "a look that nobody is told of", found: []string{"audit.chain", "audit.looks"}, left: []string{"audit.chain", "audit.looks"},
		breaks: both(`INSERT INTO audit_log (seq, created_at, role, action, subject_id, details, hash) VALUES (2, 5, 'admin', 'case.context', {ada}, '{}', {ghost})`)},
	{name: "a look that was not logged", found: []string{"looks.account", "audit.actions"}, left: []string{"looks.account", "audit.actions"},
		breaks: both(`INSERT INTO looks (account_id, look_id, case_id, role, reason, created_at, audit_seq) VALUES ({ghost}, {ghost}, {ghost}, 'admin', '', 5, 1)`)},
	{name: "an audit log with a gap", found: []string{"audit.chain"}, left: []string{"audit.chain"},
		breaks: both(`INSERT INTO audit_log (seq, created_at, role, action, details, hash) VALUES (2, 5, 'operator', 'staff.role', '{}', {ghost})`)},
	{name: "a budget of the far future", found: []string{"safety.times"}, left: []string{"safety.times"}, breaks: both(`INSERT INTO report_budgets (account_id, full_at) VALUES ({ada}, {later})`)},
	{name: "words of nobody", found: []string{"filters.account"}, left: []string{"filters.account"}, breaks: both(`INSERT INTO filters (account_id, words, changed_at) VALUES ({ghost}, 'spam', 5)`)},
	{name: "no words", found: []string{"filter.words"}, breaks: both(`INSERT INTO filters (account_id, words, changed_at) VALUES ({ada}, '', 5)`)},

	{name: "a group without an owner", found: []string{"group.owner"}, breaks: both(`UPDATE members SET role = 'member' WHERE conversation_id = {crew}`)},
	{name: "a group with two owners", found: []string{"group.owner"}, breaks: both(`UPDATE members SET role = 'owner' WHERE conversation_id = {crew}`)},
	{name: "a group that counts too many members", found: []string{"group.count"}, breaks: both(`UPDATE conversations SET member_count = 9 WHERE conversation_id = {crew}`)},
	{name: "an unknown role", found: []string{"group.role"}, breaks: both(`UPDATE members SET role = 'king' WHERE conversation_id = {crew} AND account_id = {eve}`)},
	{name: "an admin of a direct conversation", found: []string{"group.role"}, breaks: both(`UPDATE members SET role = 'admin' WHERE conversation_id = {talk} AND account_id = {bob}`)},
	{name: "an unknown rule", found: []string{"group.rules"}, breaks: both(`UPDATE conversations SET who_adds = 'nobody' WHERE conversation_id = {crew}`)},
	{name: "a group without a name", found: []string{"group.rules"}, breaks: both(`UPDATE conversations SET title = '' WHERE conversation_id = {crew}`)},
	{name: "a view that keeps where a group's log stands", found: []string{"group.view", "inbox.active", "inbox.incoming"},
		breaks: both(`UPDATE inbox SET active_at = 5, incoming_seq = 1 WHERE account_id = {eve}`)},
	{name: "a request to a group", found: []string{"group.view"}, breaks: both(`UPDATE inbox SET folder = 'requests' WHERE account_id = {eve}`)},
	{name: "a member of a group without a view", found: []string{"members.inbox"}, breaks: both(`DELETE FROM inbox WHERE account_id = {eve}`)},
	{name: "an invitation of who is in the group", found: []string{"group.invitation"},
		breaks: both(`INSERT INTO invitations (account_id, conversation_id, inviter_id, state, created_at, changed_at) VALUES ({eve}, {crew}, {dan}, 'open', 5, 5)`,
			`INSERT INTO sent_invitations (account_id, conversation_id, other_id, sent_at) VALUES ({dan}, {crew}, {eve}, 5)`)},
	{name: "an invitation that nobody sent", found: []string{"group.invitation"}, breaks: both(`DELETE FROM sent_invitations WHERE account_id = {dan}`)},
	{name: "an invitation by a stranger", found: []string{"group.invitation"}, breaks: both(`UPDATE invitations SET inviter_id = {ada} WHERE account_id = {fay}`)},
	{name: "an invitation to nobody", found: []string{"invitations.account"}, left: []string{"invitations.account"},
		breaks: both(`INSERT INTO invitations (account_id, conversation_id, inviter_id, state, created_at, changed_at) VALUES ({ghost}, {crew}, {dan}, 'declined', 5, 5)`)},
	{name: "an invitation by nobody", found: []string{"sent_invitations.account"}, left: []string{"sent_invitations.account"},
		breaks: both(`INSERT INTO sent_invitations (account_id, conversation_id, other_id, sent_at) VALUES ({ghost}, {crew}, {fay}, 5)`)},
	{name: "a member who left", found: []string{"group.left"}, breaks: both(`INSERT INTO left_groups (account_id, conversation_id, left_at) VALUES ({eve}, {crew}, 5)`)},
	{name: "a vote in no poll", found: []string{"log.hash", "log.poll"}, left: []string{"log.hash", "log.poll"}, breaks: both(`UPDATE entries SET kind = 'vote' WHERE conversation_id = {talk} AND kind = 'reaction'`)},
	{name: "a pinned line that is no message", found: []string{"log.pins"}, breaks: both(`UPDATE conversations SET pins = '1' WHERE conversation_id = {crew}`)},
	{name: "a message that is pinned by nobody", found: []string{"log.pins"}, breaks: both(`UPDATE conversations SET pins = '1' WHERE conversation_id = {talk}`)},
	{name: "an odd time until messages disappear", found: []string{"expiry.setting"}, breaks: both(`UPDATE conversations SET expire_after = 5 WHERE conversation_id = {talk}`)},
	{name: "a reaction that disappears alone", found: []string{"expiry.together"},
		breaks: both(`UPDATE entries SET expires_at = 9000000000000 WHERE conversation_id = {talk} AND kind = 'reaction'`)},
	{name: "a message that should have disappeared", found: []string{"expiry.erased"},
		breaks: both(`UPDATE entries SET expires_at = 5 WHERE conversation_id = {talk} AND seq = 3`)},
	{name: "what was chosen in no poll", found: []string{"log.ballots"},
		breaks: both(`INSERT INTO poll_votes (conversation_id, seq, account_id, options) VALUES ({crew}, 1, {eve}, '0')`)},
	{name: "a profile that says more than whose it is", found: []string{"log.profile"}, left: []string{"log.profile"},
		breaks: both(`UPDATE entries SET content = '{"type":"profile","text":"","profile":"zoe.martin"}' WHERE conversation_id = {talk} AND seq = 1`)},
	{name: "a place on no map", found: []string{"log.location"}, left: []string{"log.location"},
		breaks: both(`UPDATE entries SET content = '{"type":"location","text":"","location":{"latitude":91,"longitude":2.35,"accuracy":20}}' WHERE conversation_id = {talk} AND seq = 1`)},
	{name: "nobody voted", found: []string{"log.ballots", "poll_votes.account"},
		breaks: both(`INSERT INTO poll_votes (conversation_id, seq, account_id, options) VALUES ({crew}, 1, {ghost}, '0')`)},
	{name: "nobody left", found: []string{"left_groups.account"}, left: []string{"left_groups.account"},
		breaks: both(`INSERT INTO left_groups (account_id, conversation_id, left_at) VALUES ({ghost}, {crew}, 5)`)},
	{name: "a link without its code", found: []string{"group.link"}, breaks: both(linkOf("{crew}", "{dan}", "0"))},
	{name: "a link that leads nowhere", found: []string{"group.link"},
		breaks: both(linkOf("{ghost}", "{dan}", "0"), `INSERT INTO link_codes (code, conversation_id) VALUES ('abc', {ghost})`)},
	{name: "a link that was used too often", found: []string{"group.link"},
		breaks: both(linkOf("{crew}", "{dan}", "9"), `INSERT INTO link_codes (code, conversation_id) VALUES ('abc', {crew})`)},
	{name: "a link by nobody", found: []string{"group_links.maker"}, left: []string{"group_links.maker"},
		breaks: both(linkOf("{crew}", "{ghost}", "0"), `INSERT INTO link_codes (code, conversation_id) VALUES ('abc', {crew})`)},
	{name: "a code without a link", found: []string{"group.code"}, breaks: both(`INSERT INTO link_codes (code, conversation_id) VALUES ('abc', {crew})`)},
	{name: "a member who asks to join", found: []string{"group.joiner"}, breaks: both(`INSERT INTO joiners (conversation_id, account_id, asked_at) VALUES ({crew}, {eve}, 5)`)},
	{name: "nobody asks to join", found: []string{"joiners.account"}, left: []string{"joiners.account"},
		breaks: both(`INSERT INTO joiners (conversation_id, account_id, asked_at) VALUES ({crew}, {ghost}, 5)`)},

	{name: "a picture of nobody", found: []string{"media.account", "media.used"},
		breaks: both(`INSERT INTO media (account_id, media_id, kind, created_at) VALUES ({ghost}, {ghost}, 'avatar', 5)`)},
	{name: "a picture that nobody shows", found: []string{"media.used"},
		breaks: both(`INSERT INTO media (account_id, media_id, kind, created_at) VALUES ({ada}, {ghost}, 'avatar', 5)`)},
	{name: "a picture that is not the account's", found: []string{"media.owned"}, breaks: both(`UPDATE accounts SET avatar_id = {ghost} WHERE account_id = {ada}`)},
	{name: "a picture of the far future", found: []string{"media.times", "media.used"},
		breaks: both(`INSERT INTO media (account_id, media_id, kind, created_at) VALUES ({ada}, {ghost}, 'avatar', {later})`)},
	{name: "a photo of a message that is erased", found: []string{"media.sent"},
		breaks: both(`INSERT INTO media (account_id, media_id, kind, created_at, conversation_id, seq) VALUES ({ada}, {ghost}, 'photo', 5, {talk}, 5)`)},
	{name: "a message whose photo is gone", found: []string{"log.media", "search.words"}, left: []string{"log.media"},
		breaks: both(`UPDATE entries SET content = '{"type":"photos","text":"","photos":[{"id":"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d"}]}'
			WHERE conversation_id = {talk} AND seq = 8`)},
	{name: "a message whose voice note is gone", found: []string{"log.media", "search.words"}, left: []string{"log.media"},
		breaks: both(`UPDATE entries SET content = '{"type":"voice","text":"","voice":{"id":"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d","duration":1000}}'
			WHERE conversation_id = {talk} AND seq = 8`)},
	{name: "a message whose file is gone", found: []string{"log.media", "search.words"}, left: []string{"log.media"},
		breaks: both(`UPDATE entries SET content = '{"type":"file","text":"","file":{"id":"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d","name":"a","size":1}}'
			WHERE conversation_id = {talk} AND seq = 8`)},
	{name: "a voice note of a message that is erased", found: []string{"media.sent"},
		breaks: both(`INSERT INTO media (account_id, media_id, kind, created_at, conversation_id, seq) VALUES ({ada}, {ghost}, 'voice', 5, {talk}, 5)`)},
	{name: "a message whose preview has lost its picture", found: []string{"log.media", "search.words"}, left: []string{"log.media"},
		breaks: both(`UPDATE entries SET content = '{"type":"link","text":"x.fr","preview":{"url":"https://x.fr","title":"X","host":"x.fr","image":{"id":"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d"}}}'
			WHERE conversation_id = {talk} AND seq = 8`)},
	{name: "a sticker of no pack", found: []string{"stickers.pack"}, breaks: both(`INSERT INTO stickers (account_id, pack_id, media_id, emoji, created_at) VALUES ({ada}, {ghost}, {ghost}, 'x', 5)`)},
	{name: "a picture of no sticker", found: []string{"stickers.media"}, breaks: both(`INSERT INTO media (account_id, media_id, kind, created_at) VALUES ({ada}, {ghost}, 'pack_sticker', 5)`)},
	{name: "a pack that was added, and is not there", found: []string{"added_packs.pack"}, breaks: both(`INSERT INTO added_packs (account_id, maker_id, pack_id, added_at) VALUES ({ada}, {bob}, {ghost}, 5)`)},
	{name: "a pack of nobody", found: []string{"sticker_packs.account"}, left: []string{"sticker_packs.account"},
		breaks: both(`INSERT INTO sticker_packs (account_id, pack_id, name, created_at) VALUES ({ghost}, {ghost}, 'x', 5)`)},
	{name: "a pack that nobody has added", found: []string{"added_packs.account"}, left: []string{"added_packs.account"},
		breaks: both(`INSERT INTO sticker_packs (account_id, pack_id, name, created_at) VALUES ({bob}, {ghost}, 'x', 5)`, `INSERT INTO added_packs (account_id, maker_id, pack_id, added_at) VALUES ({ghost}, {bob}, {ghost}, 5)`)},
	{name: "a pack of the far future", found: []string{"stickers.times"}, left: []string{"stickers.times"},
		breaks: both(`INSERT INTO sticker_packs (account_id, pack_id, name, created_at) VALUES ({ada}, {ghost}, 'x', {later})`)},
	{name: "a message whose sticker is gone", found: []string{"log.media", "search.words"}, left: []string{"log.media"},
		breaks: both(`UPDATE entries SET content = '{"type":"sticker","text":"","sticker":{"id":"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d"}}'
			WHERE conversation_id = {talk} AND seq = 8`)},
	{name: "a photo that is sent later", found: []string{"scheduled.content"}, breaks: both(`INSERT INTO scheduled (account_id, client_id, session_id, conversation_id, content, send_at, created_at)
		VALUES ({ada}, {ghost}, {ghost}, {talk}, '{"type":"photos"}', 5, 5)`)},
	{name: "a message of nobody that is sent later", found: []string{"scheduled.account"}, left: []string{"scheduled.account"},
		breaks: both(`INSERT INTO scheduled (account_id, client_id, session_id, conversation_id, content, send_at, created_at)
			VALUES ({ghost}, {ghost}, {ghost}, {talk}, '{"type":"text","text":"x"}', 5, 5)`)},
	{name: "a message that was scheduled in the far future", found: []string{"scheduled.times"}, left: []string{"scheduled.times"},
		breaks: both(`INSERT INTO scheduled (account_id, client_id, session_id, conversation_id, content, send_at, created_at)
			VALUES ({ada}, {ghost}, {ghost}, {talk}, '{"type":"text","text":"x"}', 5, {later})`)},
	{name: "a preview that waits after it was sent", found: []string{"media.sent", "previews.unsent"},
		breaks: both(`INSERT INTO media (account_id, media_id, kind, created_at, conversation_id, seq) VALUES ({ada}, {ghost}, 'preview', 5, {talk}, 5)`,
			`INSERT INTO previews (account_id, preview_id, content, created_at) VALUES ({ada}, {ghost}, '{}', 5)`)},
	{name: "a preview of nobody", found: []string{"previews.account"}, left: []string{"previews.account"},
		breaks: both(`INSERT INTO previews (account_id, preview_id, content, created_at) VALUES ({ghost}, {ghost}, '{}', 5)`)},
	{name: "a video that waits although it is ready", found: []string{"videos.media"},
		breaks: both(`INSERT INTO media (account_id, media_id, kind, created_at, duration) VALUES ({ada}, {ghost}, 'video', 5, 1000)`,
			`INSERT INTO videos (account_id, media_id, created_at, turn) VALUES ({ada}, {ghost}, 5, 0)`)},
	{name: "a video of nobody", found: []string{"videos.account"}, left: []string{"videos.account"},
		breaks: both(`INSERT INTO videos (account_id, media_id, created_at, turn) VALUES ({ghost}, {ghost}, 5, 0)`)},
	{name: "a preview of the far future", found: []string{"previews.times"}, left: []string{"previews.times"},
		breaks: both(`INSERT INTO previews (account_id, preview_id, content, created_at) VALUES ({ada}, {ghost}, '{}', {later})`)},
	{name: "a text that was played", found: []string{"plays.voice"},
		breaks: both(`INSERT INTO plays (conversation_id, seq, account_id, played_at, shown) VALUES ({talk}, 1, {ada}, 5, TRUE)`)},
	{name: "a text that is viewed once", found: []string{"once.message", "once.late"},
		breaks: both(`INSERT INTO onces (conversation_id, seq, sender_id, media_id, due_at, ends_at) VALUES ({talk}, 1, {ada}, {ghost}, 5, 5)`)},
	{name: "a text that was opened", found: []string{"once.opened"},
		breaks: both(`INSERT INTO openings (conversation_id, seq, account_id, sender_id, session_id, opened_at, until_at, shown) VALUES ({talk}, 1, {bob}, {ada}, {ghost}, 5, 5, TRUE)`)},
	{name: "what nobody has opened", found: []string{"once.opened", "openings.account"},
		breaks: both(`INSERT INTO openings (conversation_id, seq, account_id, sender_id, session_id, opened_at, until_at, shown) VALUES ({talk}, 1, {ghost}, {ada}, {ghost}, 5, 5, TRUE)`)},
	{name: "a photo that everybody has viewed and that is still there", found: []string{"once.erased"},
		breaks: both(`UPDATE entries SET content = '{"type":"once","text":"","once":{"kind":"photo"}}' WHERE conversation_id = {talk} AND seq = 1`,
			`INSERT INTO media (account_id, media_id, kind, created_at, conversation_id, seq) VALUES ({ada}, {ghost}, 'preview', 5, {talk}, 1)`)},
	{name: "a photo as evidence of nothing", found: []string{"report.photos"}, left: []string{"report.photos"},
		breaks: both(`INSERT INTO report_photos (account_id, report_id, seq, media_id, other_id) VALUES ({ada}, {ghost}, 1, {ghost}, {bob})`)},
	{name: "members and views of nobody", found: []string{"inbox.account", "inbox.peer", "log.sender", "members.account", "members.direct", "search.words"},
		left:   []string{"inbox.account", "inbox.peer", "log.sender", "members.account", "members.direct"},
		breaks: both(`UPDATE members SET account_id = {ghost} WHERE account_id = {bob}`, `UPDATE inbox SET account_id = {ghost} WHERE account_id = {bob}`)},
	{name: "a short key", found: []string{"keys.length"}, left: []string{"keys.length"}, breaks: both(`UPDATE server_keys SET value = {ghost}`)},
}

func linkOf(group, by, used string) string {
	return `INSERT INTO group_links (conversation_id, code, created_by, created_at, expires_at, uses, used, approval) VALUES (` + group + `, 'abc', ` + by + `, 5, 0, 5, ` + used + `, FALSE)`
}

const repeated = `UPDATE entries SET client_id = (SELECT client_id FROM entries WHERE conversation_id = {talk} AND seq = 1)
	WHERE conversation_id = {talk} AND seq = 8`

// elsewhere are the checks of files, which are broken by other means than statements.
var elsewhere = []string{"file.sound", "media.files", "media.orphans"}

var errUndo = errors.New("undo")

func TestVerifySeesEveryDamageAndMendsWhatItCan(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ids := seed(t, s)
		ctx, checks := t.Context(), s.App.Checks()
		seen := slices.Clone(elsewhere)
		dialect := s.App.DB.Dialect()
		for _, d := range damages {
			statements := append(d.breaks[""], d.breaks[dialect]...)
			if statements == nil {
				continue
			}
			want := slices.Clone(d.found)
			if dialect == db.SQLite {
				want = append(want, d.alsoSQLite...)
			}
			seen = append(seen, want...)
			err := s.App.DB.Write(ctx, func(tx *db.Tx) error {
				for _, statement := range statements {
					if err := execWith(ctx, tx, statement, ids); err != nil {
						return fmt.Errorf("%s: %w", statement, err)
					}
				}
				expect(t, tx, checks, d.name, want)
				for _, c := range checks {
					if c.Repair == nil || !slices.Contains(want, c.Name) {
						continue
					}
					if _, err := c.Repair(ctx, tx); err != nil {
						return fmt.Errorf("repair %s: %w", c.Name, err)
					}
				}
				expect(t, tx, checks, d.name+", after the repair", d.left)
				return errUndo
			})
			if !errors.Is(err, errUndo) {
				t.Fatalf("%s: %v", d.name, err)
			}
		}
		for _, c := range checks {
			if (c.Only == "" || c.Only == dialect) && !slices.Contains(seen, c.Name) {
				t.Errorf("nothing breaks %s", c.Name)
			}
			if (c.Repair == nil) != (c.Mends == "") || c.Mends == "" && c.Advice == "" {
				t.Errorf("%s does not say what to do", c.Name)
			}
		}
	})
}

func expect(t *testing.T, tx *db.Tx, checks []verify.Check, when string, want []string) {
	t.Helper()
	results, err := verify.Run(t.Context(), tx, checks)
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	var got []string
	for _, one := range results {
		if one.Violations > 0 {
			got = append(got, one.Name)
		}
	}
	want = slices.Clone(want)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: found %q, want %q:\n%s", when, got, want, strings.Join(results.Lines(), "\n"))
	}
}

// execWith runs a statement with the names in braces as parameters.
func execWith(ctx context.Context, tx *db.Tx, statement string, values map[string]any) error {
	var args []any
	for name, value := range values {
		if mark := "{" + name + "}"; strings.Contains(statement, mark) {
			args = append(args, value)
			statement = strings.ReplaceAll(statement, mark, fmt.Sprintf("$%d", len(args)))
		}
	}
	_, err := tx.Exec(ctx, statement, args...)
	return err
}

// seed makes the people and the conversation that damages speak of.
func seed(t *testing.T, s *testkit.Server) map[string]any {
	t.Helper()
	ada, bob, cyd := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "cyd", "Cyd")
	talk := s.Direct(t, ada, bob)
	append := func(who testkit.Person, kind string, target int64, content map[string]any) {
		t.Helper()
		body := map[string]any{"clientId": base.NewID(s.Clock.Now()), "kind": kind, "content": content}
		if target > 0 {
			body["targetSeq"] = target
		}
		s.Call(t, who.Token, "POST", "/v1/conversations/"+talk+"/entries", body).Into(t, http.StatusCreated, nil)
	}
	s.Send(t, ada, talk, "one")
	append(ada, "edit", 1, map[string]any{"text": "uno"})
	s.Send(t, bob, talk, "two")
	append(bob, "reaction", 1, map[string]any{"emoji": "❤️"})
	s.Send(t, ada, talk, "three")
	append(ada, "edit", 5, map[string]any{"text": "tre"})
	append(ada, "unsend", 5, map[string]any{})
	s.Send(t, ada, talk, "four")
	s.Call(t, bob.Token, "PUT", "/v1/conversations/"+talk+"/read", map[string]any{"seq": 3}).Into(t, http.StatusNoContent, nil)
	s.Call(t, ada.Token, "PUT", "/v1/accounts/@cyd/block", nil).Into(t, http.StatusNoContent, nil)
	dan, eve, fay := s.SignUp(t, "dan", "Dan"), s.SignUp(t, "eve", "Eve"), s.SignUp(t, "fay", "Fay")
	s.Befriend(t, dan, eve)
	s.TakeMessages(t, fay, "everyone")
	var crew struct{ ID string }
	s.Call(t, dan.Token, "POST", "/v1/conversations", map[string]any{"kind": "group", "title": "Crew", "members": []string{eve.ID, fay.ID}}).Into(t, http.StatusCreated, &crew)
	s.Send(t, dan, crew.ID, "welcome")
	s.Send(t, fay, s.Saved(t, fay), "oat milk")
	waitForIndex(t, s)
	ids := map[string]any{"ghost": base.NewID(s.Clock.Now()), "later": s.Clock.Now().AddDate(10, 0, 0).UnixMilli()}
	for name, text := range map[string]string{"ada": ada.ID, "bob": bob.ID, "cyd": cyd.ID, "talk": talk, "dan": dan.ID, "eve": eve.ID, "fay": fay.ID, "crew": crew.ID} {
		id, err := base.ParseID(text)
		if err != nil {
			t.Fatal(err)
		}
		ids[name] = id
	}
	return ids
}

// waitForIndex waits until the full-text index of SQLite has all messages.
func waitForIndex(t *testing.T, s *testkit.Server) {
	t.Helper()
	if s.App.DB.Dialect() != db.SQLite {
		return
	}
	if !basetest.Within(20*time.Second, func() bool {
		var behind bool
		err := s.App.DB.Read(t.Context(), func(tx *db.Tx) error {
			return tx.Row(t.Context(), `SELECT indexed_to < (SELECT MAX(row_id) FROM message_words) FROM message_index_state`).Scan(&behind)
		})
		if err != nil {
			t.Fatal(err)
		}
		return !behind
	}) {
		t.Fatal("the index is not filled")
	}
}

var inspectOptions = app.Options{Version: "test", Clock: base.SystemClock{}, Log: app.NewLog(os.Stderr, app.Config{LogLevel: "error"})}
