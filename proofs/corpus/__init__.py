"""Answers with the class that a person gave each, and what the product makes of them (property P6)."""
