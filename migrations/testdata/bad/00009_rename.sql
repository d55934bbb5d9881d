-- want: RENAME takes away
-- +goose Up
SET lock_timeout = '2s';

ALTER TABLE venue RENAME COLUMN host TO use;
