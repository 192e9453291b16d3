-- +goose Up

-- Voice notes are media of who sent them, as photos are: how long they play, in milliseconds.
ALTER TABLE media ADD COLUMN duration BIGINT NOT NULL DEFAULT 0;
DROP INDEX media_unsent;
CREATE INDEX media_unsent ON media (account_id, created_at) WHERE kind <> 'avatar' AND conversation_id IS NULL;

-- Voice notes that somebody has played. Who sent one is told of it where shown.
CREATE TABLE plays (
    conversation_id BYTEA   NOT NULL,
    seq             BIGINT  NOT NULL,
    account_id      BYTEA   NOT NULL,
    played_at       BIGINT  NOT NULL,
    shown           BOOLEAN NOT NULL,
    PRIMARY KEY (conversation_id, seq, account_id)
) /*sqlite WITHOUT ROWID*/;
