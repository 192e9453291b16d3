package facebook

import "time"

// Wait sets how long one answer of Facebook's is waited for.
func (a *App) Wait(d time.Duration) { a.client.Timeout = d }

// WaitInAll sets how long all is waited for that is asked at once.
func (a *App) WaitInAll(d time.Duration) { a.patience = d }

// CallWait is how long it is otherwise.
const CallWait = callWait
