"""Help inside the product: what each state and each cause means, whose move it is, and what happens by itself."""
