"""The command line: each file parses, calls one thing and shows one thing."""
