-- want: does not SET lock_timeout
-- +goose Up
CREATE TABLE ferry (name text NOT NULL);
