"""What the README and docs quote, reproducible by one command: `make bench`."""
