-- +goose Up
SET lock_timeout = '2s';

-- What an order that takes a day is about, and its number; days without ferry or passage by the tide.
ALTER TABLE closure
    ADD COLUMN order_kind text NOT NULL DEFAULT '',
    ADD COLUMN number     text NOT NULL DEFAULT '',
    DROP CONSTRAINT closure_kind,
    ADD CONSTRAINT closure_kind CHECK (kind IN ('weekly_off', 'holiday', 'market', 'exam', 'order', 'ferry', 'tide')) NOT VALID,
    ADD CONSTRAINT closure_order_kind CHECK (order_kind = '' OR kind = 'order') NOT VALID;
