-- +goose Up

-- Whose Facebook account is whose here. tag stands for Facebook's id of it, which it does not tell. One belongs to one account.
CREATE TABLE facebook_ids (
    tag        BYTEA  NOT NULL PRIMARY KEY,
    account_id BYTEA  NOT NULL
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX facebook_ids_account ON facebook_ids (account_id);

-- An account's link to Facebook: in which state it is, and, encrypted in seal, the token and the name there. Of a link that Facebook ended, tag is NULL
-- and seal is empty. due_at is when the friends are to be asked for again; NULL for never. expires_at 0 is never.
CREATE TABLE facebook_links (
    account_id   BYTEA  NOT NULL PRIMARY KEY,
    tag          BYTEA,
    seal         BYTEA  NOT NULL,
    state        TEXT   NOT NULL,
    friends      BIGINT NOT NULL,
    linked_at    BIGINT NOT NULL,
    refreshed_at BIGINT NOT NULL,
    tried_at     BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    due_at       BIGINT
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX facebook_links_due ON facebook_links (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX facebook_links_age ON facebook_links (refreshed_at);

-- Someone who went to Facebook to link, in one of their sessions, and is not back yet.
CREATE TABLE facebook_attempts (
    account_id BYTEA  NOT NULL PRIMARY KEY,
    session_id BYTEA  NOT NULL,
    state_hash BYTEA  NOT NULL,
    expires_at BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX facebook_attempts_age ON facebook_attempts (expires_at);

-- When an account last looked for the names of its Facebook friends, how many they were and how many bear one here. The names are not kept.
CREATE TABLE facebook_imports (
    account_id  BYTEA  NOT NULL PRIMARY KEY,
    names       BIGINT NOT NULL,
    found       BIGINT NOT NULL,
    imported_at BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;

-- facebook_of_at: account is among other's Facebook friends, facebook_at of the other row. name_at: other bears a name from the list of Facebook friends that
-- account imported; name_of_at: the other way round.
ALTER TABLE relations ADD COLUMN facebook_of_at BIGINT;
ALTER TABLE relations ADD COLUMN name_at BIGINT;
ALTER TABLE relations ADD COLUMN name_of_at BIGINT;
DROP INDEX relations_suggested;
CREATE INDEX relations_suggested ON relations (account_id, other_id)
    WHERE contact_at IS NOT NULL OR contact_of_at IS NOT NULL OR facebook_at IS NOT NULL OR facebook_of_at IS NOT NULL OR name_at IS NOT NULL;
