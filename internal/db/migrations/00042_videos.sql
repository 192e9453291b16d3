-- +goose Up

-- Uploads of which videos are to be made, in the order of turn: how many its owner had waiting when it came. A server that makes one has it until lease_until.
-- What cannot be made stays with its code as failure, so that whoever asks is told.
CREATE TABLE videos (
    account_id  BYTEA  NOT NULL,
    media_id    BYTEA  NOT NULL,
    created_at  BIGINT NOT NULL,
    turn        BIGINT NOT NULL,
    lease_until BIGINT NOT NULL DEFAULT 0,
    attempts    BIGINT NOT NULL DEFAULT 0,
    failure     TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (account_id, media_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX videos_waiting ON videos (turn, created_at) WHERE failure = '';
