-- Who may be like a contact is looked for by number and by the beginning of the name: both indexes have a reader again.

create index contacts_phone on pipeline.contacts (tenant, phone) where phone <> '';
create index contacts_name on pipeline.contacts (tenant, lower(left(full_name, 100)) text_pattern_ops) where full_name <> '';
alter table pipeline.contacts alter column phone set statistics -1, alter column full_name set statistics -1;
