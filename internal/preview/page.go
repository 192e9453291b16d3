package preview

import (
	"bytes"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Page is what a page says of itself, in texts that are safe to show.
type Page struct {
	Title       string   `json:"title" doc:"What the page is called."`
	Description string   `json:"description,omitempty"`
	Site        string   `json:"site,omitempty" doc:"What the page calls its site: nothing follows from it."`
	Host        string   `json:"host" doc:"The server on which the page is, where the link led in the end."`
	Product     *Product `json:"product,omitempty"`

	picture *url.URL // nil for none
}

// How long texts are, in characters.
const (
	titleMax       = 140
	descriptionMax = 280
	siteMax        = 60
)

// Behind the limits of what is fetched: how much of it is looked at.
const (
	scriptsMax  = 16
	scriptBytes = 128 << 10
	tokenBytes  = 256 << 10 // of one tag or text
)

// read looks for what a page says of itself: Open Graph, Twitter's cards, schema.org's products, and what HTML has. It takes time as the page is long.
func read(text []byte, at *url.URL) Page {
	tags := tagsOf(text)
	p := Page{
		Title:       clean(tags.first("og:title", "twitter:title", "title"), titleMax),
		Description: clean(tags.first("og:description", "twitter:description", "description"), descriptionMax),
		Site:        clean(tags.first("og:site_name", "application-name"), siteMax),
	}
	pictures := []string{tags.first("og:image:secure_url", "og:image:url", "og:image", "twitter:image", "twitter:image:src")}
	var sold item
	for _, script := range tags.scripts {
		if sold.read(script) {
			break
		}
	}
	if name := clean(sold.name, titleMax); name != "" {
		p.Title = name
	}
	if p.Description == "" {
		p.Description = clean(sold.description, descriptionMax)
	}
	if p.Product = sold.product(); p.Product == nil {
		p.Product = tags.product()
	}
	for _, picture := range append(pictures, sold.image) {
		if found, err := at.Parse(strings.TrimSpace(picture)); picture != "" && err == nil && checkURL(found) == nil {
			p.picture = found
			break
		}
	}
	return p
}

// tags are what was found in a page: the first of each name that is not empty.
type tags struct {
	named   map[string]string
	scripts [][]byte // of JSON-LD
}

func (t tags) first(names ...string) string {
	for _, name := range names {
		if v := t.named[name]; v != "" {
			return v
		}
	}
	return ""
}

func (t *tags) set(name, value string) {
	if value = strings.TrimSpace(value); value != "" && t.named[name] == "" {
		t.named[name] = value
	}
}

func tagsOf(text []byte) tags {
	found := tags{named: map[string]string{}}
	z := html.NewTokenizer(bytes.NewReader(text))
	z.SetMaxBuf(tokenBytes)
	drawing := 0 // a drawing has titles of its own
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return found
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == atom.Svg && drawing > 0 {
				drawing--
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch atom.Lookup(name) {
			case atom.Svg:
				if kind == html.StartTagToken {
					drawing++
				}
			case atom.Meta:
				found.meta(z, more)
			case atom.Title:
				if z.Next() == html.TextToken && drawing == 0 {
					found.set("title", string(z.Text()))
				}
			case atom.Script:
				if of := attribute(z, more, "type"); strings.EqualFold(strings.TrimSpace(of), "application/ld+json") && z.Next() == html.TextToken {
					if script := z.Raw(); len(script) <= scriptBytes && len(found.scripts) < scriptsMax {
						found.scripts = append(found.scripts, bytes.Clone(script))
					}
				}
			}
		}
	}
}

// meta keeps what one tag says, under each of its names.
func (t *tags) meta(z *html.Tokenizer, more bool) {
	var names [3]string
	content := ""
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "property":
			names[0] = string(value)
		case "name":
			names[1] = string(value)
		case "itemprop":
			names[2] = string(value)
		case "content":
			content = string(value)
		}
	}
	for _, name := range names {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" && len(name) < 64 && name != "title" {
			t.set(name, content)
		}
	}
}

func attribute(z *html.Tokenizer, more bool, name string) (found string) {
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if string(key) == name {
			found = string(value)
		}
	}
	return found
}
