"""Keys to the programming interface that reach one tenant: made and shown once, listed, ended."""
