-- +goose Up

-- What was removed of an account or a group is looked up when somebody would show it again.
CREATE INDEX removed_parts_of ON removed_parts (of_id);
