-- +goose Up

-- SQLite looks each row up in the table to see that a column is not NULL, unless the index has that column, too: whose friends are asked for to
-- suggest someone lie far apart. PostgreSQL takes the condition of the index for it.
/*sqlite DROP INDEX relations_friends*/;
/*sqlite CREATE INDEX relations_friends ON relations (account_id, follows_at, other_id, followed_at) WHERE follows_at IS NOT NULL AND followed_at IS NOT NULL*/;
