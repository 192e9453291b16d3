-- +goose Up

-- Texts of requests that are unlike those before them, by each of their bands (locality-sensitive hashing). signature is the text's MinHash.
CREATE TABLE request_bands (
    band       BIGINT NOT NULL,
    text_id    BYTEA  NOT NULL,
    signature  TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (band, text_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX request_bands_age ON request_bands (created_at);

-- Who wrote a text like text_id to other lately; young is 1 where account had just signed up. Kept for a day.
DROP TABLE request_texts;
CREATE TABLE request_texts (
    text_id    BYTEA  NOT NULL,
    account_id BYTEA  NOT NULL,
    other_id   BYTEA  NOT NULL,
    young      BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (text_id, account_id, other_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX request_texts_age ON request_texts (created_at);

-- What the server found by itself, in a case: a text that case_id's person sent to people strangers within a day, as senders did.
CREATE TABLE findings (
    case_id    BYTEA  NOT NULL,
    finding_id BYTEA  NOT NULL,
    text       TEXT   NOT NULL,
    people     BIGINT NOT NULL,
    senders    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, finding_id)
) /*sqlite WITHOUT ROWID*/;
