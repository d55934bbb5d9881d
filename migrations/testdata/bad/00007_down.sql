-- want: forward only
-- +goose Up
SET lock_timeout = '2s';

CREATE TABLE ferry (name text NOT NULL);

-- +goose Down
SELECT 1;
