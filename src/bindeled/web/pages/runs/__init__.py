"""The runs of a tenant: the list of them, what one did, and asking for one now."""
