"""Which fields are carried and how, of which records, who wins: shown, tried on real records, kept, and taken back."""
