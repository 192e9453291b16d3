-- +goose Up

-- What stands between two people: a row for each of the two views, account_id's of other_id. A decision about someone who
-- reaches account_id reads one row. A column is the time since when something is so, and NULL where it is not; a row of NULL
-- alone is removed.
--
-- Each of these is in both rows, under one name in the one and the other in the other, or the same in both:
-- follows_at and followed_at, asked_at and asks_at (to follow someone private), blocks_at and blocked_at, restricts_at and
-- restricted_at, requested_at and request_at (the sender's and the receiver's side of an open message request), request_count (the
-- messages in it), vouched_by (who introduced its sender), accepted_at (a conversation that both take part in).
-- Each of these is in one: mutes_at, contact_at and facebook_at (other is suggested to account through them), dismissed_at (but
-- account does not want to see it), declined_at (account deleted or reported a request of other's).
CREATE TABLE relations (
    account_id    BYTEA  NOT NULL,
    other_id      BYTEA  NOT NULL,
    follows_at    BIGINT,
    followed_at   BIGINT,
    asked_at      BIGINT,
    asks_at       BIGINT,
    blocks_at     BIGINT,
    blocked_at    BIGINT,
    restricts_at  BIGINT,
    restricted_at BIGINT,
    mutes_at      BIGINT,
    contact_at    BIGINT,
    facebook_at   BIGINT,
    dismissed_at  BIGINT,
    accepted_at   BIGINT,
    requested_at  BIGINT,
    request_at    BIGINT,
    request_count BIGINT,
    vouched_by    BYTEA,
    declined_at   BIGINT,
    PRIMARY KEY (account_id, other_id)
) /*sqlite WITHOUT ROWID*/;

INSERT INTO relations (account_id, other_id, blocks_at, blocked_at, accepted_at)
SELECT account_id, other_id, MAX(blocks_at), MAX(blocked_at), MAX(accepted_at) FROM (
    SELECT account_id, other_id, created_at AS blocks_at, CAST(NULL AS BIGINT) AS blocked_at, CAST(NULL AS BIGINT) AS accepted_at FROM blocks
    UNION ALL
    SELECT account_id, other_id, NULL, created_at, NULL FROM blocked_by
    UNION ALL
    SELECT one.account_id, other.account_id, NULL, NULL, conversations.created_at FROM conversations
        JOIN members AS one ON one.conversation_id = conversations.conversation_id
        JOIN members AS other ON other.conversation_id = conversations.conversation_id AND other.account_id <> one.account_id
        WHERE conversations.kind = 'direct' AND conversations.head_seq > 0
) AS known GROUP BY account_id, other_id;

DROP TABLE blocks;
DROP TABLE blocked_by;

-- The lists of people, each in its order.
CREATE INDEX relations_following ON relations (account_id, follows_at, other_id) WHERE follows_at IS NOT NULL;
CREATE INDEX relations_followers ON relations (account_id, followed_at, other_id) WHERE followed_at IS NOT NULL;
CREATE INDEX relations_friends ON relations (account_id, follows_at, other_id) WHERE follows_at IS NOT NULL AND followed_at IS NOT NULL;
CREATE INDEX relations_asks ON relations (account_id, asks_at, other_id) WHERE asks_at IS NOT NULL;
CREATE INDEX relations_blocked ON relations (account_id, blocks_at, other_id) WHERE blocks_at IS NOT NULL;
CREATE INDEX relations_restricted ON relations (account_id, restricts_at, other_id) WHERE restricts_at IS NOT NULL;
CREATE INDEX relations_muted ON relations (account_id, mutes_at, other_id) WHERE mutes_at IS NOT NULL;
CREATE INDEX relations_suggested ON relations (account_id, other_id) WHERE contact_at IS NOT NULL OR facebook_at IS NOT NULL;
-- What counts against a sender's budget: requests that nobody answered, without those of people who were introduced.
CREATE INDEX relations_requested ON relations (account_id, requested_at) WHERE requested_at IS NOT NULL AND accepted_at IS NULL AND vouched_by IS NULL;

-- How many people stand in each list of an account; no row is nobody in any.
CREATE TABLE relation_counts (
    account_id BYTEA  NOT NULL PRIMARY KEY,
    following  BIGINT NOT NULL,
    followers  BIGINT NOT NULL,
    friends    BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;

-- What account is shown of other has changed; kept as long as a cursor of sync is good for.
CREATE TABLE relation_changes (
    account_id BYTEA  NOT NULL,
    other_id   BYTEA  NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, other_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX relation_changes_order ON relation_changes (account_id, changed_at, other_id);
CREATE INDEX relation_changes_age ON relation_changes (changed_at);

-- country is where the account is, empty where the server is. direct_messages is who may write first, empty for what is usual at
-- the account's age. Who follows someone private asks first.
ALTER TABLE accounts ADD COLUMN country TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN direct_messages TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN private BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE accounts ADD COLUMN suspended_at BIGINT NOT NULL DEFAULT 0;
