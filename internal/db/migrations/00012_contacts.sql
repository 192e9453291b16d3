-- +goose Up

-- By what people can be found. tag stands for a number or address that was verified, and seal holds the account's id for who
-- evaluated it: neither tells what it stands for.
CREATE TABLE identifiers (
    tag        BYTEA  NOT NULL PRIMARY KEY,
    account_id BYTEA  NOT NULL,
    kind       TEXT   NOT NULL,
    hint       TEXT   NOT NULL,
    seal       BYTEA  NOT NULL,
    created_at BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX identifiers_account ON identifiers (account_id);

-- What an account has yet to verify, one of each kind.
CREATE TABLE identifier_codes (
    account_id BYTEA  NOT NULL,
    kind       TEXT   NOT NULL,
    tag        BYTEA  NOT NULL,
    seal       BYTEA  NOT NULL,
    hint       TEXT   NOT NULL,
    code_hash  BYTEA  NOT NULL,
    tries      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, kind)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX identifier_codes_age ON identifier_codes (expires_at);

-- When an account's budget of evaluations is full again, and when it last kept who is in its contacts; 0 where it keeps nothing.
CREATE TABLE contact_syncs (
    account_id BYTEA  NOT NULL PRIMARY KEY,
    full_at    BIGINT NOT NULL,
    synced_at  BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;

-- account is in other's contacts: contact_at of the other row.
ALTER TABLE relations ADD COLUMN contact_of_at BIGINT;
DROP INDEX relations_suggested;
CREATE INDEX relations_suggested ON relations (account_id, other_id) WHERE contact_at IS NOT NULL OR facebook_at IS NOT NULL OR contact_of_at IS NOT NULL;
