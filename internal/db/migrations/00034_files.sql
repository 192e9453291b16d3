-- +goose Up

-- Files of messages are media of who sent them, kept as they came: what they are called, and their size in bytes.
ALTER TABLE media ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN size BIGINT NOT NULL DEFAULT 0;
