-- A dead letter of a lead's later version is open until somebody sees to it. The submission behind it has ended with the
-- first version: had that one been replayed, its attempt is higher than this letter's, and says nothing of it.

create or replace view pipeline.vw_unresolved_errors as
select e.tenant, e.dead_letter_id, e.unit, e.code, e.field, e.parameters, e.source, e.submission_id, e.lead_id, e.version,
       e.topic, e.partition, e."offset", e.attempt, e.tries, e.first_failed_at, e.last_failed_at,
       now() - e.first_failed_at as age
from pipeline.pipeline_errors e
where e.resolution is null
  and (e.version > 1 or not exists (
      select 1 from pipeline.submissions s
      where s.tenant = e.tenant and s.submission_id = e.submission_id and s.attempt > e.attempt
  ));
