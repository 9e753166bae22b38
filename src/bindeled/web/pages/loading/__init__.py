"""The first load of master data: looked at, chosen record by record, carried out, and taken back."""
