"""Logins and what becomes of them: handing over, checking, and what a refusal means for the link.

Its door is `service.Connections`. It calls no system itself (the check is handed in) and holds no SQL.
"""
