-- +goose Up

-- Packs of stickers that account_id has made, under an id that their client gave.
CREATE TABLE sticker_packs (
    account_id BYTEA  NOT NULL,
    pack_id    BYTEA  NOT NULL,
    name       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, pack_id)
) /*sqlite WITHOUT ROWID*/;

-- What is in them: media of who made the pack, each with the emoji that it stands for.
CREATE TABLE stickers (
    account_id BYTEA  NOT NULL,
    pack_id    BYTEA  NOT NULL,
    media_id   BYTEA  NOT NULL,
    emoji      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, pack_id, media_id)
) /*sqlite WITHOUT ROWID*/;

-- Packs of maker_id that account_id sends stickers of.
CREATE TABLE added_packs (
    account_id BYTEA  NOT NULL,
    maker_id   BYTEA  NOT NULL,
    pack_id    BYTEA  NOT NULL,
    added_at   BIGINT NOT NULL,
    PRIMARY KEY (account_id, maker_id, pack_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX added_packs_pack ON added_packs (maker_id, pack_id);
