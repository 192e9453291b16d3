-- +goose Up

-- What account has signed in on. token_hash is the SHA-256 of the random token that the client keeps. It is new to the account until new_until,
-- 0 once it is known.
CREATE TABLE devices (
    account_id BYTEA  NOT NULL,
    token_hash BYTEA  NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    new_until  BIGINT NOT NULL,
    PRIMARY KEY (account_id, token_hash)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX devices_token ON devices (token_hash);
CREATE INDEX devices_used ON devices (used_at);

-- Devices of account on which nobody signs up or in until until_at (0: without an end), by a decision.
CREATE TABLE device_bans (
    account_id  BYTEA  NOT NULL,
    decision_id BYTEA  NOT NULL,
    token_hash  BYTEA  NOT NULL,
    until_at    BIGINT NOT NULL,
    PRIMARY KEY (account_id, decision_id, token_hash)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX device_bans_token ON device_bans (token_hash);

-- The device that a session is on, NULL where the client has told none; and until when its owner is asked whether it was them, 0 for not.
ALTER TABLE sessions ADD COLUMN device_hash BYTEA;
ALTER TABLE sessions ADD COLUMN new_until BIGINT NOT NULL DEFAULT 0;
