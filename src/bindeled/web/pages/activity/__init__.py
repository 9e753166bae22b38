"""What was done about a tenant, by whom and when: the audit in words."""
