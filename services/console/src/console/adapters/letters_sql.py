"""The statements about dead letters. `vw_unresolved_errors` says which are open."""

_CHOSEN = """
    ($1::text is null or e.tenant = $1) and ($2 = '' or e.unit = $2)
    and ($3 = '' or e.code = $3 or e.parameters ->> 'reason' = $3)
    and (cardinality($4::text[]) = 0 or e.dead_letter_id = any($4))
"""
_ORDER = 'e.appended_at, e.topic, e.partition, e."offset", e.dead_letter_id'
_COLUMNS = """
    e.tenant, e.dead_letter_id, e.unit, e.code, e.field, e.parameters, e.source, e.submission_id, e.lead_id, e.version,
    e.topic, e.partition, e."offset", e.appended_at, e.attempt, e.tries, e.first_failed_at, e.last_failed_at
"""

CAUSES = f"""
    select e.unit, e.code, coalesce(e.parameters ->> 'reason', '') as reason, e.topic, count(*) as count,
           min(e.first_failed_at) as oldest, max(e.last_failed_at) as newest,
           (array_agg(e.dead_letter_id order by e.last_failed_at desc, e.dead_letter_id))[1] as sample
    from pipeline.vw_unresolved_errors e where {_CHOSEN}
    group by 1, 2, 3, 4 order by count(*) desc, 1, 2, 3, 4
"""  # noqa: S608  names of this file alone

LISTED = f"""
    select e.dead_letter_id, e.unit, e.code, e.field, e.parameters, e.source, e.submission_id, e.lead_id, e.version,
           e.topic, e.partition, e."offset", e.attempt, e.tries, e.first_failed_at, e.last_failed_at
    from pipeline.vw_unresolved_errors e where {_CHOSEN}
    order by e.last_failed_at desc, e.dead_letter_id limit $5
"""  # noqa: S608  as above

LETTER = f"""
    select {_COLUMNS}, e.code_version, e.release, e.key, e.value, e.headers, e.resolution, e.resolved_at, e.resolved_by
    from pipeline.pipeline_errors e
    where ($1::text is null or e.tenant = $1) and e.dead_letter_id = $2 limit 1
"""  # noqa: S608  as above

IDS = f"""
    select e.dead_letter_id
    from pipeline.vw_unresolved_errors v
    join pipeline.pipeline_errors e using (tenant, dead_letter_id)
    where {_CHOSEN} and e.resolution is null
    order by {_ORDER} limit nullif($5::bigint, 0)
"""  # noqa: S608  as above

LETTERS = f"""
    select {_COLUMNS}, e.key, e.value, e.headers
    from pipeline.pipeline_errors e
    where e.dead_letter_id = any($1::text[]) and e.resolution is null order by {_ORDER}
"""  # noqa: S608  as above

PLACES = """
    select submission_id, topic, partition, "offset"
    from pipeline.submissions where submission_id = any($1::text[]) and topic is not null
"""

RESOLVE = """
    update pipeline.pipeline_errors set resolution = $2, resolved_at = now(), resolved_by = $3
    where dead_letter_id = any($1::text[]) and resolution is null
"""

HOLD = "select pg_try_advisory_lock(hashtext('console.dead-letters'))"
