"""Journal lines as compact text, exactly as they were sent: an array by position, led by the number of its form.

Fifty thousand lines pass here in one run, so the fields are named by hand: `dataclasses.asdict` would
take ten times as long.
"""

from __future__ import annotations

import json
from datetime import date, time
from decimal import Decimal
from json.encoder import encode_basestring as _quoted

from bindeled.domain.errors import Contradiction
from bindeled.domain.nouns import JournalLine

_FORM = 3
# Written before lines had a task and a workspace, and before they were shares of rows.
_FIRST_FORM, _SECOND_FORM = 1, 2
_read = json.JSONDecoder().decode


def encode(line: JournalLine) -> str:
    """Return the line as text. Decimals keep their digits, dates and times are ISO 8601."""
    fields = (
        str(_FORM),
        _quoted(line.reference),
        _quoted(line.journal),
        f'"{line.date}"',
        _quoted(line.project),
        _quoted(line.employee),
        _quoted(line.pay_type),
        _quoted(line.project_category),
        _quoted(line.item),
        _quoted(line.text),
        f'"{line.quantity}"',
        _quoted(line.unit),
        "true" if line.invoiceable else "false",
        "null" if line.time_from is None else f'"{line.time_from.isoformat()}"',
        "null" if line.time_to is None else f'"{line.time_to.isoformat()}"',
        f"[{','.join(map(_quoted, line.dimensions))}]",
        _quoted(line.task),
        _quoted(line.workspace),
        _quoted(line.row),
    )
    return f"[{','.join(fields)}]"


def decode(text: str) -> JournalLine:
    """Return the line that was written. Raises Contradiction for a form that this release does not know."""
    form, *fields = _read(text)
    if form == _FIRST_FORM:
        fields += ["", "", ""]
    elif form == _SECOND_FORM:
        fields += [""]
    elif form != _FORM:
        raise Contradiction(f"A ledger line has form {form}; this release knows forms {_FIRST_FORM} to {_FORM}.")
    reference, journal, day, project, employee, pay_type, category, item, said, *rest = fields
    quantity, unit, invoiceable, time_from, time_to, dimensions, task, workspace, row = rest
    return JournalLine(
        reference,
        journal,
        date.fromisoformat(day),
        project,
        employee,
        pay_type,
        category,
        item,
        said,
        Decimal(quantity),
        unit,
        invoiceable,
        None if time_from is None else time.fromisoformat(time_from),
        None if time_to is None else time.fromisoformat(time_to),
        tuple(dimensions),
        task,
        workspace,
        row,
    )
