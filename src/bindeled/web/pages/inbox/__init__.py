"""The inbox: what is set aside and why, and what a person does about it."""
