-- What the reviser owns: an account of every requested change, and the versions that it made.
--
--   lead_revisions   what became of a requested change             one row per revision
--   revised_versions versions above 1 as they were given out       one row per version, until a newer one is recorded
--
-- Both are written in one transaction, under the lock of the lead's row in `leads`: a revision makes one version, however
-- often it comes. A version's row goes once lead_versions has it and a higher one was made.

create table pipeline.lead_revisions (
    tenant          text collate "C" not null,
    lead_id         text collate "C" not null,
    revision_id     text collate "C" not null,
    -- The version it made, or the one in which it changed nothing; 0: refused.
    version         bigint not null,
    result          text collate "C" not null check (result in ('revised', 'unchanged', 'refused')),
    origin          text not null,
    cause           text not null,
    cause_id        text collate "C" not null,
    requested_at    timestamptz not null,
    code            text collate "C" not null,
    parameters      jsonb not null,
    release         text not null,
    decided_at      timestamptz not null,
    primary key (tenant, lead_id, revision_id)
);
create index lead_revisions_decided on pipeline.lead_revisions using brin (decided_at);

create table pipeline.revised_versions (
    tenant          text collate "C" not null,
    lead_id         text collate "C" not null,
    version         bigint not null,
    -- The latest word in it, by the broker's time: a revision asked for before only fills blanks.
    as_of           timestamptz not null,
    bytes           bytea not null,
    made_at         timestamptz not null,
    primary key (tenant, lead_id, version)
);
comment on column pipeline.revised_versions.bytes is 'The framed EnrichedLead; the person stays sealed.';

-- As before, and what became of revisions that made no version; those that did stand in the version's own trail.
create or replace view pipeline.pipeline_events as
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
from pipeline.receipts r
union all
select a.tenant, a.lead_id, a.version, a.cause_id, 'revision', 0,
       'reviser', a.code, a.parameters, 0, 0, a.release, a.decided_at
from pipeline.lead_revisions a where a.result <> 'revised';
