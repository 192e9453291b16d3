-- +goose Up

-- Previews of links that wait to be sent, as JSON: account_id wrote the link. A picture is among media, under the same id.
CREATE TABLE previews (
    account_id BYTEA  NOT NULL,
    preview_id BYTEA  NOT NULL,
    content    TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, preview_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX previews_created ON previews (created_at);

-- Whether the server looks at the pages that somebody links to.
ALTER TABLE accounts ADD COLUMN link_previews BOOLEAN NOT NULL DEFAULT TRUE;
