package api

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"causerie/internal/base"
)

// info is what is known of a request; one value travels in its context.
type info struct {
	id        string
	ip        netip.Addr
	secure    bool
	userAgent string
	origin    string
	op        string
	actor     Actor
}

type infoKey struct{}

// requestInfo is never nil: a context without a request has an empty one.
func requestInfo(ctx context.Context) *info {
	if i, ok := ctx.Value(infoKey{}).(*info); ok {
		return i
	}
	return &info{}
}

func contextWith(ctx context.Context, i *info) context.Context {
	return context.WithValue(ctx, infoKey{}, i)
}

func actorOf(ctx context.Context) Actor { return requestInfo(ctx).actor }

// Detached is a context that outlives the request of ctx, and knows what is known of it.
func Detached(ctx context.Context) context.Context {
	return contextWith(context.Background(), requestInfo(ctx))
}

// RequestID names the request in the log and in the response's X-Request-Id.
func RequestID(ctx context.Context) string { return requestInfo(ctx).id }

// ClientIP is the address of the client, as far as it is known.
func ClientIP(ctx context.Context) netip.Addr { return requestInfo(ctx).ip }

// UserAgent is how the client names itself.
func UserAgent(ctx context.Context) string { return requestInfo(ctx).userAgent }

// Origin is scheme and host that the client addressed, such as "https://causerie.example".
func Origin(ctx context.Context) string { return requestInfo(ctx).origin }

// SessionCookie keeps token in the browser until expires; an empty token removes it.
func SessionCookie(ctx context.Context, token string, expires time.Time) http.Cookie {
	c := http.Cookie{
		Name: CookieName, Value: token, Path: "/", Expires: expires, HttpOnly: true,
		SameSite: http.SameSiteStrictMode, Secure: requestInfo(ctx).secure,
	}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

func (r *Router) newInfo(req *http.Request) *info {
	i := &info{
		id: base.NewID(r.Clock.Now()).String(), userAgent: req.UserAgent(), secure: req.TLS != nil,
	}
	if port, err := netip.ParseAddrPort(req.RemoteAddr); err == nil {
		i.ip = port.Addr().Unmap()
	}
	host := req.Host
	if r.TrustProxy {
		// The last address is the one that our own proxy saw; those before it, in this line or another, are what the client claims.
		hops := strings.Split(strings.Join(req.Header.Values("X-Forwarded-For"), ","), ",")
		if ip, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
			i.ip = ip.Unmap().WithZone("")
		}
		i.secure = req.Header.Get("X-Forwarded-Proto") == "https"
		if forwarded := req.Header.Get("X-Forwarded-Host"); isHost(forwarded) {
			host = forwarded
		}
	}
	i.origin = "http://" + host
	if i.secure {
		i.origin = "https://" + host
	}
	return i
}

// isHost tells whether text is a host, with a port or without, and nothing else of an address.
func isHost(text string) bool {
	u, err := url.Parse("http://" + text)
	return err == nil && text != "" && u.Host == text
}
