-- want: in small batches
-- +goose Up
SET lock_timeout = '2s';

UPDATE venue SET urban = false;
