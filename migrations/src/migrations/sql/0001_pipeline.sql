-- The schema `pipeline`: the system of record of leads, and of what became of every submission.
--
--   submissions     what came in, and how it ended                 one row per submission
--   organizations   companies, as leads' enrichment knows them     one row per domain
--   contacts        persons, opened through the vault              one row per identity
--   leads           the current version of each lead               one row per lead
--   lead_versions   every version as bytes, with its trail         one row per version, by month
--   lead_scores     every version's score                          one row per version
--   receipts        what destinations answered                     one row per destination and version
--   claims          who is about to act at a destination           one row per destination and version
--   pipeline_errors dead letters, with the original bytes          one row per dead letter, by month
--   pipeline_events (view) every decision about a lead or submission
--
-- Rows arrive in any order and more than once: no foreign keys, deterministic keys, and every write asks whether it is newer.
-- Texts that are keys or decide which row is newer compare by bytes (collate "C"), as the writer does.

create schema pipeline;

create table pipeline.submissions (
    tenant          text collate "C" not null,
    submission_id   text collate "C" not null,
    source          text collate "C" not null,
    client          text not null default '',
    event_id        text not null default '',
    operation_id    text not null default '',
    line            bigint not null default 0,
    -- Where it stands; null until its id was read from leads.raw or leads.bulk.
    topic           text collate "C",
    partition       bigint,
    "offset"        bigint,
    appended_at     timestamptz,
    -- How it ended; null until an outcome was read.
    outcome         text collate "C",
    outcome_rank    smallint,
    attempt         bigint,
    lead_id         text collate "C",
    version         bigint,
    unit            text collate "C",
    code            text collate "C",
    parameters      jsonb,
    trail           jsonb,
    ended_at        timestamptz,
    primary key (tenant, submission_id)
) with (fillfactor = 75);
comment on column pipeline.submissions.outcome_rank is
    'Within one attempt the higher wins: dead 0, rejected 1, duplicate 2, routed 3, erased 4.';

create index submissions_open on pipeline.submissions (source, appended_at) where outcome is null;
create index submissions_lead on pipeline.submissions (tenant, lead_id) where outcome = 'duplicate';
create index submissions_operation on pipeline.submissions (tenant, operation_id, line) where operation_id <> '';
create index submissions_appended on pipeline.submissions using brin (appended_at);

create table pipeline.organizations (
    tenant          text collate "C" not null,
    organization_id text collate "C" not null,
    name            text not null,
    sector          text not null,
    industry        text not null,
    employees       bigint,
    employee_band   text not null,
    revenue_musd    double precision,
    country         text not null,
    region          text not null,
    city            text not null,
    status          text not null,
    -- Which lead's knowledge stands: found beats merely claimed, then the latest.
    known           boolean not null,
    observed_at     timestamptz not null,
    lead_id         text collate "C" not null,
    version         bigint not null,
    primary key (tenant, organization_id)
) with (fillfactor = 75);
comment on column pipeline.organizations.organization_id is 'Registrable domain.';
create index organizations_name on pipeline.organizations (tenant, lower(left(name, 100)) text_pattern_ops);

create table pipeline.contacts (
    tenant          text collate "C" not null,
    contact_id      text collate "C" not null,
    organization_id text collate "C" not null,
    email           text not null,
    phone           text not null,
    full_name       text not null,
    first_name      text not null,
    last_name       text not null,
    title           text not null,
    address         text not null,
    postal_code     text not null,
    language        text not null,
    handles         jsonb not null,
    consents        jsonb not null,
    -- The lead whose word stands: the latest.
    observed_at     timestamptz not null,
    lead_id         text collate "C" not null,
    version         bigint not null,
    primary key (tenant, contact_id)
) with (fillfactor = 75);
comment on column pipeline.contacts.contact_id is 'Identity key: a pepper version and an HMAC, never the value itself.';
create index contacts_email on pipeline.contacts (tenant, lower(email) text_pattern_ops) where email <> '';
create index contacts_phone on pipeline.contacts (tenant, phone) where phone <> '';
create index contacts_name on pipeline.contacts (tenant, lower(left(full_name, 100)) text_pattern_ops) where full_name <> '';
create index contacts_lead on pipeline.contacts (tenant, lead_id);

create table pipeline.leads (
    tenant          text collate "C" not null,
    lead_id         text collate "C" not null,
    version         bigint not null,
    cause           text not null,
    source          text collate "C" not null,
    client          text not null,
    lane            text not null,
    operation_id    text not null,
    accepted_at     timestamptz not null,
    appended_at     timestamptz not null,
    contact_id      text collate "C" not null,
    organization_id text collate "C" not null,
    company_name    text not null,
    email_domain    text not null,
    mailbox         text not null,
    phone_country   text not null,
    name_quality    text not null,
    title_level     text not null,
    title_function  text not null,
    country         text not null,
    region          text not null,
    city            text not null,
    time_zone       text not null,
    attributes      jsonb not null,
    industry        text not null,
    employees       bigint,
    employee_band   text not null,
    partial         boolean not null,
    warnings        jsonb not null,
    score           double precision not null,
    confidence      double precision not null,
    probability     double precision,
    band            text collate "C" not null,
    method          text not null,
    tags            jsonb not null,
    status          text collate "C" not null,
    owner           text collate "C" not null,
    pool            text collate "C" not null,
    segment         text not null,
    size            text not null,
    priority        text not null,
    territory       text not null,
    routing_round   bigint not null,
    assigned_at     timestamptz not null,
    due_at          timestamptz,
    release         text not null,
    primary key (tenant, lead_id)
) with (fillfactor = 85);
comment on column pipeline.leads.status is 'assigned or review.';

-- The console's list: newest first, read from the index alone.
create index leads_newest on pipeline.leads (tenant, accepted_at desc, lead_id desc)
    include (company_name, country, source, score, band, status, owner, pool);
create index leads_owner on pipeline.leads (tenant, owner, accepted_at desc);
create index leads_source on pipeline.leads (tenant, source, accepted_at desc);
create index leads_organization on pipeline.leads (tenant, organization_id) where organization_id <> '';
create index leads_contact on pipeline.leads (tenant, contact_id);
create index leads_hot on pipeline.leads (tenant, score desc, accepted_at desc) where band = 'hot';
create index leads_review on pipeline.leads (tenant, accepted_at) where status = 'review';
create index leads_due on pipeline.leads (due_at) where due_at is not null;
create index leads_attributes on pipeline.leads using gin (attributes jsonb_path_ops) with (fastupdate = on);
create index leads_tags on pipeline.leads using gin (tags jsonb_path_ops) with (fastupdate = on);

create table pipeline.lead_versions (
    tenant          text collate "C" not null,
    lead_id         text collate "C" not null,
    version         bigint not null,
    appended_at     timestamptz not null,
    submission_id   text collate "C" not null,
    cause           text not null,
    cause_id        text not null,
    schema_id       bigint not null,
    bytes           bytea not null,
    trail           jsonb not null,
    release         text not null,
    decided_at      timestamptz not null,
    primary key (tenant, lead_id, version, appended_at)
) partition by range (appended_at);
comment on column pipeline.lead_versions.bytes is 'The framed RoutedLead as it stood on leads.routed; the person in it is sealed.';
comment on column pipeline.lead_versions.appended_at is
    'Broker time of the submission: the same in every repeat of the version, so that the month is too.';
create table pipeline.lead_versions_other partition of pipeline.lead_versions default;

create table pipeline.lead_scores (
    tenant          text collate "C" not null,
    lead_id         text collate "C" not null,
    version         bigint not null,
    score           double precision not null,
    confidence      double precision not null,
    probability     double precision,
    band            text collate "C" not null,
    method          text not null,
    model_id        text not null,
    model_sha256    text not null,
    feature_set     text not null,
    features        jsonb not null,
    parts           jsonb not null,
    reasons         jsonb not null,
    tags            jsonb not null,
    follow_ups      jsonb not null,
    scored_at       timestamptz not null,
    primary key (tenant, lead_id, version)
);
create index lead_scores_scored on pipeline.lead_scores using brin (scored_at);

create table pipeline.receipts (
    tenant          text collate "C" not null,
    destination     text collate "C" not null,
    lead_id         text collate "C" not null,
    version         bigint not null,
    receipt_id      text collate "C" not null,
    result          text collate "C" not null,
    record_id       text collate "C" not null,
    matched_by      text not null,
    code            text collate "C" not null,
    parameters      jsonb not null,
    attempt         bigint not null,
    at              timestamptz not null,
    duration_us     bigint not null,
    trail           jsonb not null,
    primary key (tenant, destination, lead_id, version)
) with (fillfactor = 90);
create index receipts_lead on pipeline.receipts (tenant, lead_id);
create index receipts_refused on pipeline.receipts (tenant, destination, at) where result = 'refused';

-- Whoever acts at a destination first claims (destination, lead, version). A claim whose lease has run out is doubt:
-- read back at the destination by our own id, then act. No claim is needed where the effect is a row of this database.
create table pipeline.claims (
    tenant          text collate "C" not null,
    destination     text collate "C" not null,
    lead_id         text collate "C" not null,
    version         bigint not null,
    state           text collate "C" not null check (state in ('claimed', 'answered')),
    holder          text not null,
    lease_until     timestamptz not null,
    tries           bigint not null default 1,
    claimed_at      timestamptz not null,
    answered_at     timestamptz,
    result          text,
    record_id       text collate "C",
    primary key (tenant, destination, lead_id, version)
) with (fillfactor = 70);
create index claims_expiring on pipeline.claims (destination, lease_until) where state = 'claimed';

create table pipeline.pipeline_errors (
    tenant          text collate "C" not null,
    dead_letter_id  text collate "C" not null,
    unit            text collate "C" not null,
    code            text collate "C" not null,
    field           text not null,
    parameters      jsonb not null,
    source          text collate "C" not null,
    submission_id   text collate "C" not null,
    lead_id         text collate "C" not null,
    version         bigint not null,
    topic           text collate "C" not null,
    partition       bigint not null,
    "offset"        bigint not null,
    appended_at     timestamptz not null,
    key             bytea,
    value           bytea,
    headers         jsonb not null,
    attempt         bigint not null,
    tries           bigint not null,
    first_failed_at timestamptz not null,
    last_failed_at  timestamptz not null,
    code_version    text not null,
    release         text not null,
    -- Set by whoever replays or dismisses it.
    resolution      text collate "C" check (resolution in ('replayed', 'dismissed')),
    resolved_at     timestamptz,
    resolved_by     text,
    primary key (tenant, dead_letter_id, appended_at)
) partition by range (appended_at);
comment on column pipeline.pipeline_errors.appended_at is
    'Broker time of the original message: the same in every repeat of the dead letter, so that the month is too.';
create table pipeline.pipeline_errors_other partition of pipeline.pipeline_errors default;
create index pipeline_errors_open on pipeline.pipeline_errors (tenant, unit, code, last_failed_at desc) where resolution is null;
create index pipeline_errors_failed on pipeline.pipeline_errors (last_failed_at);
create index pipeline_errors_submission on pipeline.pipeline_errors (tenant, submission_id) where submission_id <> '';
create index pipeline_errors_lead on pipeline.pipeline_errors (tenant, lead_id) where lead_id <> '';

-- Makes the month's partition of both tables; the sink calls it before it writes a month for the first time. What lies
-- outside 2000 to 2100 stays in the default partition. Safe to call from several places at once.
create function pipeline.ensure_month(wanted timestamptz) returns void
language plpgsql security definer set search_path = pipeline, pg_temp as $$
declare
    first timestamptz := date_trunc('month', wanted, 'UTC');
    parent text;
begin
    if wanted < '2000-01-01Z' or wanted >= '2100-01-01Z' then
        return;
    end if;
    foreach parent in array array['lead_versions', 'pipeline_errors'] loop
        if to_regclass(format('pipeline.%I', parent || to_char(first at time zone 'UTC', '_YYYY_MM'))) is null then
            perform pg_advisory_xact_lock(hashtext('pipeline.ensure_month'));
            execute format(
                'create table if not exists pipeline.%I partition of pipeline.%I for values from (%L) to (%L)',
                parent || to_char(first at time zone 'UTC', '_YYYY_MM'), parent, first,
                date_trunc('month', first + interval '40 days', 'UTC'));
        end if;
    end loop;
exception when check_violation then
    -- Rows of that month already lie in the default partition: they and those to come stay there.
    null;
end
$$;

-- Drops the months that ended before `before` and returns their names: retention without a delete.
create function pipeline.drop_months(parent text, before timestamptz) returns setof text
language plpgsql security definer set search_path = pipeline, pg_temp as $$
declare
    month text;
begin
    if parent not in ('lead_versions', 'pipeline_errors') then
        raise exception 'not a table by month: %', parent;
    end if;
    for month in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = format('pipeline.%I', parent)::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$'
          and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= before at time zone 'UTC'
    loop
        execute format('drop table pipeline.%I', month);
        return next month;
    end loop;
end
$$;

-- Every decision, in order: those of a lead's versions, of submissions that made no lead, and of destinations.
create view pipeline.pipeline_events as
select v.tenant, v.lead_id, v.version, v.submission_id, 'lead' as subject, t.place,
       t.decision ->> 'unit' as unit, t.decision ->> 'code' as code, t.decision -> 'parameters' as parameters,
       (t.decision ->> 'duration_us')::bigint as duration_us, (t.decision ->> 'price_micros')::bigint as price_micros,
       t.decision ->> 'release' as release, to_timestamp((t.decision ->> 'at')::double precision / 1000) as at
from pipeline.lead_versions v, jsonb_array_elements(v.trail) with ordinality as t (decision, place)
union all
select s.tenant, s.lead_id, s.version, s.submission_id, 'submission', t.place,
       t.decision ->> 'unit', t.decision ->> 'code', t.decision -> 'parameters',
       (t.decision ->> 'duration_us')::bigint, (t.decision ->> 'price_micros')::bigint,
       t.decision ->> 'release', s.ended_at
from pipeline.submissions s, jsonb_array_elements(s.trail) with ordinality as t (decision, place)
union all
select s.tenant, s.lead_id, s.version, s.submission_id, 'outcome', 0,
       s.unit, s.outcome || ':' || s.code, s.parameters, 0, 0, '', s.ended_at
from pipeline.submissions s where s.outcome is not null
union all
select r.tenant, r.lead_id, r.version, null, 'receipt', 0,
       'crm-sync.' || r.destination, r.result, r.parameters, r.duration_us, 0, '', r.at
from pipeline.receipts r;

-- Dead letters of the last 24 hours by hour, unit and code, as a share of what was accepted in that hour.
create view pipeline.vw_error_rate_24h as
with errors as (
    select tenant, date_trunc('hour', last_failed_at) as hour, unit, code, count(*) as errors
    from pipeline.pipeline_errors where last_failed_at >= now() - interval '24 hours' group by 1, 2, 3, 4
), accepted as (
    select tenant, date_trunc('hour', appended_at) as hour, count(*) as accepted
    from pipeline.submissions where appended_at >= now() - interval '24 hours' group by 1, 2
)
select e.tenant, e.hour, e.unit, e.code, e.errors, coalesce(a.accepted, 0) as accepted,
       e.errors::double precision / nullif(a.accepted, 0) as rate
from errors e left join accepted a using (tenant, hour);

-- Dead letters that are nobody's yet: not replayed, not dismissed, and their submission did not end otherwise since.
create view pipeline.vw_unresolved_errors as
select e.tenant, e.dead_letter_id, e.unit, e.code, e.field, e.parameters, e.source, e.submission_id, e.lead_id, e.version,
       e.topic, e.partition, e."offset", e.attempt, e.tries, e.first_failed_at, e.last_failed_at,
       now() - e.first_failed_at as age
from pipeline.pipeline_errors e
where e.resolution is null
  and not exists (
      select 1 from pipeline.submissions s
      where s.tenant = e.tenant and s.submission_id = e.submission_id and s.attempt > e.attempt
  );
