package policy

import (
	"slices"
	"time"
)

const day = 24 * time.Hour

// Decide answers whether pair.From may do action to pair.To. The first rule that matches wins; docs/messaging.md explains each.
func (p *Packs) Decide(action Action, now time.Time, pair Pair, facts Facts) Decision {
	from, to := p.of(facts.From.Country), p.of(facts.To.Country)
	if pair.From == pair.To {
		return refuse(NotAccepting)
	}
	if code := from.bars(action, facts.From); code != "" {
		return refuse(code)
	}
	if to.bars(action, facts.To) != "" || facts.FromBlocksTo || facts.ToBlocksFrom {
		return refuse(NotAccepting)
	}
	setting := to.setting(facts.To)
	declined := !facts.DeclinedAt.IsZero() && now.Before(facts.DeclinedAt.Add(to.declined))
	if action == Presence {
		nobody := setting == Nobody || from.setting(facts.From) == Nobody
		return presence(facts, nobody, declined)
	}
	switch {
	case setting == Nobody:
		return refuse(NotAccepting)
	case facts.Accepted, facts.Asked && action != Group:
		return deliver(facts)
	case slices.Contains(to.band(facts.To.Band).friendsOnly, facts.From.Band) && !facts.friends():
		return refuse(NotAccepting)
	case declined:
		return refuse(NotAccepting)
	}
	switch reach(setting, facts) {
	case Deliver:
		return deliver(facts)
	case Request:
		return from.request(action, now, facts)
	default:
		return refuse(NotAccepting)
	}
}

// bars is the code that keeps someone from all messaging, whoever the other is; "" for nothing.
func (p *pack) bars(action Action, who Person) string {
	band := p.band(who.Band)
	switch {
	case who.Suspended:
		return SuspendedCode
	case len(p.off) > 0 && (slices.Contains(p.off, featureMessages) || slices.Contains(p.off, featureOf(action))):
		return CountryCode
	case band == nil || !band.messages:
		return AgeCode
	}
	return ""
}

// presence is shown between people who may write to each other, and never where a restriction would show by it. Whom nobody reaches
// shows nothing: else it would tell the setting from a block.
func presence(facts Facts, nobody, declined bool) Decision {
	known := facts.Accepted || facts.friends() && !declined
	if !known || nobody || facts.Restricted || facts.FromRestrictsTo {
		return refuse(NotAccepting)
	}
	return Decision{Outcome: Deliver}
}

// deliver is a delivery, which a restriction turns into a request without a word to the sender.
func deliver(facts Facts) Decision {
	if facts.Restricted {
		return Decision{Outcome: Request, Quiet: true}
	}
	return Decision{Outcome: Deliver}
}

// reach is the table of settings and relations, but for Nobody. Who stands in several of its columns gets the most open of them.
func reach(setting Setting, facts Facts) Outcome {
	switch {
	case facts.friends():
		return Deliver
	case setting == Everyone && facts.ToFollowsFrom:
		return Deliver
	case setting == Everyone:
		return Request
	case setting == Suggested && (facts.Suggested || facts.Vouched):
		return Request
	}
	return Refuse
}

// request is a request as far as From's budgets go.
func (p *pack) request(action Action, now time.Time, facts Facts) Decision {
	if action == Group { // an invitation holds no messages, so there is no open one to go on with
		return p.budgeted(now, facts, Decision{Outcome: Request})
	}
	if !facts.Request.Open {
		return p.budgeted(now, facts, Decision{Outcome: Request, Left: p.messages})
	}
	left := p.messages - facts.Request.Messages
	if left <= 0 {
		return refuse(RequestLimit)
	}
	return Decision{Outcome: Request, Left: left}
}

// Left is how many messages someone's request still takes after those that are in it.
func (p *Packs) Left(who Person, sent int) int { return max(0, p.of(who.Country).messages-sent) }

// budgeted is granted while From may begin another request.
func (p *pack) budgeted(now time.Time, facts Facts, granted Decision) Decision {
	if facts.Vouched {
		return granted
	}
	most, grownAt := p.aDay, facts.From.Since.Add(p.young)
	young := now.Before(grownAt)
	if young {
		most = p.aDayYoung
	}
	if facts.Sent.Open < most {
		return granted
	}
	retryAt := facts.Sent.OldestAt.Add(day)
	if young && facts.Sent.Open < p.aDay && grownAt.Before(retryAt) {
		retryAt = grownAt
	}
	return Decision{Outcome: Refuse, Code: RequestLimit, RetryAt: retryAt}
}
