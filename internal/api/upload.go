package api

import (
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// Upload is embedded in the input of an operation that takes a file as its body. The file is read as it arrives, not before.
type Upload struct {
	file io.Reader
}

// File is the body. It ends with an error where the client's connection does.
func (u *Upload) File() io.Reader { return u.file }

// Resolve is called by huma.
func (u *Upload) Resolve(ctx huma.Context) []error {
	u.file = ctx.BodyReader()
	_, w := humago.Unwrap(ctx)
	if err := deadlines(w, uploadTime); err != nil {
		return []error{err}
	}
	return nil
}

// uploadTime is enough for an upload over a slow phone network.
const uploadTime = 15 * time.Minute

// fileBody describes a body that is a file.
func fileBody(kind string) *huma.RequestBody {
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		kind: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}
}
