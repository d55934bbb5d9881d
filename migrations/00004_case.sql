-- +goose Up
SET lock_timeout = '2s';

-- A place where something is broken.
CREATE TABLE issue_site (
    id          uuid CONSTRAINT issue_site_id PRIMARY KEY,
    tracking    text NOT NULL CONSTRAINT issue_site_tracking UNIQUE,
    category    text NOT NULL CONSTRAINT issue_site_category CHECK (category ~ '^[a-z][a-z_]{1,39}$'),
    description text NOT NULL CONSTRAINT issue_site_description CHECK (length(description) BETWEEN 1 AND 4000),
    geom        geometry(Point, 4326) NOT NULL,
    cell        bigint NOT NULL,
    radius_m    double precision NOT NULL,
    area        uuid CONSTRAINT issue_site_area_missing REFERENCES area,
    state       text NOT NULL CONSTRAINT issue_site_state CHECK (state IN ('reported', 'closed')),
    at          timestamptz NOT NULL,
    request     bytea, -- as of venue
    seen        bigint NOT NULL DEFAULT 1,
    version     bigint NOT NULL DEFAULT 1
);
CREATE INDEX issue_site_cell ON issue_site (cell);
CREATE INDEX issue_site_area ON issue_site (area, id);

CREATE TABLE issue_site_fix (
    id         uuid CONSTRAINT issue_site_fix_id PRIMARY KEY,
    issue_site uuid NOT NULL CONSTRAINT issue_site_fix_issue_site_missing REFERENCES issue_site ON DELETE CASCADE,
    geom       geometry(Point, 4326) NOT NULL,
    accuracy_m double precision NOT NULL CONSTRAINT issue_site_fix_accuracy CHECK (accuracy_m > 0 AND accuracy_m <= 100000),
    source     text NOT NULL CONSTRAINT issue_site_fix_source CHECK (source IN ('gps', 'network', 'map', 'survey')),
    taken_at   timestamptz NOT NULL,
    taken_by   text NOT NULL
);
CREATE INDEX issue_site_fix_site ON issue_site_fix (issue_site, taken_at);

-- A person registered at a camp for one scheme.
CREATE TABLE registration (
    id        uuid CONSTRAINT registration_id PRIMARY KEY,
    camp      uuid NOT NULL CONSTRAINT registration_camp_missing REFERENCES camp,
    applicant uuid NOT NULL,
    name      text NOT NULL CONSTRAINT registration_name CHECK (length(name) BETWEEN 1 AND 200),
    phone     text NOT NULL DEFAULT '',
    scheme    text NOT NULL CONSTRAINT registration_scheme CHECK (scheme ~ '^[a-z][a-z_]{1,39}$'),
    cell      bigint NOT NULL,
    area      uuid CONSTRAINT registration_area_missing REFERENCES area,
    state     text NOT NULL CONSTRAINT registration_state CHECK (state IN ('received', 'closed')),
    tracking  text NOT NULL CONSTRAINT registration_tracking UNIQUE,
    taken_at  timestamptz NOT NULL, -- by the phone's clock; days before "at" where there was no network
    at        timestamptz NOT NULL,
    request   bytea, -- as of venue
    seen      bigint NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX registration_duplicate ON registration (applicant, scheme) WHERE state <> 'closed';
CREATE INDEX registration_camp ON registration (camp, id);
CREATE INDEX registration_cell ON registration (cell);
CREATE INDEX registration_area ON registration (area, id);

CREATE TABLE grievance (
    id          uuid CONSTRAINT grievance_id PRIMARY KEY,
    tracking    text NOT NULL CONSTRAINT grievance_tracking UNIQUE,
    category    text NOT NULL CONSTRAINT grievance_category CHECK (category ~ '^[a-z][a-z_]{1,39}$'),
    description text NOT NULL CONSTRAINT grievance_description CHECK (length(description) BETWEEN 1 AND 4000),
    name        text NOT NULL DEFAULT '',
    phone       text NOT NULL DEFAULT '',
    camp        uuid CONSTRAINT grievance_camp_missing REFERENCES camp,
    issue_site  uuid CONSTRAINT grievance_issue_site_missing REFERENCES issue_site,
    geom        geometry(Point, 4326) NOT NULL,
    cell        bigint NOT NULL,
    area        uuid CONSTRAINT grievance_area_missing REFERENCES area,
    state       text NOT NULL CONSTRAINT grievance_state CHECK (state IN ('received', 'closed')),
    at          timestamptz NOT NULL,
    request     bytea, -- as of venue
    seen        bigint NOT NULL DEFAULT 1
);
CREATE INDEX grievance_camp ON grievance (camp, id);
CREATE INDEX grievance_issue_site ON grievance (issue_site);
CREATE INDEX grievance_cell ON grievance (cell);
CREATE INDEX grievance_area ON grievance (area, id);

-- Every change: who did what to which thing, when. Holds no personal data.
CREATE TABLE audit (
    seq     bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_seq PRIMARY KEY,
    at      timestamptz NOT NULL,
    actor   text  NOT NULL,
    action  text  NOT NULL,
    noun    text  NOT NULL,
    noun_id text  NOT NULL,
    request text  NOT NULL DEFAULT '',
    detail  jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_noun ON audit (noun, noun_id);

-- The answer given to a creation, by the client's key: the same key and body get the same answer.
-- seen counts how often it was asked for: a repeated request writes too, so that it waits for a
-- synchronous standby as the first one did before anybody is told that it is stored.
CREATE TABLE idempotency (
    key     text NOT NULL CONSTRAINT idempotency_key CHECK (length(key) BETWEEN 1 AND 255),
    route   text NOT NULL,
    request bytea NOT NULL,
    answer  jsonb,
    seen    bigint NOT NULL DEFAULT 1,
    at      timestamptz NOT NULL,
    CONSTRAINT idempotency_once PRIMARY KEY (key, route)
);
CREATE INDEX idempotency_at ON idempotency (at);
