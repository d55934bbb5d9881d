-- want: DROP COLUMN takes away
-- +goose Up
SET lock_timeout = '2s';

ALTER TABLE venue DROP COLUMN locality;
