"""What a tenant chooses: the way to each page of settings, and what all of them have around them."""
