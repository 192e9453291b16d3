package chat

import "causerie/internal/base"

type Profile struct {
	ID     base.ID `json:"id"`
	Handle string  `json:"handle"`
	Name   string  `json:"name"`
}
type Privacy struct{ ReadReceipts, DeliveryReceipts, Presence, Typing bool }
