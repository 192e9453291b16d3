package hostile_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"causerie/internal/testkit"
)

// schema is a JSON schema of the description, as far as values are made from it.
type schema struct {
	Ref        string             `json:"$ref"`
	Type       string             `json:"type"`
	Format     string             `json:"format"`
	Enum       []any              `json:"enum"`
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
	Items      *schema            `json:"items"`
	MinItems   int                `json:"minItems"`
	MaxItems   *int               `json:"maxItems"`
	MaxLength  *int               `json:"maxLength"`
	Minimum    *float64           `json:"minimum"`
	Maximum    *float64           `json:"maximum"`
}

type parameter struct {
	Name   string  `json:"name"`
	In     string  `json:"in"`
	Schema *schema `json:"schema"`
}

type content map[string]struct {
	Schema *schema `json:"schema"`
}

type operation struct {
	ID          string      `json:"operationId"`
	Parameters  []parameter `json:"parameters"`
	RequestBody *struct {
		Content content `json:"content"`
	} `json:"requestBody"`
	Responses map[string]struct {
		Content content `json:"content"`
	} `json:"responses"`

	method, path string
	answers      map[string]*jsonschema.Schema // status and media type → what the body must be
}

// description is the API as the server describes it.
type description struct {
	operations []*operation
	schemas    map[string]*schema
}

func describe(t *testing.T, s *testkit.Server) *description {
	t.Helper()
	text, err := s.App.Router.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths      map[string]map[string]*operation
		Components struct{ Schemas map[string]*schema }
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	root, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("openapi.json", root); err != nil {
		t.Fatal(err)
	}
	d := &description{schemas: doc.Components.Schemas}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			op.method, op.path, op.answers = strings.ToUpper(method), path, map[string]*jsonschema.Schema{}
			for status, response := range op.Responses {
				for kind := range response.Content {
					if kind != "application/json" && kind != "application/problem+json" {
						continue
					}
					at := pointer("paths", path, method, "responses", status, "content", kind, "schema")
					if op.answers[status+" "+kind], err = compiler.Compile("openapi.json#" + at); err != nil {
						t.Fatal(err)
					}
				}
			}
			d.operations = append(d.operations, op)
		}
	}
	slices.SortFunc(d.operations, func(a, b *operation) int { return cmp.Compare(a.ID, b.ID) }) // a seed names the same requests in every run
	return d
}

func pointer(steps ...string) string {
	var b strings.Builder
	for _, step := range steps {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(step))
	}
	return b.String()
}

// of follows a reference.
func (d *description) of(s *schema) *schema {
	for s != nil && s.Ref != "" {
		s = d.schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
	}
	return s
}

// at is the operation of a method and the path of op, nil where there is none.
func (d *description) at(op *operation, method string) *operation {
	for _, other := range d.operations {
		if other.path == op.path && other.method == method {
			return other
		}
	}
	return nil
}

const (
	smallAnswer = 64 << 10
	viewAnswer  = 512 << 10 // a conversation with a draft of 32 KiB, every character of it escaped, and what its viewer hid
	pageAnswer  = 16 << 20  // a page of such
)

// largest is how many bytes an answer of an operation may have.
func largest(op *operation, status int) int {
	switch {
	case status >= 400:
		return smallAnswer
	case slices.Contains([]string{"getConversation", "createConversation", "openSaved", "updateConversation", "appendEntry", "updateGroup", "setGroupPicture", "removeGroupPicture"}, op.ID):
		return viewAnswer
	case slices.Contains([]string{"listConversations", "listEntries", "searchMessages", "sync", "listMembers", "listInvitations", "listSeen", "listLinks", "listJoiners", "joinByLink"}, op.ID):
		return pageAnswer
	case slices.Contains([]string{"listReports", "getDecisions", "listCases", "getCase", "listCaseReports", "getCaseContext", "listCaseAudit", "listAudit", "exportCase"}, op.ID):
		return pageAnswer // of texts of 2,000 characters, and of evidence
	case op.ID == "getMedia":
		return 2 << 20
	}
	return smallAnswer
}

// check tells what is wrong with an answer to op; op is nil where the description has no such operation.
func (op *operation) check(status int, header http.Header, body []byte) error {
	kind, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil && len(body) > 0 {
		return fmt.Errorf("content type %q: %w", header.Get("Content-Type"), err)
	}
	if op == nil {
		if status != http.StatusNotFound || kind != "application/problem+json" {
			return fmt.Errorf("no such operation, and answered %d %s", status, kind)
		}
		return nil
	}
	if len(body) > largest(op, status) {
		return fmt.Errorf("an answer of %d bytes", len(body))
	}
	declared := strconv.Itoa(status)
	if _, ok := op.Responses[declared]; !ok {
		if status < 400 {
			return fmt.Errorf("the status %d is not declared", status)
		}
		declared = "default"
	}
	if op.method == http.MethodHead {
		return nil // what it would have said is not there
	}
	if len(op.Responses[declared].Content) == 0 {
		if len(body) > 0 {
			return fmt.Errorf("a body where none is declared")
		}
		return nil
	}
	if _, ok := op.Responses[declared].Content[kind]; !ok {
		return fmt.Errorf("the content type %q is not declared", kind)
	}
	want := op.answers[declared+" "+kind]
	if want == nil {
		return nil // a picture
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	if err := want.Validate(value); err != nil {
		return err
	}
	if problem, ok := value.(map[string]any); ok && status >= 400 {
		if problem["status"] != json.Number(strconv.Itoa(status)) || problem["code"] == "" {
			return fmt.Errorf("a problem that says status %v and code %q", problem["status"], problem["code"])
		}
	}
	return nil
}
