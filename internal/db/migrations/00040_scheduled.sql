-- +goose Up

-- Messages that account_id has the server send later, written in a session: content as it is appended, as JSON. problem is why it was refused when
-- its time came, as JSON, '' while it waits.
CREATE TABLE scheduled (
    account_id      BYTEA  NOT NULL,
    client_id       BYTEA  NOT NULL,
    session_id      BYTEA  NOT NULL,
    conversation_id BYTEA  NOT NULL,
    content         TEXT   NOT NULL,
    send_at         BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    problem         TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (account_id, client_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX scheduled_due ON scheduled (send_at) WHERE problem = '';
