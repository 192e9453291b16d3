-- +goose Up

-- Attempts to sign in that failed lately, by what was attacked and by where from; subject is a keyed hash of it. retry_at is when the next may be
-- made, 0 for now.
CREATE TABLE attempts (
    subject  BYTEA  NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    retry_at BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX attempts_age ON attempts (last_at);
