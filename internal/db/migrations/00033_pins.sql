-- +goose Up

-- Messages that are pinned: their seqs in the order in which they were, with commas between.
ALTER TABLE conversations ADD COLUMN pins TEXT NOT NULL DEFAULT '';
