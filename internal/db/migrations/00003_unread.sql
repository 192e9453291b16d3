-- +goose Up

-- Counting what is unread in the inbox takes this index for the muted too: without them in it, the engines took the one of the
-- list's order and walked over all that is read.
DROP INDEX inbox_unread;
CREATE INDEX inbox_unread ON inbox (account_id, folder, muted_until) WHERE incoming_seq > read_seq OR marked_unread;
