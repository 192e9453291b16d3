-- +goose Up

-- Counting what is unread in the inbox takes this index for the muted too: without them in it, the engines took the one of the
-- list's order and walked over all that is read.
DROP INDEX inbox_unread;
CREATE INDEX inbox_unread ON inbox (account_id, folder, muted_until) WHERE incoming_seq > read_seq OR marked_unread;

-- With the whole order of the list in the index, PostgreSQL has nothing to sort and takes it also where it expects few rows: an
-- account with 20,000 conversations is rare among those with two.
DROP INDEX inbox_order;
CREATE INDEX inbox_order ON inbox (account_id, folder, active_at, conversation_id);
DROP INDEX inbox_pinned;
CREATE INDEX inbox_pinned ON inbox (account_id, folder, active_at, conversation_id) WHERE pinned_at > 0;
