"""Mutation testing: small faults are put into the code that decides, and the tests must notice every one of them."""
