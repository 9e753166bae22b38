"""The page of a one-time link: join and choose a password, or sign in. Opening it uses nothing up."""
