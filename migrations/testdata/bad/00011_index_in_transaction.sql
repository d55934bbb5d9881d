-- want: needs CONCURRENTLY in a file with -- +goose NO TRANSACTION
-- +goose Up
SET lock_timeout = '2s';

CREATE INDEX CONCURRENTLY venue_urban ON venue (urban);
