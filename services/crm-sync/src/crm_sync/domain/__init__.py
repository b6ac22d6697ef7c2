"""Pure decisions of crm-sync: what a destination is to hold of a lead."""
