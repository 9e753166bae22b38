"""What flows in shadow would have written, and going live."""
