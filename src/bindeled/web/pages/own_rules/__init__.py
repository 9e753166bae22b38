"""The rules that a tenant writes for its own reports: in words, tried on real reports, kept, and taken back."""
