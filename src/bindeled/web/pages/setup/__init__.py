"""Getting started: the checklist, what is next, where to click, the first choices, shadow and going live."""
