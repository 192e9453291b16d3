// Package web holds the built web app. Before `make web` there is only an empty folder, and the server says so.
package web

import "embed"

// Dist is the folder dist.
//
//go:embed all:dist
var Dist embed.FS
