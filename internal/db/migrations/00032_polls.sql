-- +goose Up

-- What people chose in anonymous polls, whose results alone are in the log: the places of options, with commas between, in their order.
CREATE TABLE poll_votes (
    conversation_id BYTEA  NOT NULL,
    seq             BIGINT NOT NULL,
    account_id      BYTEA  NOT NULL,
    options         TEXT   NOT NULL,
    PRIMARY KEY (conversation_id, seq, account_id)
) /*sqlite WITHOUT ROWID*/;
