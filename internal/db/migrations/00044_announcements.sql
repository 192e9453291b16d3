-- +goose Up

-- What staff announce to everyone, or to those of age, in each language, from a time until another. withdrawn_at is 0 as long as it stands.
CREATE TABLE announcements (
    announcement_id BYTEA  NOT NULL PRIMARY KEY,
    title_en        TEXT   NOT NULL,
    title_fr        TEXT   NOT NULL,
    text_en         TEXT   NOT NULL,
    text_fr         TEXT   NOT NULL,
    path            TEXT   NOT NULL,
    audience        TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    from_at         BIGINT NOT NULL,
    until_at        BIGINT NOT NULL,
    withdrawn_at    BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX announcements_until ON announcements (until_at);

-- Who has put an announcement away, until it has had its time.
CREATE TABLE announcement_dismissals (
    account_id      BYTEA  NOT NULL,
    announcement_id BYTEA  NOT NULL,
    at              BIGINT NOT NULL,
    PRIMARY KEY (account_id, announcement_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX announcement_dismissals_of ON announcement_dismissals (announcement_id);
