-- want: needs CONCURRENTLY
-- +goose Up
SET lock_timeout = '2s';

CREATE INDEX venue_urban ON venue (urban);
