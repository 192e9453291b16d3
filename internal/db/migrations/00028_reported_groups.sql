-- +goose Up

-- Of a report about a group: what it was called.
ALTER TABLE reports ADD COLUMN title TEXT NOT NULL DEFAULT '';
