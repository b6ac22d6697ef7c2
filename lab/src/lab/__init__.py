"""The local stack, the lead generator, the ledger and the benches."""
