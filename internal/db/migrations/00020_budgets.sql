-- +goose Up

-- What was spent: when the budget of a subject, of which this is a keyed hash, is full again.
CREATE TABLE budgets (
    subject BYTEA  NOT NULL PRIMARY KEY,
    full_at BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX budgets_age ON budgets (full_at);

-- Challenges that somebody signed up with, until they expire.
CREATE TABLE spent_challenges (
    nonce      BYTEA  NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX spent_challenges_age ON spent_challenges (expires_at);
