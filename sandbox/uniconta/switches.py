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
    enum_output: str = "label"  # or "member", "number"; 7
    time_format: str = "datetime"  # or "minutes" since midnight; 10.8
    zoned_dates: bool = False  # dates end in Z; 7
    page_size: int = 0  # above 0, surface A answers pages of so many rows with a nextLink; 3.1
    most_rows: int = 0  # above 0, no answer has more rows, and none says that it was cut; 2.4, 10.3
    hidden_cost_price: str = "absent"  # or "zero"; 8.19
    metadata_dates: str = "Edm.DateTimeOffset"  # what `$metadata` calls a date; 10.3
    offer_phase: bool = False  # whether projects have a phase Offer; 6.4

    # Questions
    unknown_property: str = "ignore"  # a filter on one returns all rows; "refuse" answers an error; 3.4
    enum_filter: str = "label"  # or "number": how a filter on A or B names a member; 7
    most_alternatives: int = 40  # of an `or`; 2.4
    select_and_count: bool = False  # whether A knows `$select` and `$count`; it ignores them otherwise; 10.3

    # Writes
    update_missing_keys: str = "reset"  # or "keep": what becomes of keys that a PUT leaves out; 4
    plain_update_drops_user_fields: bool = True  # writing X what was read as XUser; 4
    insert_list: str = "atomic"  # or "stop_at_first_error"; 4
    insert_takes_array: bool = False  # Insert given an array; 8.12
    list_updates: bool = True  # whether UpdateList and DeleteList exist; 3.2
    check_line_references: bool = False  # whether a line's project, employee... must exist at insert; 8.15
    journal_must_exist: bool = True  # whether what a line hangs on must: its journal, its employee; 3.4
    module_field_sent: str = "ignore"  # or "refuse": a field of a module that is off; 1.3
    enum_input: str = "language"  # texts of the user's language only; "any" takes members and the other language; 10.7
    unknown_label: str = "ignore"  # or "refuse"; 7
    timesheet_date: str = "monday"  # or "as_sent", "refuse": a date of another day than Monday; 6.9
    closed_weeks: str = "reject"  # or "accept": writing into a closed or approved week; 8.17
    norm_hours: bool = False  # whether closing a week asks for a calendar and its hours; 6.9

    # Access
    free_calls: int = 0  # per user and day before the server slows down; 0 is off, the real figure is 5000; 2.4
    call_delay_seconds: float = 1.0  # for each started `free_calls` beyond the first; 2.4
    extended_calls: bool = False  # fifteen times as many free calls; 2.4
    calls_per_request: int = 1  # a request that logs in may count as several; 2.4, 10.14
    day_offset: int = 0  # days that the twin's calendar runs ahead, to reach the next midnight
    login_attempts: int = 0  # failures before a login must wait; 0 is off; 1.6
    login_wait_seconds: float = 30.0
    block_after: int = 0  # failures before a login is blocked until a person opens it; 0 is off
    passwords_at_once: int = 1  # how many passwords a login may have together; 1.6
    two_factor_wait_seconds: float = 0.0  # how long a login with a second factor hangs before it fails; 1.5
    concurrent_calls: str = "allow"  # of the same login at the same time: "refuse" the second, "end_first"; 1.1
    ip_blocked: bool = False  # 1.2
    modules_off: list[str] = field(default_factory=list)  # "Project", "Payroll", "TimeManagement"...; 1.3
    dimensions: int = 5  # how many the company uses; 6.11

    # Surface C
    web_host: str = ""  # the host under which C alone answers, as the real one has; "" serves all under any host; 0
    web_errors: str = "ok_text"  # as `errors`; 2.3
    web_login_refusal: str = "ok_json_string"  # or "status"; 2.2
    web_access_seconds: float = 3600.0  # life of a token; 1.6
    web_refresh_seconds: float = 604_800.0  # and of what renews it
    web_refresh_rotates: bool = True  # whether a refresh token works once only; 2.2
    web_api_key: str = "optional"  # or "with_bare_name" (a name without a company needs one), "required"; 1.4
    web_key_needs_server_user: bool = True  # whether an API key refuses a standard user; 1.1
    second_login: str = "allow"  # of a server user: "refuse", "end_first"; 1.1
    credential_change_ends: str = "nothing"  # or "refresh" (tokens are not renewed), "all" (they end too); 10.12
    web_updates: bool = True  # whether Update and Delete exist; 3.3, 10.4
    web_enum_input: str = "any"  # as `enum_input`; a number and English texts were taken; 6.1
    web_enum_output: str = "label"  # or "member", "number"; 0
    web_enum_filter: str = "number"  # or "label"; 7
    web_ranges: bool = True  # whether a FilterValue can be a range `a..b`; 3.4

    # Change-URL webhooks
    webhook_verb: str = "Action"  # or "Operation", "both"; 5
    webhook_separator: str = "&"  # or "?", as the old page prints it; 5
    webhook_argument: str = "Argument"  # the parameter that carries the chosen constant; 5
    webhook_tries: int = 1  # for each event; 10.11
    webhook_retry_seconds: float = 0.2
    webhook_timeout_seconds: float = 5.0
    webhook_stops_on_error: bool = False  # whether a URL with an error hears nothing more; 5
    webhook_duplicate_every: int = 0  # every n-th event is delivered twice; 8.21
    webhook_drop_every: int = 0  # every n-th event is lost; 8.21
    webhook_reorder: int = 0  # so many events that follow each other are delivered the other way round; 8.21
    # The numbers of InvItem, Debtor, Contact and Employee are known; the others are invented; 5.
    table_ids: dict[str, int] = field(
        default_factory=lambda: {
            "InvItemClient": 23,
            "DebtorClient": 50,
            "ContactClient": 60,
            "EmployeeClient": 95,
            "ProjectClient": 9001,
            "ProjectGroupClient": 9002,
            "PrCategoryClient": 9003,
            "EmpPayrollCategoryClient": 9004,
            "PrWorkSpaceClient": 9005,
            "DebtorGroupClient": 9006,
            "InvGroupClient": 9007,
        }
    )

    def change(self, values: dict[str, Any], /) -> dict[str, Any]:
        """Set the named switches and return all of them."""
        for name, value in values.items():
            setattr(self, name, value)
        return dataclasses.asdict(self)

    def restore(self) -> None:
        """Set every switch back to its default."""
        self.change(dataclasses.asdict(Switches()))
