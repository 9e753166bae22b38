"""The programming interface, `/api/v1`. Its door: `door.api`, which Django's addresses include.

Each route says in its `Guard` what has to be allowed for it and how often it may be asked; nothing is answered before
the guard has let the request through. A tenant or connection out of reach is not there.
"""
