package app

import (
	"io"
	"log/slog"

	"causerie/internal/trace"
)

// NewLog returns the program's log, as the settings ask for it.
func NewLog(out io.Writer, config Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(config.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	if config.LogFormat == "json" {
		return slog.New(trace.LogHandler(slog.NewJSONHandler(out, options)))
	}
	return slog.New(trace.LogHandler(slog.NewTextHandler(out, options)))
}
