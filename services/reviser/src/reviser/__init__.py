"""Makes every version of a lead after the first."""
