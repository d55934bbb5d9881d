-- want: is not named after ferry
-- +goose Up
SET lock_timeout = '2s';

CREATE TABLE ferry (name text NOT NULL);
CREATE INDEX names ON ferry (name);
