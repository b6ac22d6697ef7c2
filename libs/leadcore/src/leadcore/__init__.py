"""What every Leadstream service is made of: contracts, verdicts, stages and their runners."""
