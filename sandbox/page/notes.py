"""What a twin's source says beside each switch: the other values it takes, and the section of the fact sheet."""

import functools
import inspect
import re

_FIELD = re.compile(r"^    (\w+): [^#\n]+#\s*(.+)$", re.MULTILINE)


@functools.cache
def switch_notes(switches: type) -> dict[str, str]:
    """Return the comment of each field of the class, by name; a field without one is left out."""
    return dict(_FIELD.findall(inspect.getsource(switches)))
