package digest

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"
)

// UnsubscribePath is where links end summaries. The app's service worker leaves what is under /v1/ to the server.
const UnsubscribePath = "/v1/unsubscribe/"

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// pagePolicy lets the page show its own style and send its own form.
var pagePolicy = func() string {
	sum := sha256.Sum256([]byte(pageCSS))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}()

// pages are what is answered to who follows a link, and to who presses its button, in each language.
var pages = func() map[string][2][]byte {
	made := map[string][2][]byte{}
	for _, w := range []words{english, french} {
		draw := func(title, text, button string) []byte {
			var b bytes.Buffer
			err := pageTemplate.Execute(&b, map[string]any{"Lang": w.Lang, "Title": title, "Text": text, "Button": button, "Style": template.CSS(pageCSS)})
			if err != nil {
				panic(err) // a test draws both
			}
			return b.Bytes()
		}
		made[w.Lang] = [2][]byte{draw(w.AskTitle, w.AskText, w.AskButton), draw(w.DoneTitle, w.DoneTxt, "")}
	}
	return made
}()

// answer writes one of the pages: always the same for a language, whatever the link.
func answer(w http.ResponseWriter, req *http.Request, done int) {
	language := req.URL.Query().Get("lang")
	if language == "" && strings.HasPrefix(strings.ToLower(req.Header.Get("Accept-Language")), "fr") {
		language = "fr"
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", pagePolicy)
	// The form is sent by a page of this address, which is told from another's by its origin. Nothing leads elsewhere.
	header.Set("Referrer-Policy", "same-origin")
	_, _ = w.Write(pages[wordsOf(language).Lang][done]) // the client is gone: nobody to tell
}
