-- want: an enum is text
-- +goose Up
SET lock_timeout = '2s';

CREATE TYPE side AS ENUM ('left', 'right');
