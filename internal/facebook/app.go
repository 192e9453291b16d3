package facebook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// version is that of the Graph API which is spoken.
const version = "v24.0"

// Where Facebook is.
const (
	dialogAt = "https://www.facebook.com/" + version + "/dialog/oauth"
	graphAt  = "https://graph.facebook.com/" + version
)

const (
	callWait  = 10 * time.Second // for one answer
	largest   = 1 << 20          // bytes of an answer
	pageSize  = 500              // friends in an answer
	mostPages = 40               // of friends; Facebook allows 5,000 of them
)

// App is a server as Facebook knows it: an app with an id and a secret.
type App struct {
	id, secret    string
	dialog, graph string
	client        *http.Client
	patience      time.Duration // for all that is asked at once
}

// ParseApp checks the settings of an app. fake is where something else answers in Facebook's place, for tests; empty for Facebook itself.
// An error does not repeat the secret.
func ParseApp(id, secret, fake string) (*App, error) {
	if id == "" || strings.Trim(id, "0123456789") != "" {
		return nil, errors.New("an app's id is a number: copy it from the app's page at developers.facebook.com")
	}
	if secret == "" || strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("an app's secret is a word of letters and digits: copy it from the app's page at developers.facebook.com, under Settings, Basic")
	}
	app := &App{id: id, secret: secret, dialog: dialogAt, graph: graphAt, patience: linkingWait}
	if fake != "" {
		u, err := url.Parse(fake)
		if err != nil || u.Scheme != "http" || !loopback(u.Hostname()) {
			return nil, errors.New("only http:// and an address of this machine can answer in Facebook's place")
		}
		fake = strings.TrimSuffix(fake, "/")
		app.dialog, app.graph = fake+"/"+version+"/dialog/oauth", fake+"/"+version
	}
	app.client = &http.Client{
		Timeout: callWait,
		// Another address would get the secret and the token.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			TLSHandshakeTimeout:    5 * time.Second,
			ForceAttemptHTTP2:      true,
			MaxConnsPerHost:        8,
			MaxIdleConns:           4,
			IdleConnTimeout:        time.Minute,
			MaxResponseHeaderBytes: 64 << 10,
		},
	}
	return app, nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// dialogURL is where someone allows this app to read their friends. They are asked again for what they did not allow before.
func (a *App) dialogURL(back, state, challenge string) string {
	return a.dialog + "?" + url.Values{
		"client_id": {a.id}, "redirect_uri": {back}, "response_type": {"code"}, "scope": {"public_profile,user_friends"}, "state": {state},
		"auth_type": {"rerequest"}, "code_challenge": {challenge}, "code_challenge_method": {"S256"},
	}.Encode()
}

// token is what calls in someone's name are made with; expires zero is never.
type token struct {
	text    string
	expires time.Time
}

// exchange has a long-lived token for the code that someone came back with.
func (a *App) exchange(ctx context.Context, code, back, verifier string, now time.Time) (token, error) {
	short, err := a.oauth(ctx, now, url.Values{"code": {code}, "redirect_uri": {back}, "code_verifier": {verifier}})
	if err != nil {
		return token{}, err
	}
	return a.oauth(ctx, now, url.Values{"grant_type": {"fb_exchange_token"}, "fb_exchange_token": {short.text}})
}

func (a *App) oauth(ctx context.Context, now time.Time, form url.Values) (token, error) {
	form.Set("client_id", a.id)
	form.Set("client_secret", a.secret)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.graph+"/oauth/access_token", strings.NewReader(form.Encode()))
	if err != nil {
		return token{}, errors.New("the address of the Graph API is no address")
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var out struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"`
	}
	if err := a.do(req, &out); err != nil {
		return token{}, err
	}
	if out.AccessToken == "" || len(out.AccessToken) > 4096 || out.ExpiresIn < 0 {
		return token{}, &failure{state: Unavailable, cause: errors.New("an answer without a token")}
	}
	t := token{text: out.AccessToken}
	if out.ExpiresIn > 0 {
		t.expires = now.Add(time.Duration(min(out.ExpiresIn, 366*24*3600)) * time.Second)
	}
	return t, nil
}

// person is who a token is of.
type person struct{ id, name string }

// me answers who a token is of. It fails as Declined where they do not let this app read their friends.
func (a *App) me(ctx context.Context, token string) (person, error) {
	var out struct {
		ID, Name    string
		Permissions struct {
			Data []struct{ Permission, Status string }
		}
	}
	if err := a.get(ctx, "/me", token, url.Values{"fields": {"id,name,permissions"}}, &out); err != nil {
		return person{}, err
	}
	if !plausible(out.ID) {
		return person{}, &failure{state: Unavailable, cause: errors.New("an answer without an id")}
	}
	who := person{out.ID, shortened(out.Name)}
	for _, p := range out.Permissions.Data {
		if p.Permission == "user_friends" && p.Status == "granted" {
			return who, nil
		}
	}
	return who, &failure{state: Declined, cause: errors.New("the list of friends may not be read")}
}

// friends are the ids of the friends who let this app read theirs, too: Facebook tells of no others. Pages are asked for by their cursors; the
// addresses in an answer are not followed.
func (a *App) friends(ctx context.Context, token string) (ids []string, err error) {
	query := url.Values{"fields": {"id"}, "limit": {strconv.Itoa(pageSize)}}
	for range mostPages {
		var out struct {
			Data   []struct{ ID string }
			Paging struct {
				Cursors struct{ After string }
				Next    string
			}
		}
		if err := a.get(ctx, "/me/friends", token, query, &out); err != nil {
			return nil, err
		}
		for _, one := range out.Data {
			if plausible(one.ID) {
				ids = append(ids, one.ID)
			}
		}
		after := out.Paging.Cursors.After
		if out.Paging.Next == "" || after == "" || after == query.Get("after") || len(after) > 4096 {
			break
		}
		query.Set("after", after)
	}
	return ids, nil
}

// revoke ends what someone allowed this app.
func (a *App) revoke(ctx context.Context, token string) error {
	return a.call(ctx, http.MethodDelete, "/me/permissions", token, url.Values{}, &struct{}{})
}

func (a *App) get(ctx context.Context, path, token string, query url.Values, into any) error {
	return a.call(ctx, http.MethodGet, path, token, query, into)
}

// call makes a call in someone's name. The token is no part of the address, because addresses are logged, by proxies too.
func (a *App) call(ctx context.Context, method, path, token string, query url.Values, into any) error {
	query.Set("appsecret_proof", a.proof(token))
	req, err := http.NewRequestWithContext(ctx, method, a.graph+path+"?"+query.Encode(), nil)
	if err != nil {
		return errors.New("the address of the Graph API is no address")
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return a.do(req, into)
}

// proof shows that a call comes from who has the secret: who takes the token alone has nothing.
func (a *App) proof(token string) string {
	mac := hmac.New(sha256.New, []byte(a.secret))
	mac.Write([]byte(token))
	return hex.EncodeToString(mac.Sum(nil))
}

// do makes a call and reads its answer. Errors do not repeat what was sent, nor what Facebook says of it, which may be the token.
func (a *App) do(req *http.Request, into any) error {
	req.Header.Set("Accept", "application/json")
	res, err := a.client.Do(req)
	if err != nil {
		if whole, ok := errors.AsType[*url.Error](err); ok {
			err = whole.Err // without the address
		}
		return &failure{state: Unavailable, cause: fmt.Errorf("reach the Graph API: %w", err)}
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, largest+1))
	switch {
	case err != nil:
		return &failure{state: Unavailable, cause: fmt.Errorf("read an answer of the Graph API: %w", err)}
	case len(text) > largest:
		return &failure{state: Unavailable, cause: fmt.Errorf("an answer of the Graph API of more than %d bytes", largest)}
	case res.StatusCode != http.StatusOK:
		return refusal(res.StatusCode, text)
	}
	if bytes.Contains(text, []byte(`"error"`)) { // some failures come with 200
		var body graphError
		if json.Unmarshal(text, &body) == nil && body.Error.Code != 0 {
			return body.failure(res.StatusCode)
		}
	}
	if err := json.Unmarshal(text, into); err != nil {
		return &failure{state: Unavailable, cause: errors.New("an answer of the Graph API that is no JSON of the expected form")}
	}
	return nil
}

// plausible tells whether text can be an id of Facebook's.
func plausible(id string) bool {
	return id != "" && len(id) <= 64 && strings.Trim(id, "0123456789") == ""
}

// shortened is a name as it is kept.
func shortened(name string) string {
	name = strings.Join(strings.Fields(strings.ToValidUTF8(name, "")), " ")
	if runes := []rune(name); len(runes) > 100 {
		return string(runes[:100])
	}
	return name
}
