"""Whom a tenant lets be told, of what, and what became of it."""
