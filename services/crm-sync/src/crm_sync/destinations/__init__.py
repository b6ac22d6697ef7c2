"""One module a destination: the stage of the unit `crm-sync.<module>`."""
