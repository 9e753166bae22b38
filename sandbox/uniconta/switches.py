"""What the sheet leaves open or calls inferred, as named switches. Each default is the likelier answer."""

import dataclasses
from dataclasses import field
from typing import Any


@dataclasses.dataclass
class Switches:
    """Current settings of one running twin. Sections are those of the Uniconta sheet."""

    # Answers
    insert_answer: str = "rows"  # "empty" (200 without body) or "204"; 2.3
    errors: str = "status_text"  # status_json_string, status_object, ok_text, ok_json_string, ok_err; 2.3
    error_status: int = 400  # of business errors, in the modes that use a status; 2.3
    refused_login_status: int = 401  # or 403; 2.3
    language: str = "da"  # or "en": the language of the user's enum texts; 7
    labels: dict[str, dict[str, str]] = field(default_factory=dict)  # other enum texts, by enumeration and member; 7
    time_format: str = "datetime"  # or "minutes" since midnight; 10.8
    page_size: int = 0  # above 0, surface A answers pages of so many rows with a nextLink; 3.1

    # Questions
    unknown_property: str = "ignore"  # a filter on one returns all rows; "refuse" answers an error; 3.4

    # Writes
    update_missing_keys: str = "reset"  # or "keep": what becomes of keys that a PUT leaves out; 4
    plain_update_drops_user_fields: bool = True  # writing X what was read as XUser; 4
    insert_list: str = "atomic"  # or "stop_at_first_error"; 4
    insert_takes_array: bool = False  # Insert given an array; 8.12
    list_updates: bool = True  # whether UpdateList and DeleteList exist; 3.2
    check_line_references: bool = False  # whether a line's project, employee... must exist at insert; 8.15
    journal_must_exist: bool = True  # whether a line's journal must; 3.4
    enum_input: str = "language"  # texts of the user's language only; "any" takes members and the other language; 10.7
    unknown_label: str = "ignore"  # or "refuse"; 7

    # Access
    free_calls: int = 0  # per user and day before the server slows down; 0 is off, the real figure is 5000; 2.4
    call_delay_seconds: float = 1.0  # for each started `free_calls` beyond the first; 2.4
    extended_calls: bool = False  # fifteen times as many free calls; 2.4
    day_offset: int = 0  # days that the twin's calendar runs ahead, to reach the next midnight
    login_attempts: int = 0  # failures before a login must wait; 0 is off; 1.6
    login_wait_seconds: float = 30.0
    concurrent_calls: str = "allow"  # or "refuse" a second one of the same login at the same time; 1.1
    ip_blocked: bool = False  # 1.2
    modules_off: list[str] = field(default_factory=list)  # "Project", "Payroll", "TimeManagement"; 1.3
    dimensions: int = 5  # how many the company uses; 6.11

    def change(self, values: dict[str, Any], /) -> dict[str, Any]:
        """Set the named switches and return all of them."""
        for name, value in values.items():
            setattr(self, name, value)
        return dataclasses.asdict(self)

    def restore(self) -> None:
        """Set every switch back to its default."""
        self.change(dataclasses.asdict(Switches()))
