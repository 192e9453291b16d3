-- +goose Up

-- A link of two people of whom one sees what a guardian may see of the other: a row for each of the two views, account_id's of other_id.
-- young says which of the two account_id is. state is asked (other_id has not answered), asks (account_id has not), linked or ended, since at;
-- why is how it ended: you, they or age.
CREATE TABLE guardian_links (
    account_id BYTEA   NOT NULL,
    other_id   BYTEA   NOT NULL,
    young      BOOLEAN NOT NULL,
    state      TEXT    NOT NULL,
    at         BIGINT  NOT NULL,
    why        TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (account_id, other_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX guardian_links_state ON guardian_links (state, at);

-- How many minutes of a day a young person who is linked had the app in front of them, as far as their clients told.
CREATE TABLE active_time (
    account_id BYTEA  NOT NULL,
    day        TEXT   NOT NULL,
    minutes    BIGINT NOT NULL,
    counted_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, day)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX active_time_day ON active_time (day);
