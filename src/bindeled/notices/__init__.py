"""Tells people what happened, whose move it is and what waits: `rules` decide, `wording` writes, `delivery` sends."""
