-- +goose Up

-- What a decision about account removed of what a profile or a group shows: part is picture, name or bio, of_id the account or the group. text is
-- what stood there, picture_id the picture, and title what the group was called. restored_at is when it was put back, 0 where it was not.
CREATE TABLE removed_parts (
    account_id  BYTEA  NOT NULL,
    decision_id BYTEA  NOT NULL,
    of_id       BYTEA  NOT NULL,
    part        TEXT   NOT NULL,
    text        TEXT   NOT NULL DEFAULT '',
    title       TEXT   NOT NULL DEFAULT '',
    picture_id  BYTEA,
    restored_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, decision_id, of_id, part)
) /*sqlite WITHOUT ROWID*/;
