"""When each flow runs by itself, what its next runs are, and running it now."""
