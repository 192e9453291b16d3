-- +goose Up

-- Where the account's days begin, by a name of the tz database; empty for UTC.
ALTER TABLE accounts ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
-- For those whose birthday it is.
CREATE INDEX accounts_birth_date ON accounts (birth_date);
