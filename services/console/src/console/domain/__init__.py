"""Pure parts of the console: what is asked, and how what was decided is told."""
