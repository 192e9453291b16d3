-- +goose Up

-- The photos of messages are media of who sent them: their size in pixels, what stands in their place until they are there, and the message that
-- they are of, NULL as long as they are of none.
ALTER TABLE media ADD COLUMN width BIGINT NOT NULL DEFAULT 0;
ALTER TABLE media ADD COLUMN height BIGINT NOT NULL DEFAULT 0;
ALTER TABLE media ADD COLUMN placeholder TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN conversation_id BYTEA;
ALTER TABLE media ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX media_messages ON media (account_id, conversation_id, seq) WHERE conversation_id IS NOT NULL;
CREATE INDEX media_unsent ON media (account_id, created_at) WHERE kind = 'photo' AND conversation_id IS NULL;

-- Photos that are evidence: other_id sent them, and account_id reported the message. They stay as long as the report.
CREATE TABLE report_photos (
    account_id BYTEA  NOT NULL,
    report_id  BYTEA  NOT NULL,
    seq        BIGINT NOT NULL,
    media_id   BYTEA  NOT NULL,
    other_id   BYTEA  NOT NULL,
    PRIMARY KEY (account_id, report_id, seq, media_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX report_photos_media ON report_photos (other_id, media_id);
