"""Enumerations: members as they are kept, and the texts that go over the wire (Uniconta sheet 7).

Danish texts stand where the sheet bears them (6.4, 6.7); where it does not, the English text is shown in both
languages, and the switch `labels` puts others in their place.
"""

import re
from collections.abc import Mapping
from typing import Literal

Language = Literal["da", "en"]

# Enumeration -> member -> Danish text, None where the sheet knows none. The first member is the default.
_DANISH: Mapping[str, Mapping[str, str | None]] = {
    "ProjectPhase": {
        "Created": "Oprettet",
        "Accepted": "Godkendt",
        "InProgress": "Igangværende",
        "ReportedAsFinished": "Færdigmeldt projekt",
        "Completed": "Gennemført",
        "Paused": "Pause",
        "Offer": "Tilbud",
    },
    "InternalType": {
        "None": "Ingen",
        "Vacation": "Ferie",
        "OtherVacation": "Feriefri",
        "OverTime": "Overtid",
        "FlexTime": "Flextid",
        "Mileage": "Kørsel",
        "Sickness": "Sygdom",
        "OtherAbsence": "Andet fravær",
        "Pause": "Pause",
    },
    "CategoryType": dict.fromkeys(
        (
            "Header", "Sum", "Revenue", "Labour", "ExternalWork", "Materials", "Expenses", "Miscellaneous", "Other",
            "Adjustment", "OnAccountInvoicing",
        )
    ),
    "ItemUnit": dict.fromkeys(("None", "Pieces", "Hours", "km", "Metre")),
    "ItemType": dict.fromkeys(("Item", "Service", "BOM", "ProductionBOM")),
    "CountryCode": dict.fromkeys(("Unknown", "Denmark", "Norway", "Sweden", "Germany")),
    "Currency": dict.fromkeys(("DKK", "EUR", "NOK", "SEK")),
    "VatZone": dict.fromkeys(("Domestic", "EUMember", "Abroad", "ExemptVat")),
    "RegistrationType": {"Hours": None, "Mileage": "Kørsel"},
    "WorkSpaceState": dict.fromkeys(("Open", "Warning", "Blocked")),
    "DCType": dict.fromkeys(("Debtor", "Creditor")),
}  # fmt: skip

# The few numbers that a source names; the others are taken to follow the order (sheet 6.1, 6.9, 10.2).
_NUMBERS: Mapping[str, Mapping[str, int]] = {"CountryCode": {"Denmark": 57}}

# Plausible, but seen in no source as a member (sheet 6.4): exists only by switch.
DOUBTFUL = frozenset({("ProjectPhase", "Offer")})

_AS_THEY_ARE = {"BOM", "ProductionBOM", "km", "DKK", "EUR", "NOK", "SEK"}


def members(enumeration: str) -> tuple[str, ...]:
    """Return the members, the default first."""
    return tuple(_DANISH[enumeration])


def numbers(enumeration: str) -> dict[str, str]:
    """Return the number of each member, as text."""
    own = _NUMBERS.get(enumeration, {})
    return {member: str(own.get(member, number)) for number, member in enumerate(_DANISH[enumeration])}


def texts(enumeration: str, language: Language, own: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return what each member is called in `language`; `own` overrides by enumeration and member."""
    danish = _DANISH[enumeration]
    shown = {member: (danish[member] if language == "da" else None) or _english(member) for member in danish}
    return {**shown, **own.get(enumeration, {})}


def _english(member: str) -> str:
    """Write a member as a label: "InProgress" is shown as "In progress"."""
    if member in _AS_THEY_ARE:
        return member
    return re.sub(r"(?<=[a-z])[A-Z]", lambda match: " " + match.group().lower(), member)
