-- What a row costs to write. Nothing here changes what is held or what a question answers.

-- Indexes that no question of ours asks for: each was paid for with every lead. Whoever brings the question that needs
-- one brings it back. Those on attributes, tags, due times, scored times, names, telephone numbers and a contact's lead had
-- no reader; hot leads are listed by time like all others; a claim is looked for by its lead, which the primary key serves,
-- and without these two its answer is written beside it in the page, and in no index.
drop index pipeline.leads_attributes, pipeline.leads_tags, pipeline.leads_hot, pipeline.leads_due;
drop index pipeline.contacts_phone, pipeline.contacts_name, pipeline.contacts_lead, pipeline.organizations_name;
drop index pipeline.lead_scores_scored;
drop index pipeline.claims_expiring, pipeline.claims_of_lead;

-- The console's list joins the person and shows more columns than the index carried: it was never read alone.
drop index pipeline.leads_newest;
create index leads_newest on pipeline.leads (tenant, accepted_at desc, lead_id desc);

-- One index instead of two: whoever asks for receipts names the lead.
alter table pipeline.receipts drop constraint receipts_pkey,
    add constraint receipts_pkey primary key (tenant, lead_id, destination, version);
drop index pipeline.receipts_lead;

-- A version's bytes and trail, some 5 kB, lie aside as they are. Compressing them took a sixth of all that a lead cost this
-- database, and brought 5.9 kB a version to 3.1. Months to come take this from their parent.
alter table pipeline.lead_versions alter bytes set storage external, alter trail set storage external;

-- Statistics are kept of columns that a question filters, joins or sorts by; those of the others only cost autovacuum time.
do $$
declare
    counted constant jsonb := '{
        "leads": ["tenant", "lead_id", "source", "accepted_at", "contact_id", "organization_id", "country", "industry",
                  "band", "status", "owner", "pool", "segment", "priority"],
        "contacts": ["tenant", "contact_id", "email"],
        "organizations": ["tenant", "organization_id"],
        "lead_scores": ["tenant", "lead_id", "version"],
        "receipts": ["tenant", "lead_id", "destination", "version", "result", "at"],
        "claims": ["tenant", "lead_id", "destination", "version", "state", "holder"],
        "submissions": ["tenant", "submission_id", "source", "operation_id", "line", "appended_at", "outcome", "attempt",
                        "lead_id", "code", "ended_at"]}';
    owner text;
    name text;
begin
    for owner, name in
        select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'pipeline'::regnamespace and counted ? c.relname
          and a.attnum > 0 and not a.attisdropped and not counted -> c.relname ? a.attname
    loop
        execute format('alter table pipeline.%I alter column %I set statistics 0', owner, name);
    end loop;
end
$$;
