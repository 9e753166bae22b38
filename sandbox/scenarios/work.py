"""What time is registered as: work types here, pay types and project categories there."""

from typing import Final, NamedTuple

from sandbox.scenarios.shape import Row

WORK_MODEL = 301


class WorkType(NamedTuple):
    """A work type of Intempus and, where `pay_type` is set, the pay type of Uniconta that it agrees with."""

    id: int
    number: str
    name: str
    category: int
    unit: str
    pay_type: str
    project_category: str = ""
    internal_type: str = "None"
    interval: bool = False


PROJECT_TIME, ABSENCE, MILEAGE, EXPENSES, OVERTIME = 401, 402, 403, 404, 405

NORMAL = WorkType(501, "100", "Normaltid", PROJECT_TIME, "Timer", "100", "10")
ELECTRICAL = WorkType(502, "0110", "Montage, el", PROJECT_TIME, "Timer", "0110", "10")
PLUMBING = WorkType(503, "0120", "Montage, rør", PROJECT_TIME, "Timer", "0120", "10")
NIGHT = WorkType(504, "130", "Nattevagt", PROJECT_TIME, "Timer", "130", "10", interval=True)
ADVICE = WorkType(505, "", "Rådgivning på stedet", PROJECT_TIME, "Timer", "150", "10")
TRAVEL = WorkType(506, "", "Køretid", PROJECT_TIME, "Timer", "160", "10")
UNKNOWN = WorkType(507, "900", "Prøveordning uden løntype", PROJECT_TIME, "Timer", "")
HOLIDAY = WorkType(508, "300", "Ferie", ABSENCE, "Timer", "300", "50", "Vacation")
SICKNESS = WorkType(509, "310", "Sygdom", ABSENCE, "Timer", "310", "50", "Sickness")
CAR = WorkType(510, "400", "Kørsel i egen bil", MILEAGE, "km", "400", "20", "Mileage")
OUTLAY = WorkType(511, "500", "Udlæg", EXPENSES, "kr.", "500", "30")
GENERATED = WorkType(512, "200", "Overtid 50 % (automatisk)", OVERTIME, "Timer", "200", "10", "OverTime")

TYPES: Final = (
    NORMAL, ELECTRICAL, PLUMBING, NIGHT, ADVICE, TRAVEL, UNKNOWN, HOLIDAY, SICKNESS, CAR, OUTLAY, GENERATED,
)  # fmt: skip

INTERNAL_PROJECT = "0900"
MATERIALS = "40"

_UNITS = {"Timer": "Hours", "km": "km", "kr.": "None"}


def work_models(company: int) -> list[Row]:
    """Build the one agreement that everybody works under."""
    return [{"id": WORK_MODEL, "company": company, "number": "1", "name": "Håndværkere"}]


def work_categories() -> list[Row]:
    """Build one category for each kind of registration (Intempus sheet 7.10)."""
    kinds = (
        (PROJECT_TIME, "Projekttid", None, True, False),
        (ABSENCE, "Fravær", "absence", False, False),
        (MILEAGE, "Kørsel", "mileage", True, False),
        (EXPENSES, "Udlæg", "expenses", True, False),
        (OVERTIME, "Overtid", None, False, True),
    )
    return [
        {"id": id_, "name": name, "type": kind, "case_related": case, "supplement": extra, "work_model": WORK_MODEL}
        for id_, name, kind, case, extra in kinds
    ]


def work_types() -> list[Row]:
    """Build the work types."""
    return [_work_type(kind) for kind in TYPES]


def pay_types() -> list[Row]:
    """Build the pay types of Uniconta (Uniconta sheet 6.7); one work type has none."""
    return [_pay_type(kind) for kind in TYPES if kind.pay_type]


def project_categories() -> list[Row]:
    """Build the project categories (Uniconta sheet 6.5), with a header and a sum that nothing may be booked on."""
    kinds = (
        ("1", "Omkostninger", "Header", False),
        ("10", "Arbejdsløn", "Labour", True),
        ("20", "Kørsel", "Expenses", True),
        ("30", "Udlæg", "Expenses", True),
        (MATERIALS, "Materialer", "Materials", True),
        ("50", "Fravær", "Labour", False),
        ("89", "Omkostninger i alt", "Sum", False),
        ("90", "Omsætning", "Revenue", True),
    )
    return [{"Number": n, "Name": name, "CatType": kind, "Invoiceable": paid} for n, name, kind, paid in kinds]


def _work_type(kind: WorkType) -> Row:
    return {
        "id": kind.id,
        "number": kind.number,
        "name": kind.name,
        "unit": kind.unit,
        "active": True,
        "report_interval": kind.interval,
        "vacation_or_leave": kind.category == ABSENCE,
        "work_category": kind.category,
        "work_model": WORK_MODEL,
    }


def _pay_type(kind: WorkType) -> Row:
    absence = kind.category == ABSENCE
    return {
        "Number": kind.pay_type,
        "Name": kind.name,
        "Unit": _UNITS[kind.unit],
        "PrCategory": kind.project_category,
        "InternalType": kind.internal_type,
        "InternalProject": INTERNAL_PROJECT if absence else None,
        "Invoiceable": not absence,
        "Rate": 200.0,
        "SalesPrice": 0.0 if absence else 495.0,
        "Factor": 0.0,
        "Blocked": False,
    }
