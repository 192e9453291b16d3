package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed docs/docs.html
var docsHTML string

//go:embed docs/docs.css
var docsCSS []byte

var docsTemplate = template.Must(template.New("docs").Parse(docsHTML))

type docsGroup struct {
	Tag string
	Ops []docsOp
}

type docsOp struct {
	Op
	Params []docsField
	Body   []docsField
	Result []docsField
}

type docsField struct {
	Name, Type, Doc string
	Required        bool
}

// AddDocs serves the description of the operations for people, at /docs. It needs nothing from elsewhere.
func (r *Router) AddDocs() error {
	var page bytes.Buffer
	err := docsTemplate.Execute(&page, map[string]any{"Version": r.Version, "Groups": r.docsGroups()})
	if err != nil {
		return err
	}
	serve := func(kind string, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = w.Write(body) // the client is gone: nobody to tell
		}
	}
	r.mux.HandleFunc("GET /docs", serve("text/html; charset=utf-8", page.Bytes()))
	r.mux.HandleFunc("GET /docs/docs.css", serve("text/css; charset=utf-8", docsCSS))
	return nil
}

func (r *Router) docsGroups() []docsGroup {
	var groups []docsGroup
	for _, op := range r.ops {
		i := slices.IndexFunc(groups, func(g docsGroup) bool { return g.Tag == op.Tag })
		if i < 0 {
			i = len(groups)
			groups = append(groups, docsGroup{Tag: op.Tag})
		}
		groups[i].Ops = append(groups[i].Ops, r.docsOp(op))
	}
	return groups
}

func (r *Router) docsOp(op Op) docsOp {
	d := docsOp{Op: op}
	described := r.operation(op)
	if described == nil {
		return d
	}
	for _, p := range described.Parameters {
		d.Params = append(d.Params, docsField{Name: p.Name, Type: p.In + " " + r.typeName(p.Schema), Doc: p.Description, Required: p.Required})
	}
	if described.RequestBody != nil {
		if media := described.RequestBody.Content["application/json"]; media != nil {
			d.Body = r.docsFields(media.Schema)
		}
	}
	for _, response := range described.Responses {
		if media := response.Content["application/json"]; media != nil {
			d.Result = r.docsFields(media.Schema)
		}
	}
	return d
}

func (r *Router) operation(op Op) *huma.Operation {
	item := r.api.OpenAPI().Paths[op.Path]
	if item == nil {
		return nil
	}
	switch op.Method {
	case http.MethodGet:
		return item.Get
	case http.MethodPost:
		return item.Post
	case http.MethodPut:
		return item.Put
	case http.MethodPatch:
		return item.Patch
	case http.MethodDelete:
		return item.Delete
	}
	return nil
}

func (r *Router) docsFields(schema *huma.Schema) []docsField {
	schema = r.resolve(schema)
	if schema == nil {
		return nil
	}
	names := make([]string, 0, len(schema.Properties))
	for name := range schema.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	fields := make([]docsField, 0, len(names))
	for _, name := range names {
		p := schema.Properties[name]
		fields = append(fields, docsField{Name: name, Type: r.typeName(p), Doc: p.Description, Required: slices.Contains(schema.Required, name)})
	}
	return fields
}

func (r *Router) resolve(schema *huma.Schema) *huma.Schema {
	if schema != nil && schema.Ref != "" {
		return r.api.OpenAPI().Components.Schemas.SchemaFromRef(schema.Ref)
	}
	return schema
}

func (r *Router) typeName(schema *huma.Schema) string {
	switch {
	case schema == nil:
		return ""
	case schema.Ref != "":
		return schema.Ref[strings.LastIndexByte(schema.Ref, '/')+1:]
	case schema.Type == "array":
		return "list of " + r.typeName(schema.Items)
	case schema.Format != "":
		return schema.Type + " (" + schema.Format + ")"
	}
	return schema.Type
}
