-- +goose Up

-- Until when the account takes no message requests, 0 for no pause. pile_on_at is when it was last noticed that unusually many people
-- asked to write to it, negative once the person has done something about it, 0 for never. stranger_links is FALSE for who has requests
-- with links set apart, and stranger_pictures for who is not shown the pictures of people who are no friends.
ALTER TABLE accounts ADD COLUMN requests_paused_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN pile_on_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN stranger_links BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE accounts ADD COLUMN stranger_pictures BOOLEAN NOT NULL DEFAULT TRUE;

-- Who has asked account lately, answered or not, without those whom a friend introduced and those who were accepted.
CREATE INDEX relations_asked_lately ON relations (account_id, request_at) WHERE request_at IS NOT NULL AND vouched_by IS NULL;
