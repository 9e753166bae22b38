"""Seals and opens secrets; nobody else calls a cipher. Its door is `vault.Vault`; `keys` holds where master keys lie.

It decides nothing about logins and keeps no secret itself: the sealed rows lie in the store.
"""
