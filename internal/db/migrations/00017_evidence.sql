-- +goose Up

-- From here on, the picture that a person showed when they were reported is kept as long as the report; before, it went with the next one.
UPDATE reports SET avatar_id = NULL WHERE avatar_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM media
    WHERE media.account_id = reports.other_id AND media.media_id = reports.avatar_id);
