package attack

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// walked are the rows of the table of paths in internal/app, each with the ways by which it is walked here, or, after "none: ", why by none. What happens
// in the table's own test is a block; here it is all by which someone does not want to be reached.
var walked = map[string]string{
	"a place":                      "place",
	"a profile that somebody sent": "card",
	"sending somebody's profile":   "send their profile",
	"a profile as a message":       "profile as a message",
	"profile by id":                "profile",
	"profile by handle":            "profile by handle",
	"search":                       "search",
	"followers":                    "own followers",
	"friends":                      "friends",
	"suggestions":                  "suggestions",
	"keeping a contact":            "contacts",
	"following":                    "follow, unfollow",
	"a first message":              "open, message",
	"a message":                    "message, message live, reply, draft",
	"a reaction":                   "reaction",
	"a pinned message":             "pin",
	"a poll":                       "poll",
	"a photo":                      "photo",
	"a voice note":                 "voice note",
	"a file":                       "file",
	"an edit":                      "edit, edit live",
	"presence":                     "presence",
	"delivery receipts":            "delivered",
	"read receipts":                "read",
	"requests to follow":           "follow",
	"what was played":              "played, what was played",
	"live: messages":               "message, message live",
	"live: typing":                 "typing, typing live",
	"live: receipts":               "read live",
	"buckets of contacts":          "buckets of contacts",

	"a forwarded message":                        "forward",
	"a scheduled message":                        "schedule",
	"a sticker":                                  "sticker, look at the pack of a sticker, add the pack of a sticker",
	"a name in an imported list":                 "a name",
	"accepting a request to follow":              "accept a follow request",
	"asking for a guardian link":                 "guardian link",
	"being added to a group":                     "add to a group, mention in a group, invitation",
	"bio and picture in a conversation":          "conversation",
	"bio and picture in the inbox":               "inbox",
	"bio and picture beside found messages":      "messages",
	"bio and picture in sync":                    "sync",
	"a picture whose address one was given":      "picture",
	"a message after one's request was accepted": "answer a request",
	"followers of a third person":                "followers of a third person",
	"followers of the other":                     "followers, remove a follower",
	"live: what the other is to one":             "follow, unfollow",
	"live: what was played":                      "played",
	"search in the followers of a third person":  "followers of a third person",
	"suggestions by a group":                     "suggestions",
	"what one is to the other, in sync":          "sync",
	"what was opened to be viewed once":          "view once, open what is viewed once, what was opened, who opened",
	"when messages disappear":                    "disappearing",
	"who came to be found":                       "who came to be found",
	"who introduced one to somebody":             "introduce",
	"who introduced the sender of a request":     "introduce",
	"whom a third person follows":                "whom a third person follows",
	"whom the other follows":                     "following",

	"a first message by who was introduced":        "none: it needs a friend of both, and no friend of these introduces anybody",
	"asking to come into one's group":              "none: it needs a link, and whom the owner of a group gave one may use it",
	"coming into one's group by a link":            "none: as above",
	"bio and picture among the members of a group": "none: it needs that both are in a group already",
	"bio and picture beside what one reported":     "none: as below",
	"reporting a profile":                          "none: it reaches moderators alone, and who may look at a profile may report it",
}

// TestEveryPathIsWalked wants that nobody adds a row to the table of paths without a way here.
func TestEveryPathIsWalked(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../internal/app/paths_test.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if pair, ok := n.(*ast.KeyValueExpr); ok {
			key, _ := pair.Key.(*ast.Ident)
			if value, ok := pair.Value.(*ast.BasicLit); ok && key != nil && key.Name == "name" {
				name, err := strconv.Unquote(value.Value)
				rows[name] = err == nil
			}
		}
		return true
	})
	if len(rows) == 0 {
		t.Fatal("there is no table of paths")
	}
	taken := map[string]bool{}
	for row, by := range walked {
		if !rows[row] {
			t.Errorf("there is no path %q any more", row)
		}
		if strings.HasPrefix(by, "none: ") {
			continue
		}
		for name := range strings.SplitSeq(by, ", ") {
			if taken[name] = true; !slices.ContainsFunc(ways, func(w way) bool { return w.name == name }) {
				t.Errorf("%s: there is no way %q", row, name)
			}
		}
	}
	for row := range rows {
		if walked[row] == "" {
			t.Errorf("the path %q is walked by no way here: add one, or say why there is none", row)
		}
	}
	for _, w := range ways {
		if !taken[w.name] && w.name != "entries" { // what was written before stays readable
			t.Errorf("the way %q goes no path", w.name)
		}
	}
}
