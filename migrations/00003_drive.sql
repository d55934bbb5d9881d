-- +goose Up
SET lock_timeout = '2s';

CREATE TABLE drive (
    id                  uuid CONSTRAINT drive_id PRIMARY KEY,
    name                text   NOT NULL CONSTRAINT drive_name CHECK (length(name) BETWEEN 1 AND 200),
    first_day           date   NOT NULL,
    working_days        int    NOT NULL CONSTRAINT drive_days CHECK (working_days BETWEEN 1 AND 366),
    weekly_off          int[]  NOT NULL DEFAULT '{0}' CONSTRAINT drive_weekly_off CHECK (weekly_off <@ '{0,1,2,3,4,5,6}'),
    cap_per_camp_day    bigint NOT NULL CONSTRAINT drive_cap CHECK (cap_per_camp_day BETWEEN 1 AND 100000),
    people_per_camp_day bigint NOT NULL CONSTRAINT drive_people CHECK (people_per_camp_day >= 1),
    turnout_permille    bigint NOT NULL CONSTRAINT drive_turnout CHECK (turnout_permille BETWEEN 1 AND 5000),
    turnout_source      text   NOT NULL,
    threshold_m         bigint NOT NULL CONSTRAINT drive_threshold CHECK (threshold_m BETWEEN 1 AND 100000),
    detour_permille     bigint NOT NULL CONSTRAINT drive_detour CHECK (detour_permille BETWEEN 1000 AND 10000),
    detour_source       text   NOT NULL,
    spare_teams         int    NOT NULL DEFAULT 1 CONSTRAINT drive_spare_teams CHECK (spare_teams >= 0),
    camp_days           bigint NOT NULL DEFAULT 0 CONSTRAINT drive_camp_days CHECK (camp_days >= 0),
    version             bigint NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL
);

-- Days taken out of the calendar; every scope that is given must match.
CREATE TABLE closure (
    id         uuid CONSTRAINT closure_id PRIMARY KEY,
    drive      uuid NOT NULL CONSTRAINT closure_drive_missing REFERENCES drive ON DELETE CASCADE,
    day        date NOT NULL,
    kind       text NOT NULL CONSTRAINT closure_kind CHECK (kind IN ('weekly_off', 'holiday', 'market', 'exam', 'order')),
    area       uuid CONSTRAINT closure_area_missing REFERENCES area,
    venue      uuid CONSTRAINT closure_venue_missing REFERENCES venue,
    venue_kind text NOT NULL DEFAULT '',
    source     text NOT NULL,
    CONSTRAINT closure_once UNIQUE NULLS NOT DISTINCT (drive, day, kind, area, venue, venue_kind)
);

CREATE TABLE team (
    id       uuid CONSTRAINT team_id PRIMARY KEY,
    drive    uuid   NOT NULL CONSTRAINT team_drive_missing REFERENCES drive ON DELETE CASCADE,
    block    uuid   NOT NULL CONSTRAINT team_block_missing REFERENCES area,
    name     text   NOT NULL,
    days_off date[] NOT NULL DEFAULT '{}',
    CONSTRAINT team_name UNIQUE (drive, block, name)
);

-- What an earlier drive saw, for turnout by group.
CREATE TABLE past_camp (
    id           uuid CONSTRAINT past_camp_id PRIMARY KEY,
    drive_name   text   NOT NULL,
    camp_group   uuid   NOT NULL CONSTRAINT past_camp_camp_group_missing REFERENCES area,
    day          date   NOT NULL,
    footfall     bigint NOT NULL CONSTRAINT past_camp_footfall CHECK (footfall >= 0),
    applications jsonb  NOT NULL DEFAULT '{}'
);
CREATE INDEX past_camp_group ON past_camp (camp_group);

-- A plan of one district for one drive. problem and plan hold the canonical JSON, gzipped: what was
-- solved and what came out, byte for byte.
CREATE TABLE plan (
    id              uuid CONSTRAINT plan_id PRIMARY KEY,
    drive           uuid   NOT NULL CONSTRAINT plan_drive_missing REFERENCES drive,
    district        uuid   NOT NULL CONSTRAINT plan_district_missing REFERENCES area,
    origin          text   NOT NULL CONSTRAINT plan_origin CHECK (origin IN ('solved', 'imported')),
    state           text   NOT NULL CONSTRAINT plan_state
                               CHECK (state IN ('queued', 'solving', 'ready', 'failed', 'cancelled', 'published', 'superseded', 'draft')),
    seed            bigint NOT NULL,
    work_price      bigint NOT NULL,
    work_improve    bigint NOT NULL,
    progress        int    NOT NULL DEFAULT 0 CONSTRAINT plan_progress CHECK (progress BETWEEN 0 AND 100),
    stage           text   NOT NULL DEFAULT '',
    problem_hash    text   NOT NULL DEFAULT '',
    solver          text   NOT NULL DEFAULT '',
    score           jsonb,
    bound_visitors  bigint,
    violations      jsonb,
    failure         text   NOT NULL DEFAULT '',
    problem         bytea,
    plan            bytea,
    requested_at    timestamptz NOT NULL,
    requested_by    text   NOT NULL,
    job             bigint, -- of the queue, to cancel it
    list            jsonb,  -- the camp list it was imported from, as it stood
    finished_at     timestamptz,
    published_at    timestamptz,
    superseded_at   timestamptz, -- what was taken before it stays good
    version         bigint NOT NULL DEFAULT 1,
    CONSTRAINT plan_published CHECK ((state = 'published') <= (published_at IS NOT NULL)),
    CONSTRAINT plan_superseded CHECK ((state = 'superseded') = (superseded_at IS NOT NULL))
);
CREATE UNIQUE INDEX plan_published_once ON plan (drive, district) WHERE state = 'published';
CREATE INDEX plan_drive ON plan (drive, district, requested_at);
CREATE INDEX plan_district ON plan (district, id);

-- One venue on one day with one team. The hard rules hold for every camp that is not a draft row.
CREATE TABLE camp (
    id         uuid CONSTRAINT camp_id PRIMARY KEY,
    plan       uuid   NOT NULL CONSTRAINT camp_plan_missing REFERENCES plan ON DELETE CASCADE,
    plan_camp  text   NOT NULL,
    venue      uuid   NOT NULL CONSTRAINT camp_venue_missing REFERENCES venue,
    camp_group text   NOT NULL, -- an area's id, or a part of it: id/2
    group_name text   NOT NULL,
    block      uuid   NOT NULL CONSTRAINT camp_block_missing REFERENCES area,
    day        date   NOT NULL,
    team       uuid CONSTRAINT camp_team_missing REFERENCES team ON DELETE SET NULL,
    team_name  text   NOT NULL,
    visitors   bigint NOT NULL CONSTRAINT camp_visitors CHECK (visitors >= 0),
    cap        bigint NOT NULL,
    cell       bigint NOT NULL,
    draft      boolean NOT NULL,
    pinned     boolean NOT NULL DEFAULT false,
    source_row int    NOT NULL DEFAULT 0,
    remarks    text   NOT NULL DEFAULT '',
    CONSTRAINT camp_cap CHECK (draft OR visitors <= cap)
);
CREATE UNIQUE INDEX camp_group_day ON camp (plan, camp_group, day) WHERE NOT draft;
CREATE UNIQUE INDEX camp_team_day ON camp (plan, block, team_name, day) WHERE NOT draft;
CREATE UNIQUE INDEX camp_venue_day ON camp (plan, venue, day) WHERE NOT draft;
CREATE INDEX camp_day ON camp (plan, day, id);
CREATE INDEX camp_venue ON camp (venue, day);
CREATE INDEX camp_cell ON camp (cell);

-- What a plan does for each demand cell.
CREATE TABLE plan_cell (
    plan       uuid    NOT NULL CONSTRAINT plan_cell_plan_missing REFERENCES plan ON DELETE CASCADE,
    cell       bigint  NOT NULL,
    camp_group text    NOT NULL,
    group_name text    NOT NULL,
    block      uuid    NOT NULL,
    place      text    NOT NULL,
    geom       geometry(Point, 4326) NOT NULL,
    people     bigint  NOT NULL,
    estimated  bigint  NOT NULL,
    visitors   bigint  NOT NULL,
    served     bigint  NOT NULL,
    within     boolean NOT NULL,
    reason     text    NOT NULL DEFAULT '',
    detail     text    NOT NULL DEFAULT '',
    distance_m bigint  NOT NULL DEFAULT 0,
    CONSTRAINT plan_cell_once PRIMARY KEY (plan, cell)
);
