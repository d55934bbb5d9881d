-- +goose Up
SET lock_timeout = '2s';

-- Where people live: the demand.
CREATE TABLE settlement (
    id         uuid CONSTRAINT settlement_id PRIMARY KEY,
    name       text    NOT NULL,
    folded     text    NOT NULL,
    kind       text    NOT NULL CONSTRAINT settlement_kind CHECK (kind IN ('habitation', 'ward', 'urban_share')),
    area       uuid    NOT NULL CONSTRAINT settlement_area_missing REFERENCES area,
    camp_group uuid    NOT NULL CONSTRAINT settlement_camp_group_missing REFERENCES area,
    people     bigint  NOT NULL CONSTRAINT settlement_people CHECK (people BETWEEN 0 AND 50000000),
    estimated  boolean NOT NULL,
    geom       geometry(Point, 4326) NOT NULL,
    cell       bigint  NOT NULL,
    panchayat  text    NOT NULL DEFAULT '',
    source     text    NOT NULL,
    source_id  text    NOT NULL,
    content    bigint  NOT NULL DEFAULT 0, -- hash of what the source said
    CONSTRAINT settlement_source UNIQUE (source, source_id)
);
CREATE INDEX settlement_cell ON settlement (cell);
CREATE INDEX settlement_area ON settlement (area);
CREATE INDEX settlement_camp_group ON settlement (camp_group);
CREATE INDEX settlement_folded ON settlement USING gin (folded gin_trgm_ops);

-- Places a camp may be held at, and landmarks. geom, cell and radius_m are derived from venue_fix
-- where fixes exist, else from the source.
-- What is created under an id that the client minted may be sent again: request is the SHA-256 of what
-- was asked for, seen counts how often that was. A repeat writes, for the reason given at idempotency.
CREATE TABLE venue (
    id                uuid CONSTRAINT venue_id PRIMARY KEY,
    name              text    NOT NULL CONSTRAINT venue_name CHECK (length(name) BETWEEN 1 AND 300),
    folded            text    NOT NULL,
    kind              text    NOT NULL CONSTRAINT venue_kind CHECK (kind ~ '^[a-z][a-z_]{1,39}$'),
    host              text    NOT NULL CONSTRAINT venue_host CHECK (host IN ('fixed', 'mobile', 'none')),
    area              uuid    NOT NULL CONSTRAINT venue_area_missing REFERENCES area,
    camp_group        uuid CONSTRAINT venue_camp_group_missing REFERENCES area,
    geom              geometry(Point, 4326) NOT NULL,
    cell              bigint  NOT NULL,
    radius_m          double precision NOT NULL DEFAULT 0 CONSTRAINT venue_radius CHECK (radius_m >= 0),
    capacity          bigint  CONSTRAINT venue_capacity CHECK (capacity BETWEEN 1 AND 100000),
    permission        text    NOT NULL DEFAULT 'not_asked' CONSTRAINT venue_permission
                                  CHECK (permission IN ('not_asked', 'asked', 'granted', 'refused')),
    permission_letter text    NOT NULL DEFAULT '',
    permission_from   date,
    permission_to     date,
    locality          text    NOT NULL DEFAULT '',
    urban             boolean NOT NULL DEFAULT false,
    flags             text[]  NOT NULL DEFAULT '{}',
    source            text    NOT NULL,
    source_id         text    NOT NULL,
    content           bigint  NOT NULL DEFAULT 0,    -- hash of what the source said
    kept              text[]  NOT NULL DEFAULT '{}', -- what a person has set: an import leaves it alone
    request           bytea,
    seen              bigint  NOT NULL DEFAULT 1,
    version           bigint  NOT NULL DEFAULT 1,
    updated_at        timestamptz NOT NULL,
    CONSTRAINT venue_source UNIQUE (source, source_id),
    CONSTRAINT venue_permission_letter CHECK (permission <> 'granted' OR permission_letter <> ''),
    CONSTRAINT venue_permission_dates CHECK (permission_to IS NULL OR permission_from IS NULL OR permission_from <= permission_to)
);
CREATE INDEX venue_cell ON venue (cell);
CREATE INDEX venue_area ON venue (area, id);
CREATE INDEX venue_camp_group ON venue (camp_group);
CREATE INDEX venue_folded ON venue USING gin (folded gin_trgm_ops);

-- One observation of a venue's position.
CREATE TABLE venue_fix (
    id         uuid CONSTRAINT venue_fix_id PRIMARY KEY,
    venue      uuid NOT NULL CONSTRAINT venue_fix_venue_missing REFERENCES venue ON DELETE CASCADE,
    geom       geometry(Point, 4326) NOT NULL,
    accuracy_m double precision NOT NULL CONSTRAINT venue_fix_accuracy CHECK (accuracy_m > 0 AND accuracy_m <= 100000),
    source     text NOT NULL CONSTRAINT venue_fix_source CHECK (source IN ('gps', 'network', 'map', 'survey')),
    taken_at   timestamptz NOT NULL,
    taken_by   text NOT NULL
);
CREATE INDEX venue_fix_venue ON venue_fix (venue, taken_at);

-- Probable duplicates: listed for a person, never merged silently.
CREATE TABLE venue_duplicate (
    a          uuid NOT NULL CONSTRAINT venue_duplicate_a_missing REFERENCES venue ON DELETE CASCADE,
    b          uuid NOT NULL CONSTRAINT venue_duplicate_b_missing REFERENCES venue ON DELETE CASCADE,
    distance_m double precision NOT NULL,
    similarity double precision NOT NULL,
    reason     text NOT NULL,
    state      text NOT NULL DEFAULT 'suspected' CONSTRAINT venue_duplicate_state
                   CHECK (state IN ('suspected', 'confirmed', 'rejected')),
    CONSTRAINT venue_duplicate_order CHECK (a < b),
    CONSTRAINT venue_duplicate_once PRIMARY KEY (a, b)
);
CREATE INDEX venue_duplicate_b ON venue_duplicate (b);

-- How each town's people were placed, and what the census says of each district.
CREATE TABLE town (
    district uuid   NOT NULL CONSTRAINT town_district_missing REFERENCES area,
    name     text   NOT NULL,
    people   bigint NOT NULL,
    placed   text   NOT NULL CONSTRAINT town_placed CHECK (placed IN ('wards', 'schools', 'point', 'settlements', 'missing')),
    reason   text   NOT NULL DEFAULT '',
    CONSTRAINT town_once PRIMARY KEY (district, name)
);
CREATE TABLE census_count (
    district uuid   NOT NULL CONSTRAINT census_count_district_missing REFERENCES area,
    year     int    NOT NULL,
    people   bigint NOT NULL,
    source   text   NOT NULL,
    CONSTRAINT census_count_once PRIMARY KEY (district, year)
);

-- What a district's source lacks, what that costs and which rule is off for it.
CREATE TABLE absence (
    district uuid NOT NULL CONSTRAINT absence_district_missing REFERENCES area,
    what     text NOT NULL,
    cost     text NOT NULL,
    CONSTRAINT absence_once PRIMARY KEY (district, what)
);

-- One run of an import: what was read and what became of it.
CREATE TABLE import_run (
    id         uuid CONSTRAINT import_run_id PRIMARY KEY,
    at         timestamptz NOT NULL,
    source     text   NOT NULL,
    recipe     text   NOT NULL,
    read       bigint NOT NULL,
    created    bigint NOT NULL,
    changed    bigint NOT NULL,
    unchanged  bigint NOT NULL,
    repaired   bigint NOT NULL,
    refused    bigint NOT NULL,
    absent     jsonb  NOT NULL
);
