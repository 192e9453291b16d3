-- +goose Up

-- Of a group: what it is called, its picture, who may add people, edit it and write ('all' or 'admins'), how far back who joins reads
-- ('joined' or 'all'), how many members it has, and when its log last grew. A direct conversation has nothing of it.
ALTER TABLE conversations ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN picture_id BYTEA;
ALTER TABLE conversations ADD COLUMN who_adds TEXT NOT NULL DEFAULT 'all';
ALTER TABLE conversations ADD COLUMN who_edits TEXT NOT NULL DEFAULT 'all';
ALTER TABLE conversations ADD COLUMN who_writes TEXT NOT NULL DEFAULT 'all';
ALTER TABLE conversations ADD COLUMN history TEXT NOT NULL DEFAULT 'joined';
ALTER TABLE conversations ADD COLUMN member_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;

-- A view of a group has no peer_id, an incoming_seq of 0 and an active_at of 0: where it stands, and what is unread, is read from the
-- conversation. since_at puts a group without messages into the list: when its person joined, and 1 once they cleared it; 0 for a direct conversation.
ALTER TABLE inbox ADD COLUMN since_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX inbox_groups ON inbox (account_id, since_at) WHERE since_at > 0;

-- What inviter asks account: to join a group. state is open, accepted or declined.
CREATE TABLE invitations (
    account_id      BYTEA  NOT NULL,
    conversation_id BYTEA  NOT NULL,
    inviter_id      BYTEA  NOT NULL,
    state           TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL,
    PRIMARY KEY (account_id, conversation_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX invitations_open ON invitations (account_id, created_at) WHERE state = 'open';
CREATE INDEX invitations_changed ON invitations (account_id, changed_at);

-- The same as the inviter has it, until it is accepted. sent_at is 0 for one that takes no place of the inviter's budget.
CREATE TABLE sent_invitations (
    account_id      BYTEA  NOT NULL,
    conversation_id BYTEA  NOT NULL,
    other_id        BYTEA  NOT NULL,
    sent_at         BIGINT NOT NULL,
    PRIMARY KEY (account_id, conversation_id, other_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX sent_invitations_age ON sent_invitations (account_id, sent_at);

-- Groups that account was in, and when they left or were removed.
CREATE TABLE left_groups (
    account_id      BYTEA  NOT NULL,
    conversation_id BYTEA  NOT NULL,
    left_at         BIGINT NOT NULL,
    PRIMARY KEY (account_id, conversation_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX left_groups_age ON left_groups (account_id, left_at);
