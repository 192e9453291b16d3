-- +goose Up

-- Links into a group, for whoever has the code. expires_at is 0 for never, uses 0 for any number; used counts who came or asked to come by it.
-- approval has an admin let in who asks.
CREATE TABLE group_links (
    conversation_id BYTEA   NOT NULL,
    code            TEXT    NOT NULL,
    created_by      BYTEA   NOT NULL,
    created_at      BIGINT  NOT NULL,
    expires_at      BIGINT  NOT NULL,
    uses            BIGINT  NOT NULL,
    used            BIGINT  NOT NULL DEFAULT 0,
    approval        BOOLEAN NOT NULL,
    PRIMARY KEY (conversation_id, code)
) /*sqlite WITHOUT ROWID*/;

-- Which group a code leads into.
CREATE TABLE link_codes (
    code            TEXT  NOT NULL PRIMARY KEY,
    conversation_id BYTEA NOT NULL
) /*sqlite WITHOUT ROWID*/;

-- Who asks to come into a group. declined_at is 0 until an admin turns them down, which they are not told.
CREATE TABLE joiners (
    conversation_id BYTEA  NOT NULL,
    account_id      BYTEA  NOT NULL,
    asked_at        BIGINT NOT NULL,
    declined_at     BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, account_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX joiners_waiting ON joiners (conversation_id, asked_at) WHERE declined_at = 0;

-- Who was removed does not come back by a link unless an admin lets them in.
ALTER TABLE left_groups ADD COLUMN removed BOOLEAN NOT NULL DEFAULT FALSE;
