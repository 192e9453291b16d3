-- +goose Up

-- After how many milliseconds the messages that are sent from now on disappear, 0 for never.
ALTER TABLE conversations ADD COLUMN expire_after BIGINT NOT NULL DEFAULT 0;

-- When an entry disappears, 0 for never: a message that was sent while its conversation had such a time, and what speaks of it.
ALTER TABLE entries ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX entries_expiring ON entries (expires_at) WHERE expires_at > 0 AND erased_at = 0;
