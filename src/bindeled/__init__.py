"""Bindeled carries approved work reports from Intempus to Uniconta's project journal, exactly once."""
