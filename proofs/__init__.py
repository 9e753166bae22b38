"""What the product promises, measured: run by `make prove-connections`. Never part of the product's package."""
