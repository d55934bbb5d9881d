-- want: is a function
-- +goose Up
SET lock_timeout = '2s';

ALTER TABLE venue ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
