package digest

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"
	"unicode"

	"causerie/internal/base"
	"causerie/internal/contacts"
	"causerie/internal/notify"
	"causerie/internal/policy"
)

const (
	namesMax = 5  // conversations that are named
	nameMax  = 40 // characters of a name
	countMax = 99 // above, it is "99+"
)

// letter is a summary before it is written.
type letter struct {
	language string
	every    Every
	messages count
	places   int // conversations with messages
	requests int
	named    []line // the first of them; none where names are not to be told
}

// line is one conversation.
type line struct {
	Name  string
	Group bool
	Count count
}

// count is a number of messages, of which the store counts no more than 100 in a conversation.
type count struct {
	n    int64
	more bool
}

func (c count) plus(unread int64) count { return count{c.n + unread, c.more || unread > countMax} }

func (c count) String() string {
	if c.more || c.n > countMax {
		return fmt.Sprintf("%d+", min(c.n, countMax))
	}
	return fmt.Sprint(c.n)
}

// letter is what p is told of what arrived; tells is false where there is nothing.
func (s *Service) letter(p *person, arrived []notify.Notice, now time.Time) (l letter, tells bool) {
	l = letter{language: p.language, every: p.every}
	for _, n := range arrived {
		if n.Request {
			l.requests++
			continue
		}
		l.places++
		l.messages = l.messages.plus(n.Unread)
		l.named = append(l.named, line{Name: name(cmp.Or(n.Group, n.Name)), Group: n.Group != "", Count: count{}.plus(n.Unread)})
	}
	slices.SortStableFunc(l.named, func(a, b line) int { return cmp.Or(cmp.Compare(b.Count.n, a.Count.n), cmp.Compare(a.Name, b.Name)) })
	l.named = l.named[:min(len(l.named), namesMax)]
	if p.discreet || s.Packs.Band(p.country, p.birth, base.In(now, p.zone)) != policy.Adult { // others may read their mail
		l.named = nil
	}
	return l, l.places+l.requests > 0
}

// name is a name as a line of a letter holds it: of one line, not long, and without what turns the direction of what stands beside it.
func name(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == unicode.ReplacementChar:
			continue
		}
		if n++; n > nameMax {
			b.WriteRune('…')
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// words are the texts of a letter in a language.
type words struct {
	Lang                                             string
	Intro, Open, Settings, Stop, Group               string
	AskTitle, AskText, AskButton, DoneTitle, DoneTxt string

	messages, requests, places, rest func(n string, one bool) string
	and, colon                       string
	subject, why                     string
	every                            map[Every]string
}

func either(one, many string) func(string, bool) string {
	return func(n string, isOne bool) string {
		if isOne {
			return strings.ReplaceAll(one, "#", n)
		}
		return strings.ReplaceAll(many, "#", n)
	}
}

var english = words{
	Lang: "en", Intro: "While you were away:", Open: "Open Causerie", Settings: "Choose how often", Stop: "Stop these e-mails", Group: "group",
	AskTitle: "Stop these e-mails?", AskText: "Causerie will send you no more summaries by e-mail. Your account stays as it is.", AskButton: "Stop them",
	DoneTitle: "Done", DoneTxt: "If summaries went to your address, none will any more. You can ask for them again in the app, in Settings → Notifications.",
	messages: either("# new message", "# new messages"), requests: either("# message request", "# message requests"),
	places: either("in # conversation", "in # conversations"), rest: either("and # more conversation", "and # more conversations"), and: " and ", colon: ": ",
	subject: "%s on Causerie", why: "You get this because you asked for %s, while you are away.",
	every: map[Every]string{Daily: "one e-mail a day at most", Weekly: "one e-mail a week at most"},
}

var french = words{
	Lang: "fr", Intro: "Pendant votre absence :", Open: "Ouvrir Causerie", Settings: "Choisir la fréquence", Stop: "Ne plus recevoir ces e-mails", Group: "groupe",
	AskTitle: "Ne plus recevoir ces e-mails ?", AskText: "Causerie ne vous enverra plus de résumés par e-mail. Votre compte reste tel qu’il est.", AskButton: "Ne plus les recevoir",
	DoneTitle: "C’est fait", DoneTxt: "Si des résumés partaient vers votre adresse, il n’en partira plus. Vous pouvez les redemander dans l’application : Paramètres → Notifications.",
	messages: either("# nouveau message", "# nouveaux messages"), requests: either("# demande de message", "# demandes de message"),
	places: either("dans # conversation", "dans # conversations"), rest: either("et # autre conversation", "et # autres conversations"), and: " et ", colon: " : ",
	subject: "%s sur Causerie", why: "Vous recevez ceci parce que vous avez demandé %s, pendant vos absences.",
	every: map[Every]string{Daily: "un e-mail par jour au plus", Weekly: "un e-mail par semaine au plus"},
}

func wordsOf(language string) words {
	if language == "fr" {
		return french
	}
	return english
}

// Messages says how many messages there are.
func (w words) Messages(c count) string { return w.messages(c.String(), c.n == 1) }

func (w words) count(say func(string, bool) string, n int) string { return say(fmt.Sprint(n), n == 1) }

//go:embed letter.html
var letterHTML string

var letterTemplate = template.Must(template.New("letter").Parse(letterHTML))

// write is the letter as an e-mail. address is what a person opens, and token that of the link that ends such letters.
func (l letter) write(address, token string) (contacts.Note, error) {
	w := wordsOf(l.language)
	messages, requests := "", ""
	if l.places > 0 {
		messages = w.Messages(l.messages)
	}
	if l.requests > 0 {
		requests = w.count(w.requests, l.requests)
	}
	subject := messages + requests
	if messages != "" && requests != "" {
		subject = messages + w.and + requests
	}
	rest := ""
	switch left := l.places - len(l.named); {
	case len(l.named) == 0 && l.places > 0:
		rest = messages + " " + w.count(w.places, l.places)
	case left > 0:
		rest = w.count(w.rest, left)
	}
	stop := address + UnsubscribePath + token + "?lang=" + w.Lang
	view := struct {
		words
		Lines                      []line
		Rest, Requests, Why        string
		Subject                    string
		OpenAt, SettingsAt, StopAt string
	}{w, l.named, rest, requests, fmt.Sprintf(w.why, w.every[l.every]), fmt.Sprintf(w.subject, subject), address + "/inbox", address + "/settings/notifications", stop}

	var text strings.Builder
	text.WriteString(w.Intro + "\n\n")
	for _, line := range l.named {
		// Isolated (UAX #9), so that a name that is written from the right leaves what follows in its place.
		text.WriteString("• \u2068" + line.Name + "\u2069")
		if line.Group {
			text.WriteString(" (" + w.Group + ")")
		}
		text.WriteString(w.colon + w.Messages(line.Count) + "\n")
	}
	for _, one := range []string{rest, requests} {
		if one != "" {
			text.WriteString("• " + one + "\n")
		}
	}
	text.WriteString("\n" + w.Open + w.colon + view.OpenAt + "\n\n-- \n" + view.Why + "\n" + w.Settings + w.colon + view.SettingsAt + "\n" + w.Stop + w.colon + stop + "\n")

	var page bytes.Buffer
	if err := letterTemplate.Execute(&page, view); err != nil {
		return contacts.Note{}, base.Internal("writing a summary", err)
	}
	return contacts.Note{Subject: view.Subject, Text: text.String(), HTML: page.String(), Unsubscribe: stop}, nil
}
