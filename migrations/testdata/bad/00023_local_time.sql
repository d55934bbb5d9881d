-- want: use timestamptz
-- +goose Up
SET lock_timeout = '2s';

CREATE TABLE ferry (leaves timestamp NOT NULL);
