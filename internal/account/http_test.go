package account_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"causerie/internal/media"
	"causerie/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestBrowserGetsACookieAndOthersAToken(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		s.SignUp(t, "zoe", "Zoé")
		sign := map[string]any{"handle": "zoe", "password": testkit.Password}
		plain := s.Call(t, "", "POST", "/v1/sessions", sign)
		if plain.Status != 201 || plain.Header.Get("Set-Cookie") != "" || !bytes.Contains(plain.Body, []byte(`"token"`)) {
			t.Errorf("without cookie: %d %s", plain.Status, plain.Body)
		}
		sign["cookie"] = true
		browser := s.Call(t, "", "POST", "/v1/sessions", sign)
		if browser.Status != 201 || bytes.Contains(browser.Body, []byte(`"token"`)) {
			t.Fatalf("with cookie: %d %s", browser.Status, browser.Body)
		}
		cookie, err := http.ParseSetCookie(browser.Header.Get("Set-Cookie"))
		if err != nil || cookie.Name != "causerie_session" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" {
			t.Fatalf("cookie %q, error %v", browser.Header.Get("Set-Cookie"), err)
		}
		if lasts := time.Until(cookie.Expires); lasts < 90*24*time.Hour || lasts > 400*24*time.Hour {
			t.Errorf("the cookie lasts %v", lasts)
		}

		with := func(method, path string) *http.Response {
			req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.AddCookie(&http.Cookie{Name: cookie.Name, Value: cookie.Value})
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { res.Body.Close() })
			return res
		}
		if got := with("GET", "/v1/me").StatusCode; got != 200 {
			t.Errorf("with the cookie: %d", got)
		}
		out := with("DELETE", "/v1/sessions/current")
		if gone, err := http.ParseSetCookie(out.Header.Get("Set-Cookie")); out.StatusCode != 204 || err != nil || gone.MaxAge >= 0 || gone.Value != "" {
			t.Errorf("sign-out: %d, cookie %q", out.StatusCode, out.Header.Get("Set-Cookie"))
		}
		if got := with("GET", "/v1/me").StatusCode; got != 401 {
			t.Errorf("after sign-out: %d", got)
		}
		if got := with("GET", "/v1/server").StatusCode; got != 200 {
			t.Errorf("what is public, with a cookie that is over: %d", got)
		}
	})
}

func TestSignUpAnswersCodesOnceAndProblemsWithTheirFields(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		zoe := s.SignUp(t, "zoe", "")
		if len(zoe.RecoveryCodes) != 10 {
			t.Errorf("codes %q", zoe.RecoveryCodes)
		}
		if me := s.Call(t, zoe.Token, "GET", "/v1/me", nil); bytes.Contains(me.Body, []byte(zoe.RecoveryCodes[0])) {
			t.Error("an account tells its codes")
		}
		for body, want := range map[string]struct {
			status int
			code   string
		}{
			`{"handle":"kid","birthDate":"2020-01-01","password":"trois petits chats"}`:                  {403, "age"},
			`{"handle":"ZOE","birthDate":"1990-01-01","password":"trois petits chats"}`:                  {409, "handle_taken"},
			`{"handle":"z0e","birthDate":"1990-01-01","password":"trois petits chats"}`:                  {409, "handle_confusable"},
			`{"handle":"zo e","birthDate":"1990-01-01","password":"trois petits chats"}`:                 {422, "handle_invalid"},
			`{"handle":"leo","birthDate":"1990-01-01","password":"12345678"}`:                            {422, "password_common"},
			`{"handle":"leo","birthDate":"1990-01-01","passkey":{"ceremony":"x","credential":{"a":[]}}}`: {410, "ceremony_expired"},
			`{"handle":"leo","birthDate":"1990-01-01","password":"trois petits chats","admin":true}`:     {422, "invalid"},
			`{"handle":"leo"`: {400, "invalid"},
		} {
			if got := s.Call(t, "", "POST", "/v1/accounts", testkit.JSON(body)); got.Status != want.status || got.Code() != want.code {
				t.Errorf("%s: %d %s, want %d %s", body, got.Status, got.Body, want.status, want.code)
			}
		}
	})
}

func TestTooManyAttemptsTellWhenToComeBack(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		wrong := map[string]any{"handle": "nobody", "password": "a guess of mine"}
		for range 9 {
			if got := s.Call(t, "", "POST", "/v1/sessions", wrong); got.Status != 401 || got.Code() != "bad_credentials" {
				t.Fatalf("%d %s", got.Status, got.Body)
			}
		}
		got := s.Call(t, "", "POST", "/v1/sessions", wrong)
		var p struct{ RetryAt time.Time }
		got.Into(t, 429, &p)
		if got.Code() != "too_many_attempts" || p.RetryAt.Before(time.Now().Add(-time.Second)) || got.Header.Get("Retry-After") == "" {
			t.Errorf("%s, Retry-After %q", got.Body, got.Header.Get("Retry-After"))
		}
	})
}

func picture(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is not sound is found when the server closes: a picture that nobody shows, or one that is gone.
func TestPicturesThatComeAndGoAtOnceLeaveOneOrNone(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		zoe := s.SignUp(t, "zoe", "Zoé")
		var uploads, removals sync.WaitGroup
		done := make(chan struct{})
		for range 3 {
			removals.Go(func() {
				for {
					select {
					case <-done:
						return
					default:
						s.Call(t, zoe.Token, "DELETE", "/v1/me/avatar", nil)
					}
				}
			})
		}
		for range 2 {
			uploads.Go(func() {
				for range 20 {
					if got := s.Call(t, zoe.Token, "PUT", "/v1/me/avatar", picture(t, 60, 60)); got.Status != 200 && got.Status != 429 && got.Status != 503 {
						t.Errorf("%d %s", got.Status, got.Code())
					}
				}
			})
		}
		uploads.Wait()
		close(done)
		removals.Wait()
	})
}

func TestAvatarGoesUpAndIsSeen(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		zoe, leo := s.SignUp(t, "zoe", "Zoé"), s.SignUp(t, "leo", "Léo")
		type account struct {
			ID     string
			Avatar *struct{ Small, Large string }
		}
		var me, seen account
		s.Call(t, zoe.Token, "PUT", "/v1/me/avatar?x=10&y=10&size=80", picture(t, 200, 100)).Into(t, 200, &me)
		if me.Avatar == nil {
			t.Fatal("no avatar")
		}
		s.Call(t, leo.Token, "GET", "/v1/accounts/@zoe", nil).Into(t, 200, &seen)
		for side, address := range map[int]string{96: seen.Avatar.Small, 512: seen.Avatar.Large} {
			got := s.Call(t, leo.Token, "GET", address, nil)
			c, err := jpeg.DecodeConfig(bytes.NewReader(got.Body))
			if got.Status != 200 || err != nil || c.Width != side || c.Height != side {
				t.Errorf("%s: %d, %v, error %v", address, got.Status, c, err)
			}
		}
		if got := s.Call(t, leo.Token, "GET", me.Avatar.Small, nil).Status; got != 404 {
			t.Errorf("Zoé's own address, for Léo: %d", got)
		}
		for name, c := range map[string]struct {
			body   []byte
			query  string
			status int
			code   string
		}{
			"text":            {[]byte("hello"), "", 415, "image_invalid"},
			"nothing":         {[]byte{}, "", 415, "image_invalid"},
			"truncated":       {picture(t, 300, 300)[:400], "", 422, "image_invalid"},
			"more than 20 MB": {make([]byte, media.MaxUpload+1), "", 413, "too_large"},
			"a bad square":    {picture(t, 8, 8), "?x=left", 422, "invalid"},
		} {
			if got := s.Call(t, zoe.Token, "PUT", "/v1/me/avatar"+c.query, c.body); got.Status != c.status || got.Code() != c.code {
				t.Errorf("%s: %d %s", name, got.Status, got.Body)
			}
		}
		var after account
		s.Call(t, zoe.Token, "DELETE", "/v1/me/avatar", nil).Into(t, 200, &after)
		if after.Avatar != nil {
			t.Error("the avatar is still there")
		}
		if got := s.Call(t, leo.Token, "GET", seen.Avatar.Large, nil).Status; got != 404 {
			t.Errorf("a removed avatar: %d", got)
		}
	})
}

func TestUploadThatStopsHalfwayChangesNothing(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		zoe := s.SignUp(t, "zoe", "Zoé")
		ctx, cancel := context.WithCancel(t.Context())
		reader, writer := io.Pipe()
		req, err := http.NewRequestWithContext(ctx, "PUT", s.URL+"/v1/me/avatar", reader)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+zoe.Token)
		done := make(chan error, 1)
		go func() {
			res, err := http.DefaultClient.Do(req)
			if err == nil {
				res.Body.Close()
			}
			done <- err
		}()
		if _, err := writer.Write(picture(t, 300, 300)[:200]); err != nil {
			t.Fatal(err)
		}
		cancel()
		writer.CloseWithError(ctx.Err()) // the transport may wait for who reads the body
		select {
		case err := <-done:
			if err == nil {
				t.Error("it was answered")
			}
		case <-time.After(time.Minute):
			t.Fatal("the upload does not end")
		}
		if me := s.Call(t, zoe.Token, "GET", "/v1/me", nil); strings.Contains(string(me.Body), "avatar") {
			t.Errorf("account %s", me.Body)
		}
	})
}

func TestSessionsAreListedAndEndOverHTTP(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		here := s.SignUp(t, "zoe", "Zoé")
		there := s.SignIn(t, here)
		var list struct {
			Items []struct {
				ID      string
				Device  string
				Current bool
			}
		}
		s.Call(t, here.Token, "GET", "/v1/sessions", nil).Into(t, 200, &list)
		if len(list.Items) != 2 {
			t.Fatalf("sessions %+v", list)
		}
		for _, one := range list.Items {
			if one.Current != (one.ID == here.Session) || one.Device != "Go-http-client" {
				t.Errorf("session %+v", one)
			}
		}
		s.Call(t, here.Token, "DELETE", "/v1/sessions/"+there.Session, nil).Into(t, 204, nil)
		s.Call(t, there.Token, "GET", "/v1/me", nil).Into(t, 401, nil)
		s.Call(t, here.Token, "DELETE", "/v1/sessions/none", nil).Into(t, 404, nil)
		s.Call(t, here.Token, "DELETE", "/v1/sessions", nil).Into(t, 204, nil)
		s.Call(t, here.Token, "PUT", "/v1/me/password", map[string]any{"current": testkit.Password, "password": "quatre petits chiens"}).Into(t, 204, nil)
		s.Call(t, here.Token, "POST", "/v1/me/recovery-codes", map[string]any{"password": testkit.Password}).Into(t, 403, nil)
		s.Call(t, here.Token, "POST", "/v1/me/recovery-codes", map[string]any{"password": "quatre petits chiens"}).Into(t, 200, nil)
	})
}

func TestPasskeyOptionsAreInTheFormOfTheBrowser(t *testing.T) {
	t.Parallel()
	s := testkit.Start(t, "sqlite")
	var out struct {
		Ceremony string
		Options  struct {
			Challenge string
			RP        struct{ ID string }
			User      struct{ ID, Name string }
		}
	}
	s.Call(t, "", "POST", "/v1/passkeys/ceremonies", map[string]any{"purpose": "signUp", "handle": "zoe"}).Into(t, 200, &out)
	if out.Ceremony == "" || out.Options.Challenge == "" || out.Options.RP.ID != "localhost" || out.Options.User.Name != "zoe" {
		t.Errorf("options %+v", out)
	}
	if got := s.Call(t, "", "POST", "/v1/passkeys/ceremonies", map[string]any{"purpose": "add"}); got.Status != 401 {
		t.Errorf("to add without a session: %d %s", got.Status, got.Body)
	}
	if got := s.Call(t, "", "POST", "/v1/passkeys/ceremonies", map[string]any{"purpose": "steal"}); got.Status != 422 {
		t.Errorf("for what is not: %d %s", got.Status, got.Body)
	}
	used := s.Call(t, "", "POST", "/v1/sessions", map[string]any{"ceremony": out.Ceremony, "credential": json.RawMessage(`{"id":"AAAA"}`)})
	if used.Status != 410 || used.Code() != "ceremony_expired" {
		t.Errorf("a sign-up's ceremony to sign in: %d %s", used.Status, used.Body)
	}
}

func TestHandleIsCheckedForAnyone(t *testing.T) {
	t.Parallel()
	s := testkit.Start(t, "sqlite")
	s.SignUp(t, "marie", "Marie")
	for handle, want := range map[string]string{
		"free": `"available":true`, "marie": `"handle_taken"`, "rnarie": `"handle_confusable"`, "é": `"handle_invalid"`,
	} {
		if got := s.Call(t, "", "GET", testkit.Path("/v1/handles/%s", handle), nil); got.Status != 200 || !bytes.Contains(got.Body, []byte(want)) {
			t.Errorf("%s: %d %s", handle, got.Status, got.Body)
		}
	}
}
