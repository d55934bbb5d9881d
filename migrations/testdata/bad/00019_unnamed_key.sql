-- want: has no name
-- +goose Up
SET lock_timeout = '2s';

CREATE TABLE ferry (id uuid PRIMARY KEY);
