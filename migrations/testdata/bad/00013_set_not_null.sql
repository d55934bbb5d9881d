-- want: SET NOT NULL reads the whole table
-- +goose Up
SET lock_timeout = '2s';

ALTER TABLE venue ALTER COLUMN capacity SET NOT NULL;
