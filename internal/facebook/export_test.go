package facebook

import "time"

// Wait sets how long one answer of Facebook's is waited for.
func (a *App) Wait(d time.Duration) { a.client.Timeout = d }

// CallWait is how long it is otherwise.
const CallWait = callWait
