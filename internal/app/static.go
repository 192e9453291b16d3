package app

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
)

// static serves the web app from memory. Files whose name carries their hash are kept by browsers for good; every path
// that is no file opens the app, which knows its own addresses.
type static struct {
	files fs.FS
	mu    sync.Mutex
	ready map[string]*asset
}

type asset struct {
	plain  []byte
	gzip   []byte // nil where it saves nothing
	brotli []byte // nil where the build left none
	kind   string
	hashed bool
	allow  *strings.Replacer // of a page that holds styles and scripts itself: puts them into the content security policy
}

const contentPolicy = "Content-Security-Policy"

func newStatic(files fs.FS) *static {
	return &static{files: files, ready: map[string]*asset{}}
}

func (s *static) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		http.Error(w, "The web app is read with GET.", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean(req.URL.Path), "/")
	a := s.load(name)
	if a == nil && (path.Ext(name) == "" || strings.HasPrefix(name, "@")) {
		a = s.load("index.html")
		if a == nil {
			http.Error(w, "The web app is not built into this binary: run make build.", http.StatusNotFound)
			return
		}
	}
	if a == nil {
		http.NotFound(w, req)
		return
	}
	header := w.Header()
	header.Set("Content-Type", a.kind)
	header.Set("Cache-Control", "no-cache")
	if a.hashed {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if policy := header.Get(contentPolicy); a.allow != nil && policy != "" {
		header.Set(contentPolicy, a.allow.Replace(policy))
	}
	body := a.plain
	if a.gzip != nil || a.brotli != nil {
		header.Set("Vary", "Accept-Encoding")
		accepts := req.Header.Get("Accept-Encoding")
		switch {
		case a.brotli != nil && accepted(accepts, "br"):
			header.Set("Content-Encoding", "br")
			body = a.brotli
		case a.gzip != nil && accepted(accepts, "gzip"):
			header.Set("Content-Encoding", "gzip")
			body = a.gzip
		}
	}
	if req.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // the client is gone: nobody to tell
}

// accepted tells whether an Accept-Encoding header names a coding and does not refuse it with a weight of zero.
func accepted(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			q, weighed := strings.CutPrefix(strings.TrimSpace(weight), "q=")
			return !weighed || strings.Trim(q, "0.") != ""
		}
	}
	return false
}

// load reads a file once with what the build packed of it, and packs it when that pays.
func (s *static) load(name string) *asset {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok := s.ready[name]; ok {
		return a
	}
	body, err := fs.ReadFile(s.files, name)
	if err != nil {
		return nil // not remembered: names come from outside
	}
	a := &asset{plain: body, kind: mime.TypeByExtension(path.Ext(name)), hashed: strings.HasPrefix(name, "assets/")}
	switch path.Ext(name) {
	case ".html":
		a.allow = allowInline(body)
	case ".webmanifest":
		a.kind = "application/manifest+json"
	case ".woff2":
		a.kind = "font/woff2"
	case "":
		a.kind = "application/octet-stream"
	}
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is valid
	if _, err := z.Write(body); err == nil && z.Close() == nil && packed.Len() < len(body)*9/10 {
		a.gzip = packed.Bytes()
	}
	a.brotli, _ = fs.ReadFile(s.files, name+".br") // nil without one
	s.ready[name] = a
	return a
}

var inline = regexp.MustCompile(`(?s)<(script|style)>(.*?)</(?:script|style)>`)

// allowInline returns what lets a policy of files only allow the scripts and styles that stand in a page, each by its hash.
func allowInline(page []byte) *strings.Replacer {
	var pairs []string
	for _, kind := range []string{"script", "style"} {
		from := kind + "-src 'self'"
		to := from
		for _, match := range inline.FindAllSubmatch(page, -1) {
			if string(match[1]) == kind {
				sum := sha256.Sum256(match[2])
				to += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
			}
		}
		pairs = append(pairs, from, to)
	}
	return strings.NewReplacer(pairs...)
}
