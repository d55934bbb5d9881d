-- +goose Up
SET lock_timeout = '2s';

-- A plan made from another one after something happened. standing is the plan that was published when it was
-- asked for: it may only replace that one, or the one it was made from. replan holds what was asked for, account what
-- came of it as canonical JSON, gzipped.
ALTER TABLE plan
    ADD COLUMN replaces uuid,
    ADD COLUMN standing uuid,
    ADD COLUMN replan   jsonb,
    ADD COLUMN account  bytea,
    ADD CONSTRAINT plan_replaces_missing FOREIGN KEY (replaces) REFERENCES plan NOT VALID,
    ADD CONSTRAINT plan_replan CHECK ((replaces IS NULL) = (replan IS NULL)) NOT VALID;
