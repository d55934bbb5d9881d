-- +goose Up
SET lock_timeout = '2s';

-- Polling booths that have a place: who votes there and the group whose sittings they belong to.
CREATE TABLE booth (
    area       uuid   CONSTRAINT booth_area PRIMARY KEY CONSTRAINT booth_area_missing REFERENCES area ON DELETE CASCADE,
    camp_group uuid   NOT NULL CONSTRAINT booth_camp_group_missing REFERENCES area,
    people     bigint NOT NULL CONSTRAINT booth_people CHECK (people BETWEEN 0 AND 50000000),
    geom       geometry(Point, 4326) NOT NULL
);
CREATE INDEX booth_camp_group ON booth (camp_group);

-- In a drive by booths: the booths whose sitting a camp is, with their names and walks.
ALTER TABLE camp ADD COLUMN booths jsonb;
