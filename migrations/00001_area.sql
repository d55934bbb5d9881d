-- +goose Up
SET lock_timeout = '2s';

CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The administrative tree. pos_from and pos_to are gapped preorder positions: what lies within an
-- area has pos_from >= its pos_from and pos_to <= its pos_to. A split takes positions from the gap.
CREATE TABLE area (
    id         uuid CONSTRAINT area_id PRIMARY KEY,
    parent     uuid CONSTRAINT area_parent_missing REFERENCES area DEFERRABLE INITIALLY DEFERRED,
    level      text    NOT NULL CONSTRAINT area_level CHECK (level IN ('state', 'district', 'sub_division', 'block',
                           'municipality', 'gram_panchayat', 'borough', 'ward', 'gram_sansad', 'booth')),
    name       text    NOT NULL CONSTRAINT area_name CHECK (length(name) BETWEEN 1 AND 300),
    kind       text    NOT NULL DEFAULT '',
    pos_from   bigint  NOT NULL,
    pos_to     bigint  NOT NULL,
    stand_in   boolean NOT NULL DEFAULT false,
    valid_from date,
    valid_to   date,
    geom       geometry(MultiPolygon, 4326),
    source     text    NOT NULL,
    source_id  text    NOT NULL,
    content    bigint  NOT NULL DEFAULT 0, -- hash of what the source said, to leave an unchanged row alone
    version    bigint  NOT NULL DEFAULT 1,
    CONSTRAINT area_positions CHECK (pos_from < pos_to),
    CONSTRAINT area_dates CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to),
    CONSTRAINT area_source UNIQUE (source, source_id)
);
CREATE INDEX area_position ON area (pos_from, pos_to);
CREATE INDEX area_parent ON area (parent);

CREATE TABLE area_code (
    area       uuid NOT NULL CONSTRAINT area_code_area_missing REFERENCES area ON DELETE CASCADE,
    system     text NOT NULL,
    code       text NOT NULL,
    valid_from date,
    valid_to   date,
    CONSTRAINT area_code_once PRIMARY KEY (area, system, code)
);
CREATE INDEX area_code_lookup ON area_code (system, code);

-- Names by language, aliases among them; folded is the searchable form (transliterated, lower case,
-- without marks), indexed by trigram.
CREATE TABLE area_name (
    area   uuid NOT NULL CONSTRAINT area_name_area_missing REFERENCES area ON DELETE CASCADE,
    lang   text NOT NULL,
    name   text NOT NULL,
    folded text NOT NULL,
    CONSTRAINT area_name_once PRIMARY KEY (area, lang, name)
);
CREATE INDEX area_name_folded ON area_name USING gin (folded gin_trgm_ops);

-- Ranges of resolution-9 cells that cover an area; the exact geometry test follows.
CREATE TABLE area_range (
    area uuid   NOT NULL CONSTRAINT area_range_area_missing REFERENCES area ON DELETE CASCADE,
    lo   bigint NOT NULL,
    hi   bigint NOT NULL,
    CONSTRAINT area_range_order CHECK (lo <= hi),
    CONSTRAINT area_range_once PRIMARY KEY (area, lo)
);
CREATE INDEX area_range_cell ON area_range USING gist (int8range(lo, hi, '[]'));
