"""The stages of ingest: normalise, then admit."""
