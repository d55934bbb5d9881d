-- want: USING INDEX
-- +goose Up
SET lock_timeout = '2s';

ALTER TABLE venue ADD CONSTRAINT venue_name_once UNIQUE (name);
