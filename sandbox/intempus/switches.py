"""What the sheet leaves open, as named switches. Each default is the likelier answer."""

import dataclasses
from typing import Any


@dataclasses.dataclass
class Switches:
    """Current settings of one running twin."""

    approval_bumps_timestamp: bool = False  # Intempus sheet 4.9
    creation_id_repeat_status: int = 200  # 200 or 201; sheet 5.3
    cursor_mode: str = "on"  # "off" answers 500 to cursor paging on every resource; sheet 3.2
    slashless: str = "redirect"  # or "accept"; sheet 2.5
    field_errors: str = "by_field"  # or "sentences": how a value out of bounds is told; sheet 2.3
    approved_edit_status: int = 400  # sheet 7.14, open question 5
    patch_shows_old_timestamp: bool = True  # sheet 8.5
    approval_levels: int = 2  # 1 to 3, counted from the final one; sheet 7.13, open question 16
    locked_date_inclusive: bool = True  # whether the locked day itself is locked; sheet 7.14
    lock_blocks_changes: bool = True  # whether a locked period also refuses changes and deletes; sheet 7.14
    keys_per_user: int = 1  # sheet 1.11, open question 6
    key_in_query: bool = False  # whether `?username=&api_key=` is taken as stock tastypie does; sheet 1.3
    login_flag_needed: bool = False  # whether `may_log_into_backend` must be set to use the API; sheet 7.13
    denied_answer: str = "401"  # or "404", or "filtered": an empty list; sheet 1.5, open question 6
    webhooks: str = "off"  # "on" delivers; sheet 6
    webhook_content: str = "id"  # or "object": the whole row; sheet 6
    webhook_repeats: int = 1  # how often the same event comes again; sheet 6
    webhook_on_own_pages: bool = True  # whether what people change on Intempus' own pages is told; sheet 6
    webhook_on_approval: bool = False  # whether an approval or its withdrawal is told; sheet 6
    webhook_on_delete: bool = True  # whether a delete is told; sheet 6
    webhook_order: str = "shuffled"  # or "kept"; sheet 6
    line_lock_feature: bool = False  # whether the company may lock single lines; sheet 7.14
    rate_limit_per_minute: int = 0  # 0 is off; the real one is 500, sheet 2.1
    rate_limit_per_day: int = 0  # 0 is off; the real one is 50,000

    def change(self, values: dict[str, Any]) -> dict[str, Any]:
        """Set the named switches and return all of them. Raises `KeyError` for a name that does not exist."""
        for name, value in values.items():
            if name not in self.__dataclass_fields__:
                raise KeyError(name)
            setattr(self, name, value)
        return dataclasses.asdict(self)

    def restore(self) -> None:
        """Set every switch back to its default."""
        self.change(dataclasses.asdict(Switches()))


switches = Switches()
