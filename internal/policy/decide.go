package policy

import (
	"slices"
	"time"
)

const day = 24 * time.Hour

// Decide answers whether pair.From may do action to pair.To. The first rule that matches wins; docs/messaging.md explains each.
func (p *Packs) Decide(action Action, now time.Time, pair Pair, facts Facts) Decision {
	return p.decide(action, now, pair, facts, nil)
}

// decide is Decide, and notes in why, which may be nil, the rules that it follows.
func (p *Packs) decide(action Action, now time.Time, pair Pair, facts Facts, why *trail) Decision {
	from, to := p.of(facts.From.Country), p.of(facts.To.Country)
	if pair.From == pair.To {
		why.add(nil, "", "self")
		return refuse(NotAccepting)
	}
	if code := from.bars(action, facts.From, sideFrom, why); code != "" {
		return refuse(code)
	}
	if action != Presence && now.Before(facts.From.SilencedUntil) {
		why.add(nil, sideFrom, "silenced")
		return Decision{Outcome: Refuse, Code: LimitedCode, RetryAt: facts.From.SilencedUntil}
	}
	if to.bars(action, facts.To, sideTo, why) != "" {
		return refuse(NotAccepting)
	}
	if facts.FromBlocksTo || facts.ToBlocksFrom {
		why.addIf(facts.FromBlocksTo, nil, sideFrom, "block")
		why.addIf(facts.ToBlocksFrom, nil, sideTo, "block")
		return refuse(NotAccepting)
	}
	setting := to.setting(facts.To)
	declined := !facts.DeclinedAt.IsZero() && now.Before(facts.DeclinedAt.Add(to.declined))
	if action == Presence {
		return presence(from, to, facts, declined, why)
	}
	switch {
	case setting == Nobody:
		why.setting(to, sideTo, facts.To)
		why.add(nil, sideTo, "setting.nobody")
		return refuse(NotAccepting)
	case facts.Accepted:
		return deliver(facts, why, "accepted")
	case facts.Asked && action != Group:
		return deliver(facts, why, "answer")
	case !facts.Friends() && to.friendsOnly(facts.To, facts.From):
		why.add(to, sideTo, "bands", string(facts.To.Band), "friends_only")
		return refuse(NotAccepting)
	case declined:
		why.add(to, sideTo, "requests.declined_days")
		return refuse(NotAccepting)
	}
	outcome, column := reach(setting, facts)
	why.setting(to, sideTo, facts.To)
	switch outcome {
	case Deliver:
		return deliver(facts, why, "table", string(setting), column)
	case Request:
		why.add(nil, "", "table", string(setting), column)
		if now.Before(facts.To.PausedUntil) {
			why.add(nil, sideTo, "paused")
			return refuse(NotAccepting)
		}
		return from.request(action, now, facts, why)
	default:
		why.add(nil, "", "table", string(setting), column)
		return refuse(NotAccepting)
	}
}

// Barred tells what keeps who from action whoever the other is: a Refuse about who alone, or a Deliver for nothing.
func (p *Packs) Barred(action Action, now time.Time, who Person) Decision {
	if code := p.of(who.Country).bars(action, who, sideFrom, nil); code != "" {
		return refuse(code)
	}
	if now.Before(who.SilencedUntil) {
		return Decision{Outcome: Refuse, Code: LimitedCode, RetryAt: who.SilencedUntil}
	}
	return Decision{Outcome: Deliver}
}

// bars is the code that keeps someone from all messaging, whoever the other is; "" for nothing.
func (p *pack) bars(action Action, who Person, of Side, why *trail) string {
	band := p.band(who.Band)
	switch {
	case who.Suspended:
		why.add(nil, of, "suspended")
		return SuspendedCode
	case len(p.off) > 0 && slices.Contains(p.off, featureMessages):
		why.add(p, of, "features_off", string(featureMessages))
		return CountryCode
	case len(p.off) > 0 && slices.Contains(p.off, featureOf(action)):
		why.add(p, of, "features_off", string(featureOf(action)))
		return CountryCode
	case band == nil:
		why.add(nil, of, "band.unknown")
		return AgeCode
	case !band.signUp:
		why.add(p, of, "bands", string(band.name), "sign_up")
		return AgeCode
	case !band.messages:
		why.add(p, of, "bands", string(band.name), "messages")
		return AgeCode
	}
	return ""
}

// presence is shown between people who may write to each other, and never where a restriction would show by it. Whom nobody reaches
// shows nothing: else it would tell the setting from a block. Those whom an age is to be reached by as friends alone see nothing of it otherwise,
// and show nothing, also where the two have written to each other.
func presence(from, to *pack, facts Facts, declined bool, why *trail) Decision {
	switch {
	case from.setting(facts.From) == Nobody:
		why.setting(from, sideFrom, facts.From)
		why.add(nil, sideFrom, "setting.nobody")
	case to.setting(facts.To) == Nobody:
		why.setting(to, sideTo, facts.To)
		why.add(nil, sideTo, "setting.nobody")
	case facts.FromRestrictsTo:
		why.add(nil, sideFrom, "restricted")
	case facts.Restricted:
		why.add(nil, sideTo, "restricted")
	case !facts.Friends() && to.friendsOnly(facts.To, facts.From):
		why.add(to, sideTo, "bands", string(facts.To.Band), "friends_only")
	case !facts.Friends() && from.friendsOnly(facts.From, facts.To):
		why.add(from, sideFrom, "bands", string(facts.From.Band), "friends_only")
	case facts.Accepted:
		why.add(nil, "", "accepted")
		return Decision{Outcome: Deliver}
	case !facts.Friends():
		why.add(nil, "", "presence.stranger")
	case declined:
		why.add(to, sideTo, "requests.declined_days")
	default:
		why.add(nil, "", "presence.friends")
		return Decision{Outcome: Deliver}
	}
	return refuse(NotAccepting)
}

// friendsOnly tells whether other reaches who as a friend or not at all.
func (p *pack) friendsOnly(who, other Person) bool {
	band := p.band(who.Band)
	return band != nil && slices.Contains(band.friendsOnly, other.Band)
}

// deliver is a delivery by a rule, which a restriction turns into a request without a word to the sender.
func deliver(facts Facts, why *trail, rule ...string) Decision {
	why.add(nil, "", rule...)
	if facts.Restricted {
		why.add(nil, sideTo, "restricted")
		return Decision{Outcome: Request, Quiet: true}
	}
	return Decision{Outcome: Deliver}
}

// reach is the table of settings and relations, but for Nobody, and the column that it is read in. Who stands in several columns gets the most
// open of them.
func reach(setting Setting, facts Facts) (Outcome, string) {
	switch {
	case facts.Friends():
		return Deliver, "friends"
	case setting == Everyone && facts.ToFollowsFrom:
		return Deliver, "followed"
	}
	column := "stranger"
	switch {
	case facts.Suggested:
		column = "suggested"
	case facts.Vouched:
		column = "introduced"
	case facts.ToFollowsFrom:
		column = "followed"
	}
	if setting == Everyone || setting == Suggested && (facts.Suggested || facts.Vouched) {
		return Request, column
	}
	return Refuse, column
}

// request is a request as far as From's budgets go.
func (p *pack) request(action Action, now time.Time, facts Facts, why *trail) Decision {
	if now.Before(facts.From.LimitedUntil) {
		why.add(nil, sideFrom, "limited")
		return Decision{Outcome: Refuse, Code: LimitedCode, RetryAt: facts.From.LimitedUntil}
	}
	if action == Group { // an invitation holds no messages, so there is no open one to go on with
		return p.budgeted(now, facts, Decision{Outcome: Request}, why)
	}
	if !facts.Request.Open {
		return p.budgeted(now, facts, Decision{Outcome: Request, Left: p.messages}, why)
	}
	left := p.messages - facts.Request.Messages
	if left <= 0 {
		why.add(p, sideFrom, "requests.messages")
		return refuse(RequestLimit)
	}
	return Decision{Outcome: Request, Left: left}
}

// Left is how many messages someone's request still takes after those that are in it.
func (p *Packs) Left(who Person, sent int) int { return max(0, p.of(who.Country).messages-sent) }

// budgeted is granted while From may begin another request.
func (p *pack) budgeted(now time.Time, facts Facts, granted Decision, why *trail) Decision {
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
	why.addIf(!young, p, sideFrom, "requests.a_day")
	why.addIf(young, p, sideFrom, "requests.a_day_young")
	retryAt := facts.Sent.OldestAt.Add(day)
	if young && facts.Sent.Open < p.aDay && grownAt.Before(retryAt) {
		retryAt = grownAt
	}
	return Decision{Outcome: Refuse, Code: RequestLimit, RetryAt: retryAt}
}
