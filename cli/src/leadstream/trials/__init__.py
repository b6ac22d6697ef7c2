"""
`leadstream try`: a file through the real stages in this process, and what there is to say about it.

    reading (leadfiles) → mapping (guessed, corrected) → trying (simulator) → tally → screen, report.html, findings.csv
"""
