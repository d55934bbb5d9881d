-- want: does not SET lock_timeout
-- +goose Up
SET lock_timeout = '60s';
CREATE TABLE ferry (name text NOT NULL);
