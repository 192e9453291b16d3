package preview

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// Product is what a page offers, and for how much.
type Product struct {
	Price        string `json:"price" doc:"A number in decimal, such as 19.90."`
	Currency     string `json:"currency" doc:"As in ISO 4217, such as EUR."`
	From         bool   `json:"from,omitempty" doc:"It is the lowest of several prices."`
	Availability string `json:"availability,omitempty" enum:"in_stock,out_of_stock,preorder" doc:"Absent where the page says nothing of it."`
}

// item is a product as a page describes it, in the words of schema.org.
type item struct {
	name, description, image      string
	price, currency, availability string
	from                          bool
}

const (
	depthMax  = 8
	valuesMax = 2000
)

// read looks for a product in JSON-LD, and tells whether there is one.
func (it *item) read(script []byte) bool {
	d := json.NewDecoder(bytes.NewReader(script))
	d.UseNumber()
	var root any
	if d.Decode(&root) != nil {
		return false
	}
	left := valuesMax
	found := productIn(root, depthMax, &left)
	if found == nil {
		return false
	}
	it.name, it.description, it.image = textIn(found["name"]), textIn(found["description"]), imageIn(found["image"])
	offers := objectsIn(found["offers"])
	if variants := objectsIn(found["hasVariant"]); len(offers) == 0 && len(variants) > 0 { // a group of products has the offers of its variants
		offers = objectsIn(variants[0]["offers"])
	}
	for _, offer := range offers {
		it.offer(offer)
		if it.price != "" {
			break
		}
	}
	return true
}

func (it *item) offer(offer map[string]any) {
	it.availability, it.currency = textIn(offer["availability"]), textIn(offer["priceCurrency"])
	if it.price = textIn(offer["price"]); it.price != "" {
		return
	}
	if it.price = textIn(offer["lowPrice"]); it.price != "" {
		it.from = textIn(offer["highPrice"]) != it.price
		return
	}
	for _, specified := range objectsIn(offer["priceSpecification"]) {
		if it.price = textIn(specified["price"]); it.price != "" {
			it.currency = textIn(specified["priceCurrency"])
			return
		}
	}
}

// product is what can be shown of it, nil for nothing.
func (it *item) product() *Product {
	return newProduct(it.price, it.currency, it.availability, it.from)
}

// product is what Open Graph's tags say is sold.
func (t tags) product() *Product {
	return newProduct(t.first("product:price:amount", "og:price:amount"), t.first("product:price:currency", "og:price:currency"),
		t.first("product:availability", "og:availability"), false)
}

var (
	plainPrice   = regexp.MustCompile(`^\d{1,9}(\.\d{1,4})?$`)
	commaPrice   = regexp.MustCompile(`^\d{1,9},\d{1,2}$`)
	groupedPrice = regexp.MustCompile(`^\d{1,3}(,\d{3}){1,2}(\.\d{1,4})?$`)
	currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)
)

// newProduct is a product with a price that is surely one, nil without.
func newProduct(price, currency, availability string, from bool) *Product {
	price, currency = strings.TrimSpace(price), strings.ToUpper(strings.TrimSpace(currency))
	switch {
	case plainPrice.MatchString(price):
	case groupedPrice.MatchString(price):
		price = strings.ReplaceAll(price, ",", "")
	case commaPrice.MatchString(price):
		price = strings.Replace(price, ",", ".", 1)
	default:
		return nil
	}
	if !currencyCode.MatchString(currency) {
		return nil
	}
	return &Product{Price: price, Currency: currency, From: from, Availability: availabilities[word(availability)]}
}

var availabilities = map[string]string{
	"instock": "in_stock", "instoreonly": "in_stock", "onlineonly": "in_stock", "limitedavailability": "in_stock",
	"outofstock": "out_of_stock", "soldout": "out_of_stock", "discontinued": "out_of_stock", "oos": "out_of_stock",
	"preorder": "preorder", "presale": "preorder", "backorder": "preorder", "madetoorder": "preorder", "availablefororder": "preorder",
}

// word is the last part of an address, or a text of several words, as one.
func word(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = s[strings.LastIndexAny(s, "/#:")+1:]
	return strings.NewReplacer(" ", "", "_", "", "-", "").Replace(s)
}

// productIn finds the first product in a value, no deeper and among no more values than is said.
func productIn(value any, depth int, left *int) map[string]any {
	if *left--; depth == 0 || *left < 0 {
		return nil
	}
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			if found := productIn(one, depth-1, left); found != nil {
				return found
			}
		}
	case map[string]any:
		if isProduct(v["@type"]) {
			return v
		}
		for _, key := range []string{"@graph", "mainEntity", "itemListElement", "item"} {
			if found := productIn(v[key], depth-1, left); found != nil {
				return found
			}
		}
	}
	return nil
}

func isProduct(kind any) bool {
	switch v := kind.(type) {
	case string:
		w := word(v)
		return w == "product" || w == "productgroup" || w == "individualproduct" || w == "productmodel"
	case []any:
		for _, one := range v {
			if text, ok := one.(string); ok && isProduct(text) {
				return true
			}
		}
	}
	return false
}

// objectsIn are the objects that a value is, alone or in a list.
func objectsIn(value any) (objects []map[string]any) {
	switch v := value.(type) {
	case map[string]any:
		return []map[string]any{v}
	case []any:
		for _, one := range v {
			if o, ok := one.(map[string]any); ok {
				objects = append(objects, o)
			}
		}
	}
	return objects
}

// textIn is the text or number that a value is, or that is first in a list.
func textIn(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case []any:
		if len(v) > 0 {
			if text, ok := v[0].(string); ok {
				return text
			}
		}
	}
	return ""
}

// imageIn is the address of a picture, as a text, an object or the first of a list of either.
func imageIn(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case map[string]any:
		if url := textIn(v["url"]); url != "" {
			return url
		}
		return textIn(v["contentUrl"])
	case []any:
		if len(v) > 0 {
			if _, list := v[0].([]any); !list {
				return imageIn(v[0])
			}
		}
	}
	return ""
}
