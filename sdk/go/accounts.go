package causerie

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Profile is what one sees of an account.
type Profile struct {
	ID      string  `json:"id"`
	Handle  string  `json:"handle"`
	Name    string  `json:"name"`
	Bio     string  `json:"bio"`
	Avatar  *Avatar `json:"avatar"`
	Blocked bool    `json:"blocked"` // by oneself

	Relation Relation `json:"relation"`
}

// Relation is what oneself and another are to each other, as one is shown it.
type Relation struct {
	Following  bool `json:"following"`
	FollowsYou bool `json:"followsYou"`
	Friend     bool `json:"friend"` // both follow each other
	Asked      bool `json:"asked"`  // oneself asked to follow, and has no answer
	AsksYou    bool `json:"asksYou"`
	Restricted bool `json:"restricted"` // by oneself
	Muted      bool `json:"muted"`      // by oneself
}

// Avatar is the addresses of a picture, relative to the server.
type Avatar struct {
	Small string `json:"small"`
	Large string `json:"large"`
}

// Me is one's own account.
type Me struct {
	Profile
	BirthDate         string    `json:"birthDate"`
	Language          string    `json:"language"`
	Role              string    `json:"role"`
	CreatedAt         time.Time `json:"createdAt"`
	HasPassword       bool      `json:"hasPassword"`
	Passkeys          int       `json:"passkeys"`
	RecoveryCodesLeft int       `json:"recoveryCodesLeft"`
}

// Session is a new session. Its token is kept by the client that signed in.
type Session struct {
	ID        string    `json:"id"`
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// SignedIn is who signed in. RecoveryCodes are there after signing up, and told only then.
type SignedIn struct {
	Account       Me       `json:"account"`
	Session       Session  `json:"session"`
	RecoveryCodes []string `json:"recoveryCodes"`
}

// SignUp is what a new account needs.
type SignUp struct {
	Handle    string `json:"handle"`
	Name      string `json:"name,omitempty"`
	BirthDate string `json:"birthDate"` // year-month-day
	Password  string `json:"password,omitempty"`
	Language  string `json:"language,omitempty"`
	Device    string `json:"device,omitempty"`
}

// SignUp makes an account and signs in. Where many are signing up, the server asks for some work first, which can take seconds.
func (c *Client) SignUp(ctx context.Context, in SignUp) (SignedIn, error) {
	out, err := c.sign(ctx, "/v1/accounts", in)
	if CodeOf(err) != "work_needed" {
		return out, err
	}
	done, err := c.work(ctx)
	if err != nil {
		return out, err
	}
	return c.sign(ctx, "/v1/accounts", struct {
		SignUp
		Work *work `json:"work,omitempty"`
	}{in, done})
}

// SignIn signs in with a password.
func (c *Client) SignIn(ctx context.Context, handle, password string) (SignedIn, error) {
	return c.sign(ctx, "/v1/sessions", map[string]string{"handle": handle, "password": password})
}

func (c *Client) sign(ctx context.Context, path string, in any) (SignedIn, error) {
	var out SignedIn
	if err := c.call(ctx, http.MethodPost, path, in, &out); err != nil {
		return out, err
	}
	c.SetToken(out.Session.Token)
	return out, nil
}

// SignOut ends the session.
func (c *Client) SignOut(ctx context.Context) error {
	if err := c.call(ctx, http.MethodDelete, "/v1/sessions/current", nil, nil); err != nil {
		return err
	}
	c.SetToken("")
	return nil
}

// Me is the account of the session.
func (c *Client) Me(ctx context.Context) (me Me, err error) {
	err = c.call(ctx, http.MethodGet, "/v1/me", nil, &me)
	return me, err
}

// Privacy is what one shows of what one does. Each switch works both ways.
type Privacy struct {
	ReadReceipts     *bool `json:"readReceipts,omitempty"`
	DeliveryReceipts *bool `json:"deliveryReceipts,omitempty"`
	Presence         *bool `json:"presence,omitempty"`
	Typing           *bool `json:"typing,omitempty"`
}

// UpdatePrivacy changes the switches that are not nil, and answers all.
func (c *Client) UpdatePrivacy(ctx context.Context, change Privacy) (all Privacy, err error) {
	err = c.call(ctx, http.MethodPatch, "/v1/me/privacy", change, &all)
	return all, err
}

// Page is a part of a list; Next asks for the following part and is empty on the last.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

// SearchAccounts finds people by the beginnings of words of their handle or name.
func (c *Client) SearchAccounts(ctx context.Context, q, cursor string, limit int) (page Page[Profile], err error) {
	err = c.call(ctx, http.MethodGet, query("/v1/accounts", map[string]string{"q": q, "cursor": cursor, "limit": number(limit)}), nil, &page)
	return page, err
}

// Profile reads what one sees of an account, by its id or "@handle".
func (c *Client) Profile(ctx context.Context, idOrHandle string) (p Profile, err error) {
	err = c.call(ctx, http.MethodGet, "/v1/accounts/"+url.PathEscape(idOrHandle), nil, &p)
	return p, err
}

// Follow follows someone, or asks to where they are private.
func (c *Client) Follow(ctx context.Context, id string) (Relation, error) {
	return c.follow(ctx, http.MethodPut, id)
}

// Unfollow ends that, or takes back that one asked to.
func (c *Client) Unfollow(ctx context.Context, id string) (Relation, error) {
	return c.follow(ctx, http.MethodDelete, id)
}

func (c *Client) follow(ctx context.Context, method, id string) (Relation, error) {
	var out struct {
		Relation Relation `json:"relation"`
	}
	err := c.call(ctx, method, "/v1/accounts/"+url.PathEscape(id)+"/follow", nil, &out)
	return out.Relation, err
}

// Block keeps an account from reaching one, and one from reaching it.
func (c *Client) Block(ctx context.Context, id string) error {
	return c.call(ctx, http.MethodPut, "/v1/accounts/"+url.PathEscape(id)+"/block", nil, nil)
}

// Unblock ends a block.
func (c *Client) Unblock(ctx context.Context, id string) error {
	return c.call(ctx, http.MethodDelete, "/v1/accounts/"+url.PathEscape(id)+"/block", nil, nil)
}

// number is n in a query, where 0 leaves the choice to the server.
func number[N int | int64](n N) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(int64(n), 10)
}
