-- want: is not named after ferry
-- +goose Up
SET lock_timeout = '2s';

CREATE TABLE ferry (name text CONSTRAINT boat_name CHECK (name <> ''));
