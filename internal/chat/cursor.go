package chat

import (
	"encoding/base64"
	"encoding/json"
)

// encodeCursor makes a place in a list into a text that clients hand back as it is.
func encodeCursor(at any) string {
	data, err := json.Marshal(at)
	if err != nil {
		panic("a cursor cannot be encoded: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

func decodeCursor(text string, into any) bool {
	data, err := base64.RawURLEncoding.DecodeString(text)
	return err == nil && json.Unmarshal(data, into) == nil
}
