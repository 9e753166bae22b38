"""The Intempus twin: a program of its own that behaves like the Intempus REST API v1 (Intempus sheet 1-8)."""
