-- +goose Up

-- Two key groups. Account tables start with account_id, conversation tables with conversation_id; every statement filters on
-- its key. Ids are 16 bytes (UUIDv7, or UUIDv8 for a direct conversation), times are Unix milliseconds, both made by the application.
-- One text serves SQLite and PostgreSQL; what stands in a comment that starts with an engine's name is for that engine alone.

-- account group ----------------------------------------------------------------------------------

CREATE TABLE accounts (
    account_id        BYTEA   NOT NULL PRIMARY KEY,
    handle            TEXT    NOT NULL,
    name              TEXT    NOT NULL,
    bio               TEXT    NOT NULL DEFAULT '',
    avatar_id         BYTEA,
    birth_date        TEXT    NOT NULL,
    language          TEXT    NOT NULL DEFAULT '',
    role              TEXT    NOT NULL DEFAULT '',
    password_hash     TEXT    NOT NULL DEFAULT '',
    read_receipts     BOOLEAN NOT NULL DEFAULT TRUE,
    delivery_receipts BOOLEAN NOT NULL DEFAULT TRUE,
    presence          BOOLEAN NOT NULL DEFAULT TRUE,
    typing            BOOLEAN NOT NULL DEFAULT TRUE,
    last_active_at    BIGINT  NOT NULL DEFAULT 0,
    created_at        BIGINT  NOT NULL
);

-- One row per handle ever in use; skeleton is the handle with look-alike characters folded.
CREATE TABLE handles (
    handle     TEXT   NOT NULL PRIMARY KEY,
    skeleton   TEXT   NOT NULL UNIQUE,
    account_id BYTEA  NOT NULL
);

-- Folded words of handles and names. Bytes, so that prefix ranges do not depend on a collation.
CREATE TABLE account_terms (
    term       BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    PRIMARY KEY (term, account_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX account_terms_account ON account_terms (account_id);

CREATE TABLE sessions (
    account_id   BYTEA  NOT NULL,
    session_id   BYTEA  NOT NULL,
    token_hash   BYTEA  NOT NULL,
    device       TEXT   NOT NULL,
    address      TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    PRIMARY KEY (account_id, session_id)
) /*sqlite WITHOUT ROWID*/;

CREATE TABLE passkeys (
    account_id    BYTEA  NOT NULL,
    passkey_id    BYTEA  NOT NULL,
    credential_id BYTEA  NOT NULL,
    credential    TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    last_used_at  BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, passkey_id),
    UNIQUE (account_id, credential_id)
) /*sqlite WITHOUT ROWID*/;

CREATE TABLE recovery_codes (
    account_id BYTEA  NOT NULL,
    code_hash  BYTEA  NOT NULL,
    used_at    BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, code_hash)
) /*sqlite WITHOUT ROWID*/;

-- Passkey ceremonies under way; data is the challenge and what it is for.
CREATE TABLE ceremonies (
    ceremony_id BYTEA  NOT NULL PRIMARY KEY,
    data        TEXT   NOT NULL,
    expires_at  BIGINT NOT NULL
);

CREATE TABLE media (
    account_id BYTEA  NOT NULL,
    media_id   BYTEA  NOT NULL,
    kind       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, media_id)
) /*sqlite WITHOUT ROWID*/;

-- Both directions of a block.
CREATE TABLE blocks (
    account_id BYTEA  NOT NULL,
    other_id   BYTEA  NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, other_id)
) /*sqlite WITHOUT ROWID*/;
CREATE TABLE blocked_by (
    account_id BYTEA  NOT NULL,
    other_id   BYTEA  NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, other_id)
) /*sqlite WITHOUT ROWID*/;

-- One person's view of a conversation. active_at orders the list: it follows the last message of a direct conversation, or the
-- draft where there is none, and is 0 while there is nothing to show. incoming_seq is the last message of the others that is
-- not erased: past read_seq, something is unread. changed_at orders what sync sends.
CREATE TABLE inbox (
    account_id      BYTEA   NOT NULL,
    conversation_id BYTEA   NOT NULL,
    peer_id         BYTEA,
    folder          TEXT    NOT NULL DEFAULT 'inbox',
    read_seq        BIGINT  NOT NULL DEFAULT 0,
    incoming_seq    BIGINT  NOT NULL DEFAULT 0,
    marked_unread   BOOLEAN NOT NULL DEFAULT FALSE,
    muted_until     BIGINT  NOT NULL DEFAULT 0,
    pinned_at       BIGINT  NOT NULL DEFAULT 0,
    draft           TEXT    NOT NULL DEFAULT '',
    draft_at        BIGINT  NOT NULL DEFAULT 0,
    cleared_before  BIGINT  NOT NULL DEFAULT 0,
    active_at       BIGINT  NOT NULL DEFAULT 0,
    changed_at      BIGINT  NOT NULL,
    PRIMARY KEY (account_id, conversation_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX inbox_order ON inbox (account_id, folder, active_at);
CREATE INDEX inbox_changed ON inbox (account_id, changed_at);
CREATE INDEX inbox_pinned ON inbox (account_id, folder, active_at) WHERE pinned_at > 0;
CREATE INDEX inbox_unread ON inbox (account_id, folder) WHERE incoming_seq > read_seq OR marked_unread;

-- Entries that one person deleted for themselves.
CREATE TABLE hidden_entries (
    account_id      BYTEA  NOT NULL,
    conversation_id BYTEA  NOT NULL,
    seq             BIGINT NOT NULL,
    PRIMARY KEY (account_id, conversation_id, seq)
) /*sqlite WITHOUT ROWID*/;

-- conversation group -----------------------------------------------------------------------------

-- head_seq is the last entry, message_seq and message_at are the last message.
CREATE TABLE conversations (
    conversation_id BYTEA  NOT NULL PRIMARY KEY,
    kind            TEXT   NOT NULL,
    created_by      BYTEA  NOT NULL,
    created_at      BIGINT NOT NULL,
    head_seq        BIGINT NOT NULL DEFAULT 0,
    message_seq     BIGINT NOT NULL DEFAULT 0,
    message_at      BIGINT NOT NULL DEFAULT 0
) /*sqlite WITHOUT ROWID*/;

-- read_seq and delivered_seq are what the others may see; a person's own read position is in inbox.
CREATE TABLE members (
    conversation_id BYTEA  NOT NULL,
    account_id      BYTEA  NOT NULL,
    role            TEXT   NOT NULL DEFAULT 'member',
    joined_at       BIGINT NOT NULL,
    read_seq        BIGINT NOT NULL DEFAULT 0,
    delivered_seq   BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, account_id)
) /*sqlite WITHOUT ROWID*/;

-- The log. target_seq is 0 for a root entry. content is JSON, and empty once erased.
CREATE TABLE entries (
    conversation_id BYTEA  NOT NULL,
    seq             BIGINT NOT NULL,
    kind            TEXT   NOT NULL,
    sender_id       BYTEA  NOT NULL,
    client_id       BYTEA  NOT NULL,
    target_seq      BIGINT NOT NULL DEFAULT 0,
    content         TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    erased_at       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, seq),
    UNIQUE (conversation_id, sender_id, client_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX entries_targets ON entries (conversation_id, target_seq, seq) WHERE target_seq > 0;

-- The folded words of every message that is not erased, in its last edit, with a word for the conversation and one for each
-- member. SQLite writes the rows with the messages and their index a moment later: up to where message_index_state says. An
-- erased message leaves no word in either.
/*sqlite CREATE TABLE message_words (
    row_id          INTEGER PRIMARY KEY,
    conversation_id BYTEA   NOT NULL,
    seq             BIGINT  NOT NULL,
    words           TEXT    NOT NULL,
    UNIQUE (conversation_id, seq)
);
CREATE VIRTUAL TABLE message_index USING fts5(words, content='message_words', content_rowid='row_id', detail=none, columnsize=0, tokenize="ascii tokenchars '_'");
INSERT INTO message_index (message_index, rank) VALUES ('secure-delete', 1);
CREATE TABLE message_index_state (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    indexed_to INTEGER NOT NULL
);
INSERT INTO message_index_state (one, indexed_to) VALUES (1, 0);
*/
/*postgres CREATE TABLE message_words (
    conversation_id BYTEA    NOT NULL,
    seq             BIGINT   NOT NULL,
    created_at      BIGINT   NOT NULL,
    words           TSVECTOR NOT NULL,
    PRIMARY KEY (conversation_id, seq)
);
CREATE INDEX message_words_words ON message_words USING GIN (words);
*/

-- The server's own keys, made at its first start and shared by all its nodes.
CREATE TABLE server_keys (
    name  TEXT  NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);
