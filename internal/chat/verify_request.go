package chat

import "causerie/internal/verify"

// requestChecks are the invariants of requests.
func requestChecks() []verify.Check {
	return []verify.Check{
		{
			Name: "request.why", Holds: "What is hidden is hidden for a reason, and nothing else has one; only a request is marked as shown.", Of: "inbox",
			Query: `SELECT account_id, conversation_id, hidden_why AS why FROM inbox WHERE ` + whyWrong,
			Repair: verify.By(
				`UPDATE inbox SET folder = 'requests', hidden_why = '' WHERE folder = 'hidden' AND `+whyWrong,
				`UPDATE inbox SET hidden_why = '' WHERE folder <> 'hidden' AND `+whyWrong),
			Mends: "shows it among the requests",
		},
		{
			Name: "request.answered", Holds: "Two people who both wrote in their conversation have accepted each other.", Of: "inbox",
			Query: `SELECT account_id, peer_id AS other FROM inbox WHERE ` + answeredUnaccepted,
			Repair: verify.By(`INSERT INTO relations (account_id, other_id, accepted_at)
				SELECT account_id, peer_id, (SELECT created_at FROM conversations WHERE conversations.conversation_id = inbox.conversation_id)
				FROM inbox WHERE ` + answeredUnaccepted + `
				ON CONFLICT (account_id, other_id) DO UPDATE SET accepted_at = excluded.accepted_at`),
			Mends: "accepts for both",
		},
		{
			Name: "filter.words", Holds: "Who has no words of their own has no row for them.", Of: "filters",
			Query:  `SELECT account_id FROM filters WHERE words = ''`,
			Repair: verify.By(`DELETE FROM filters WHERE words = ''`), Mends: "removes it",
		},
	}
}

const (
	whyWrong = `((folder = 'hidden') <> (hidden_why NOT IN ('', 'shown')) OR hidden_why = 'shown' AND folder <> 'requests'
		OR hidden_why NOT IN ('', 'shown', 'words', 'spam', 'link', 'stranger_link'))`

	answeredUnaccepted = `peer_id <> account_id
		AND EXISTS (SELECT 1 FROM entries WHERE entries.conversation_id = inbox.conversation_id AND sender_id = inbox.account_id AND kind = 'message')
		AND EXISTS (SELECT 1 FROM entries WHERE entries.conversation_id = inbox.conversation_id AND sender_id = inbox.peer_id AND kind = 'message')
		AND NOT EXISTS (SELECT 1 FROM relations
			WHERE relations.account_id = inbox.account_id AND other_id = inbox.peer_id AND accepted_at IS NOT NULL)`
)
