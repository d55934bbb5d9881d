-- want: needs a constant DEFAULT
-- +goose Up
SET lock_timeout = '2s';

ALTER TABLE venue ADD COLUMN rooms int NOT NULL;
