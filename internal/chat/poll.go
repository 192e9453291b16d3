package chat

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// Bounds of a poll.
const (
	questionCharacters = 300
	optionCharacters   = 100
	optionsMin         = 2
	optionsMax         = 12
	pollMost           = 366 * 24 * time.Hour // from its making to its closing
	pollChangesMax     = 6000                 // entries that speak of it, so that all of a large group vote, and change it
)

// pollPrefix is how the content of a poll begins, and of no other message.
const pollPrefix = `{"type":"poll",`

// Poll is what a message of that type asks, beside its text, which is the question.
type Poll struct {
	Options   []string   `json:"options" minItems:"2" maxItems:"12" doc:"Each other than the others, and of at most 100 characters."`
	Multiple  bool       `json:"multiple,omitempty" doc:"One may choose several."`
	Anonymous bool       `json:"anonymous,omitempty" doc:"In a group: nobody is told who chose what. The log has the counts after each vote, and no names."`
	ClosesAt  *time.Time `json:"closesAt,omitempty" doc:"From then on nobody votes; at most a year ahead. Who made it, and the admins of a group, close it at any time."`
}

// veil is what a vote in an anonymous poll is in the log: of whose poll it is, under an id by which nobody but who sent it knows it.
type veil struct{ sender, clientID base.ID }

// ballots are what people chose in an anonymous poll.
type ballots struct {
	chosen  map[base.ID][]int
	changed map[base.ID]bool
}

// onMessage tells that a kind answers to what is there, as whoever may read it may do.
func (k Kind) onMessage() bool {
	return k == Reaction || k == Vote || k == Close || k.pins() || k == Settings
}

func (c Content) isPoll() bool { return strings.HasPrefix(string(c), pollPrefix) }

// poll is that of a whole content, nil where there is none.
func (c Content) poll() *Poll {
	if !c.isPoll() { // before there is anything to read into: most messages are none
		return nil
	}
	var m messageContent
	if json.Unmarshal([]byte(c), &m) != nil {
		return nil
	}
	return m.Poll
}

// parsePoll brings a poll into the form that is stored.
func parsePoll(question string, in *Poll) (*Poll, error) {
	if uniseg.GraphemeClusterCount(question) > questionCharacters {
		return nil, invalid("content.text", "The question of a poll has at most 300 characters.")
	}
	if in == nil || len(in.Options) < optionsMin || len(in.Options) > optionsMax {
		return nil, invalid("content.poll.options", "A poll has 2 to 12 options.")
	}
	out := Poll{Multiple: in.Multiple, Anonymous: in.Anonymous}
	for i, option := range in.Options {
		option, err := cleanText(strings.Join(strings.Fields(strings.ToValidUTF8(option, "")), " "))
		if err != nil || uniseg.GraphemeClusterCount(option) > optionCharacters || slices.Contains(out.Options, option) {
			return nil, invalid("content.poll.options["+strconv.Itoa(i)+"]", "An option has 1 to 100 characters, and is none of the others.")
		}
		out.Options = append(out.Options, option)
	}
	if in.ClosesAt != nil {
		at := in.ClosesAt.UTC().Truncate(time.Second)
		out.ClosesAt = &at
	}
	return &out, nil
}

func (d *draft) parseVote(content Content) error {
	var c struct {
		Options []int `json:"options"`
	}
	if err := decode(content, &c); err != nil {
		return err
	}
	if len(c.Options) > optionsMax {
		return invalid("content.options", "A poll has at most 12 options.")
	}
	c.Options = append([]int{}, c.Options...)
	slices.Sort(c.Options)
	c.Options = slices.Compact(c.Options)
	d.options, d.content = c.Options, encode(c)
	return nil
}

// allowPoll looks at a poll that is made where and when it can be.
func (b *batch) allowPoll(k *work) error {
	p, now := k.append.message.Poll, b.Clock.Now()
	switch {
	case p == nil:
		return nil
	case p.Anonymous && b.logs[k.conversation].kind != group:
		return invalid("content.poll.anonymous", "Between two people, no vote is anonymous.")
	case p.ClosesAt != nil && (!p.ClosesAt.After(now) || p.ClosesAt.After(now.Add(pollMost))):
		return invalid("content.poll.closesAt", "A poll closes at a time to come, within a year.")
	}
	return nil
}

// allowVote looks at a vote in a poll, or at its closing.
func (b *batch) allowVote(k *work, t *targetState) error {
	d, p := k.append, t.poll
	switch {
	case p == nil:
		return invalid("targetSeq", "Name a message that is a poll.")
	case d.kind == Close && t.sender != k.actor && !b.logs[k.conversation].member(k.actor).admin:
		return base.Forbidden("not_yours", "Only who made a poll and the admins of its group close it.")
	case t.closed || p.ClosesAt != nil && !b.Clock.Now().Before(*p.ClosesAt):
		return base.Conflict("poll_closed", "This poll is closed.")
	case d.kind == Vote && (len(d.options) > 0 && (d.options[0] < 0 || d.options[len(d.options)-1] >= len(p.Options)) || len(d.options) > 1 && !p.Multiple):
		return invalid("content.options", "Choose among the options of this poll: one, where it is not for several.")
	case t.changes >= pollChangesMax:
		return base.Conflict("too_many_changes", "This poll was voted in too often.")
	}
	return nil
}

// changesMax is how many entries may speak of a message.
func (t *targetState) changesMax() int {
	if t.isPoll {
		return pollChangesMax
	}
	return changesMax
}

// loadBallots veils the votes in anonymous polls, and reads what was chosen in these so far.
func (b *batch) loadBallots(ctx context.Context) error {
	var conversations []base.ID
	var seqs []int64
	for _, k := range b.works {
		if k.veil = nil; k.append == nil || k.append.kind != Vote {
			continue
		}
		at := place{k.conversation, k.append.target}
		t := b.targets[at]
		if t == nil || t.poll == nil || !t.poll.Anonymous {
			continue
		}
		k.veil = &veil{t.sender, veiled(k.actor, k.append.clientID)}
		if b.ballots == nil {
			b.ballots = map[place]*ballots{}
		}
		if b.ballots[at] == nil {
			b.ballots[at] = &ballots{chosen: map[base.ID][]int{}, changed: map[base.ID]bool{}}
			conversations, seqs = append(conversations, at.conversation), append(seqs, at.seq)
		}
	}
	const query = `SELECT conversation_id, seq, account_id, options FROM /*rows*/ poll_votes WHERE conversation_id = $1 AND seq = $2`
	return b.tx.QueryRows(ctx, query, db.Columns{conversations, seqs}, func(scan func(...any) error) error {
		var at place
		var account base.ID
		var options string
		err := scan(&at.conversation, &at.seq, &account, &options)
		b.ballots[at].chosen[account] = splitOptions(options)
		return err
	})
}

// veiled is the client id of a vote that the log shows. Who does not know the client's own, which is random and stays between the client and the
// server, cannot tell of whom it is.
func veiled(actor, clientID base.ID) (id base.ID) {
	sum := sha256.Sum256(append(append([]byte("vote"), actor[:]...), clientID[:]...))
	copy(id[:], sum[:])
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // a UUID of version 8
	return id
}

// cast puts a vote into an anonymous poll, and returns what the log says of it: the counts.
func (b *batch) cast(k *work) Content {
	at := place{k.conversation, k.append.target}
	all := b.ballots[at]
	all.chosen[k.actor], all.changed[k.actor] = k.append.options, true
	var result struct {
		Counts []int64 `json:"counts"`
		Voters int64   `json:"voters"`
	}
	result.Counts = make([]int64, len(b.targets[at].poll.Options))
	for _, options := range all.chosen {
		if len(options) > 0 {
			result.Voters++
		}
		for _, option := range options {
			result.Counts[option]++
		}
	}
	return encode(result)
}

// writeBallots stores what was chosen in anonymous polls, and forgets it of those that were unsent.
func (b *batch) writeBallots(ctx context.Context) error {
	var conversations, accounts []base.ID
	var seqs []int64
	var chosen []string
	for at, all := range b.ballots {
		for account := range all.changed {
			conversations, seqs, accounts = append(conversations, at.conversation), append(seqs, at.seq), append(accounts, account)
			chosen = append(chosen, joinOptions(all.chosen[account]))
		}
	}
	const drop = `DELETE FROM poll_votes WHERE (conversation_id, seq, account_id) IN (SELECT $1, $2, $3 /*from rows*/)`
	const add = `INSERT INTO poll_votes (conversation_id, seq, account_id, options) SELECT $1, $2, $3, $4 /*from rows*/`
	if err := b.tx.ExecRows(ctx, drop, db.Columns{conversations, seqs, accounts}); err != nil {
		return err
	}
	if err := b.tx.ExecRows(ctx, add, db.Columns{conversations, seqs, accounts, chosen}); err != nil {
		return err
	}
	var unsent []base.ID
	var at []int64
	for _, target := range b.erased {
		if b.targets[target].isPoll {
			unsent, at = append(unsent, target.conversation), append(at, target.seq)
		}
	}
	return b.tx.ExecRows(ctx, `DELETE FROM poll_votes WHERE (conversation_id, seq) IN (SELECT $1, $2 /*from rows*/)`, db.Columns{unsent, at})
}

// Choice is what one chose in a poll.
type Choice struct {
	Options []int `json:"options"`
}

// OwnVote answers what the actor chose in a poll of theirs to read: nobody else is told of it where the poll is anonymous.
func (s *Service) OwnVote(ctx context.Context, actor api.Actor, id base.ID, seq int64) (out Choice, err error) {
	out.Options = []int{}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		row, err := inboxOf(ctx, tx, actor.Account, id)
		if err != nil {
			return err
		}
		entries, err := entriesAt(ctx, tx, base.Millis(s.Clock.Now()), []place{{id, seq}})
		if err != nil {
			return err
		}
		if seq <= row.clearedBefore || len(entries) == 0 || entries[0].Content.poll() == nil {
			return base.NotFound()
		}
		if entries[0].Content.poll().Anonymous {
			rows, err := tx.Query(ctx, `SELECT options FROM poll_votes WHERE conversation_id = $1 AND seq = $2 AND account_id = $3`, id, seq, actor.Account)
			return db.Rows(rows, err, func(scan func(...any) error) error {
				var options string
				err := scan(&options)
				out.Options = splitOptions(options)
				return err
			})
		}
		query := `SELECT content FROM entries WHERE conversation_id = $1 AND ` + speaksOf(tx.Dialect(), "target_seq", "$2") + ` AND kind = 'vote' AND sender_id = $3
			ORDER BY seq DESC LIMIT 1`
		rows, err := tx.Query(ctx, query, id, seq, actor.Account)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var content Content
			if err := scan((*string)(&content)); err != nil {
				return err
			}
			return json.Unmarshal([]byte(content), &out)
		})
	})
	return out, doing("read one's own vote", err)
}

func joinOptions(options []int) string {
	texts := make([]string, len(options))
	for i, option := range options {
		texts[i] = strconv.Itoa(option)
	}
	return strings.Join(texts, ",")
}

func splitOptions(text string) []int {
	options := []int{}
	for part := range strings.SplitSeq(text, ",") {
		if option, err := strconv.Atoi(part); err == nil {
			options = append(options, option)
		}
	}
	return options
}
