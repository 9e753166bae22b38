"""Which record in one system is which in the other: what was found, how sure, and what a person says about it."""
