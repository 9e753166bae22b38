"""The pages: parse, ask one thing, show one thing. Nothing here changes anything."""
