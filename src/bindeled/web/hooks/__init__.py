"""The addresses that the systems call when something changed: plain, without cookies, and of few words."""
