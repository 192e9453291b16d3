package safety

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/preview"
)

// Schema describes the content of every kind of entry; which fields there are depends on the kind.
func (Content) Schema(r huma.Registry) *huma.Schema {
	type WrittenPhoto struct {
		ID          base.ID `json:"id"`
		Width       int     `json:"width"`
		Height      int     `json:"height"`
		Duration    int     `json:"duration,omitempty" doc:"Of a video: in milliseconds."`
		Original    int64   `json:"original,omitempty" doc:"Of a photo that is also kept in its full dimensions: in bytes."`
		Moving      int64   `json:"moving,omitempty" doc:"Of a photo that moves: in bytes."`
		Placeholder string  `json:"placeholder"`
		Alt         string  `json:"alt,omitempty"`
	}
	type WrittenVoice struct {
		ID       base.ID `json:"id"`
		Duration int     `json:"duration" doc:"In milliseconds."`
		Waveform []int   `json:"waveform,omitempty"`
	}
	type WrittenPoll struct {
		Options   []string   `json:"options"`
		Multiple  bool       `json:"multiple,omitempty"`
		Anonymous bool       `json:"anonymous,omitempty"`
		ClosesAt  *time.Time `json:"closesAt,omitempty"`
	}
	type WrittenFile struct {
		ID   base.ID `json:"id"`
		Name string  `json:"name"`
		Size int64   `json:"size" doc:"In bytes."`
	}
	type WrittenStill struct {
		WrittenPhoto
		Zoom        int    `json:"zoom"`
		Attribution string `json:"attribution"`
	}
	type WrittenPlace struct {
		Latitude  float64       `json:"latitude"`
		Longitude float64       `json:"longitude"`
		Accuracy  int           `json:"accuracy" doc:"In metres."`
		Still     *WrittenStill `json:"still,omitempty" doc:"The map around it."`
	}
	type WrittenPreview struct {
		URL         string           `json:"url"`
		Title       string           `json:"title"`
		Description string           `json:"description,omitempty"`
		Site        string           `json:"site,omitempty"`
		Host        string           `json:"host"`
		Product     *preview.Product `json:"product,omitempty"`
		Image       *WrittenPhoto    `json:"image,omitempty"`
	}
	type WrittenSticker struct { // as chat writes it, which stands beside this package
		ID     base.ID `json:"id"`
		Width  int     `json:"width"`
		Height int     `json:"height"`
		Emoji  string  `json:"emoji"`
		Maker  base.ID `json:"maker"`
		Pack   base.ID `json:"pack"`
		Item   base.ID `json:"item"`
	}
	type Written struct {
		Sticker    *WrittenSticker `json:"sticker,omitempty" doc:"Of a message."`
		File       *WrittenFile    `json:"file,omitempty" doc:"Of a message."`
		Photos     []WrittenPhoto  `json:"photos,omitempty" doc:"Of a message."`
		Voice      *WrittenVoice   `json:"voice,omitempty" doc:"Of a message."`
		Poll       *WrittenPoll    `json:"poll,omitempty" doc:"Of a message, whose text is the question."`
		Preview    *WrittenPreview `json:"preview,omitempty" doc:"Of a message."`
		Profile    base.ID         `json:"profile,omitzero" doc:"Of a message that is a profile: the account's id."`
		Location   *WrittenPlace   `json:"location,omitempty" doc:"Of a message: where its sender said that they were."`
		Mentions   []base.ID       `json:"mentions,omitempty" doc:"Of a message."`
		MentionAll bool            `json:"mentionAll,omitempty" doc:"Of a message."`
		Forwarded  int             `json:"forwarded,omitempty" doc:"Of a message that was forwarded: how many times."`

		Type    string `json:"type,omitempty" doc:"Of a message."`
		Text    string `json:"text,omitempty" doc:"Of a message or an edit."`
		ReplyTo int64  `json:"replyTo,omitempty" doc:"Of a message: the seq of the message that it answers."`
		Emoji   string `json:"emoji,omitempty" doc:"Of a reaction."`
		By      string `json:"by,omitempty" enum:"moderators" doc:"Of an unsend: moderators removed the message."`
	}
	return r.Schema(reflect.TypeFor[Written](), true, "")
}

type pageInput struct {
	Cursor string `query:"cursor" maxLength:"100" doc:"As the last answer gave it."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

type casesInput struct {
	Cursor   string `query:"cursor" maxLength:"100" doc:"As the last answer gave it."`
	Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	State    string `query:"state" enum:"open,appealed,closed" default:"open"`
	Severity string `query:"severity" enum:"critical,high,medium,low"`
	Mine     bool   `query:"mine" doc:"Only those that you have claimed."`
}

type caseInput struct {
	ID base.ID `path:"case"`
}

type textBody struct {
	Text string `json:"text" doc:"At most 2,000 characters."`
}

type reasonBody struct {
	Reason string `json:"reason" doc:"Why, at most 2,000 characters. It is kept in the audit log."`
}

// Routes adds the operations of reports, of decisions about oneself, and of moderators.
func (s *Service) Routes(r *api.Router) {
	s.reportRoutes(r)
	s.caseRoutes(r)
	s.decisionRoutes(r)
	s.overviewRoutes(r)
	s.announcementRoutes(r)
}

type filedOutput struct {
	Status int
	Body   Report
}

func (s *Service) reportRoutes(r *api.Router) {
	const tag = "reports"
	api.Register(r, api.Op{ID: "fileReport", Method: http.MethodPost, Path: "/v1/reports", Tag: tag, Limit: api.Costly, Status: http.StatusCreated, Found: true,
		Summary: "Report messages, a request, a profile or a group to the moderators; what is reported is kept as it is now"},
		func(ctx context.Context, actor api.Actor, in *struct{ Body Filing }) (*filedOutput, error) {
			report, created, err := s.File(ctx, actor, in.Body)
			out := &filedOutput{http.StatusCreated, report}
			if !created {
				out.Status = http.StatusOK
			}
			return out, err
		})
	api.Register(r, api.Op{ID: "listReports", Method: http.MethodGet, Path: "/v1/me/reports", Tag: tag, Summary: "What one reported, and what came of it"},
		func(ctx context.Context, actor api.Actor, in *pageInput) (*struct{ Body OwnReports }, error) {
			out, err := s.Reports(ctx, actor, in.Cursor, in.Limit)
			return &struct{ Body OwnReports }{out}, err
		})
	api.Register(r, api.Op{ID: "getDecisions", Method: http.MethodGet, Path: "/v1/me/decisions", Tag: tag,
		Summary: "What was decided about oneself and why, and who looked at what one wrote"},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*struct{ Body OwnRecord }, error) {
			out, err := s.Record(ctx, actor)
			return &struct{ Body OwnRecord }{out}, err
		})
	type appealInput struct {
		Decision base.ID `path:"decision"`
		Body     textBody
	}
	api.Register(r, api.Op{ID: "appealDecision", Method: http.MethodPost, Path: "/v1/me/decisions/{decision}/appeal", Tag: tag, Status: http.StatusOK,
		Summary: "Have somebody else look at a decision about oneself; once, within six months"},
		func(ctx context.Context, actor api.Actor, in *appealInput) (*struct{ Body OwnDecision }, error) {
			out, err := s.Appeal(ctx, actor, in.Decision, in.Body.Text)
			return &struct{ Body OwnDecision }{out}, err
		})
}

const moderation = "moderation"

func (s *Service) caseRoutes(r *api.Router) {
	api.Register(r, api.Op{ID: "listCases", Method: http.MethodGet, Path: "/v1/moderation/cases", Tag: moderation, Access: api.Staff,
		Summary: "The queue of cases, by severity and age"},
		func(ctx context.Context, actor api.Actor, in *casesInput) (*struct{ Body Queue }, error) {
			out, err := s.Cases(ctx, actor, Query{in.State, in.Severity, in.Mine, in.Cursor, in.Limit})
			return &struct{ Body Queue }{out}, err
		})
	api.Register(r, api.Op{ID: "getCase", Method: http.MethodGet, Path: "/v1/moderation/cases/{case}", Tag: moderation, Access: api.Staff,
		Summary: "A case with what was reported; the look is logged"},
		func(ctx context.Context, actor api.Actor, in *caseInput) (*struct{ Body Case }, error) {
			out, err := s.Case(ctx, actor, in.ID)
			return &struct{ Body Case }{out}, err
		})
	type reportedInput struct {
		ID     base.ID `path:"case"`
		Cursor string  `query:"cursor" maxLength:"100" doc:"As nextReports or the last answer gave it."`
	}
	api.Register(r, api.Op{ID: "listCaseReports", Method: http.MethodGet, Path: "/v1/moderation/cases/{case}/reports", Tag: moderation, Access: api.Staff,
		Summary: "Further reports of a case; the look is logged"},
		func(ctx context.Context, actor api.Actor, in *reportedInput) (*struct{ Body CaseReports }, error) {
			out, err := s.Reported(ctx, actor, in.ID, in.Cursor)
			return &struct{ Body CaseReports }{out}, err
		})
	api.Register(r, api.Op{ID: "claimCase", Method: http.MethodPut, Path: "/v1/moderation/cases/{case}/claim", Tag: moderation, Access: api.Staff, Status: http.StatusOK,
		Summary: "Work on a case for half an hour, or for another"},
		func(ctx context.Context, actor api.Actor, in *caseInput) (*struct{ Body CaseSummary }, error) {
			out, err := s.Claim(ctx, actor, in.ID)
			return &struct{ Body CaseSummary }{out}, err
		})
	type noteInput struct {
		ID   base.ID `path:"case"`
		Body textBody
	}
	api.Register(r, api.Op{ID: "addCaseNote", Method: http.MethodPost, Path: "/v1/moderation/cases/{case}/notes", Tag: moderation, Access: api.Staff, Status: http.StatusCreated,
		Summary: "Write a note for other staff"},
		func(ctx context.Context, actor api.Actor, in *noteInput) (*struct{ Body Note }, error) {
			out, err := s.AddNote(ctx, actor, in.ID, in.Body.Text)
			return &struct{ Body Note }{out}, err
		})
	type contextInput struct {
		ID   base.ID `path:"case"`
		Body struct {
			Conversation base.ID `json:"conversationId"`
			Reason       string  `json:"reason" doc:"Why it is needed, at most 2,000 characters. It is logged, and shown to the people concerned after the case."`
		}
	}
	api.Register(r, api.Op{ID: "getCaseContext", Method: http.MethodPost, Path: "/v1/moderation/cases/{case}/context", Tag: moderation, Access: api.Staff, Status: http.StatusOK,
		Summary: "Look at what was written around reported messages, in a case that one has claimed; the look is logged with its reason"},
		func(ctx context.Context, actor api.Actor, in *contextInput) (*struct{ Body Glance }, error) {
			out, err := s.Context(ctx, actor, in.ID, in.Body.Conversation, in.Body.Reason)
			return &struct{ Body Glance }{out}, err
		})
}

func (s *Service) decisionRoutes(r *api.Router) {
	type rulingInput struct {
		ID   base.ID `path:"case"`
		Body Ruling
	}
	type output struct{ Body CaseDecision }
	api.Register(r, api.Op{ID: "decideCase", Method: http.MethodPost, Path: "/v1/moderation/cases/{case}/decisions", Tag: moderation, Access: api.Staff, Status: http.StatusCreated,
		Summary: "Decide a case that one has claimed; everyone concerned is told"},
		func(ctx context.Context, actor api.Actor, in *rulingInput) (*output, error) {
			out, err := s.Decide(ctx, actor, in.ID, in.Body)
			return &output{out}, err
		})
	type undoInput struct {
		ID       base.ID `path:"case"`
		Decision base.ID `path:"decision"`
		Body     reasonBody
	}
	api.Register(r, api.Op{ID: "undoDecision", Method: http.MethodPost, Path: "/v1/moderation/cases/{case}/decisions/{decision}/undo", Tag: moderation, Access: api.Staff,
		Status: http.StatusOK, Summary: "Take a decision back, which who made it and admins can; its case is open again"},
		func(ctx context.Context, actor api.Actor, in *undoInput) (*output, error) {
			out, err := s.Undo(ctx, actor, in.ID, in.Decision, in.Body.Reason)
			return &output{out}, err
		})
	type answerInput struct {
		ID       base.ID `path:"case"`
		Decision base.ID `path:"decision"`
		Body     Answer
	}
	api.Register(r, api.Op{ID: "answerAppeal", Method: http.MethodPost, Path: "/v1/moderation/cases/{case}/decisions/{decision}/answer", Tag: moderation, Access: api.Staff,
		Status: http.StatusOK, Summary: "Answer an appeal, which who decided cannot"},
		func(ctx context.Context, actor api.Actor, in *answerInput) (*output, error) {
			out, err := s.AnswerAppeal(ctx, actor, in.ID, in.Decision, in.Body)
			return &output{out}, err
		})
	api.Register(r, api.Op{ID: "releaseCase", Method: http.MethodDelete, Path: "/v1/moderation/cases/{case}/claim", Tag: moderation, Access: api.Staff,
		Summary: "Give a case back"},
		func(ctx context.Context, actor api.Actor, in *caseInput) (*api.Empty, error) {
			return &api.Empty{}, s.Release(ctx, actor, in.ID)
		})
}

func (s *Service) overviewRoutes(r *api.Router) {
	type statsInput struct {
		Days int `query:"days" minimum:"1" maximum:"365" default:"30"`
	}
	api.Register(r, api.Op{ID: "getModerationStats", Method: http.MethodGet, Path: "/v1/moderation/stats", Tag: moderation, Access: api.Staff,
		Summary: "How much came in, how fast it was decided, and what came of it"},
		func(ctx context.Context, _ api.Actor, in *statsInput) (*struct{ Body Stats }, error) {
			out, err := s.Stats(ctx, in.Days)
			return &struct{ Body Stats }{out}, err
		})
	type exportInput struct {
		ID   base.ID `path:"case"`
		Body reasonBody
	}
	api.Register(r, api.Op{ID: "exportCase", Method: http.MethodPost, Path: "/v1/moderation/cases/{case}/export", Tag: moderation, Access: api.Admin, Status: http.StatusOK, Limit: api.Costly,
		Summary: "Hand a case out to authorities, with its hash; for admins, and logged"},
		func(ctx context.Context, actor api.Actor, in *exportInput) (*struct{ Body Export }, error) {
			out, err := s.Export(ctx, actor, in.ID, in.Body.Reason)
			return &struct{ Body Export }{out}, err
		})
	type auditInput struct {
		Before int64 `query:"before" minimum:"0" doc:"Only what has a smaller seq, as the last answer gave it; 0 begins with the last entry."`
		Limit  int   `query:"limit" minimum:"1" maximum:"200" default:"100"`
	}
	api.Register(r, api.Op{ID: "listAudit", Method: http.MethodGet, Path: "/v1/moderation/audit", Tag: moderation, Access: api.Admin,
		Summary: "What staff did, the last first; for admins, who are written into it"},
		func(ctx context.Context, actor api.Actor, in *auditInput) (*struct{ Body AuditPage }, error) {
			out, err := s.ReadAudit(ctx, actor, in.Before, in.Limit)
			return &struct{ Body AuditPage }{out}, err
		})
	api.Register(r, api.Op{ID: "listCaseAudit", Method: http.MethodGet, Path: "/v1/moderation/cases/{case}/audit", Tag: moderation, Access: api.Staff,
		Summary: "What staff did in a case, the first first"},
		func(ctx context.Context, actor api.Actor, in *caseInput) (*struct{ Body CaseAudit }, error) {
			out, err := s.CaseAudit(ctx, actor, in.ID)
			return &struct{ Body CaseAudit }{out}, err
		})
}
