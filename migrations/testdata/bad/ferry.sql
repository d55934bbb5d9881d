-- want: is not named NNNNN
-- +goose Up
SET lock_timeout = '2s';

CREATE TABLE ferry (name text NOT NULL);
