package api

import (
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"
)

const (
	// packFrom is the size in bytes from which packing an answer saves more than it costs: what is smaller fits a packet anyway.
	packFrom = 1 << 10
	// packJitter is by how many bytes at most a packed answer is longer than it needs to be.
	packJitter = 32
)

// packed packs what operations answer, with gzip at its fastest level, for clients that ask for it.
//
// The length of a packed answer tells whether two of its parts are alike, to whoever sees the network and can put one of them
// there (BREACH). So only answers to GET are packed: what is a secret by itself, a session's token or recovery codes, is
// answered to POST alone and never packed. An inbox holds words of several people, of whom one may be guessing at another's: each
// answer gets padding whose length depends on all of its content.
func packed(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(
		gzhttp.MinSize(packFrom), gzhttp.CompressionLevel(gzip.BestSpeed), gzhttp.ContentTypes([]string{"application/json"}),
		gzhttp.RandomJitter(packJitter, 0, false),
		gzhttp.EnableZstd(false), // an encoder of zstd holds megabytes
	)
	if err != nil {
		panic(err) // the options are constant
	}
	packs := wrap(next)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method == http.MethodGet && strings.HasPrefix(req.URL.Path, "/v1/") && req.URL.Path != "/v1/live" {
			packs.ServeHTTP(w, req)
			return
		}
		next.ServeHTTP(w, req)
	})
}
