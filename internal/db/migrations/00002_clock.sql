-- +goose Up

-- The last time that a server wrote with, in Unix milliseconds, and how often it was given up because it lay far ahead: what is
-- ordered by time stays in order when the machine's clock is set back.
CREATE TABLE server_clock (
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    stamp BIGINT  NOT NULL,
    era   BIGINT  NOT NULL
);
