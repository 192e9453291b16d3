-- +goose Up

-- A running hash of what an entry is: see internal/chat/hash.go. head_hash is of the whole log, prior_hash of the log before the entry. NULL
-- stands in what was written before there were hashes, and 16 bytes of zero where a log has begun without one.
ALTER TABLE conversations ADD COLUMN head_hash BYTEA;
ALTER TABLE entries ADD COLUMN prior_hash BYTEA;
