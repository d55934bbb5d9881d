-- want: NOT VALID
-- +goose Up
SET lock_timeout = '2s';

ALTER TABLE venue ADD CONSTRAINT venue_rooms CHECK (rooms > 0);
