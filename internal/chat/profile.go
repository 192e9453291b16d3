package chat

import "causerie/internal/account"

// What people show of themselves is account's to say.
type (
	Profile = account.Profile
	Privacy = account.Shown
	Avatar  = account.Avatar
)
