"""What fulfils the reviser's ports."""
