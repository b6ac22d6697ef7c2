"""
Pure decisions of ingest: what a submission says, cleaned and named.

No I/O, clock, randomness or environment in here; times and secrets are passed in.
"""
