-- +goose Up
SET lock_timeout = '2s';

-- A team that goes out together to do works. Its name is the team's, never a person's.
CREATE TABLE crew (
    id           uuid CONSTRAINT crew_id PRIMARY KEY,
    name         text   NOT NULL CONSTRAINT crew_name CHECK (length(name) BETWEEN 1 AND 200),
    area         uuid   NOT NULL CONSTRAINT crew_area_missing REFERENCES area, -- it does the works within
    base         text   NOT NULL CONSTRAINT crew_base CHECK (length(base) BETWEEN 1 AND 200),
    geom         geometry(Point, 4326) NOT NULL, -- of the base
    cell         bigint NOT NULL,
    profile      text   NOT NULL CONSTRAINT crew_profile CHECK (profile IN ('car', 'cycle', 'walk', 'boat')),
    skills       text[] NOT NULL DEFAULT '{}',
    equipment    text[] NOT NULL DEFAULT '{}',
    opens        int    NOT NULL, -- minutes after midnight; of days without a shift of their own
    closes       int    NOT NULL,
    overtime     bigint NOT NULL DEFAULT 0 CONSTRAINT crew_overtime CHECK (overtime BETWEEN 0 AND 720),
    weekly_off   int[]  NOT NULL DEFAULT '{0}' CONSTRAINT crew_weekly_off CHECK (weekly_off <@ '{0,1,2,3,4,5,6}'),
    days_off     date[] NOT NULL DEFAULT '{}',
    rest_minutes bigint NOT NULL DEFAULT 0, -- 0: no break
    rest_from    int    NOT NULL DEFAULT 0,
    rest_to      int    NOT NULL DEFAULT 0,
    shifts       jsonb  NOT NULL DEFAULT '[]', -- days that differ: other hours, a night away
    active       boolean NOT NULL DEFAULT true,
    source       text   NOT NULL,
    source_id    text   NOT NULL,
    request      bytea, -- as of venue
    seen         bigint NOT NULL DEFAULT 1,
    version      bigint NOT NULL DEFAULT 1,
    updated_at   timestamptz NOT NULL,
    CONSTRAINT crew_source UNIQUE (source, source_id),
    CONSTRAINT crew_hours CHECK (opens BETWEEN 0 AND 1440 AND closes BETWEEN 0 AND 1440 AND opens < closes),
    CONSTRAINT crew_break CHECK (rest_minutes = 0
                                 OR rest_from BETWEEN 0 AND 1440 AND rest_to BETWEEN 0 AND 1440 AND rest_minutes BETWEEN 1 AND rest_to - rest_from)
);
CREATE INDEX crew_area ON crew (area, id);
CREATE INDEX crew_cell ON crew (cell);

-- One thing to be done at one place by one visit.
CREATE TABLE work (
    id         uuid CONSTRAINT work_id PRIMARY KEY,
    name       text   NOT NULL CONSTRAINT work_name CHECK (length(name) BETWEEN 1 AND 300),
    kind       text   NOT NULL CONSTRAINT work_kind
                          CHECK (kind IN ('repair', 'inspection', 'feasibility', 'permission', 'verification', 'camp_halt', 'supply')),
    stage      text   NOT NULL DEFAULT '' CONSTRAINT work_stage CHECK (length(stage) <= 100),
    area       uuid   NOT NULL CONSTRAINT work_area_missing REFERENCES area,
    geom       geometry(Point, 4326) NOT NULL, -- where the crew comes to
    cell       bigint NOT NULL,
    exit       geometry(Point, 4326), -- where it leaves from; NULL: the same
    shape      geometry(Geometry, 4326) CONSTRAINT work_shape
                   CHECK (shape IS NULL OR GeometryType(shape) IN ('LINESTRING', 'POLYGON')),
    minutes    bigint NOT NULL CONSTRAINT work_minutes CHECK (minutes BETWEEN 1 AND 1440),
    skills     text[] NOT NULL DEFAULT '{}',
    equipment  text[] NOT NULL DEFAULT '{}',
    crews      int    NOT NULL DEFAULT 1 CONSTRAINT work_crews CHECK (crews IN (1, 2)),
    release    date,
    due        date,
    windows    jsonb  NOT NULL DEFAULT '[]',
    closed     date[] NOT NULL DEFAULT '{}',
    priority   bigint NOT NULL CONSTRAINT work_priority CHECK (priority BETWEEN 1 AND 5),
    people     bigint NOT NULL DEFAULT 0 CONSTRAINT work_people CHECK (people BETWEEN 0 AND 50000000),
    pick_up    jsonb, -- NULL: nothing to fetch first
    bring      text[] NOT NULL DEFAULT '{}',
    grievance  uuid CONSTRAINT work_grievance_missing REFERENCES grievance,
    state      text   NOT NULL DEFAULT 'open' CONSTRAINT work_state CHECK (state IN ('open', 'done', 'cancelled')),
    source     text   NOT NULL,
    source_id  text   NOT NULL,
    request    bytea, -- as of venue
    seen       bigint NOT NULL DEFAULT 1,
    version    bigint NOT NULL DEFAULT 1,
    at         timestamptz NOT NULL, -- when it came to be known: what waits long weighs more
    updated_at timestamptz NOT NULL,
    CONSTRAINT work_source UNIQUE (source, source_id),
    CONSTRAINT work_due CHECK (due IS NULL OR release IS NULL OR release <= due)
);
CREATE INDEX work_area ON work (area, id);
CREATE INDEX work_cell ON work (cell);
CREATE INDEX work_grievance ON work (grievance) WHERE grievance IS NOT NULL;

-- What must be visited before a work.
CREATE TABLE work_after (
    work       uuid   NOT NULL CONSTRAINT work_after_work_missing REFERENCES work ON DELETE CASCADE,
    before     uuid   NOT NULL CONSTRAINT work_after_before_missing REFERENCES work,
    gap_days   bigint NOT NULL DEFAULT 0 CONSTRAINT work_after_gap CHECK (gap_days BETWEEN 0 AND 366),
    CONSTRAINT work_after_once PRIMARY KEY (work, before),
    CONSTRAINT work_after_itself CHECK (work <> before)
);
CREATE INDEX work_after_before ON work_after (before);

-- An area that nobody may drive or walk through for some days: a flood, a broken bridge, an order.
CREATE TABLE road_closure (
    id         uuid CONSTRAINT road_closure_id PRIMARY KEY,
    geom       geometry(Polygon, 4326) NOT NULL,
    first_day  date   NOT NULL,
    last_day   date   NOT NULL,
    reason     text   NOT NULL CONSTRAINT road_closure_reason CHECK (length(reason) BETWEEN 1 AND 500),
    number     text   NOT NULL DEFAULT '' CONSTRAINT road_closure_number CHECK (length(number) <= 200),
    source     text   NOT NULL CONSTRAINT road_closure_source CHECK (length(source) BETWEEN 1 AND 500),
    request    bytea, -- as of venue
    seen       bigint NOT NULL DEFAULT 1,
    version    bigint NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL,
    CONSTRAINT road_closure_days CHECK (first_day <= last_day AND last_day - first_day <= 366)
);
CREATE INDEX road_closure_geom ON road_closure USING gist (geom);
CREATE INDEX road_closure_last_day ON road_closure (last_day);

-- A plan of the works of one district for some days. problem and plan hold the canonical JSON, gzipped; replan what
-- was asked for of a plan that replaces another one, changes what came of it, as JSON, gzipped.
CREATE TABLE works_plan (
    id           uuid CONSTRAINT works_plan_id PRIMARY KEY,
    district     uuid   NOT NULL CONSTRAINT works_plan_district_missing REFERENCES area,
    name         text   NOT NULL DEFAULT '' CONSTRAINT works_plan_name CHECK (length(name) <= 200),
    first_day    date   NOT NULL,
    last_day     date   NOT NULL,
    state        text   NOT NULL CONSTRAINT works_plan_state
                            CHECK (state IN ('queued', 'solving', 'ready', 'failed', 'cancelled', 'issued', 'superseded')),
    seed         bigint NOT NULL,
    units        bigint NOT NULL,
    progress     int    NOT NULL DEFAULT 0 CONSTRAINT works_plan_progress CHECK (progress BETWEEN 0 AND 100),
    stage        text   NOT NULL DEFAULT '',
    problem_hash text   NOT NULL DEFAULT '',
    solver       text   NOT NULL DEFAULT '',
    score        jsonb,
    violations   jsonb,
    failure      text   NOT NULL DEFAULT '',
    problem      bytea,
    plan         bytea,
    changes      bytea,
    requested_at timestamptz NOT NULL,
    requested_by text   NOT NULL,
    job          bigint, -- of the queue, to cancel it
    finished_at  timestamptz,
    issued_at    timestamptz,
    replaces     uuid CONSTRAINT works_plan_replaces_missing REFERENCES works_plan,
    replan       jsonb,
    version      bigint NOT NULL DEFAULT 1,
    CONSTRAINT works_plan_days CHECK (first_day <= last_day AND last_day - first_day <= 30),
    CONSTRAINT works_plan_issued CHECK ((state = 'issued') <= (issued_at IS NOT NULL)),
    CONSTRAINT works_plan_replan CHECK ((replaces IS NULL) = (replan IS NULL)),
    CONSTRAINT works_plan_overlap EXCLUDE USING gist (district WITH =, daterange(first_day, last_day, '[]') WITH &&) WHERE (state = 'issued')
);
CREATE INDEX works_plan_district ON works_plan (district, id);

-- What a crew does on a day, in figures; the stops stand in the plan.
CREATE TABLE day_sheet (
    works_plan uuid   NOT NULL CONSTRAINT day_sheet_works_plan_missing REFERENCES works_plan ON DELETE CASCADE,
    crew       uuid   NOT NULL CONSTRAINT day_sheet_crew_missing REFERENCES crew,
    day        date   NOT NULL,
    leave_s    bigint NOT NULL, -- second of the day
    return_s   bigint NOT NULL,
    visits     bigint NOT NULL,
    travel_s   bigint NOT NULL,
    metres     bigint NOT NULL,
    overtime_s bigint NOT NULL,
    estimated  boolean NOT NULL, -- any of its legs
    CONSTRAINT day_sheet_once PRIMARY KEY (works_plan, day, crew)
);
CREATE INDEX day_sheet_crew ON day_sheet (crew, day);

-- One crew's visit to a work. A work for two crews at once has two.
CREATE TABLE visit (
    works_plan uuid   NOT NULL CONSTRAINT visit_works_plan_missing REFERENCES works_plan ON DELETE CASCADE,
    work       uuid   NOT NULL CONSTRAINT visit_work_missing REFERENCES work,
    crew       uuid   NOT NULL CONSTRAINT visit_crew_missing REFERENCES crew,
    day        date   NOT NULL,
    stop       int    NOT NULL, -- index among the sheet's stops
    arrive_s   bigint NOT NULL, -- second of the day, as planned
    begin_s    bigint NOT NULL,
    end_s      bigint NOT NULL,
    state      text   NOT NULL DEFAULT 'planned' CONSTRAINT visit_state
                   CHECK (state IN ('planned', 'announced', 'started', 'done', 'cancelled', 'superseded')),
    started_at timestamptz,
    ended_at   timestamptz,
    version    bigint NOT NULL DEFAULT 1,
    CONSTRAINT visit_once PRIMARY KEY (works_plan, work, crew),
    CONSTRAINT visit_started CHECK (state NOT IN ('started', 'done') OR started_at IS NOT NULL),
    CONSTRAINT visit_ended CHECK (state <> 'done' OR ended_at >= started_at)
);
CREATE UNIQUE INDEX visit_live ON visit (work, crew) WHERE state IN ('announced', 'started');
CREATE INDEX visit_sheet ON visit (works_plan, day, crew, stop);
CREATE INDEX visit_crew ON visit (crew, day);
