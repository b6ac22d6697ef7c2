"""
`leadstream import`: a file to the gateway's bulk lane, a share at a time, written down after each.

    journal (what was taken) ← sending (shares to the gateway) → settling (how they ended, from the console)
"""
