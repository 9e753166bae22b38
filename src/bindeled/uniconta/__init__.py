"""Speaks with Uniconta: its login, its JSON, its errors, its calls; `adapter` alone says it in our words."""
