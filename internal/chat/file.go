package chat

import (
	"context"
	"encoding/json"
	"strings"

	"causerie/internal/base"
	"causerie/internal/media"
)

// filePrefix is how the content of a message with a file begins, and of no other. It is as long as photosPrefix.
const filePrefix = `{"type":"file","`

// parseFile looks at the file of a message as its sender names it: by its id.
func parseFile(named *media.File) (*media.File, error) {
	if named == nil || named.ID.IsZero() {
		return nil, invalid("content.file.id", "Name the file by the id that it was given.")
	}
	return &media.File{ID: named.ID}, nil
}

// file is that of a message, nil of anything else.
func (c Content) file() *media.File {
	if !strings.HasPrefix(string(c), filePrefix) { // before there is anything to read into: most messages are none
		return nil
	}
	var m messageContent
	if json.Unmarshal([]byte(c), &m) != nil {
		return nil
	}
	return m.File
}

// fileName is what the file of a message is called, "" of anything else.
func (c Content) fileName() string {
	if f := c.file(); f != nil {
		return f.Name
	}
	return ""
}

// FileIn is the file of an entry's content, the zero id where it has none.
func FileIn(c Content) (id base.ID) {
	if f := c.file(); f != nil {
		id = f.ID
	}
	return id
}

// loadFiles finds the files that messages are to be sent with.
func (b *batch) loadFiles(ctx context.Context) (err error) {
	var named []media.Owned
	for _, k := range b.works {
		if k.append != nil && k.append.file != nil {
			named = append(named, media.Owned{Owner: k.actor, ID: k.append.file.ID})
		}
	}
	if len(named) > 0 {
		b.files, err = b.Media.UnsentFiles(ctx, b.tx, named)
	}
	return err
}

// attachFile completes a message with what is stored of its file, which is that of no other message from then on.
func (b *batch) attachFile(k *work) error {
	d := k.append
	if d.file == nil {
		return nil
	}
	of := media.Owned{Owner: k.actor, ID: d.file.ID}
	stored, there := b.files[of]
	if !there {
		return base.Gone("file_gone", "This file is no longer on the server, or was sent already. Attach it again.")
	}
	delete(b.files, of)
	d.message.File = &stored
	d.content, d.words = encode(d.message), wordsOf(d.message.searched())
	return nil
}
