-- +goose Up
SET lock_timeout = '2s';

-- What a drive asks beyond its plain figures: shares, phases, schemes, supplies, hours, facilities, tours.
ALTER TABLE drive ADD COLUMN rules jsonb NOT NULL DEFAULT '{}';

-- What a venue has: ramp, rooms:3, network. NULL: not known; empty: it is known to have nothing.
ALTER TABLE venue ADD COLUMN facilities text[];

-- Venues that no camp of a plan may be held at, and who says so.
ALTER TABLE plan ADD COLUMN bans jsonb;

-- The halts of a mobile camp in their order, with times, and what limits a camp's visitors.
ALTER TABLE camp ADD COLUMN halts jsonb;
ALTER TABLE camp ADD COLUMN cap_by text NOT NULL DEFAULT '';

-- When a camp opens and closes, in minutes after midnight.
ALTER TABLE camp ADD COLUMN opens int NOT NULL DEFAULT 600;
ALTER TABLE camp ADD COLUMN closes int NOT NULL DEFAULT 960;
