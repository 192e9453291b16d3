package safety_test

import "causerie/internal/base"

func (w town) newID() base.ID { return base.NewID(w.Clock.Now()) }
