"""Who belongs to a tenant, inviting others, and letting our support look."""
