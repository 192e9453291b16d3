package chat

import (
	"context"
	"net/http"

	"causerie/internal/api"
	"causerie/internal/base"
)

// OfMember is the path of operations on one member.
type OfMember struct {
	OfConversation
	Account base.ID `path:"account" doc:"The member."`
}

type pictureInput struct {
	OfConversation
	X    int `query:"x" minimum:"0" maximum:"100000" doc:"The left side of the square to show, in pixels of the upright picture."`
	Y    int `query:"y" minimum:"0" maximum:"100000"`
	Size int `query:"size" minimum:"0" maximum:"100000" doc:"How wide the square is. 0: the largest one in the middle."`
	api.Upload
}

func (s *Service) groupRoutes(r *api.Router) {
	const tag = "groups"
	type update struct {
		OfConversation
		Body GroupPatch
	}
	api.Register(r, api.Op{ID: "updateGroup", Method: http.MethodPatch, Path: "/v1/conversations/{id}/group", Tag: tag,
		Summary: "Change what a group is called, and who may do what in it"},
		func(ctx context.Context, a api.Actor, in *update) (*conversationOutput, error) {
			c, err := s.UpdateGroup(ctx, a, in.ID, in.Body)
			return &conversationOutput{http.StatusOK, c}, err
		})
	api.Register(r, api.Op{ID: "setGroupPicture", Method: http.MethodPut, Path: "/v1/conversations/{id}/picture", Tag: tag, Limit: api.Costly, Upload: true,
		Summary: "Show a picture as the group's: the body is a JPEG, PNG, WebP, GIF or HEIC file of at most 20 MB"},
		func(ctx context.Context, a api.Actor, in *pictureInput) (*conversationOutput, error) {
			c, err := s.SetPicture(ctx, a, in.ID, in.File(), in.X, in.Y, in.Size)
			return &conversationOutput{http.StatusOK, c}, err
		})
	api.Register(r, api.Op{ID: "removeGroupPicture", Method: http.MethodDelete, Path: "/v1/conversations/{id}/picture", Tag: tag, Status: http.StatusOK,
		Summary: "Show no picture"},
		func(ctx context.Context, a api.Actor, in *OfConversation) (*conversationOutput, error) {
			c, err := s.RemovePicture(ctx, a, in.ID)
			return &conversationOutput{http.StatusOK, c}, err
		})
	type message struct {
		OfConversation
		Seq int64 `path:"seq" minimum:"1" doc:"The message."`
	}
	type seenOutput struct{ Body Seen }
	api.Register(r, api.Op{ID: "listSeen", Method: http.MethodGet, Path: "/v1/conversations/{id}/entries/{seq}/seen", Tag: tag,
		Summary: "See how many members of a group have read a message, and in one of up to 50 who"},
		func(ctx context.Context, a api.Actor, in *message) (*seenOutput, error) {
			out, err := s.SeenBy(ctx, a, in.ID, in.Seq)
			return &seenOutput{out}, err
		})
	s.memberRoutes(r, tag)
	s.invitationRoutes(r, tag)
	s.linkRoutes(r, tag)
}

func (s *Service) memberRoutes(r *api.Router, tag string) {
	type list struct {
		OfConversation
		Q      string `query:"q" maxLength:"200" doc:"The start of words of a member's name or handle."`
		Cursor string `query:"cursor" maxLength:"100"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOutput struct{ Body MembersPage }
	api.Register(r, api.Op{ID: "listMembers", Method: http.MethodGet, Path: "/v1/conversations/{id}/members", Tag: tag,
		Summary: "List who is in a conversation: the owner, admins, then the others as they joined"},
		func(ctx context.Context, a api.Actor, in *list) (*listOutput, error) {
			page, err := s.ListMembers(ctx, a, in.ID, in.Q, in.Cursor, in.Limit)
			return &listOutput{page}, err
		})
	type add struct {
		OfConversation
		Body struct {
			Members []base.ID `json:"members" minItems:"1" maxItems:"200"`
		}
	}
	type added struct {
		Body struct {
			Items []Outcome `json:"items"`
		}
	}
	api.Register(r, api.Op{ID: "addMembers", Method: http.MethodPost, Path: "/v1/conversations/{id}/members", Tag: tag,
		Summary: "Add people to a group; whom you may not reach at once is asked, or refused"},
		func(ctx context.Context, a api.Actor, in *add) (*added, error) {
			out := &added{}
			var err error
			out.Body.Items, err = s.AddMembers(ctx, a, in.ID, in.Body.Members)
			return out, err
		})
	api.Register(r, api.Op{ID: "removeMember", Method: http.MethodDelete, Path: "/v1/conversations/{id}/members/{account}", Tag: tag,
		Summary: "Remove someone from a group, or leave it"},
		func(ctx context.Context, a api.Actor, in *OfMember) (*api.Empty, error) {
			return &api.Empty{}, s.RemoveMember(ctx, a, in.ID, in.Account)
		})
	type role struct {
		OfMember
		Body struct {
			Role string `json:"role" enum:"owner,admin,member" doc:"owner hands the group over: you are an admin from then on."`
		}
	}
	api.Register(r, api.Op{ID: "setRole", Method: http.MethodPatch, Path: "/v1/conversations/{id}/members/{account}", Tag: tag,
		Summary: "Give a member another role, or hand the group over"},
		func(ctx context.Context, a api.Actor, in *role) (*api.Empty, error) {
			return &api.Empty{}, s.SetRole(ctx, a, in.ID, in.Account, in.Body.Role)
		})
}

func (s *Service) invitationRoutes(r *api.Router, tag string) {
	type list struct {
		Body struct {
			Items []Invitation `json:"items"`
		}
	}
	api.Register(r, api.Op{ID: "listInvitations", Method: http.MethodGet, Path: "/v1/invitations", Tag: tag,
		Summary: "List the groups that you are asked to join, the last first. They are answered by answerRequests"},
		func(ctx context.Context, a api.Actor, _ *struct{}) (*list, error) {
			out := &list{}
			var err error
			out.Body.Items, err = s.Invitations(ctx, a)
			return out, err
		})
	type one struct{ Body Invitation }
	api.Register(r, api.Op{ID: "openInvitation", Method: http.MethodGet, Path: "/v1/invitations/{id}", Tag: tag,
		Summary: "See what you are asked to join"},
		func(ctx context.Context, a api.Actor, in *OfConversation) (*one, error) {
			shown, err := s.OpenInvitation(ctx, a, in.ID)
			return &one{shown}, err
		})
}
