package causerie

import (
	"context"
	"net/http"
	"net/url"
)

// Rules are who may do what in a group: "all" or "admins". What who joins can read is "joined", from their joining on, or "all".
// Of a change, what is empty stays.
type Rules struct {
	Add     string `json:"add,omitempty"`
	Edit    string `json:"edit,omitempty"`
	Write   string `json:"write,omitempty"`
	History string `json:"history,omitempty"`
}

// GroupPatch changes a group; what is nil or empty stays.
type GroupPatch struct {
	Title *string `json:"title,omitempty"`
	Rules
}

// Outcome is what became of someone who was to be added to a group: "member", "invited", or "refused" with its code.
type Outcome struct {
	Account string `json:"accountId"`
	Outcome string `json:"outcome"`
	Code    string `json:"code"`
}

// CreateGroup makes a group. Repeating it with the same clientID, of NewClientID, answers the same group.
func (c *Client) CreateGroup(ctx context.Context, clientID, title string, members ...string) (out Conversation, err error) {
	in := map[string]any{"kind": "group", "clientId": clientID, "title": title, "members": members}
	err = c.call(ctx, http.MethodPost, "/v1/conversations", in, &out)
	return out, err
}

// UpdateGroup changes a group.
func (c *Client) UpdateGroup(ctx context.Context, id string, patch GroupPatch) (out Conversation, err error) {
	err = c.call(ctx, http.MethodPatch, at(id, "/group"), patch, &out)
	return out, err
}

// AddMembers adds people to a group, or asks them.
func (c *Client) AddMembers(ctx context.Context, id string, accounts ...string) ([]Outcome, error) {
	var out struct {
		Items []Outcome `json:"items"`
	}
	err := c.call(ctx, http.MethodPost, at(id, "/members"), map[string]any{"members": accounts}, &out)
	return out.Items, err
}

// RemoveMember removes someone from a group, or leaves it.
func (c *Client) RemoveMember(ctx context.Context, id, account string) error {
	return c.call(ctx, http.MethodDelete, at(id, "/members/"+url.PathEscape(account)), nil, nil)
}
