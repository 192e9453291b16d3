package causerie

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

func FuzzProblem(f *testing.F) {
	f.Add(404, `{"code":"not_found","retryAt":"2026-01-01T00:00:00Z","errors":[{"location":"x"}]}`)
	f.Add(502, "<html>")
	f.Add(500, `{"code":1,"retryAt":"x"}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		p := problemOf(&http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body))})
		if p.Code == "" || p.Status != status {
			t.Errorf("%d %q reads as %+v", status, body, p)
		}
	})
}

func FuzzEvent(f *testing.F) {
	f.Add(`{"type":"entry","entry":{"seq":1,"content":{"text":"hi"},"createdAt":"2026-01-01T00:00:00Z"}}`)
	f.Add(`{"type":"conversation","conversation":{"members":[null],"head":{"preview":null},"hidden":[1]}}`)
	f.Add(`null`)
	f.Fuzz(func(t *testing.T, text string) {
		var event, again Event
		if json.Unmarshal([]byte(text), &event) != nil {
			return
		}
		data, err := json.Marshal(event)
		if err != nil || json.Unmarshal(data, &again) != nil {
			t.Errorf("%q reads as %+v, which cannot be written and read: %v", text, event, err)
		}
	})
}
