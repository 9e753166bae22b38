"""The stories. Each is data: who does what when. They fit the scenarios `small`, `office` and `bulk`."""

from sandbox.scenarios.company import MAIL_HOST, OTHER_UNICONTA_COMPANY, UNICONTA_COMPANY
from sandbox.stories.step import ApprovedReports, LatestApprovedReport, NewReports, Step, Story

INTEMPUS_LOGIN = f"Integration@{MAIL_HOST}"
NEW_KEY = "invented-key-of-the-afternoon"
PARTNER_LOGIN = "OpdigtetPartner"
PARTNER_PASSWORD = "Invented-password-of-the-partner"  # noqa: S105 - opens nothing but the twin
MORNING_REPORTS = 120
WEEKEND_REPORTS = 60

_MAINTENANCE = "<html><body><h1>503</h1>Service unavailable</body></html>"


def _new_reports(at: str, count: int, says: str, *, approved: bool = True) -> Step:
    return Step(at, says, "intempus", "rows/work_report", {"rows": NewReports(count, approved)})


KEY_REVOKED_AT_NOON = Story(
    "key-revoked-at-noon",
    "The owner cleans up users and revokes the integration's key; in the afternoon he makes a new one.",
    (
        _new_reports("11:30", 5, "Five reports are approved"),
        Step(
            "12:00",
            "The owner deactivates the integration's user",
            "intempus",
            "credentials",
            {"action": "revoke", "username": INTEMPUS_LOGIN},
        ),
        _new_reports("12:10", 5, "Five more reports are approved while nobody can read them"),
        Step(
            "14:30",
            "He makes a new key for the user; the old one stays dead",
            "intempus",
            "credentials",
            {"action": "rotate", "username": INTEMPUS_LOGIN, "key": NEW_KEY},
        ),
        Step(
            "14:31",
            "and lets the user in again",
            "intempus",
            "credentials",
            {"action": "activate", "username": INTEMPUS_LOGIN},
        ),
    ),
)

MONDAY_MORNING = Story(
    "monday-morning",
    "Everybody approves last week's hours before eight, and Intempus groans.",
    (
        _new_reports("06:45", MORNING_REPORTS, "The week's hours lie there, not approved yet", approved=False),
        Step(
            "07:00",
            "Intempus answers the next ten calls slowly",
            "intempus",
            "faults",
            {"fault": "slow", "path": "^/web/v1/", "seconds": 0.5, "count": 10},
        ),
        Step(
            "07:05",
            "It counts calls strictly this morning",
            "intempus",
            "switches",
            {"rate_limit_per_minute": 60},
        ),
        Step(
            "07:10",
            "The foreman approves everything at once",
            "intempus",
            "approve",
            {"ids": ApprovedReports(MORNING_REPORTS, approved=False)},
        ),
        Step(
            "07:30",
            "The bookkeeper posts what is in the journal already",
            "uniconta",
            "post-journal",
            {"journal": "INTEMPUS"},
        ),
        Step("08:30", "The rush is over", "intempus", "switches", {"rate_limit_per_minute": 0}),
        Step("08:30", "and Intempus is quick again", "intempus", "faults", method="DELETE"),
    ),
)

BOOKKEEPER_POSTS_MEANWHILE = Story(
    "bookkeeper-posts-meanwhile",
    "The bookkeeper posts the journal between two runs; then an hour in it turns out to be wrong.",
    (
        Step("10:00", "The bookkeeper posts the journal", "uniconta", "post-journal", {"journal": "INTEMPUS"}),
        Step(
            "10:05",
            "The foreman withdraws the approval of the latest report",
            "intempus",
            "unapprove",
            {"ids": ApprovedReports(1)},
        ),
        _new_reports("10:10", 3, "Three other reports are approved"),
        Step(
            "10:15",
            "One approved report is corrected in Intempus' own pages",
            "intempus",
            "edit",
            {"resource": "work_report", "id": LatestApprovedReport(), "fields": {"amount": "3.75"}},
        ),
        Step("10:20", "The bookkeeper posts once more", "uniconta", "post-journal", {"journal": "INTEMPUS"}),
    ),
)

PARTNER_GIVES_WRONG_COMPANY = Story(
    "partner-gives-wrong-company",
    "The partner makes a new login, yet for the customer's other company; an hour later he mends it.",
    (
        Step(
            "09:00",
            "The partner adds a login that reaches the other company only",
            "uniconta",
            "credentials",
            {
                "action": "add",
                "login": PARTNER_LOGIN,
                "password": PARTNER_PASSWORD,
                "companies": [OTHER_UNICONTA_COMPANY],
                "default_company": OTHER_UNICONTA_COMPANY,
            },
        ),
        _new_reports("09:30", 3, "Meanwhile three reports are approved"),
        Step(
            "10:00",
            "The partner gives the login the right company",
            "uniconta",
            "credentials",
            {
                "action": "add",
                "login": PARTNER_LOGIN,
                "password": PARTNER_PASSWORD,
                "companies": [UNICONTA_COMPANY],
                "default_company": UNICONTA_COMPANY,
            },
        ),
    ),
)

UNICONTA_DOWN_FOR_THE_WEEKEND = Story(
    "uniconta-down-for-the-weekend",
    "Uniconta is being moved from Friday afternoon to Monday morning. People work on, and approve.",
    (
        Step(
            "Friday 16:00",
            "Uniconta answers every call with its maintenance page",
            "uniconta",
            "faults",
            {
                "fault": "status",
                "status": 503,
                "body": _MAINTENANCE,
                "content_type": "text/html; charset=utf-8",
                "count": None,
            },
        ),
        _new_reports("Saturday 11:00", WEEKEND_REPORTS, "The weekend's hours are approved"),
        Step("Monday 06:00", "Uniconta is back", "uniconta", "faults", method="DELETE"),
        Step(
            "Monday 06:01",
            "though the first call is reset: sessions of before are gone",
            "uniconta",
            "faults",
            {"fault": "reset_before_commit"},
        ),
    ),
)

STORIES = {
    story.name: story
    for story in (
        KEY_REVOKED_AT_NOON,
        MONDAY_MORNING,
        BOOKKEEPER_POSTS_MEANWHILE,
        PARTNER_GIVES_WRONG_COMPANY,
        UNICONTA_DOWN_FOR_THE_WEEKEND,
    )
}
