"""Reconnection, step by step: what happened, where the new login comes from, entering it, the checks, catching up.

The login in use goes on until the new one is proved. No step needs a script, and no step shows what was entered before.
"""
