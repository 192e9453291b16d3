-- +goose Up

-- What was sent to be viewed once, for as long as there is something to view: whose it is, and which of their media. At due_at is looked whether anybody can still open
-- it; after ends_at nobody can.
CREATE TABLE onces (
    conversation_id BYTEA  NOT NULL,
    seq             BIGINT NOT NULL,
    sender_id       BYTEA  NOT NULL,
    media_id        BYTEA  NOT NULL,
    due_at          BIGINT NOT NULL,
    ends_at         BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, seq)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX onces_due ON onces (due_at);

-- Who has opened it. Until until_at, the session that did may view it; its sender is told of it where shown.
CREATE TABLE openings (
    conversation_id BYTEA   NOT NULL,
    seq             BIGINT  NOT NULL,
    account_id      BYTEA   NOT NULL,
    sender_id       BYTEA   NOT NULL,
    session_id      BYTEA   NOT NULL,
    opened_at       BIGINT  NOT NULL,
    until_at        BIGINT  NOT NULL,
    shown           BOOLEAN NOT NULL,
    PRIMARY KEY (conversation_id, seq, account_id)
) /*sqlite WITHOUT ROWID*/;
