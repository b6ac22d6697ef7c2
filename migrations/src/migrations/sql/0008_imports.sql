-- The schema `intake`: files that were posted to the gateway, and how far each has been read. Written by the gateway.
--
--   imports         one posted file through one source             one row per operation
--   import_chunks   its bytes, until it has been read              one row per piece
--   import_lines    its rows that made no submission               one row per line
--
-- `import_chunks` holds personal data, as the file does: the rows go when the import ends, whichever way, and uploads that
-- never became an import within the hour. What is read of a file is on `leads.bulk`; here stay counts, codes and column names.

create schema intake;

create table intake.imports (
    tenant          text collate "C" not null,
    import_id       text collate "C" not null,
    upload_id       text collate "C" not null,
    source          text collate "C" not null,
    client          text not null,
    -- How it is to be read: suffix, maps, encoding, delimiter, sheet; and, once it was opened, under which keys.
    reading         jsonb not null,
    keys            jsonb,
    columns         jsonb not null default '[]',
    bytes           bigint not null,
    state           text collate "C" not null check (state in ('queued', 'running', 'done', 'cancelled', 'failed')),
    code            text collate "C" not null default '',
    detail          text not null default '',
    -- Whose it is now. Whoever writes names the holder and the last line it knows: another's word changes nothing.
    holder          text not null default '',
    lease_until     timestamptz not null default '-infinity',
    last            bigint not null default 0,
    part            double precision not null default 0,
    sent            bigint not null default 0,
    refused         bigint not null default 0,
    unreadable      bigint not null default 0,
    remarks         jsonb not null default '{}',
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    ended_at        timestamptz,
    primary key (tenant, import_id)
) with (fillfactor = 70);
create index imports_waiting on intake.imports (created_at) where state in ('queued', 'running');
create index imports_upload on intake.imports (tenant, upload_id);

create table intake.import_chunks (
    tenant          text collate "C" not null,
    upload_id       text collate "C" not null,
    place           bigint not null,
    bytes           bytea not null,
    came_at         timestamptz not null default now(),
    primary key (tenant, upload_id, place)
);
-- Files are packed already, or read once: neither is worth the time to compress.
alter table intake.import_chunks alter column bytes set storage external;

create table intake.import_lines (
    tenant          text collate "C" not null,
    import_id       text collate "C" not null,
    line            bigint not null,
    code            text collate "C" not null,
    field           text not null,
    primary key (tenant, import_id, line)
);
