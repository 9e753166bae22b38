from __future__ import annotations

import tests.support.database  # noqa: F401 - configures Django before anything that has models is imported
