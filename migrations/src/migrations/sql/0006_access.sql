-- The schema `access`: who may do what. Read by the gateway and the console, written by `leadstream keys`.
--
--   clients         who calls, and what he may do                  one row per client
--   secrets         digests of their secrets                       one row per secret; two hold while one follows the other
--   refresh_tokens  digests of refresh tokens, by family           one row per token
--
-- Nothing here is personal, and no secret is here: digests of 256 random bits.

create schema access;

create table access.clients (
    tenant          text collate "C" not null,
    client_id       text collate "C" not null unique,
    sources         text[] not null,
    roles           text[] not null,
    scopes          text[] not null,
    person          boolean not null default false,
    created_at      timestamptz not null default now(),
    created_by      text not null default '',
    revoked_at      timestamptz,
    revoked_by      text not null default '',
    primary key (tenant, client_id)
);
comment on column access.clients.client_id is 'Of all tenants one: a client''s name says which tenant it belongs to.';

create table access.secrets (
    tenant          text collate "C" not null,
    client_id       text collate "C" not null,
    secret_id       text collate "C" not null,
    sha256          text collate "C" not null unique check (sha256 ~ '^[0-9a-f]{64}$'),
    created_at      timestamptz not null default now(),
    expires_at      timestamptz,
    revoked_at      timestamptz,
    primary key (tenant, client_id, secret_id)
);

create table access.refresh_tokens (
    tenant          text collate "C" not null,
    sha256          text collate "C" not null,
    client_id       text collate "C" not null,
    family_id       text collate "C" not null,
    scope           text not null,
    issued_at       timestamptz not null default now(),
    expires_at      timestamptz not null,
    used_at         timestamptz,
    revoked_at      timestamptz,
    primary key (tenant, sha256)
);
create index refresh_tokens_family on access.refresh_tokens (tenant, family_id);
create index refresh_tokens_client on access.refresh_tokens (tenant, client_id) where revoked_at is null;
create index refresh_tokens_expired on access.refresh_tokens (expires_at);

-- Whoever keeps a copy hears at once of what changed.
create function access.tell() returns trigger language plpgsql as $$
begin
    perform pg_notify('leadstream_access', '');
    return null;
end $$;
create trigger tell after insert or update or delete on access.clients for each statement execute function access.tell();
create trigger tell after insert or update or delete on access.secrets for each statement execute function access.tell();
