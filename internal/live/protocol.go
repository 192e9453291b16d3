package live

import (
	"encoding/json"
	"strconv"
)

// The JSON form of the centrifuge protocol: commands from the client and replies to it, a line each, several in a frame. A reply
// has the id of its command; what comes by itself is a push. An empty object is a ping, and from the client a pong.

const pingEvery = 25 // seconds; a client that heard nothing for some more comes again

type command struct {
	ID          uint32          `json:"id"`
	Connect     *connect        `json:"connect"`
	RPC         *rpc            `json:"rpc"`
	Subscribe   *subscription   `json:"subscribe"`
	Unsubscribe *subscription   `json:"unsubscribe"`
	Ping        json.RawMessage `json:"ping"`
}

type connect struct {
	Token string              `json:"token"`
	Subs  map[string]position `json:"subs"` // what the client had, and goes on with
}

type position struct {
	Recover bool   `json:"recover"`
	Epoch   string `json:"epoch"`
	Offset  uint64 `json:"offset"`
}

type rpc struct {
	Method string          `json:"method"`
	Data   json.RawMessage `json:"data"`
}

type subscription struct {
	Channel string `json:"channel"`
}

// reason is why a connection is closed. Clients come back unless the code is from 3500 to 3999.
type reason struct {
	code uint16
	text string
}

var (
	shutdown     = reason{3001, "shutdown"}
	failing      = reason{3004, "internal server error"}
	slow         = reason{3008, "slow"}
	silent       = reason{3012, "no pong"}
	invalidToken = reason{3500, "invalid token"}
	badRequest   = reason{3501, "bad request"}
	ended        = reason{3510, "signed out"} // the session was signed out: there is no use in coming back
)

// refusal is a command that is not carried out.
type refusal struct {
	Code      int    `json:"code"`
	Message   string `json:"message"`
	Temporary bool   `json:"temporary,omitempty"`
}

var (
	internalError    = &refusal{100, "internal server error", true}
	permissionDenied = &refusal{103, "permission denied", false}
	alreadyWatched   = &refusal{105, "already subscribed", false}
	limitExceeded    = &refusal{106, "limit exceeded", false}
	notAvailable     = &refusal{108, "not available", false}
)

// unwatched tells a client that it may no longer watch; asking again is answered anew.
const unwatched = `"unsubscribe":{"code":2000,"reason":"not visible"}`

func appendReply(to []byte, id uint32, name string, data []byte) []byte {
	to = append(to, `{"id":`...)
	to = strconv.AppendUint(to, uint64(id), 10)
	to = append(to, `,"`...)
	to = append(to, name...)
	to = append(to, `":`...)
	to = append(to, data...)
	return append(to, '}')
}

// appendConnected answers a connect command: the one channel there is, where it stands, and what the client missed.
func (a *account) appendConnected(to []byte, id uint32, client string, recovering, recovered bool, missed []told) []byte {
	type publication struct {
		Data   json.RawMessage `json:"data"`
		Offset uint64          `json:"offset"`
	}
	type subscribed struct {
		Recoverable   bool          `json:"recoverable"`
		Epoch         string        `json:"epoch"`
		Offset        uint64        `json:"offset"`
		Recovered     bool          `json:"recovered,omitempty"`
		WasRecovering bool          `json:"was_recovering,omitempty"`
		Publications  []publication `json:"publications,omitempty"`
	}
	sub := subscribed{Recoverable: true, Epoch: a.epoch, Offset: a.offset, Recovered: recovered, WasRecovering: recovering}
	for i, e := range missed {
		sub.Publications = append(sub.Publications, publication{e.data, a.offset - uint64(len(missed)-1-i)})
	}
	data, err := json.Marshal(struct {
		Client  string                `json:"client"`
		Version string                `json:"version"`
		Subs    map[string]subscribed `json:"subs"`
		Ping    int                   `json:"ping"`
		Pong    bool                  `json:"pong"`
	}{client, "", map[string]subscribed{channelOf(a.id): sub}, pingEvery, true})
	if err != nil {
		panic("events are JSON: " + err.Error())
	}
	return appendReply(to, id, "connect", data)
}
