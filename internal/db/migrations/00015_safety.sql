-- +goose Up

-- What account reported of other, and in which case that is handled. kind is what was reported: message, request or profile;
-- conversation_id is NULL where that is none. handle, name, bio and avatar_id are what other showed then.
CREATE TABLE reports_before AS SELECT * FROM reports;
DROP TABLE reports;
CREATE TABLE reports (
    account_id      BYTEA  NOT NULL,
    report_id       BYTEA  NOT NULL,
    case_id         BYTEA  NOT NULL,
    other_id        BYTEA  NOT NULL,
    kind            TEXT   NOT NULL,
    conversation_id BYTEA,
    reason          TEXT   NOT NULL,
    text            TEXT   NOT NULL,
    handle          TEXT   NOT NULL,
    name            TEXT   NOT NULL,
    bio             TEXT   NOT NULL,
    avatar_id       BYTEA,
    created_at      BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL,
    PRIMARY KEY (account_id, report_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX reports_case ON reports (case_id, report_id);
CREATE INDEX reports_age ON reports (created_at);

-- A case gathers what was reported of one person until someone decides. urgency is 1 (critical) to 4 (low), and reason that of its
-- gravest report. It is claimed until claimed_until; reviewed_at is when it first was. Other times are 0 for never. outcome is what
-- came of it, empty while it is open. claim_seq is the entry of the audit log about its last claim.
CREATE TABLE cases (
    case_id       BYTEA  NOT NULL PRIMARY KEY,
    account_id    BYTEA  NOT NULL,
    state         TEXT   NOT NULL,
    urgency       BIGINT NOT NULL,
    reason        TEXT   NOT NULL,
    reports       BIGINT NOT NULL,
    reporters     BIGINT NOT NULL,
    outcome       TEXT   NOT NULL DEFAULT '',
    opened_at     BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL,
    reviewed_at   BIGINT NOT NULL DEFAULT 0,
    closed_at     BIGINT NOT NULL DEFAULT 0,
    claimed_by    BYTEA,
    claimed_until BIGINT NOT NULL DEFAULT 0,
    claim_seq     BIGINT NOT NULL DEFAULT 0
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX cases_queue ON cases (state, urgency, opened_at, case_id);
CREATE INDEX cases_claimed ON cases (claimed_by, state, urgency, opened_at, case_id) WHERE claimed_by IS NOT NULL;
CREATE INDEX cases_account ON cases (account_id, opened_at);
CREATE INDEX cases_closed ON cases (closed_at, case_id) WHERE closed_at > 0;

-- The open case about an account, of which there is one at most.
CREATE TABLE open_cases (
    account_id BYTEA NOT NULL PRIMARY KEY,
    case_id    BYTEA NOT NULL
) /*sqlite WITHOUT ROWID*/;

-- What was decided about account. until_at is when a limit or a suspension ends, 0 for never. The columns …_seq name the entry of
-- the audit log about what was done; 0 where it was not. answer is what became of the appeal: upheld or overturned.
CREATE TABLE decisions (
    account_id  BYTEA  NOT NULL,
    decision_id BYTEA  NOT NULL,
    case_id     BYTEA  NOT NULL,
    staff_id    BYTEA  NOT NULL,
    role        TEXT   NOT NULL,
    action      TEXT   NOT NULL,
    rule        TEXT   NOT NULL,
    text        TEXT   NOT NULL,
    until_at    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    audit_seq   BIGINT NOT NULL,
    undone_at   BIGINT NOT NULL DEFAULT 0,
    undone_seq  BIGINT NOT NULL DEFAULT 0,
    appeal      TEXT   NOT NULL DEFAULT '',
    appealed_at BIGINT NOT NULL DEFAULT 0,
    answer      TEXT   NOT NULL DEFAULT '',
    answer_text TEXT   NOT NULL DEFAULT '',
    answered_by BYTEA,
    answered_at BIGINT NOT NULL DEFAULT 0,
    answer_seq  BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, decision_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX decisions_case ON decisions (case_id, decision_id);
CREATE INDEX decisions_age ON decisions (created_at);

-- The messages that a decision removed.
CREATE TABLE removals (
    account_id      BYTEA  NOT NULL,
    decision_id     BYTEA  NOT NULL,
    conversation_id BYTEA  NOT NULL,
    seq             BIGINT NOT NULL,
    PRIMARY KEY (account_id, decision_id, conversation_id, seq)
) /*sqlite WITHOUT ROWID*/;

CREATE TABLE case_notes (
    case_id    BYTEA  NOT NULL,
    note_id    BYTEA  NOT NULL,
    staff_id   BYTEA  NOT NULL,
    text       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    audit_seq  BIGINT NOT NULL,
    PRIMARY KEY (case_id, note_id)
) /*sqlite WITHOUT ROWID*/;

-- Who looked at what account wrote or was written, as account is told it after the case.
CREATE TABLE looks (
    account_id BYTEA  NOT NULL,
    look_id    BYTEA  NOT NULL,
    case_id    BYTEA  NOT NULL,
    role       TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    audit_seq  BIGINT NOT NULL,
    PRIMARY KEY (account_id, look_id)
) /*sqlite WITHOUT ROWID*/;

-- When what account may report is whole again.
CREATE TABLE report_budgets (
    account_id BYTEA  NOT NULL PRIMARY KEY,
    full_at    BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;

-- What staff did, each entry with a hash over the one before it and itself. actor_id is NULL for the operator at the command line.
CREATE TABLE audit_log (
    seq        BIGINT NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    actor_id   BYTEA,
    role       TEXT   NOT NULL,
    action     TEXT   NOT NULL,
    case_id    BYTEA,
    subject_id BYTEA,
    details    TEXT   NOT NULL,
    hash       BYTEA  NOT NULL
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX audit_log_case ON audit_log (case_id, seq) WHERE case_id IS NOT NULL;

-- The last entry of the audit log.
CREATE TABLE audit_head (
    one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    seq  BIGINT  NOT NULL,
    hash BYTEA   NOT NULL
);

-- What a decision keeps account from, until when: writing to people who have not accepted it; writing to anyone; everything
-- (suspended_at, until suspended_until, where 0 is without an end).
ALTER TABLE accounts ADD COLUMN limited_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN silenced_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN suspended_until BIGINT NOT NULL DEFAULT 0;
CREATE INDEX accounts_staff ON accounts (role, account_id) WHERE role <> '';

-- Of what is copied for a report, the message that an edit changed.
ALTER TABLE report_entries ADD COLUMN target_seq BIGINT NOT NULL DEFAULT 0;
UPDATE report_entries SET target_seq = COALESCE((SELECT entries.target_seq FROM entries JOIN reports_before
    ON reports_before.conversation_id = entries.conversation_id
    WHERE reports_before.account_id = report_entries.account_id AND reports_before.report_id = report_entries.report_id
        AND entries.seq = report_entries.seq), 0)
    WHERE kind = 'edit';

-- What was reported before there were cases: all about one person is a case, which has the id of the first report.
INSERT INTO reports (account_id, report_id, case_id, other_id, kind, conversation_id, reason, text, handle, name, bio, avatar_id, created_at, changed_at)
SELECT r.account_id, r.report_id, (SELECT f.report_id FROM reports_before AS f WHERE f.other_id = r.other_id ORDER BY f.created_at, f.report_id LIMIT 1),
    r.other_id, 'request', r.conversation_id, r.reason, r.text, COALESCE(a.handle, ''), COALESCE(a.name, ''), COALESCE(a.bio, ''), a.avatar_id, r.created_at, r.created_at
FROM reports_before AS r LEFT JOIN accounts AS a ON a.account_id = r.other_id;
DROP TABLE reports_before;
INSERT INTO cases (case_id, account_id, state, urgency, reason, reports, reporters, opened_at, changed_at)
SELECT case_id, other_id, 'open', MIN(CASE
        WHEN reason IN ('violence', 'self_harm', 'sexual') THEN 2
        WHEN reason IN ('spam', 'other') THEN 4
        ELSE 3 END),
    '', COUNT(*), COUNT(DISTINCT account_id), MIN(created_at), MAX(created_at)
FROM reports GROUP BY case_id, other_id;
UPDATE cases SET reason = (SELECT reason FROM reports WHERE reports.case_id = cases.case_id
    ORDER BY CASE WHEN reason IN ('violence', 'self_harm', 'sexual') THEN 2 WHEN reason IN ('spam', 'other') THEN 4 ELSE 3 END, created_at, report_id LIMIT 1);
INSERT INTO open_cases (account_id, case_id) SELECT account_id, case_id FROM cases;
