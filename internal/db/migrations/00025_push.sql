-- +goose Up

-- Where a session's device takes push messages, and what these may say: full, name or none. endpoint_hash finds the other sessions of the same
-- device, of whomever.
CREATE TABLE push_subscriptions (
    account_id    BYTEA  NOT NULL,
    session_id    BYTEA  NOT NULL,
    endpoint      TEXT   NOT NULL,
    endpoint_hash BYTEA  NOT NULL,
    p256dh        BYTEA  NOT NULL,
    auth          BYTEA  NOT NULL,
    content       TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (account_id, session_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX push_subscriptions_endpoint ON push_subscriptions (endpoint_hash);

-- Who is told at until_at, when their quiet hours are over, of what came since since_at.
CREATE TABLE push_held (
    account_id BYTEA  NOT NULL PRIMARY KEY,
    since_at   BIGINT NOT NULL,
    until_at   BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX push_held_until ON push_held (until_at);
