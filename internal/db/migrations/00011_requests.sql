-- +goose Up

-- Why a request lies in the folder "hidden": words, spam or link; empty elsewhere. What lies in "requests" or "hidden" is one view
-- alone: the other person's is an ordinary one. There, pinned_at puts requests of people who were introduced in front.
ALTER TABLE inbox ADD COLUMN hidden_why TEXT NOT NULL DEFAULT '';

-- The words that an account does not want to read in requests, folded and one a line.
CREATE TABLE filters (
    account_id BYTEA  NOT NULL PRIMARY KEY,
    words      TEXT   NOT NULL,
    changed_at BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;

-- To whom account wrote the same text in requests lately; text_hash is of its folded words. Kept for a day.
CREATE TABLE request_texts (
    account_id BYTEA  NOT NULL,
    text_hash  BYTEA  NOT NULL,
    other_id   BYTEA  NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, text_hash, other_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX request_texts_age ON request_texts (created_at);

-- What account reported of other, with copies of the entries that it is about: evidence stays when the messages are unsent.
CREATE TABLE reports (
    account_id      BYTEA  NOT NULL,
    report_id       BYTEA  NOT NULL,
    other_id        BYTEA  NOT NULL,
    conversation_id BYTEA  NOT NULL,
    reason          TEXT   NOT NULL,
    text            TEXT   NOT NULL DEFAULT '',
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (account_id, report_id)
) /*sqlite WITHOUT ROWID*/;
CREATE TABLE report_entries (
    account_id BYTEA  NOT NULL,
    report_id  BYTEA  NOT NULL,
    seq        BIGINT NOT NULL,
    kind       TEXT   NOT NULL,
    sender_id  BYTEA  NOT NULL,
    content    TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, report_id, seq)
) /*sqlite WITHOUT ROWID*/;
