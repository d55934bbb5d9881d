-- want: holds one statement
-- +goose NO TRANSACTION
-- +goose Up
SET lock_timeout = '2s';

CREATE INDEX CONCURRENTLY venue_urban ON venue (urban);
CREATE TABLE ferry (name text NOT NULL);
