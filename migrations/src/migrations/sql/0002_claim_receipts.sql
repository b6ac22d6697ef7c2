-- A claim that is answered repeats its receipt, word for word, whenever its lead version comes again.
alter table pipeline.claims add column receipt bytea;
comment on column pipeline.claims.receipt is 'The framed Receipt as it stands on leads.delivered; it holds nothing personal.';

-- Which record a lead already has at a destination, whatever its version.
create index claims_of_lead on pipeline.claims (tenant, destination, lead_id, version desc) where record_id <> '';
