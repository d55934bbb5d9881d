-- What the migrations make, dumped by PostgreSQL 15. Written by `make schema`; do not edit.

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';

CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;

COMMENT ON EXTENSION postgis IS 'PostGIS geometry and geography spatial types and functions';

CREATE TYPE public.river_job_state AS ENUM (
    'available',
    'cancelled',
    'completed',
    'discarded',
    'pending',
    'retryable',
    'running',
    'scheduled'
);

CREATE FUNCTION public.river_job_state_in_bitmask(bitmask bit, state public.river_job_state) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE state
        WHEN 'available' THEN get_bit(bitmask, 7)
        WHEN 'cancelled' THEN get_bit(bitmask, 6)
        WHEN 'completed' THEN get_bit(bitmask, 5)
        WHEN 'discarded' THEN get_bit(bitmask, 4)
        WHEN 'pending'   THEN get_bit(bitmask, 3)
        WHEN 'retryable' THEN get_bit(bitmask, 2)
        WHEN 'running'   THEN get_bit(bitmask, 1)
        WHEN 'scheduled' THEN get_bit(bitmask, 0)
        ELSE 0
    END = 1;
$$;

CREATE TABLE public.absence (
    district uuid NOT NULL,
    what text NOT NULL,
    cost text NOT NULL
);

CREATE TABLE public.area (
    id uuid NOT NULL,
    parent uuid,
    level text NOT NULL,
    name text NOT NULL,
    kind text DEFAULT ''::text NOT NULL,
    pos_from bigint NOT NULL,
    pos_to bigint NOT NULL,
    stand_in boolean DEFAULT false NOT NULL,
    valid_from date,
    valid_to date,
    geom public.geometry(MultiPolygon,4326),
    source text NOT NULL,
    source_id text NOT NULL,
    content bigint DEFAULT 0 NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT area_dates CHECK (((valid_to IS NULL) OR (valid_from IS NULL) OR (valid_from <= valid_to))),
    CONSTRAINT area_level CHECK ((level = ANY (ARRAY['state'::text, 'district'::text, 'sub_division'::text, 'block'::text, 'municipality'::text, 'gram_panchayat'::text, 'borough'::text, 'ward'::text, 'gram_sansad'::text, 'booth'::text]))),
    CONSTRAINT area_name CHECK (((length(name) >= 1) AND (length(name) <= 300))),
    CONSTRAINT area_positions CHECK ((pos_from < pos_to))
);

CREATE TABLE public.area_code (
    area uuid NOT NULL,
    system text NOT NULL,
    code text NOT NULL,
    valid_from date,
    valid_to date
);

CREATE TABLE public.area_name (
    area uuid NOT NULL,
    lang text NOT NULL,
    name text NOT NULL,
    folded text NOT NULL
);

CREATE TABLE public.area_range (
    area uuid NOT NULL,
    lo bigint NOT NULL,
    hi bigint NOT NULL,
    CONSTRAINT area_range_order CHECK ((lo <= hi))
);

CREATE TABLE public.audit (
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    noun text NOT NULL,
    noun_id text NOT NULL,
    request text DEFAULT ''::text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL
);

ALTER TABLE public.audit ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booth (
    area uuid NOT NULL,
    camp_group uuid NOT NULL,
    people bigint NOT NULL,
    geom public.geometry(Point,4326) NOT NULL,
    CONSTRAINT booth_people CHECK (((people >= 0) AND (people <= 50000000)))
);

CREATE TABLE public.camp (
    id uuid NOT NULL,
    plan uuid NOT NULL,
    plan_camp text NOT NULL,
    venue uuid NOT NULL,
    camp_group text NOT NULL,
    group_name text NOT NULL,
    block uuid NOT NULL,
    day date NOT NULL,
    team uuid,
    team_name text NOT NULL,
    visitors bigint NOT NULL,
    cap bigint NOT NULL,
    cell bigint NOT NULL,
    draft boolean NOT NULL,
    pinned boolean DEFAULT false NOT NULL,
    source_row integer DEFAULT 0 NOT NULL,
    remarks text DEFAULT ''::text NOT NULL,
    halts jsonb,
    cap_by text DEFAULT ''::text NOT NULL,
    opens integer DEFAULT 600 NOT NULL,
    closes integer DEFAULT 960 NOT NULL,
    booths jsonb,
    CONSTRAINT camp_cap CHECK ((draft OR (visitors <= cap))),
    CONSTRAINT camp_visitors CHECK ((visitors >= 0))
);

CREATE TABLE public.census_count (
    district uuid NOT NULL,
    year integer NOT NULL,
    people bigint NOT NULL,
    source text NOT NULL
);

CREATE TABLE public.closure (
    id uuid NOT NULL,
    drive uuid NOT NULL,
    day date NOT NULL,
    kind text NOT NULL,
    area uuid,
    venue uuid,
    venue_kind text DEFAULT ''::text NOT NULL,
    source text NOT NULL,
    order_kind text DEFAULT ''::text NOT NULL,
    number text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.crew (
    id uuid NOT NULL,
    name text NOT NULL,
    area uuid NOT NULL,
    base text NOT NULL,
    geom public.geometry(Point,4326) NOT NULL,
    cell bigint NOT NULL,
    profile text NOT NULL,
    skills text[] DEFAULT '{}'::text[] NOT NULL,
    equipment text[] DEFAULT '{}'::text[] NOT NULL,
    opens integer NOT NULL,
    closes integer NOT NULL,
    overtime bigint DEFAULT 0 NOT NULL,
    weekly_off integer[] DEFAULT '{0}'::integer[] NOT NULL,
    days_off date[] DEFAULT '{}'::date[] NOT NULL,
    rest_minutes bigint DEFAULT 0 NOT NULL,
    rest_from integer DEFAULT 0 NOT NULL,
    rest_to integer DEFAULT 0 NOT NULL,
    shifts jsonb DEFAULT '[]'::jsonb NOT NULL,
    active boolean DEFAULT true NOT NULL,
    source text NOT NULL,
    source_id text NOT NULL,
    request bytea,
    seen bigint DEFAULT 1 NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT crew_base CHECK (((length(base) >= 1) AND (length(base) <= 200))),
    CONSTRAINT crew_break CHECK (((rest_minutes = 0) OR (((rest_from >= 0) AND (rest_from <= 1440)) AND ((rest_to >= 0) AND (rest_to <= 1440)) AND ((rest_minutes >= 1) AND (rest_minutes <= (rest_to - rest_from)))))),
    CONSTRAINT crew_hours CHECK ((((opens >= 0) AND (opens <= 1440)) AND ((closes >= 0) AND (closes <= 1440)) AND (opens < closes))),
    CONSTRAINT crew_name CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT crew_overtime CHECK (((overtime >= 0) AND (overtime <= 720))),
    CONSTRAINT crew_profile CHECK ((profile = ANY (ARRAY['car'::text, 'cycle'::text, 'walk'::text, 'boat'::text]))),
    CONSTRAINT crew_weekly_off CHECK ((weekly_off <@ '{0,1,2,3,4,5,6}'::integer[]))
);

CREATE TABLE public.day_sheet (
    works_plan uuid NOT NULL,
    crew uuid NOT NULL,
    day date NOT NULL,
    leave_s bigint NOT NULL,
    return_s bigint NOT NULL,
    visits bigint NOT NULL,
    travel_s bigint NOT NULL,
    metres bigint NOT NULL,
    overtime_s bigint NOT NULL,
    estimated boolean NOT NULL
);

CREATE TABLE public.drive (
    id uuid NOT NULL,
    name text NOT NULL,
    first_day date NOT NULL,
    working_days integer NOT NULL,
    weekly_off integer[] DEFAULT '{0}'::integer[] NOT NULL,
    cap_per_camp_day bigint NOT NULL,
    people_per_camp_day bigint NOT NULL,
    turnout_permille bigint NOT NULL,
    turnout_source text NOT NULL,
    threshold_m bigint NOT NULL,
    detour_permille bigint NOT NULL,
    detour_source text NOT NULL,
    spare_teams integer DEFAULT 1 NOT NULL,
    camp_days bigint DEFAULT 0 NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    rules jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT drive_camp_days CHECK ((camp_days >= 0)),
    CONSTRAINT drive_cap CHECK (((cap_per_camp_day >= 1) AND (cap_per_camp_day <= 100000))),
    CONSTRAINT drive_days CHECK (((working_days >= 1) AND (working_days <= 366))),
    CONSTRAINT drive_detour CHECK (((detour_permille >= 1000) AND (detour_permille <= 10000))),
    CONSTRAINT drive_name CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT drive_people CHECK ((people_per_camp_day >= 1)),
    CONSTRAINT drive_spare_teams CHECK ((spare_teams >= 0)),
    CONSTRAINT drive_threshold CHECK (((threshold_m >= 1) AND (threshold_m <= 100000))),
    CONSTRAINT drive_turnout CHECK (((turnout_permille >= 1) AND (turnout_permille <= 5000))),
    CONSTRAINT drive_weekly_off CHECK ((weekly_off <@ '{0,1,2,3,4,5,6}'::integer[]))
);

CREATE TABLE public.goose_db_version (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.goose_db_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.goose_db_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.grievance (
    id uuid NOT NULL,
    tracking text NOT NULL,
    category text NOT NULL,
    description text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    camp uuid,
    issue_site uuid,
    geom public.geometry(Point,4326) NOT NULL,
    cell bigint NOT NULL,
    area uuid,
    state text NOT NULL,
    at timestamp with time zone NOT NULL,
    request bytea,
    seen bigint DEFAULT 1 NOT NULL,
    CONSTRAINT grievance_category CHECK ((category ~ '^[a-z][a-z_]{1,39}$'::text)),
    CONSTRAINT grievance_description CHECK (((length(description) >= 1) AND (length(description) <= 4000))),
    CONSTRAINT grievance_state CHECK ((state = ANY (ARRAY['received'::text, 'closed'::text])))
);

CREATE TABLE public.idempotency (
    key text NOT NULL,
    route text NOT NULL,
    request bytea NOT NULL,
    answer jsonb,
    seen bigint DEFAULT 1 NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT idempotency_key CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);

CREATE TABLE public.import_run (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    source text NOT NULL,
    recipe text NOT NULL,
    read bigint NOT NULL,
    created bigint NOT NULL,
    changed bigint NOT NULL,
    unchanged bigint NOT NULL,
    repaired bigint NOT NULL,
    refused bigint NOT NULL,
    absent jsonb NOT NULL
);

CREATE TABLE public.issue_site (
    id uuid NOT NULL,
    tracking text NOT NULL,
    category text NOT NULL,
    description text NOT NULL,
    geom public.geometry(Point,4326) NOT NULL,
    cell bigint NOT NULL,
    radius_m double precision NOT NULL,
    area uuid,
    state text NOT NULL,
    at timestamp with time zone NOT NULL,
    request bytea,
    seen bigint DEFAULT 1 NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT issue_site_category CHECK ((category ~ '^[a-z][a-z_]{1,39}$'::text)),
    CONSTRAINT issue_site_description CHECK (((length(description) >= 1) AND (length(description) <= 4000))),
    CONSTRAINT issue_site_state CHECK ((state = ANY (ARRAY['reported'::text, 'closed'::text])))
);

CREATE TABLE public.issue_site_fix (
    id uuid NOT NULL,
    issue_site uuid NOT NULL,
    geom public.geometry(Point,4326) NOT NULL,
    accuracy_m double precision NOT NULL,
    source text NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    taken_by text NOT NULL,
    CONSTRAINT issue_site_fix_accuracy CHECK (((accuracy_m > (0)::double precision) AND (accuracy_m <= (100000)::double precision))),
    CONSTRAINT issue_site_fix_source CHECK ((source = ANY (ARRAY['gps'::text, 'network'::text, 'map'::text, 'survey'::text])))
);

CREATE TABLE public.past_camp (
    id uuid NOT NULL,
    drive_name text NOT NULL,
    camp_group uuid NOT NULL,
    day date NOT NULL,
    footfall bigint NOT NULL,
    applications jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT past_camp_footfall CHECK ((footfall >= 0))
);

CREATE TABLE public.plan (
    id uuid NOT NULL,
    drive uuid NOT NULL,
    district uuid NOT NULL,
    origin text NOT NULL,
    state text NOT NULL,
    seed bigint NOT NULL,
    work_price bigint NOT NULL,
    work_improve bigint NOT NULL,
    progress integer DEFAULT 0 NOT NULL,
    stage text DEFAULT ''::text NOT NULL,
    problem_hash text DEFAULT ''::text NOT NULL,
    solver text DEFAULT ''::text NOT NULL,
    score jsonb,
    bound_visitors bigint,
    violations jsonb,
    failure text DEFAULT ''::text NOT NULL,
    problem bytea,
    plan bytea,
    requested_at timestamp with time zone NOT NULL,
    requested_by text NOT NULL,
    job bigint,
    list jsonb,
    finished_at timestamp with time zone,
    published_at timestamp with time zone,
    superseded_at timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    replaces uuid,
    standing uuid,
    replan jsonb,
    account bytea,
    bans jsonb,
    CONSTRAINT plan_origin CHECK ((origin = ANY (ARRAY['solved'::text, 'imported'::text]))),
    CONSTRAINT plan_progress CHECK (((progress >= 0) AND (progress <= 100))),
    CONSTRAINT plan_published CHECK (((state = 'published'::text) <= (published_at IS NOT NULL))),
    CONSTRAINT plan_state CHECK ((state = ANY (ARRAY['queued'::text, 'solving'::text, 'ready'::text, 'failed'::text, 'cancelled'::text, 'published'::text, 'superseded'::text, 'draft'::text]))),
    CONSTRAINT plan_superseded CHECK (((state = 'superseded'::text) = (superseded_at IS NOT NULL)))
);

CREATE TABLE public.plan_cell (
    plan uuid NOT NULL,
    cell bigint NOT NULL,
    camp_group text NOT NULL,
    group_name text NOT NULL,
    block uuid NOT NULL,
    place text NOT NULL,
    geom public.geometry(Point,4326) NOT NULL,
    people bigint NOT NULL,
    estimated bigint NOT NULL,
    visitors bigint NOT NULL,
    served bigint NOT NULL,
    within boolean NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    distance_m bigint DEFAULT 0 NOT NULL
);

CREATE TABLE public.registration (
    id uuid NOT NULL,
    camp uuid NOT NULL,
    applicant uuid NOT NULL,
    name text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    scheme text NOT NULL,
    cell bigint NOT NULL,
    area uuid,
    state text NOT NULL,
    tracking text NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    at timestamp with time zone NOT NULL,
    request bytea,
    seen bigint DEFAULT 1 NOT NULL,
    CONSTRAINT registration_name CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT registration_scheme CHECK ((scheme ~ '^[a-z][a-z_]{1,39}$'::text)),
    CONSTRAINT registration_state CHECK ((state = ANY (ARRAY['received'::text, 'closed'::text])))
);

CREATE TABLE public.river_job (
    id bigint NOT NULL,
    state public.river_job_state DEFAULT 'available'::public.river_job_state NOT NULL,
    attempt smallint DEFAULT 0 NOT NULL,
    max_attempts smallint DEFAULT 25 NOT NULL,
    attempted_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finalized_at timestamp with time zone,
    scheduled_at timestamp with time zone DEFAULT now() NOT NULL,
    priority smallint DEFAULT 1 NOT NULL,
    args jsonb NOT NULL,
    attempted_by text[],
    errors jsonb[],
    kind text NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    queue text DEFAULT 'default'::text NOT NULL,
    tags character varying(255)[] DEFAULT '{}'::character varying[] NOT NULL,
    unique_key bytea,
    unique_states bit(8),
    CONSTRAINT finalized_or_finalized_at_null CHECK ((((finalized_at IS NULL) AND (state <> ALL (ARRAY['cancelled'::public.river_job_state, 'completed'::public.river_job_state, 'discarded'::public.river_job_state]))) OR ((finalized_at IS NOT NULL) AND (state = ANY (ARRAY['cancelled'::public.river_job_state, 'completed'::public.river_job_state, 'discarded'::public.river_job_state]))))),
    CONSTRAINT kind_length CHECK (((char_length(kind) > 0) AND (char_length(kind) < 128))),
    CONSTRAINT max_attempts_is_positive CHECK ((max_attempts > 0)),
    CONSTRAINT priority_in_range CHECK (((priority >= 1) AND (priority <= 4))),
    CONSTRAINT queue_length CHECK (((char_length(queue) > 0) AND (char_length(queue) < 128)))
);

CREATE SEQUENCE public.river_job_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.river_job_id_seq OWNED BY public.river_job.id;

CREATE UNLOGGED TABLE public.river_leader (
    elected_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    leader_id text NOT NULL,
    name text DEFAULT 'default'::text NOT NULL,
    CONSTRAINT leader_id_length CHECK (((char_length(leader_id) > 0) AND (char_length(leader_id) < 128))),
    CONSTRAINT name_length CHECK ((name = 'default'::text))
);

CREATE TABLE public.river_migration (
    line text NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT line_length CHECK (((char_length(line) > 0) AND (char_length(line) < 128))),
    CONSTRAINT version_gte_1 CHECK ((version >= 1))
);

CREATE TABLE public.river_notification (
    id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    payload text NOT NULL,
    topic text NOT NULL,
    CONSTRAINT topic_length CHECK (((length(topic) > 0) AND (length(topic) < 128)))
);

CREATE SEQUENCE public.river_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.river_notification_id_seq OWNED BY public.river_notification.id;

CREATE TABLE public.river_queue (
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    paused_at timestamp with time zone,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);

CREATE TABLE public.road_closure (
    id uuid NOT NULL,
    geom public.geometry(Polygon,4326) NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    reason text NOT NULL,
    number text DEFAULT ''::text NOT NULL,
    source text NOT NULL,
    request bytea,
    seen bigint DEFAULT 1 NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT road_closure_days CHECK (((first_day <= last_day) AND ((last_day - first_day) <= 366))),
    CONSTRAINT road_closure_number CHECK ((length(number) <= 200)),
    CONSTRAINT road_closure_reason CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
    CONSTRAINT road_closure_source CHECK (((length(source) >= 1) AND (length(source) <= 500)))
);

CREATE TABLE public.settlement (
    id uuid NOT NULL,
    name text NOT NULL,
    folded text NOT NULL,
    kind text NOT NULL,
    area uuid NOT NULL,
    camp_group uuid NOT NULL,
    people bigint NOT NULL,
    estimated boolean NOT NULL,
    geom public.geometry(Point,4326) NOT NULL,
    cell bigint NOT NULL,
    panchayat text DEFAULT ''::text NOT NULL,
    source text NOT NULL,
    source_id text NOT NULL,
    content bigint DEFAULT 0 NOT NULL,
    CONSTRAINT settlement_kind CHECK ((kind = ANY (ARRAY['habitation'::text, 'ward'::text, 'urban_share'::text]))),
    CONSTRAINT settlement_people CHECK (((people >= 0) AND (people <= 50000000)))
);

CREATE TABLE public.team (
    id uuid NOT NULL,
    drive uuid NOT NULL,
    block uuid NOT NULL,
    name text NOT NULL,
    days_off date[] DEFAULT '{}'::date[] NOT NULL
);

CREATE TABLE public.town (
    district uuid NOT NULL,
    name text NOT NULL,
    people bigint NOT NULL,
    placed text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT town_placed CHECK ((placed = ANY (ARRAY['wards'::text, 'schools'::text, 'point'::text, 'settlements'::text, 'missing'::text])))
);

CREATE TABLE public.venue (
    id uuid NOT NULL,
    name text NOT NULL,
    folded text NOT NULL,
    kind text NOT NULL,
    host text NOT NULL,
    area uuid NOT NULL,
    camp_group uuid,
    geom public.geometry(Point,4326) NOT NULL,
    cell bigint NOT NULL,
    radius_m double precision DEFAULT 0 NOT NULL,
    capacity bigint,
    permission text DEFAULT 'not_asked'::text NOT NULL,
    permission_letter text DEFAULT ''::text NOT NULL,
    permission_from date,
    permission_to date,
    locality text DEFAULT ''::text NOT NULL,
    urban boolean DEFAULT false NOT NULL,
    flags text[] DEFAULT '{}'::text[] NOT NULL,
    source text NOT NULL,
    source_id text NOT NULL,
    content bigint DEFAULT 0 NOT NULL,
    kept text[] DEFAULT '{}'::text[] NOT NULL,
    request bytea,
    seen bigint DEFAULT 1 NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    facilities text[],
    CONSTRAINT venue_capacity CHECK (((capacity >= 1) AND (capacity <= 100000))),
    CONSTRAINT venue_host CHECK ((host = ANY (ARRAY['fixed'::text, 'mobile'::text, 'none'::text]))),
    CONSTRAINT venue_kind CHECK ((kind ~ '^[a-z][a-z_]{1,39}$'::text)),
    CONSTRAINT venue_name CHECK (((length(name) >= 1) AND (length(name) <= 300))),
    CONSTRAINT venue_permission CHECK ((permission = ANY (ARRAY['not_asked'::text, 'asked'::text, 'granted'::text, 'refused'::text]))),
    CONSTRAINT venue_permission_dates CHECK (((permission_to IS NULL) OR (permission_from IS NULL) OR (permission_from <= permission_to))),
    CONSTRAINT venue_permission_letter CHECK (((permission <> 'granted'::text) OR (permission_letter <> ''::text))),
    CONSTRAINT venue_radius CHECK ((radius_m >= (0)::double precision))
);

CREATE TABLE public.venue_duplicate (
    a uuid NOT NULL,
    b uuid NOT NULL,
    distance_m double precision NOT NULL,
    similarity double precision NOT NULL,
    reason text NOT NULL,
    state text DEFAULT 'suspected'::text NOT NULL,
    CONSTRAINT venue_duplicate_order CHECK ((a < b)),
    CONSTRAINT venue_duplicate_state CHECK ((state = ANY (ARRAY['suspected'::text, 'confirmed'::text, 'rejected'::text])))
);

CREATE TABLE public.venue_fix (
    id uuid NOT NULL,
    venue uuid NOT NULL,
    geom public.geometry(Point,4326) NOT NULL,
    accuracy_m double precision NOT NULL,
    source text NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    taken_by text NOT NULL,
    CONSTRAINT venue_fix_accuracy CHECK (((accuracy_m > (0)::double precision) AND (accuracy_m <= (100000)::double precision))),
    CONSTRAINT venue_fix_source CHECK ((source = ANY (ARRAY['gps'::text, 'network'::text, 'map'::text, 'survey'::text])))
);

CREATE TABLE public.visit (
    works_plan uuid NOT NULL,
    work uuid NOT NULL,
    crew uuid NOT NULL,
    day date NOT NULL,
    stop integer NOT NULL,
    arrive_s bigint NOT NULL,
    begin_s bigint NOT NULL,
    end_s bigint NOT NULL,
    state text DEFAULT 'planned'::text NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT visit_ended CHECK (((state <> 'done'::text) OR (ended_at >= started_at))),
    CONSTRAINT visit_started CHECK (((state <> ALL (ARRAY['started'::text, 'done'::text])) OR (started_at IS NOT NULL))),
    CONSTRAINT visit_state CHECK ((state = ANY (ARRAY['planned'::text, 'announced'::text, 'started'::text, 'done'::text, 'cancelled'::text, 'superseded'::text])))
);

CREATE TABLE public.work (
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    stage text DEFAULT ''::text NOT NULL,
    area uuid NOT NULL,
    geom public.geometry(Point,4326) NOT NULL,
    cell bigint NOT NULL,
    exit public.geometry(Point,4326),
    shape public.geometry(Geometry,4326),
    minutes bigint NOT NULL,
    skills text[] DEFAULT '{}'::text[] NOT NULL,
    equipment text[] DEFAULT '{}'::text[] NOT NULL,
    crews integer DEFAULT 1 NOT NULL,
    release date,
    due date,
    windows jsonb DEFAULT '[]'::jsonb NOT NULL,
    closed date[] DEFAULT '{}'::date[] NOT NULL,
    priority bigint NOT NULL,
    people bigint DEFAULT 0 NOT NULL,
    pick_up jsonb,
    bring text[] DEFAULT '{}'::text[] NOT NULL,
    grievance uuid,
    state text DEFAULT 'open'::text NOT NULL,
    source text NOT NULL,
    source_id text NOT NULL,
    request bytea,
    seen bigint DEFAULT 1 NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT work_crews CHECK ((crews = ANY (ARRAY[1, 2]))),
    CONSTRAINT work_due CHECK (((due IS NULL) OR (release IS NULL) OR (release <= due))),
    CONSTRAINT work_kind CHECK ((kind = ANY (ARRAY['repair'::text, 'inspection'::text, 'feasibility'::text, 'permission'::text, 'verification'::text, 'camp_halt'::text, 'supply'::text]))),
    CONSTRAINT work_minutes CHECK (((minutes >= 1) AND (minutes <= 1440))),
    CONSTRAINT work_name CHECK (((length(name) >= 1) AND (length(name) <= 300))),
    CONSTRAINT work_people CHECK (((people >= 0) AND (people <= 50000000))),
    CONSTRAINT work_priority CHECK (((priority >= 1) AND (priority <= 5))),
    CONSTRAINT work_shape CHECK (((shape IS NULL) OR (public.geometrytype(shape) = ANY (ARRAY['LINESTRING'::text, 'POLYGON'::text])))),
    CONSTRAINT work_stage CHECK ((length(stage) <= 100)),
    CONSTRAINT work_state CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'cancelled'::text])))
);

CREATE TABLE public.work_after (
    work uuid NOT NULL,
    before uuid NOT NULL,
    gap_days bigint DEFAULT 0 NOT NULL,
    CONSTRAINT work_after_gap CHECK (((gap_days >= 0) AND (gap_days <= 366))),
    CONSTRAINT work_after_itself CHECK ((work <> before))
);

CREATE TABLE public.works_plan (
    id uuid NOT NULL,
    district uuid NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    state text NOT NULL,
    seed bigint NOT NULL,
    units bigint NOT NULL,
    progress integer DEFAULT 0 NOT NULL,
    stage text DEFAULT ''::text NOT NULL,
    problem_hash text DEFAULT ''::text NOT NULL,
    solver text DEFAULT ''::text NOT NULL,
    score jsonb,
    violations jsonb,
    failure text DEFAULT ''::text NOT NULL,
    problem bytea,
    plan bytea,
    changes bytea,
    requested_at timestamp with time zone NOT NULL,
    requested_by text NOT NULL,
    job bigint,
    finished_at timestamp with time zone,
    issued_at timestamp with time zone,
    replaces uuid,
    replan jsonb,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT works_plan_days CHECK (((first_day <= last_day) AND ((last_day - first_day) <= 30))),
    CONSTRAINT works_plan_issued CHECK (((state = 'issued'::text) <= (issued_at IS NOT NULL))),
    CONSTRAINT works_plan_name CHECK ((length(name) <= 200)),
    CONSTRAINT works_plan_progress CHECK (((progress >= 0) AND (progress <= 100))),
    CONSTRAINT works_plan_replan CHECK (((replaces IS NULL) = (replan IS NULL))),
    CONSTRAINT works_plan_state CHECK ((state = ANY (ARRAY['queued'::text, 'solving'::text, 'ready'::text, 'failed'::text, 'cancelled'::text, 'issued'::text, 'superseded'::text])))
);

ALTER TABLE ONLY public.river_job ALTER COLUMN id SET DEFAULT nextval('public.river_job_id_seq'::regclass);

ALTER TABLE ONLY public.river_notification ALTER COLUMN id SET DEFAULT nextval('public.river_notification_id_seq'::regclass);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_once PRIMARY KEY (district, what);

ALTER TABLE ONLY public.area_code
    ADD CONSTRAINT area_code_once PRIMARY KEY (area, system, code);

ALTER TABLE ONLY public.area
    ADD CONSTRAINT area_id PRIMARY KEY (id);

ALTER TABLE ONLY public.area_name
    ADD CONSTRAINT area_name_once PRIMARY KEY (area, lang, name);

ALTER TABLE ONLY public.area_range
    ADD CONSTRAINT area_range_once PRIMARY KEY (area, lo);

ALTER TABLE ONLY public.area
    ADD CONSTRAINT area_source UNIQUE (source, source_id);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_seq PRIMARY KEY (seq);

ALTER TABLE ONLY public.booth
    ADD CONSTRAINT booth_area PRIMARY KEY (area);

ALTER TABLE ONLY public.camp
    ADD CONSTRAINT camp_id PRIMARY KEY (id);

ALTER TABLE ONLY public.census_count
    ADD CONSTRAINT census_count_once PRIMARY KEY (district, year);

ALTER TABLE ONLY public.closure
    ADD CONSTRAINT closure_id PRIMARY KEY (id);

ALTER TABLE public.closure
    ADD CONSTRAINT closure_kind CHECK ((kind = ANY (ARRAY['weekly_off'::text, 'holiday'::text, 'market'::text, 'exam'::text, 'order'::text, 'ferry'::text, 'tide'::text]))) NOT VALID;

ALTER TABLE ONLY public.closure
    ADD CONSTRAINT closure_once UNIQUE NULLS NOT DISTINCT (drive, day, kind, area, venue, venue_kind);

ALTER TABLE public.closure
    ADD CONSTRAINT closure_order_kind CHECK (((order_kind = ''::text) OR (kind = 'order'::text))) NOT VALID;

ALTER TABLE ONLY public.crew
    ADD CONSTRAINT crew_id PRIMARY KEY (id);

ALTER TABLE ONLY public.crew
    ADD CONSTRAINT crew_source UNIQUE (source, source_id);

ALTER TABLE ONLY public.day_sheet
    ADD CONSTRAINT day_sheet_once PRIMARY KEY (works_plan, day, crew);

ALTER TABLE ONLY public.drive
    ADD CONSTRAINT drive_id PRIMARY KEY (id);

ALTER TABLE ONLY public.goose_db_version
    ADD CONSTRAINT goose_db_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.grievance
    ADD CONSTRAINT grievance_id PRIMARY KEY (id);

ALTER TABLE ONLY public.grievance
    ADD CONSTRAINT grievance_tracking UNIQUE (tracking);

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_once PRIMARY KEY (key, route);

ALTER TABLE ONLY public.import_run
    ADD CONSTRAINT import_run_id PRIMARY KEY (id);

ALTER TABLE ONLY public.issue_site_fix
    ADD CONSTRAINT issue_site_fix_id PRIMARY KEY (id);

ALTER TABLE ONLY public.issue_site
    ADD CONSTRAINT issue_site_id PRIMARY KEY (id);

ALTER TABLE ONLY public.issue_site
    ADD CONSTRAINT issue_site_tracking UNIQUE (tracking);

ALTER TABLE ONLY public.past_camp
    ADD CONSTRAINT past_camp_id PRIMARY KEY (id);

ALTER TABLE ONLY public.plan_cell
    ADD CONSTRAINT plan_cell_once PRIMARY KEY (plan, cell);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_id PRIMARY KEY (id);

ALTER TABLE public.plan
    ADD CONSTRAINT plan_replan CHECK (((replaces IS NULL) = (replan IS NULL))) NOT VALID;

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT registration_id PRIMARY KEY (id);

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT registration_tracking UNIQUE (tracking);

ALTER TABLE ONLY public.river_job
    ADD CONSTRAINT river_job_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.river_leader
    ADD CONSTRAINT river_leader_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.river_migration
    ADD CONSTRAINT river_migration_pkey1 PRIMARY KEY (line, version);

ALTER TABLE ONLY public.river_notification
    ADD CONSTRAINT river_notification_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.river_queue
    ADD CONSTRAINT river_queue_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.road_closure
    ADD CONSTRAINT road_closure_id PRIMARY KEY (id);

ALTER TABLE ONLY public.settlement
    ADD CONSTRAINT settlement_id PRIMARY KEY (id);

ALTER TABLE ONLY public.settlement
    ADD CONSTRAINT settlement_source UNIQUE (source, source_id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_id PRIMARY KEY (id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_name UNIQUE (drive, block, name);

ALTER TABLE ONLY public.town
    ADD CONSTRAINT town_once PRIMARY KEY (district, name);

ALTER TABLE ONLY public.venue_duplicate
    ADD CONSTRAINT venue_duplicate_once PRIMARY KEY (a, b);

ALTER TABLE ONLY public.venue_fix
    ADD CONSTRAINT venue_fix_id PRIMARY KEY (id);

ALTER TABLE ONLY public.venue
    ADD CONSTRAINT venue_id PRIMARY KEY (id);

ALTER TABLE ONLY public.venue
    ADD CONSTRAINT venue_source UNIQUE (source, source_id);

ALTER TABLE ONLY public.visit
    ADD CONSTRAINT visit_once PRIMARY KEY (works_plan, work, crew);

ALTER TABLE ONLY public.work_after
    ADD CONSTRAINT work_after_once PRIMARY KEY (work, before);

ALTER TABLE ONLY public.work
    ADD CONSTRAINT work_id PRIMARY KEY (id);

ALTER TABLE ONLY public.work
    ADD CONSTRAINT work_source UNIQUE (source, source_id);

ALTER TABLE ONLY public.works_plan
    ADD CONSTRAINT works_plan_id PRIMARY KEY (id);

ALTER TABLE ONLY public.works_plan
    ADD CONSTRAINT works_plan_overlap EXCLUDE USING gist (district WITH =, daterange(first_day, last_day, '[]'::text) WITH &&) WHERE ((state = 'issued'::text));

CREATE INDEX area_code_lookup ON public.area_code USING btree (system, code);

CREATE INDEX area_name_folded ON public.area_name USING gin (folded public.gin_trgm_ops);

CREATE INDEX area_parent ON public.area USING btree (parent);

CREATE INDEX area_position ON public.area USING btree (pos_from, pos_to);

CREATE INDEX area_range_cell ON public.area_range USING gist (int8range(lo, hi, '[]'::text));

CREATE INDEX audit_noun ON public.audit USING btree (noun, noun_id);

CREATE INDEX booth_camp_group ON public.booth USING btree (camp_group);

CREATE INDEX camp_cell ON public.camp USING btree (cell);

CREATE INDEX camp_day ON public.camp USING btree (plan, day, id);

CREATE UNIQUE INDEX camp_group_day ON public.camp USING btree (plan, camp_group, day) WHERE (NOT draft);

CREATE UNIQUE INDEX camp_team_day ON public.camp USING btree (plan, block, team_name, day) WHERE (NOT draft);

CREATE INDEX camp_venue ON public.camp USING btree (venue, day);

CREATE UNIQUE INDEX camp_venue_day ON public.camp USING btree (plan, venue, day) WHERE (NOT draft);

CREATE INDEX crew_area ON public.crew USING btree (area, id);

CREATE INDEX crew_cell ON public.crew USING btree (cell);

CREATE INDEX day_sheet_crew ON public.day_sheet USING btree (crew, day);

CREATE INDEX grievance_area ON public.grievance USING btree (area, id);

CREATE INDEX grievance_camp ON public.grievance USING btree (camp, id);

CREATE INDEX grievance_cell ON public.grievance USING btree (cell);

CREATE INDEX grievance_issue_site ON public.grievance USING btree (issue_site);

CREATE INDEX idempotency_at ON public.idempotency USING btree (at);

CREATE INDEX issue_site_area ON public.issue_site USING btree (area, id);

CREATE INDEX issue_site_cell ON public.issue_site USING btree (cell);

CREATE INDEX issue_site_fix_site ON public.issue_site_fix USING btree (issue_site, taken_at);

CREATE INDEX past_camp_group ON public.past_camp USING btree (camp_group);

CREATE INDEX plan_district ON public.plan USING btree (district, id);

CREATE INDEX plan_drive ON public.plan USING btree (drive, district, requested_at);

CREATE UNIQUE INDEX plan_published_once ON public.plan USING btree (drive, district) WHERE (state = 'published'::text);

CREATE INDEX registration_area ON public.registration USING btree (area, id);

CREATE INDEX registration_camp ON public.registration USING btree (camp, id);

CREATE INDEX registration_cell ON public.registration USING btree (cell);

CREATE UNIQUE INDEX registration_duplicate ON public.registration USING btree (applicant, scheme) WHERE (state <> 'closed'::text);

CREATE INDEX river_job_args_index ON public.river_job USING gin (args);

CREATE INDEX river_job_kind ON public.river_job USING btree (kind);

CREATE INDEX river_job_metadata_index ON public.river_job USING gin (metadata);

CREATE INDEX river_job_prioritized_fetching_index ON public.river_job USING btree (state, queue, priority, scheduled_at, id);

CREATE INDEX river_job_state_and_finalized_at_index ON public.river_job USING btree (state, finalized_at) WHERE (finalized_at IS NOT NULL);

CREATE UNIQUE INDEX river_job_unique_idx ON public.river_job USING btree (unique_key) WHERE ((unique_key IS NOT NULL) AND (unique_states IS NOT NULL) AND public.river_job_state_in_bitmask(unique_states, state));

CREATE INDEX river_notification_created_at_idx ON public.river_notification USING btree (created_at);

CREATE INDEX river_notification_topic_id_idx ON public.river_notification USING btree (topic, id);

CREATE INDEX road_closure_geom ON public.road_closure USING gist (geom);

CREATE INDEX road_closure_last_day ON public.road_closure USING btree (last_day);

CREATE INDEX settlement_area ON public.settlement USING btree (area);

CREATE INDEX settlement_camp_group ON public.settlement USING btree (camp_group);

CREATE INDEX settlement_cell ON public.settlement USING btree (cell);

CREATE INDEX settlement_folded ON public.settlement USING gin (folded public.gin_trgm_ops);

CREATE INDEX venue_area ON public.venue USING btree (area, id);

CREATE INDEX venue_camp_group ON public.venue USING btree (camp_group);

CREATE INDEX venue_cell ON public.venue USING btree (cell);

CREATE INDEX venue_duplicate_b ON public.venue_duplicate USING btree (b);

CREATE INDEX venue_fix_venue ON public.venue_fix USING btree (venue, taken_at);

CREATE INDEX venue_folded ON public.venue USING gin (folded public.gin_trgm_ops);

CREATE INDEX visit_crew ON public.visit USING btree (crew, day);

CREATE UNIQUE INDEX visit_live ON public.visit USING btree (work, crew) WHERE (state = ANY (ARRAY['announced'::text, 'started'::text]));

CREATE INDEX visit_sheet ON public.visit USING btree (works_plan, day, crew, stop);

CREATE INDEX work_after_before ON public.work_after USING btree (before);

CREATE INDEX work_area ON public.work USING btree (area, id);

CREATE INDEX work_cell ON public.work USING btree (cell);

CREATE INDEX work_grievance ON public.work USING btree (grievance) WHERE (grievance IS NOT NULL);

CREATE INDEX works_plan_district ON public.works_plan USING btree (district, id);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_district_missing FOREIGN KEY (district) REFERENCES public.area(id);

ALTER TABLE ONLY public.area_code
    ADD CONSTRAINT area_code_area_missing FOREIGN KEY (area) REFERENCES public.area(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.area_name
    ADD CONSTRAINT area_name_area_missing FOREIGN KEY (area) REFERENCES public.area(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.area
    ADD CONSTRAINT area_parent_missing FOREIGN KEY (parent) REFERENCES public.area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.area_range
    ADD CONSTRAINT area_range_area_missing FOREIGN KEY (area) REFERENCES public.area(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.booth
    ADD CONSTRAINT booth_area_missing FOREIGN KEY (area) REFERENCES public.area(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.booth
    ADD CONSTRAINT booth_camp_group_missing FOREIGN KEY (camp_group) REFERENCES public.area(id);

ALTER TABLE ONLY public.camp
    ADD CONSTRAINT camp_block_missing FOREIGN KEY (block) REFERENCES public.area(id);

ALTER TABLE ONLY public.camp
    ADD CONSTRAINT camp_plan_missing FOREIGN KEY (plan) REFERENCES public.plan(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.camp
    ADD CONSTRAINT camp_team_missing FOREIGN KEY (team) REFERENCES public.team(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.camp
    ADD CONSTRAINT camp_venue_missing FOREIGN KEY (venue) REFERENCES public.venue(id);

ALTER TABLE ONLY public.census_count
    ADD CONSTRAINT census_count_district_missing FOREIGN KEY (district) REFERENCES public.area(id);

ALTER TABLE ONLY public.closure
    ADD CONSTRAINT closure_area_missing FOREIGN KEY (area) REFERENCES public.area(id);

ALTER TABLE ONLY public.closure
    ADD CONSTRAINT closure_drive_missing FOREIGN KEY (drive) REFERENCES public.drive(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.closure
    ADD CONSTRAINT closure_venue_missing FOREIGN KEY (venue) REFERENCES public.venue(id);

ALTER TABLE ONLY public.crew
    ADD CONSTRAINT crew_area_missing FOREIGN KEY (area) REFERENCES public.area(id);

ALTER TABLE ONLY public.day_sheet
    ADD CONSTRAINT day_sheet_crew_missing FOREIGN KEY (crew) REFERENCES public.crew(id);

ALTER TABLE ONLY public.day_sheet
    ADD CONSTRAINT day_sheet_works_plan_missing FOREIGN KEY (works_plan) REFERENCES public.works_plan(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.grievance
    ADD CONSTRAINT grievance_area_missing FOREIGN KEY (area) REFERENCES public.area(id);

ALTER TABLE ONLY public.grievance
    ADD CONSTRAINT grievance_camp_missing FOREIGN KEY (camp) REFERENCES public.camp(id);

ALTER TABLE ONLY public.grievance
    ADD CONSTRAINT grievance_issue_site_missing FOREIGN KEY (issue_site) REFERENCES public.issue_site(id);

ALTER TABLE ONLY public.issue_site
    ADD CONSTRAINT issue_site_area_missing FOREIGN KEY (area) REFERENCES public.area(id);

ALTER TABLE ONLY public.issue_site_fix
    ADD CONSTRAINT issue_site_fix_issue_site_missing FOREIGN KEY (issue_site) REFERENCES public.issue_site(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.past_camp
    ADD CONSTRAINT past_camp_camp_group_missing FOREIGN KEY (camp_group) REFERENCES public.area(id);

ALTER TABLE ONLY public.plan_cell
    ADD CONSTRAINT plan_cell_plan_missing FOREIGN KEY (plan) REFERENCES public.plan(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_district_missing FOREIGN KEY (district) REFERENCES public.area(id);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_drive_missing FOREIGN KEY (drive) REFERENCES public.drive(id);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_replaces_missing FOREIGN KEY (replaces) REFERENCES public.plan(id) NOT VALID;

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT registration_area_missing FOREIGN KEY (area) REFERENCES public.area(id);

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT registration_camp_missing FOREIGN KEY (camp) REFERENCES public.camp(id);

ALTER TABLE ONLY public.settlement
    ADD CONSTRAINT settlement_area_missing FOREIGN KEY (area) REFERENCES public.area(id);

ALTER TABLE ONLY public.settlement
    ADD CONSTRAINT settlement_camp_group_missing FOREIGN KEY (camp_group) REFERENCES public.area(id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_block_missing FOREIGN KEY (block) REFERENCES public.area(id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_drive_missing FOREIGN KEY (drive) REFERENCES public.drive(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.town
    ADD CONSTRAINT town_district_missing FOREIGN KEY (district) REFERENCES public.area(id);

ALTER TABLE ONLY public.venue
    ADD CONSTRAINT venue_area_missing FOREIGN KEY (area) REFERENCES public.area(id);

ALTER TABLE ONLY public.venue
    ADD CONSTRAINT venue_camp_group_missing FOREIGN KEY (camp_group) REFERENCES public.area(id);

ALTER TABLE ONLY public.venue_duplicate
    ADD CONSTRAINT venue_duplicate_a_missing FOREIGN KEY (a) REFERENCES public.venue(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.venue_duplicate
    ADD CONSTRAINT venue_duplicate_b_missing FOREIGN KEY (b) REFERENCES public.venue(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.venue_fix
    ADD CONSTRAINT venue_fix_venue_missing FOREIGN KEY (venue) REFERENCES public.venue(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.visit
    ADD CONSTRAINT visit_crew_missing FOREIGN KEY (crew) REFERENCES public.crew(id);

ALTER TABLE ONLY public.visit
    ADD CONSTRAINT visit_work_missing FOREIGN KEY (work) REFERENCES public.work(id);

ALTER TABLE ONLY public.visit
    ADD CONSTRAINT visit_works_plan_missing FOREIGN KEY (works_plan) REFERENCES public.works_plan(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.work_after
    ADD CONSTRAINT work_after_before_missing FOREIGN KEY (before) REFERENCES public.work(id);

ALTER TABLE ONLY public.work_after
    ADD CONSTRAINT work_after_work_missing FOREIGN KEY (work) REFERENCES public.work(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.work
    ADD CONSTRAINT work_area_missing FOREIGN KEY (area) REFERENCES public.area(id);

ALTER TABLE ONLY public.work
    ADD CONSTRAINT work_grievance_missing FOREIGN KEY (grievance) REFERENCES public.grievance(id);

ALTER TABLE ONLY public.works_plan
    ADD CONSTRAINT works_plan_district_missing FOREIGN KEY (district) REFERENCES public.area(id);

ALTER TABLE ONLY public.works_plan
    ADD CONSTRAINT works_plan_replaces_missing FOREIGN KEY (replaces) REFERENCES public.works_plan(id);
