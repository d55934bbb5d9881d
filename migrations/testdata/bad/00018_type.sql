-- want: another type rewrites
-- +goose Up
SET lock_timeout = '2s';

ALTER TABLE venue ALTER COLUMN capacity TYPE int;
