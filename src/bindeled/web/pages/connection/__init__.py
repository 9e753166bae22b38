"""The connections of a tenant: how they stand, whose move it is, what was proved, and what can be done."""
