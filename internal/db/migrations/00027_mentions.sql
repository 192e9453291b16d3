-- +goose Up

-- all_seq is the last message of a group that mentions everyone.
ALTER TABLE conversations ADD COLUMN all_seq BIGINT NOT NULL DEFAULT 0;

-- Of a view of a group: which messages its person is told of (all, mentions or none), and the last message that mentions them by name.
ALTER TABLE inbox ADD COLUMN notify TEXT NOT NULL DEFAULT 'all';
ALTER TABLE inbox ADD COLUMN mention_seq BIGINT NOT NULL DEFAULT 0;
