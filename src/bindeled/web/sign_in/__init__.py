"""Signing in: allauth does it, with our settings, pages and words. The door: `access`, which guards each page."""
