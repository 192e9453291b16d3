package chat

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/segmentio/encoding/json"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/live"
	"causerie/internal/preview"
)

// appendBodyMax leaves room for a text of 32 KiB that is written in JSON escapes.
const appendBodyMax = 256 << 10

// Schema describes the content of every kind of entry; which fields there are depends on the kind.
func (Content) Schema(r huma.Registry) *huma.Schema {
	type MessagePhoto struct {
		ID          base.ID `json:"id"`
		Width       int     `json:"width,omitempty" doc:"In pixels, as it is shown at the most."`
		Height      int     `json:"height,omitempty"`
		Duration    int     `json:"duration,omitempty" doc:"Of a video, whose poster this is: how long it plays, in milliseconds. See getVideo."`
		Original    int64   `json:"original,omitempty" doc:"Of a photo that is also kept in its full dimensions: how large that file is, in bytes. See getPhoto."`
		Moving      int64   `json:"moving,omitempty" doc:"Of a photo that moves, whose first picture this is: how large the GIF is in which it does, in bytes. See getPhoto."`
		Placeholder string  `json:"placeholder,omitempty" doc:"ThumbHash, in base64."`
		Alt         string  `json:"alt,omitempty" doc:"What it shows, in at most 1,000 characters, for those who do not see it."`
	}
	type MessageVoice struct {
		ID       base.ID `json:"id"`
		Duration int     `json:"duration,omitempty" doc:"In milliseconds, as the server measured it."`
		Waveform []int   `json:"waveform,omitempty" maxItems:"64" doc:"How loud it is from its beginning to its end, each 0 to 100."`
	}
	type MessageFile struct {
		ID   base.ID `json:"id"`
		Name string  `json:"name,omitempty"`
		Size int64   `json:"size,omitempty" doc:"In bytes."`
	}
	type MessagePreview struct {
		ID          base.ID          `json:"id,omitzero" doc:"Of makePreview, to send it."`
		URL         string           `json:"url,omitempty" doc:"The address, as it stands in the text. Apps show the preview as long as it does, also after an edit."`
		Title       string           `json:"title,omitempty"`
		Description string           `json:"description,omitempty"`
		Site        string           `json:"site,omitempty" doc:"What the page calls its site: nothing follows from it."`
		Host        string           `json:"host,omitempty" doc:"The server on which the page is, where the link led in the end."`
		Product     *preview.Product `json:"product,omitempty"`
		Image       *MessagePhoto    `json:"image,omitempty"`
	}
	type MessageStill struct {
		ID          base.ID `json:"id" doc:"Of makeStill, to send it; then of its picture: see getPreviewPicture."`
		Width       int     `json:"width,omitempty"`
		Height      int     `json:"height,omitempty"`
		Placeholder string  `json:"placeholder,omitempty" doc:"ThumbHash, in base64."`
		Zoom        int     `json:"zoom,omitempty" doc:"How close it is (Web Mercator)."`
		Attribution string  `json:"attribution,omitempty" doc:"Whose map it is: apps write it on it."`
	}
	type MessagePlace struct {
		preview.Spot
		Still *MessageStill `json:"still,omitempty" doc:"The map around it, which has it in its middle. Sending it names it by its id alone; where it has gone after an hour, or is of another place, the message is sent without."`
	}
	type MessageOnce struct {
		Kind     string  `json:"kind" enum:"photo,video,voice"`
		ID       base.ID `json:"id,omitzero" doc:"Of makePhoto, makeVideo or makeVoice, to send it. Nobody is told it."`
		Duration int     `json:"duration,omitempty" doc:"Of a video or voice note, in milliseconds."`
	}
	type MessageSticker struct {
		ID     base.ID `json:"id,omitzero" doc:"Of the message's own copy; see getSticker. It cannot be sent."`
		Width  int     `json:"width,omitempty"`
		Height int     `json:"height,omitempty"`
		Emoji  string  `json:"emoji,omitempty" doc:"What it stands for, and is called by."`
		Maker  base.ID `json:"maker" doc:"Who made its pack."`
		Pack   base.ID `json:"pack"`
		Item   base.ID `json:"item" doc:"Its id in the pack."`
	}
	type Content struct {
		Type       string          `json:"type,omitempty" enum:"text,photos,voice,file,poll,link,profile,location,once,sticker" doc:"Of a message. One of type link is a text with the preview of a link that stands in it; without the preview it is of type text."`
		Text       string          `json:"text,omitempty" doc:"Of a message or an edit: at most 4,000 characters and 32 KiB. Beside photos, a file or a place it may be empty."`
		Photos     []MessagePhoto  `json:"photos,omitempty" maxItems:"10" doc:"Of a message of type photos: photos and videos. Sending it names each by its id alone, and may describe it; a photo is of one message only."`
		Voice      *MessageVoice   `json:"voice,omitempty" doc:"Of a message of type voice, which has no text and is not edited. Sending it names it by its id, and may say its waveform; a voice note is of one message only."`
		File       *MessageFile    `json:"file,omitempty" doc:"Of a message of type file. Sending it names it by its id; a file is of one message only. It is passed on as it came."`
		Preview    *MessagePreview `json:"preview,omitempty" doc:"Of a message of type link, as the server found it. Sending it names it by its id alone. Where it has gone after an hour, is of another link than the text has, and in a request, the message is sent without."`
		Once       *MessageOnce    `json:"once,omitempty" doc:"Of a message of type once: a photo, a video or a voice note that each who was there when it was sent can open once; see openOnce. It has no text, and is not edited, forwarded or pinned."`
		Profile    base.ID         `json:"profile,omitzero" doc:"Of a message of type profile, which has no text and is not edited: the account's id. Each who reads it is shown what they may see of it by then; see listProfiles. Who sends it has to be shown it, else it is refused as profile_gone."`
		Location   *MessagePlace   `json:"location,omitempty" doc:"Of a message of type location: where its sender was when they sent it, and its text what is there, if they say it. Who is below 18 sends a place of an accuracy below 1,000 m to friends only, in direct conversations; else it is refused as location_exact."`
		Sticker    *MessageSticker `json:"sticker,omitempty" doc:"Of a message of type sticker, which has no text and is not edited. Sending it names one of a pack that one has made or added; see listStickerPacks. The message has a copy of its own."`
		ReplyTo    int64           `json:"replyTo,omitempty" doc:"Of a message: the seq of the message that it answers."`
		Mentions   []base.ID       `json:"mentions,omitempty" maxItems:"20" doc:"Of a message in a group: the members whom it mentions; the text has their handles."`
		MentionAll bool            `json:"mentionAll,omitempty" doc:"Of a message in a group, by its owner or an admin: it mentions everyone."`
		Forwarded  int             `json:"forwarded,omitempty" doc:"Of a message that was forwarded: how many times on its way here, at most 100. Whose it was is not told, and it is not edited. It cannot be sent; see forwardMessage."`
		Poll       *Poll           `json:"poll,omitempty" doc:"Of a message of type poll, whose text is the question: at most 300 characters."`
		Options    []int           `json:"options,omitempty" maxItems:"12" doc:"Of a vote: the places of the options that one chooses, from 0; none takes the vote back. A vote in an anonymous poll is in the log without them, under the name of whose poll it is."`
		Counts     []int64         `json:"counts,omitempty" doc:"Of a vote in an anonymous poll: how many people chose each option by then. It cannot be sent."`
		Voters     int64           `json:"voters,omitempty" doc:"Of a vote in an anonymous poll: how many people have chosen."`
		MessageSeq int64           `json:"messageSeq,omitempty" doc:"Of a pin or an unpin: the seq of the message. Up to three are pinned at once, by both in a direct conversation, and in a group by whom its rule lets change title and picture."`
		Emoji      string          `json:"emoji,omitempty" doc:"Of a reaction: one emoji, or empty to take it back."`
		By         string          `json:"by,omitempty" doc:"Of an unsend: moderators, who removed the message in place of who wrote it. Of settings: moderators, who changed what the group shows in place of its owner. Of member: who invited the one who joined, or let them in. It cannot be sent."`

		Action   string    `json:"action,omitempty" enum:"create,add,join,leave,remove,role" doc:"Of member, which cannot be sent."`
		Accounts []base.ID `json:"accounts,omitempty" doc:"Of member: whom it is about; of create, those who were in the group at once."`
		Role     string    `json:"role,omitempty" enum:"owner,admin,member" doc:"Of role. The sender of owner is an admin from then on."`
		Owner    base.ID   `json:"owner,omitzero" doc:"Of leave: who owns the group from then on."`
		Link     bool      `json:"link,omitempty" doc:"Of join: by a link."`
		Title    string    `json:"title,omitempty" doc:"Of create and settings."`
		Picture  string    `json:"picture,omitempty" enum:"set,removed" doc:"Of settings. It cannot be sent."`
		Add      string    `json:"add,omitempty" enum:"all,admins" doc:"Of settings."`
		Edit     string    `json:"edit,omitempty" enum:"all,admins" doc:"Of settings."`
		Write    string    `json:"write,omitempty" enum:"all,admins" doc:"Of settings."`
		History  string    `json:"history,omitempty" enum:"joined,all" doc:"Of settings."`

		Disappearing string `json:"disappearing,omitempty" enum:"off,24h,7d,90d" doc:"Of settings, where it is all that can be sent: after how long the messages that are sent from then on disappear. In a direct conversation either sets it, in a group whom its rule lets change title and picture."`
	}
	return r.Schema(reflect.TypeFor[Content](), true, "")
}

// OfConversation is the path of operations on one conversation.
type OfConversation struct {
	ID base.ID `path:"id" doc:"The conversation."`
}

type conversationOutput struct {
	Status int
	Body   Conversation
}

type entryOutput struct {
	Status int
	Body   Entry
}

// Routes adds the operations of this package.
func (s *Service) Routes(r *api.Router) {
	s.conversationRoutes(r)
	s.logRoutes(r)
	s.forwardRoutes(r)
	s.playRoutes(r)
	s.onceRoutes(r)
	s.viewRoutes(r)
	s.requestRoutes(r)
	s.groupRoutes(r)
}

func (s *Service) conversationRoutes(r *api.Router) {
	type create struct {
		Body struct {
			Kind     string    `json:"kind" enum:"direct,group"`
			Members  []base.ID `json:"members" minItems:"1" maxItems:"200" doc:"The other person, or those whom a group begins with."`
			Title    string    `json:"title,omitempty" doc:"Of a group, which needs one: at most 100 characters."`
			ClientID base.ID   `json:"clientId,omitzero" doc:"Of a group: a UUID made by your client; repeating a request with it is safe."`
		}
	}
	type created struct {
		Status int
		Body   struct {
			Conversation
			People []Outcome `json:"people,omitempty" doc:"Of a group that is new: what became of each whom you named."`
		}
	}
	api.Register(r, api.Op{ID: "createConversation", Method: http.MethodPost, Path: "/v1/conversations", Tag: "conversations", Status: http.StatusCreated, Found: true,
		Summary: "Open the conversation with someone, or find it; or make a group"},
		func(ctx context.Context, a api.Actor, in *create) (*created, error) {
			out := &created{}
			var isNew bool
			var err error
			switch {
			case in.Body.Kind == group:
				out.Body.Conversation, out.Body.People, isNew, err = s.CreateGroup(ctx, a, NewGroup{in.Body.Title, in.Body.Members, in.Body.ClientID})
			case len(in.Body.Members) > 1:
				err = invalid("members", "A direct conversation is with one other person.")
			default:
				out.Body.Conversation, isNew, err = s.Create(ctx, a, in.Body.Members[0])
			}
			out.Status = statusOf(isNew)
			return out, err
		})

	api.Register(r, api.Op{ID: "openSaved", Method: http.MethodPut, Path: "/v1/saved", Tag: "conversations", Status: http.StatusCreated, Found: true,
		Summary: "Open your conversation with yourself, where you keep things for yourself, or find it"},
		func(ctx context.Context, a api.Actor, _ *struct{}) (*conversationOutput, error) {
			c, isNew, err := s.Saved(ctx, a)
			return &conversationOutput{statusOf(isNew), c}, err
		})

	type list struct {
		Folder string `query:"folder" enum:"inbox,archived,requests,hidden" default:"inbox"`
		Cursor string `query:"cursor"`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
		Q      string `query:"q" maxLength:"200" doc:"The start of words of the other person's name or handle, or of a group's title."`
	}
	type listOutput struct{ Body InboxPage }
	api.Register(r, api.Op{ID: "listConversations", Method: http.MethodGet, Path: "/v1/conversations", Tag: "conversations",
		Summary: "List your conversations, pinned ones first, then the newest"},
		func(ctx context.Context, a api.Actor, in *list) (*listOutput, error) {
			page, err := s.Inbox(ctx, a, InboxQuery{Folder: in.Folder, Cursor: in.Cursor, Limit: in.Limit, Name: in.Q})
			return &listOutput{page}, err
		})

	api.Register(r, api.Op{ID: "getConversation", Method: http.MethodGet, Path: "/v1/conversations/{id}", Tag: "conversations",
		Summary: "Read your view of a conversation"},
		func(ctx context.Context, a api.Actor, in *OfConversation) (*conversationOutput, error) {
			c, err := s.Get(ctx, a, in.ID)
			return &conversationOutput{http.StatusOK, c}, err
		})

	type update struct {
		OfConversation
		Body ConversationPatch
	}
	api.Register(r, api.Op{ID: "updateConversation", Method: http.MethodPatch, Path: "/v1/conversations/{id}", Tag: "conversations", MaxBody: appendBodyMax,
		Summary: "Mute, pin, archive, mark unread, or keep a draft"},
		func(ctx context.Context, a api.Actor, in *update) (*conversationOutput, error) {
			c, err := s.Update(ctx, a, in.ID, in.Body)
			return &conversationOutput{http.StatusOK, c}, err
		})

	api.Register(r, api.Op{ID: "deleteConversation", Method: http.MethodDelete, Path: "/v1/conversations/{id}", Tag: "conversations",
		Summary: "Clear a conversation's history for yourself"},
		func(ctx context.Context, a api.Actor, in *OfConversation) (*api.Empty, error) {
			return &api.Empty{}, s.Delete(ctx, a, in.ID)
		})
}

func (s *Service) logRoutes(r *api.Router) {
	type list struct {
		OfConversation
		Before int64 `query:"before" default:"-1" doc:"Messages before this seq."`
		After  int64 `query:"after" default:"-1" doc:"Every entry after this seq, without gaps."`
		Around int64 `query:"around" default:"-1" doc:"Messages on both sides of this seq."`
		Limit  int   `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOutput struct{ Body Entries }
	api.Register(r, api.Op{ID: "listEntries", Method: http.MethodGet, Path: "/v1/conversations/{id}/entries", Tag: "messages",
		Summary: "Read a part of a conversation's log"},
		func(ctx context.Context, a api.Actor, in *list) (*listOutput, error) {
			page := Page{Limit: in.Limit}
			switch {
			case in.After >= 0:
				page.Side, page.Seq = After, in.After
			case in.Around >= 0:
				page.Side, page.Seq = Around, in.Around
			case in.Before >= 0:
				page.Side, page.Seq = Before, in.Before
			}
			out, err := s.List(ctx, a, in.ID, page)
			return &listOutput{out}, err
		})

	type add struct {
		OfConversation
		Body Append
	}
	api.Register(r, api.Op{ID: "appendEntry", Method: http.MethodPost, Path: "/v1/conversations/{id}/entries", Tag: "messages", Status: http.StatusCreated, Found: true,
		MaxBody: appendBodyMax, Summary: "Send a message, or edit, react to or unsend one"},
		func(ctx context.Context, a api.Actor, in *add) (*entryOutput, error) {
			e, created, err := s.Append(ctx, a, in.ID, in.Body)
			return &entryOutput{statusOf(created), e}, err
		})

	type hide struct {
		OfConversation
		Body struct {
			Seqs []int64 `json:"seqs" minItems:"1" maxItems:"200"`
		}
	}
	api.Register(r, api.Op{ID: "hideEntries", Method: http.MethodPost, Path: "/v1/conversations/{id}/hidden", Tag: "messages",
		Summary: "Delete messages for yourself alone"},
		func(ctx context.Context, a api.Actor, in *hide) (*api.Empty, error) {
			return &api.Empty{}, s.Hide(ctx, a, in.ID, in.Body.Seqs)
		})

	type message struct {
		OfConversation
		Seq int64 `path:"seq" minimum:"1"`
	}
	type choiceOutput struct{ Body Choice }
	api.Register(r, api.Op{ID: "getVote", Method: http.MethodGet, Path: "/v1/conversations/{id}/entries/{seq}/vote", Tag: "messages",
		Summary: "Read what you chose in a poll"},
		func(ctx context.Context, a api.Actor, in *message) (*choiceOutput, error) {
			out, err := s.OwnVote(ctx, a, in.ID, in.Seq)
			return &choiceOutput{out}, err
		})

	type search struct {
		Q            string  `query:"q" maxLength:"200" doc:"Words; the last one may be a beginning."`
		Conversation base.ID `query:"conversation" doc:"Only in this conversation."`
		From         base.ID `query:"from" doc:"Only what this account wrote."`
		Kind         string  `query:"kind" enum:"photos,videos,voice,files,polls,profiles,locations,links" doc:"Only messages with one of these. A link is an https address."`
		Since        int64   `query:"since" minimum:"0" maximum:"9007199254740991" doc:"Only from this moment on, in Unix milliseconds."`
		Until        int64   `query:"until" minimum:"0" maximum:"9007199254740991" doc:"Only before this moment, in Unix milliseconds."`
		Cursor       string  `query:"cursor" doc:"Of the page before. A page that has one may be empty: it has looked as far as one page does."`
		Limit        int     `query:"limit" minimum:"1" maximum:"50" default:"20"`
	}
	type searchOutput struct{ Body SearchPage }
	api.Register(r, api.Op{ID: "searchMessages", Method: http.MethodGet, Path: "/v1/messages", Tag: "messages", Limit: api.Costly,
		Summary: "Find messages by their words and by how their files are called, without regard to case and accents, and by who wrote them, when, and what they have"},
		func(ctx context.Context, a api.Actor, in *search) (*searchOutput, error) {
			page, err := s.Search(ctx, a, SearchQuery{
				Text: in.Q, Conversation: in.Conversation, From: in.From, Kind: in.Kind, Since: moment(in.Since), Until: moment(in.Until), Cursor: in.Cursor, Limit: in.Limit,
			})
			return &searchOutput{page}, err
		})
}

// moment is a time in Unix milliseconds, of which 0 is none.
func moment(at int64) time.Time {
	if at == 0 {
		return time.Time{}
	}
	return base.Time(at)
}

func (s *Service) playRoutes(r *api.Router) {
	type play struct {
		OfConversation
		Body struct {
			Seqs []int64 `json:"seqs" minItems:"1" maxItems:"200"`
		}
	}
	api.Register(r, api.Op{ID: "markPlayed", Method: http.MethodPost, Path: "/v1/conversations/{id}/played", Tag: "messages",
		Summary: "Tell that you have played voice notes of others"},
		func(ctx context.Context, a api.Actor, in *play) (*api.Empty, error) {
			return &api.Empty{}, s.Play(ctx, a, in.ID, in.Body.Seqs)
		})
	type list struct {
		OfConversation
		First int64 `query:"first" minimum:"1" default:"1" doc:"The first message that is asked about, by its seq."`
		Last  int64 `query:"last" minimum:"1" default:"9007199254740991" doc:"The last one. At most 200 that were played are answered, the latest."`
	}
	type output struct{ Body Plays }
	api.Register(r, api.Op{ID: "listPlayed", Method: http.MethodGet, Path: "/v1/conversations/{id}/played", Tag: "messages",
		Summary: "List the voice notes that you have played, and your own that were heard"},
		func(ctx context.Context, a api.Actor, in *list) (*output, error) {
			plays, err := s.PlaysOf(ctx, a, in.ID, in.First, in.Last)
			return &output{plays}, err
		})
}

func (s *Service) viewRoutes(r *api.Router) {
	type position struct {
		OfConversation
		Body Position
	}
	api.Register(r, api.Op{ID: "markRead", Method: http.MethodPut, Path: "/v1/conversations/{id}/read", Tag: "conversations", Limit: api.Signal,
		Summary: "Tell how far you have read"},
		func(ctx context.Context, a api.Actor, in *position) (*api.Empty, error) {
			return &api.Empty{}, s.MarkRead(ctx, a, in.ID, in.Body)
		})
	api.Register(r, api.Op{ID: "markDelivered", Method: http.MethodPut, Path: "/v1/conversations/{id}/delivered", Tag: "conversations", Limit: api.Signal,
		Summary: "Tell how far your device has the log"},
		func(ctx context.Context, a api.Actor, in *position) (*api.Empty, error) {
			return &api.Empty{}, s.MarkDelivered(ctx, a, in.ID, in.Body)
		})
	api.Register(r, api.Op{ID: "setTyping", Method: http.MethodPut, Path: "/v1/conversations/{id}/typing", Tag: "conversations", Limit: api.Signal,
		Summary: "Tell that you are writing"},
		func(ctx context.Context, a api.Actor, in *OfConversation) (*api.Empty, error) {
			return &api.Empty{}, s.SetTyping(ctx, a, in.ID)
		})

	type sync struct {
		Cursor string `query:"cursor"`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	}
	type syncOutput struct{ Body Changes }
	api.Register(r, api.Op{ID: "sync", Method: http.MethodGet, Path: "/v1/sync", Tag: "conversations",
		Summary: "Read which conversations changed since a cursor"},
		func(ctx context.Context, a api.Actor, in *sync) (*syncOutput, error) {
			out, err := s.Sync(ctx, a, in.Cursor, in.Limit)
			return &syncOutput{out}, err
		})
}

func statusOf(created bool) int {
	if created {
		return http.StatusCreated
	}
	return http.StatusOK
}

// statused is a result over the socket with the status that HTTP would answer.
type statused struct {
	Entry
	status int
}

func (r statused) HTTPStatus() int { return r.status }

// Calls adds the operations that clients may also call over the live connection. Their data is the path parameters and the
// body in one object.
func (s *Service) Calls(n *live.Node) {
	n.Handle("appendEntry", func(ctx context.Context, a api.Actor, data json.RawMessage, answer live.Answer) {
		if s.writer.full() {
			answer(nil, s.writer.busy())
			return
		}
		var in struct {
			ID base.ID `json:"id"`
			Append
		}
		if json.Unmarshal(data, &in) != nil {
			answer(nil, badData())
			return
		}
		s.StartAppend(ctx, a, in.ID, in.Append, func(e Entry, created bool, err error) {
			answer(statused{e, statusOf(created)}, err)
		})
	})
	n.Handle("markRead", positionCall(s.startRead))
	n.Handle("markDelivered", positionCall(s.startDelivered))
	n.HandleAside("setTyping", func(ctx context.Context, a api.Actor, data json.RawMessage) (any, error) {
		var in callTarget
		if json.Unmarshal(data, &in) != nil {
			return nil, badData()
		}
		return nil, s.SetTyping(ctx, a, in.ID)
	})
}

type callTarget struct {
	ID base.ID `json:"id"`
	Position
}

// positionCall is a call that tells how far a person or a device is.
func positionCall(start func(ctx context.Context, a api.Actor, conversation base.ID, at Position, then func(outcome))) live.Operation {
	return func(ctx context.Context, a api.Actor, data json.RawMessage, answer live.Answer) {
		var in callTarget
		if json.Unmarshal(data, &in) != nil {
			answer(nil, badData())
			return
		}
		start(ctx, a, in.ID, in.Position, func(out outcome) { answer(nil, out.err) })
	}
}

func badData() error {
	return base.Invalid("invalid", "The data does not have the shape of this operation.")
}
