"""Intempus: signs in, asks, reads and judges its REST API v1. Only `adapter` speaks in domain nouns."""
