package chat

import (
	"bytes"
	"context"
	"maps"
	"net/netip"
	"slices"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
	"causerie/internal/graph"
	"causerie/internal/policy"
)

// Folders of a view.
const (
	inInbox    = "inbox"
	inArchive  = "archived"
	inRequests = "requests" // the other asks to write
	inHidden   = "hidden"   // as in requests, and a filter caught what they wrote
)

// waits tells that a folder is one of requests.
func waits(folder string) bool { return folder == inRequests || folder == inHidden }

// reach is how an append reaches the other person of a direct conversation.
type reach struct {
	policy.Decision
	pair policy.Pair // the zero Pair in a group, where nobody is asked
}

// pair is the actor and the other person of a direct conversation.
func (l *logState) pair(actor base.ID) (p policy.Pair, direct bool) {
	if l.kind != "direct" {
		return p, false
	}
	for _, m := range l.members {
		if m.account != actor {
			return policy.Pair{From: actor, To: m.account}, true
		}
	}
	return p, false
}

// decide asks whether an append reaches the other person, and how.
func (b *batch) decide(k *work, log *logState) (reach, error) {
	r := reach{Decision: policy.Decision{Outcome: policy.Deliver}}
	if log.kind == group {
		return r, b.decideGroup(k, log)
	}
	pair, direct := log.pair(k.actor)
	if !direct || k.append.kind == Unsend { // what was said can be taken back whoever may still write
		return r, nil
	}
	r.pair = pair
	facts := b.facts[pair]
	r.Decision = b.Packs.Decide(policy.Message, b.Clock.Now(), pair, facts)
	switch {
	case k.append.kind == Edit && r.Code == policy.RequestLimit && facts.Request.Open: // an edit takes no place in the request
		r.Decision = policy.Decision{Outcome: policy.Request}
	case (k.append.kind.onMessage() || !k.append.textOnly()) && r.Shown() == policy.Request:
		r.Decision = policy.Decision{Outcome: policy.Refuse, Code: policy.TextOnly}
	}
	return r, r.Err()
}

// begins is how many requests may be begun, beside those that are open of each account: on a device, which several may have, and from a block of
// addresses, so that many accounts of one person are not that many people.
var begins = account.Deed{
	Kind:   "request",
	Device: budget.Budget{Most: 40, Every: 36 * time.Minute},
	Block:  budget.Budget{Most: 600, Every: 2 * time.Minute},
}

// begin has a message begin a request where none is open, or refuses it, with the code that a sender gets who has too many that are unanswered.
func (b *batch) begin(ctx context.Context, k *work, r reach) (refused, err error) {
	if facts := b.facts[r.pair]; r.Shown() != policy.Request || facts.Request.Open || facts.Vouched {
		return nil, nil
	}
	return b.Deps.beginRequest(ctx, b.tx, api.Actor{Account: k.actor, Session: k.session}, api.ClientIP(k.origin))
}

// beginRequest takes a request from the budgets of a device and a block, or answers the refusal.
func (deps Deps) beginRequest(ctx context.Context, tx *db.Tx, actor api.Actor, ip netip.Addr) (refused, err error) {
	retryAt, err := deps.Spend(ctx, tx, actor, ip, begins)
	if err != nil || retryAt.IsZero() {
		return nil, err
	}
	full := base.Forbidden(policy.RequestLimit, "Many message requests were sent from your device or network. You can send another later.")
	full.RetryAt = retryAt
	return full, nil
}

// decideGroup asks whether someone may write in a group: it reaches those who are in it, whatever is between them.
func (b *batch) decideGroup(k *work, log *logState) error {
	switch kind := k.append.kind; {
	case kind == Unsend:
		return nil
	case log.adminsWrite && !kind.onMessage() && !log.member(k.actor).admin:
		return base.Forbidden("admins_write", "In this group, only admins write. You can react to what they say.")
	}
	return b.Packs.Barred(policy.Message, b.Clock.Now(), b.writers[k.actor]).Err()
}

// settle notes what an append that was not refused changes between its two people. What its sender is shown as delivered is accepted from
// then on, and an answer accepts what the other asked for; the rest is in a request.
func (b *batch) settle(r reach, e Entry) {
	if r.pair == (policy.Pair{}) {
		return
	}
	facts, theirs := b.facts[r.pair], view{r.pair.To, e.ConversationID}
	if r.Outcome == policy.Request && !e.Kind.onMessage() {
		b.unjudged = append(b.unjudged, judgement{theirs, r, e})
	}
	if e.Kind == Edit {
		return
	}
	b.change(r.pair.From, e.ConversationID).move = inInbox // whoever writes or reacts has accepted
	if e.Kind == Message {
		change := b.change(theirs.account, theirs.conversation)
		change.move = inInbox
		if r.Outcome == policy.Request {
			change.move, change.first = inRequests, facts.Vouched && !r.Quiet
			b.told[theirs] = true
		}
	}
	switch {
	case r.Shown() == policy.Request:
		b.request(r.pair)
	case !facts.Accepted && (e.Kind == Message || facts.Asked):
		b.accept(r.pair)
	default:
		return
	}
	b.told[theirs], b.told[view{r.pair.From, e.ConversationID}] = true, true
}

// request counts a message in pair.From's request, which begins with it where none is open.
func (b *batch) request(pair policy.Pair) {
	asked := b.requests[pair]
	if asked == nil {
		asked = &graph.Asking{Pair: pair}
		b.requests[pair] = asked
	}
	if facts := b.facts[pair]; !facts.Request.Open {
		asked.New, facts.Request = true, policy.OpenRequest{Open: true}
		b.facts[pair] = facts
		if !facts.Vouched {
			b.spend(pair.From)
		}
	}
	facts := b.facts[pair]
	facts.Request.Messages++
	asked.Messages = int64(facts.Request.Messages)
	b.facts[pair] = facts
	b.know(back(pair), func(f *policy.Facts) { f.Asked = true })
}

// spend takes a place of someone's budget, for what they write to others in this transaction.
func (b *batch) spend(from base.ID) {
	for pair, facts := range b.facts {
		if pair.From == from {
			if facts.Sent.Open++; facts.Sent.Open == 1 {
				facts.Sent.OldestAt = b.Clock.Now()
			}
			b.facts[pair] = facts
		}
	}
}

func (b *batch) accept(pair policy.Pair) {
	b.accepted = append(b.accepted, pair)
	for _, p := range []policy.Pair{pair, back(pair)} {
		delete(b.requests, p)
		b.know(p, func(f *policy.Facts) { f.Accepted, f.Asked, f.Request = true, false, policy.OpenRequest{} })
	}
}

// know changes what was loaded about a pair, if anything was.
func (b *batch) know(pair policy.Pair, change func(*policy.Facts)) {
	if facts, loaded := b.facts[pair]; loaded {
		change(&facts)
		b.facts[pair] = facts
	}
}

func back(p policy.Pair) policy.Pair { return policy.Pair{From: p.To, To: p.From} }

// judgement is a message of a request, or an edit of one, that the filters have not seen yet.
type judgement struct {
	view  view // of the receiver
	reach reach
	entry Entry
}

// judge hides the requests that the filters catch, unless they were answered in the same transaction.
func (b *batch) judge(ctx context.Context) error {
	if len(b.unjudged) == 0 {
		return nil
	}
	filters, err := b.loadFilters(ctx)
	if err != nil {
		return err
	}
	spreads, err := b.spreads(ctx)
	if err != nil {
		return err
	}
	spam := map[base.ID]int{} // the last judgement of each sender that is about spam
	for i, j := range b.unjudged {
		text, why := j.entry.Content.text(), ""
		if spreads[i].spam() {
			spam[j.reach.pair.From] = i
		}
		switch {
		case filters[j.view.account].catches(text):
			why = hiddenWords
		case filters[j.view.account].noLinks && !j.reach.Quiet && hasLink(text):
			why = hiddenStrangerLink
		case b.known(j):
		case spreads[i].spam():
			why = hiddenSpam
		case hasLink(text) && b.young(j.reach.pair):
			why = hiddenLink
		}
		change := b.change(j.view.account, j.view.conversation)
		if why != "" && change.move != inInbox {
			change.move, change.why = inHidden, why
			b.told[j.view] = true
		}
	}
	return b.bring(ctx, spam, spreads)
}

// bring has moderators see what senders of spam wrote: one text of each, in the order of senders, which is the same for everyone.
func (b *batch) bring(ctx context.Context, spam map[base.ID]int, spreads []spread) error {
	for _, sender := range slices.SortedFunc(maps.Keys(spam), func(x, y base.ID) int { return bytes.Compare(x[:], y[:]) }) {
		i := spam[sender]
		if err := b.Found(ctx, b.tx, sender, b.unjudged[i].entry.Content.text(), spreads[i].people, spreads[i].senders); err != nil {
			return err
		}
	}
	return nil
}

// known tells whether a request is of somebody who is no stranger to its receiver.
func (b *batch) known(j judgement) bool { return j.reach.Quiet || b.facts[j.reach.pair].Vouched }

// young tells whether who writes has signed up lately.
func (b *batch) young(pair policy.Pair) bool {
	return b.Clock.Now().Sub(b.facts[pair].From.Since) < linkAge
}

// spreads are how far what strangers wrote has gone, each in the place of its judgement.
func (b *batch) spreads(ctx context.Context) ([]spread, error) {
	all := make([]spread, len(b.unjudged))
	var list []sending
	var places []int
	for i, j := range b.unjudged {
		if !b.known(j) {
			list = append(list, sending{j.reach.pair.From, j.view.account, b.young(j.reach.pair), j.entry.Content.text()})
			places = append(places, i)
		}
	}
	spreads, err := noteTexts(ctx, b.tx, b.Clock.Now(), list)
	for i, place := range places {
		if err == nil {
			all[place] = spreads[i]
		}
	}
	return all, err
}

// showViews gives people their view of what has become another folder, or another request, to all their devices.
func (b *batch) showViews(ctx context.Context) error {
	by := map[base.ID][]base.ID{}
	for v := range b.told {
		by[v.account] = append(by[v.account], v.conversation)
	}
	for account, ids := range by {
		rows, err := inboxesOf(ctx, b.tx, account, ids)
		if err != nil {
			return err
		}
		shown, err := b.Deps.views(ctx, b.tx, account, slices.Collect(maps.Values(rows)))
		if err != nil {
			return err
		}
		for _, c := range shown {
			b.events = append(b.events, publication{[]base.ID{account}, conversationEvent{"conversation", c}})
		}
	}
	return nil
}
