"""The properties P1 to P16 of the connections reference (4.1), each measured on the twins with real processes."""
