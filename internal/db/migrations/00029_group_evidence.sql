-- +goose Up

-- Of a report about a group: the picture that it showed, which is kept as long as the report. A report that names a group is of kind 'group'.
ALTER TABLE reports ADD COLUMN picture_id BYTEA;
CREATE INDEX reports_picture ON reports (conversation_id, picture_id) WHERE picture_id IS NOT NULL;
UPDATE reports SET kind = 'group' WHERE title <> '';
