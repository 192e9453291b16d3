package chat

import (
	"context"
	"strings"

	"causerie/internal/base"
)

// profilePrefix is how the content of a message that is a profile begins, and of no other. It is as long as photosPrefix.
const profilePrefix = `{"type":"profile`

// sentProfile is a profile that somebody sends.
type sentProfile struct{ sender, of base.ID }

func (c Content) isProfile() bool { return strings.HasPrefix(string(c), profilePrefix) }

// parseProfile looks at a profile as its sender names it: by the account's id. It stays that, so that everyone is shown what they may see of it now.
func parseProfile(named *base.ID) (*base.ID, error) {
	if named == nil || named.IsZero() {
		return nil, invalid("content.profile", "Name the profile by its account's id.")
	}
	return named, nil
}

// loadProfiles finds which of the profiles that messages are, and are forwarded with, their senders are shown.
func (b *batch) loadProfiles(ctx context.Context) error {
	named := map[base.ID][]base.ID{}
	for _, k := range b.works {
		if k.append != nil && k.append.message.Profile != nil {
			named[k.actor] = append(named[k.actor], *k.append.message.Profile)
		}
	}
	for sender, ids := range named {
		cards, err := b.Graph.Cards(ctx, b.tx, sender, ids)
		if err != nil {
			return err
		}
		if b.profiles == nil {
			b.profiles = map[sentProfile]bool{}
		}
		for _, card := range cards {
			b.profiles[sentProfile{sender, card.ID}] = true
		}
	}
	return nil
}

// allowProfile refuses a profile that its sender is not shown, as one that never was.
func (b *batch) allowProfile(k *work) error {
	if id := k.append.message.Profile; id != nil && !b.profiles[sentProfile{k.actor, *id}] {
		return base.Gone("profile_gone", "This profile is not available, or cannot be sent.")
	}
	return nil
}
