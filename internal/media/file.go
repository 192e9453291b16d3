package media

import (
	"context"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	// MaxFile bounds what may be set as the largest file of a message, in bytes; usualFile is what is taken where nothing is set.
	MaxFile   = 2 << 30
	usualFile = 100 << 20

	// WholeFile stands in the place of a side in addresses and names: what is sent as a file is one.
	WholeFile = 2

	nameMax      = 120 // characters of a file's name
	extensionMax = 12  // of which its end, which tells what it is, has at most so many
)

// File is what somebody sends as it is.
type File struct {
	ID   base.ID `json:"id"`
	Name string  `json:"name"`
	Size int64   `json:"size" doc:"In bytes."`
}

// cleanName is what a file is called where it is shown and stored by others: no path, nothing that controls, hides or turns text around, nothing that
// a disk does not take, and not longer than one reads.
func cleanName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), " .")
	if name == "" {
		return "file"
	}
	letters := []rune(name)
	if len(letters) <= nameMax {
		return name
	}
	end := []rune(filepath.Ext(name))
	if len(end) > extensionMax {
		end = nil
	}
	return string(letters[:nameMax-len(end)]) + string(end)
}

// MakeFile makes a file for a message of an upload of the actor's that came in whole, under the same id; made tells that it was not there before. Nothing in it is
// read. It waits to be sent: what is not is removed after two days.
func (s *Service) MakeFile(ctx context.Context, actor api.Actor, id base.ID, name string) (f File, made bool, err error) {
	if f, err = s.file(ctx, actor.Account, id); err == nil || base.CodeOf(err) != "not_found" {
		return f, false, err
	}
	upload, err := s.upload(ctx, actor.Account, id)
	if err != nil {
		return f, false, err
	}
	defer upload.Close()
	f = File{ID: id, Name: cleanName(name), Size: upload.Size()}
	if f.Size == 0 || f.Size > s.FileBytes {
		s.removeUpload(ctx, actor.Account, id)
		if f.Size == 0 {
			return f, false, base.Invalid("file_empty", "There is nothing in this file.")
		}
		return f, false, base.TooLarge("This file is larger than the server takes.")
	}
	if err := s.store.uploads(actor.Account).adopt(ctx, id); errors.Is(err, fs.ErrNotExist) { // it was made or cancelled meanwhile
		f, err = s.file(ctx, actor.Account, id)
		return f, false, err
	} else if err != nil {
		return f, false, base.Storing("storing a file", err)
	}
	made, err = s.keepNew(ctx, actor.Account, id, "keep a file", func(tx *db.Tx) error {
		if err := roomForUnsent(ctx, tx, actor.Account); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO media (account_id, media_id, kind, created_at, name, size) VALUES ($1, $2, 'file', $3, $4, $5)`,
			actor.Account, f.ID, base.Millis(s.Clock.Now()), f.Name, f.Size)
		return err
	})
	if err == nil && !made {
		f, err = s.file(ctx, actor.Account, id)
	}
	return f, made, err
}

// file is one of owner's.
func (s *Service) file(ctx context.Context, owner, id base.ID) (File, error) {
	f := File{ID: id}
	err := s.DB.ReadRow(ctx, `SELECT name, size FROM media WHERE account_id = $1 AND media_id = $2 AND kind = 'file'`, []any{owner, id}, &f.Name, &f.Size)
	if db.NoRows(err) {
		return f, base.NotFound()
	}
	return f, base.Doing("find a file", err)
}

// UnsentFiles are those of files that are of no message yet. They stay so until tx ends, but for what tx does.
func (s *Service) UnsentFiles(ctx context.Context, tx *db.Tx, named []Owned) (map[Owned]File, error) {
	owners, ids := columns(named)
	if err := holdRows(ctx, tx, owners, ids); err != nil {
		return nil, err
	}
	found := map[Owned]File{}
	const query = `SELECT account_id, media_id, name, size FROM /*rows*/ media WHERE account_id = $1 AND media_id = $2 AND kind = 'file' AND conversation_id IS NULL`
	err := tx.QueryRows(ctx, query, db.Columns{owners, ids}, func(scan func(...any) error) error {
		var of Owned
		var f File
		err := scan(&of.Owner, &of.ID, &f.Name, &f.Size)
		f.ID = of.ID
		found[of] = f
		return err
	})
	return found, err
}

// disposition has a file saved and never shown, under its name where that is known: what is evidence is asked for as the viewer's own.
func (s *Service) disposition(ctx context.Context, owner, id base.ID) (string, error) {
	f, err := s.file(ctx, owner, id)
	if base.CodeOf(err) == "not_found" {
		return "attachment", nil
	}
	return mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}), err
}

func (s *Service) fileRoutes(r *api.Router) {
	type input struct {
		Body struct {
			Upload base.ID `json:"upload" doc:"The last part of its address."`
			Name   string  `json:"name" maxLength:"1000" doc:"What it is called. Paths, and characters that control or hide, are taken out; at most 120 stay."`
		}
	}
	makeRoute(r, api.Op{ID: "makeFile", Path: "/v1/files",
		Summary: "Make a file for a message of an upload that is whole. It is passed on as it came, with whatever it tells of its author",
	}, func(ctx context.Context, actor api.Actor, in *input) (File, bool, error) {
		return s.MakeFile(ctx, actor, in.Body.Upload, in.Body.Name)
	})
	api.Handle(r, api.Op{
		ID: "getFile", Method: http.MethodGet, Path: "/v1/files/{owner}/{id}", Tag: "media", Status: http.StatusFound,
		Summary: "Go to a file of a message that one can read, as signed for the one who asks: always to be saved, of which any part can be fetched",
	}, func(actor api.Actor, w http.ResponseWriter, req *http.Request) error {
		return s.leadToOnly(actor, w, req, WholeFile, kindFile)
	})
}
