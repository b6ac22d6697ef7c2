"""
What a submission says, read the same way wherever it enters: gateway, Kafka, files, the simulator.

`documents` turns bytes into one JSON object, `fields` puts its values under canonical names,
`arrivals` says whose submission a message on `leads.raw` is; the rest serves these. All pure.
"""
