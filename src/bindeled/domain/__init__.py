"""What is decided: nouns, keys, mapping, planning, states and errors. Pure: no I/O, no clock, no framework."""
