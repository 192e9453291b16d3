-- +goose Up

-- Those who can be found, in the order in which they came to be.
CREATE INDEX identifiers_age ON identifiers (created_at, tag);

-- What was spent: when the budget of a subject, of which this is a keyed hash, is full again.
CREATE TABLE contact_budgets (
    subject BYTEA  NOT NULL PRIMARY KEY,
    full_at BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX contact_budgets_age ON contact_budgets (full_at);
