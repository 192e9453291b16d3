-- +goose Up

-- Who may be sent a summary of what they missed by e-mail, at most how often (daily, weekly, or empty for never), and where: the address is sealed
-- under the server's key, and was proved by a code. due_at is when to look next whether something is to be sent, 0 for never; told_at up to when
-- the last one told; tries how often sending failed since; refused_at when the address turned out to take none, 0 for not.
CREATE TABLE digests (
    account_id BYTEA  NOT NULL PRIMARY KEY,
    every      TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    address    BYTEA  NOT NULL,
    hint       TEXT   NOT NULL,
    due_at     BIGINT NOT NULL,
    told_at    BIGINT NOT NULL,
    tries      BIGINT NOT NULL,
    refused_at BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX digests_due ON digests (due_at) WHERE due_at > 0;

-- The code that was sent to an address where its owner wants such summaries.
CREATE TABLE digest_codes (
    account_id BYTEA  NOT NULL PRIMARY KEY,
    address    BYTEA  NOT NULL,
    hint       TEXT   NOT NULL,
    code_hash  BYTEA  NOT NULL,
    tries      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;
