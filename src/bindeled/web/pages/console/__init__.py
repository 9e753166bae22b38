"""The support console: all tenants, the worst first, with whose move it is."""
