"""Pure decisions of the reviser: what a revision changes, and which version it makes."""
