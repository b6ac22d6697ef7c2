-- What a person said of two leads that looked alike: asked once, remembered, never acted on by itself.

create table pipeline.alike_verdicts (
    tenant      text collate "C" not null,
    one         text collate "C" not null,
    other       text collate "C" not null,
    verdict     text not null check (verdict in ('same', 'not-same')),
    points      double precision not null,
    parts       jsonb not null,
    decided_by  text not null,
    decided_at  timestamptz not null default now(),
    primary key (tenant, one, other),
    check (one < other)
);
create index alike_verdicts_other on pipeline.alike_verdicts (tenant, other);
comment on table pipeline.alike_verdicts is 'Two leads, the lesser id first. Written by the console''s `leadstream alike`.';
comment on column pipeline.alike_verdicts.points is 'How alike they were when it was said; `parts`: what the points were made of.';
