"""A stand-in for HubSpot's CRM objects API: stateful, countable, breakable on request."""
