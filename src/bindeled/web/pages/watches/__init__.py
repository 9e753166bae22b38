"""The rules by which people are told: in words, tried on what both systems hold, switched on and off, taken back."""
