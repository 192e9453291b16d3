package sticker

import (
	"cmp"
	"context"
	"net/http"

	"causerie/internal/api"
	"causerie/internal/base"
)

// OfPack is the path of operations on a pack of one's own.
type OfPack struct {
	ID base.ID `path:"pack" doc:"One of your packs."`
}

// OfMessage is the path of operations on the pack of a message's sticker.
type OfMessage struct {
	ID  base.ID `path:"id" doc:"The conversation."`
	Seq int64   `path:"seq" minimum:"1"`
}

type packOutput struct {
	Status int
	Body   StickerPack
}

func status(created bool) int {
	if created {
		return http.StatusCreated
	}
	return http.StatusOK
}

// Routes adds the operations of packs of stickers.
func (s *Service) Routes(r *api.Router) {
	const tag = "stickers"
	type listOutput struct {
		Body struct {
			Items []StickerPack `json:"items"`
		}
	}
	api.Register(r, api.Op{ID: "listStickerPacks", Method: http.MethodGet, Path: "/v1/sticker-packs", Tag: tag,
		Summary: "List the packs that you send stickers of: your own, then those that you added"},
		func(ctx context.Context, a api.Actor, _ *struct{}) (*listOutput, error) {
			out := &listOutput{}
			var err error
			out.Body.Items, err = s.List(ctx, a)
			return out, err
		})

	type makeInput struct {
		Body struct {
			ID   base.ID `json:"id" doc:"A UUID made by your client for this pack; repeating a request with it is safe."`
			Name string  `json:"name" maxLength:"1000" doc:"1 to 40 characters."`
		}
	}
	api.Register(r, api.Op{ID: "makeStickerPack", Method: http.MethodPost, Path: "/v1/sticker-packs", Tag: tag, Status: http.StatusCreated, Found: true,
		Summary: "Make a pack of stickers, empty at first: 20 at the most"},
		func(ctx context.Context, a api.Actor, in *makeInput) (*packOutput, error) {
			p, created, err := s.Make(ctx, a, in.Body.ID, in.Body.Name)
			return &packOutput{status(created), p}, err
		})

	type renameInput struct {
		OfPack
		Body struct {
			Name string `json:"name" maxLength:"1000" doc:"1 to 40 characters."`
		}
	}
	api.Register(r, api.Op{ID: "renameStickerPack", Method: http.MethodPatch, Path: "/v1/sticker-packs/{pack}", Tag: tag, Summary: "Give a pack of yours another name"},
		func(ctx context.Context, a api.Actor, in *renameInput) (*packOutput, error) {
			p, err := s.Rename(ctx, a, in.ID, in.Body.Name)
			return &packOutput{http.StatusOK, p}, err
		})

	type deleteInput struct {
		ID    base.ID `path:"pack"`
		Maker base.ID `query:"maker" doc:"Whose pack it is; yours where it is left out."`
	}
	api.Register(r, api.Op{ID: "deleteStickerPack", Method: http.MethodDelete, Path: "/v1/sticker-packs/{pack}", Tag: tag,
		Summary: "Delete a pack of yours, for everyone; of another person's, take it out of your list. What was sent stays in its messages"},
		func(ctx context.Context, a api.Actor, in *deleteInput) (*api.Empty, error) {
			return &api.Empty{}, s.Delete(ctx, a, Named{cmp.Or(in.Maker, a.Account), in.ID})
		})

	type putInput struct {
		OfPack
		Body struct {
			Upload base.ID `json:"upload" doc:"The last part of its address."`
			Emoji  string  `json:"emoji" maxLength:"64" doc:"The one emoji that it stands for."`
		}
	}
	type stickerOutput struct {
		Status int
		Body   PackSticker
	}
	api.Register(r, api.Op{ID: "putSticker", Method: http.MethodPost, Path: "/v1/sticker-packs/{pack}/stickers", Tag: tag, Limit: api.Costly, Status: http.StatusCreated, Found: true,
		Summary: "Make a sticker of an upload that is whole, a picture of any kind that makePhoto takes, and put it into a pack of yours: what is transparent stays so, within 512 × 512 pixels. A pack has 50 at the most"},
		func(ctx context.Context, a api.Actor, in *putInput) (*stickerOutput, error) {
			one, created, err := s.Put(ctx, a, in.ID, in.Body.Upload, in.Body.Emoji)
			return &stickerOutput{status(created), one}, err
		})

	type removeInput struct {
		OfPack
		Sticker base.ID `path:"sticker"`
	}
	api.Register(r, api.Op{ID: "removeSticker", Method: http.MethodDelete, Path: "/v1/sticker-packs/{pack}/stickers/{sticker}", Tag: tag,
		Summary: "Take a sticker out of a pack of yours. What was sent stays in its messages"},
		func(ctx context.Context, a api.Actor, in *removeInput) (*api.Empty, error) {
			return &api.Empty{}, s.Remove(ctx, a, in.ID, in.Sticker)
		})

	api.Register(r, api.Op{ID: "openStickerPack", Method: http.MethodGet, Path: "/v1/conversations/{id}/entries/{seq}/sticker-pack", Tag: tag,
		Summary: "See the pack of the sticker of a message that you can read"},
		func(ctx context.Context, a api.Actor, in *OfMessage) (*packOutput, error) {
			p, err := s.Open(ctx, a, in.ID, in.Seq)
			return &packOutput{http.StatusOK, p}, err
		})
	api.Register(r, api.Op{ID: "addStickerPack", Method: http.MethodPost, Path: "/v1/conversations/{id}/entries/{seq}/sticker-pack", Tag: tag,
		Summary: "Add the pack of the sticker of a message that you can read to those that you send stickers of: 50 at the most"},
		func(ctx context.Context, a api.Actor, in *OfMessage) (*packOutput, error) {
			p, err := s.Add(ctx, a, in.ID, in.Seq)
			return &packOutput{http.StatusOK, p}, err
		})
}
