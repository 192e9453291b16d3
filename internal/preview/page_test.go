package preview

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

var here = &url.URL{Scheme: "https", Host: "shop.example", Path: "/lamps/1"}

func TestWhatAPageSaysOfItself(t *testing.T) {
	for name, c := range map[string]struct {
		page, picture string
		want          Page
	}{
		"a title alone": {page: "<title> Plain \n title </title>", want: Page{Title: "Plain title"}},
		"Open Graph before the rest": {
			page: `<title>Tab</title><meta name=description content="In HTML"><meta property="og:title" content="Say &amp; do">
				<meta property=og:description content=Short><meta property="og:site_name" content="The Paper"><meta property="og:image" content="//cdn.example/a.jpg">
				<meta property="og:image" content="/second.jpg"><meta name="twitter:title" content="Tweet">`,
			picture: "https://cdn.example/a.jpg", want: Page{Title: "Say & do", Description: "Short", Site: "The Paper"},
		},
		"Twitter's card":               {page: `<meta name="twitter:title" content="T"><meta name="twitter:description" content="D"><meta name="twitter:image" content="../p.png">`, picture: "https://shop.example/p.png", want: Page{Title: "T", Description: "D"}},
		"what is empty":                {page: `<meta property="og:title" content=" "><title>Other</title>`, want: Page{Title: "Other"}},
		"the title of a drawing":       {page: `<svg><title>Logo</title></svg><title>Page</title>`, want: Page{Title: "Page"}},
		"a picture that is no address": {page: `<title>T</title><meta property="og:image" content="javascript:alert(1)">`, want: Page{Title: "T"}},
		"a picture with a password":    {page: `<title>T</title><meta property="og:image" content="https://a:b@c.example/x">`, want: Page{Title: "T"}},
		"a picture in itself":          {page: `<title>T</title><meta property="og:image" content="data:image/png;base64,AAAA">`, want: Page{Title: "T"}},
		"nothing":                      {page: `<p>og:title</p><!-- <title>no</title> --><script>"<title>no</title>"</script>`},
		"a product in JSON-LD": {
			page: `<title>Lamp | Shop</title><script type="application/ld+json">{"@type":"Product","name":"Lamp","description":"Of brass","image":["/lamp.jpg"],
				"offers":{"price":"49.90","priceCurrency":"eur","availability":"http://schema.org/InStock"}}</script>`,
			picture: "https://shop.example/lamp.jpg",
			want:    Page{Title: "Lamp", Description: "Of brass", Product: &Product{Price: "49.90", Currency: "EUR", Availability: "in_stock"}},
		},
		"a product in a graph, with several prices": {
			page: `<title>Shop</title><script type="application/ld+json">{"@graph":[{"@type":"WebPage"},{"@type":["Thing","https://schema.org/Product"],"name":"Vase",
				"image":{"url":"https://cdn.example/v.webp"},"offers":[{"@type":"AggregateOffer","lowPrice":12,"highPrice":30.5,"priceCurrency":"USD"}]}]}</script>`,
			picture: "https://cdn.example/v.webp", want: Page{Title: "Vase", Product: &Product{Price: "12", Currency: "USD", From: true}},
		},
		"a product's group": {
			page: `<script type="application/ld+json">[{"@type":"ProductGroup","name":"Shirt","hasVariant":[{"@type":"Product","offers":{"priceSpecification":{"price":"1,299.00","priceCurrency":"GBP"},"availability":"PreOrder"}}]}]</script>`,
			want: Page{Title: "Shirt", Product: &Product{Price: "1299.00", Currency: "GBP", Availability: "preorder"}},
		},
		"a price in Open Graph": {
			page: `<meta property="og:title" content="Cup"><meta property="product:price:amount" content="7,5"><meta property="product:price:currency" content="EUR"><meta property="product:availability" content="out of stock">`,
			want: Page{Title: "Cup", Product: &Product{Price: "7.5", Currency: "EUR", Availability: "out_of_stock"}},
		},
		"a price that is none":   {page: `<title>T</title><script type="application/ld+json">{"@type":"Product","offers":{"price":"call us","priceCurrency":"EUR"}}</script>`, want: Page{Title: "T"}},
		"a price in no currency": {page: `<title>T</title><script type="application/ld+json">{"@type":"Product","offers":{"price":"5"}}</script>`, want: Page{Title: "T"}},
		"JSON that is none":      {page: `<title>T</title><script type="application/ld+json">{"@type":"Product"</script>`, want: Page{Title: "T"}},
		"JSON that is deep":      {page: `<title>T</title><script type="application/ld+json">` + strings.Repeat(`[`, 5000) + `</script>`, want: Page{Title: "T"}},
		"a page of no end":       {page: `<title>T</title>` + strings.Repeat("<div a=", 100_000), want: Page{Title: "T"}},
	} {
		got := read([]byte(c.page), here)
		picture := ""
		if got.picture != nil {
			picture = got.picture.String()
		}
		got.picture = nil
		if !reflect.DeepEqual(got, c.want) || picture != c.picture {
			t.Errorf("%s: %+v %+v, picture %q", name, got, got.Product, picture)
		}
	}
}

func TestTextsOfStrangersAreClean(t *testing.T) {
	for text, want := range map[string]string{
		"  a \t\n b  ":                      "a b",
		"pay\u202epal\u2066.com":            "paypal.com",
		"in\u200bvis\u2060ible\ufeff\u00ad": "invisible",
		"a\u0000b\u0007\u009bc":             "abc",
		"👩\u200d🚀 goes":                     "👩\u200d🚀 goes",
		"می\u200cخواهم":                     "می\u200cخواهم",
		"a\u200db":                          "ab",
		"\u3164\u115f\u2800x":               "x",
		"e" + strings.Repeat("\u0301", 40):  "e" + strings.Repeat("\u0301", marksMax),
		"\u0301\u0301x":                     "x",
		"flag 🇫🇷 ❤️":                        "flag 🇫🇷 ❤️",
		"\ue000private":                     "private",
		"end\u200d":                         "end",
	} {
		if got := clean(text, 100); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	for _, c := range []struct {
		text string
		most int
		want string
	}{
		{"short", 5, "short"},
		{"one two three four", 12, "one two…"},
		{"unbreakableword", 8, "unbreak…"},
		{"a unbreakableword", 10, "a unbreak…"},
		{"one, two", 6, "one…"},
		{strings.Repeat("👩‍👩‍👧", 10), 4, strings.Repeat("👩‍👩‍👧", 3) + "…"},
		{"été été", 7, "été été"},
	} {
		if got := clean(c.text, c.most); got != c.want {
			t.Errorf("%q in %d characters is %q, want %q", c.text, c.most, got, c.want)
		}
	}
}

// FuzzRead holds what is true of every page: it ends, and what it shows is text of one line that fits.
func FuzzRead(f *testing.F) {
	for _, page := range []string{
		`<title>T</title><meta property="og:image" content="/x.png">`, `<svg><title>a</title><svg/>`, `<script type="application/ld+json">{"@type":"Product","name":"x"}</script>`,
		`<title`, `<meta property=og:title content='a`, "<title>\u202e\u200d</title>", `<!--`, `<plaintext>`, `<script type=application/ld+json>[[[`,
	} {
		f.Add([]byte(page))
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		p := read(page, here)
		for text, most := range map[string]int{p.Title: titleMax, p.Description: descriptionMax, p.Site: siteMax} {
			if !utf8.ValidString(text) || uniseg.GraphemeClusterCount(text) > most || text != strings.TrimSpace(text) {
				t.Errorf("it says %q", text)
			}
			for _, r := range text {
				if unicode.IsControl(r) || !unicode.IsGraphic(r) && r != '\u200c' && r != '\u200d' {
					t.Errorf("it says %q, with %U", text, r)
				}
			}
		}
		if p.picture != nil && checkURL(p.picture) != nil {
			t.Errorf("its picture is at %s", p.picture)
		}
		if p.Product != nil && !plainPrice.MatchString(p.Product.Price) {
			t.Errorf("it costs %q", p.Product.Price)
		}
	})
}
