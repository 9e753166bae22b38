"""The front page: the tenants, or the one there is."""
