"""The routes as the reference page tells them, taken from the interface itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bindeled.web.api.door import api
from bindeled.web.api.guard import Guard
from bindeled.web.api.routing import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class DescribedRoute:
    """One route: what has to be allowed, how it is counted, and lines about what it takes and answers."""

    method: str
    path: str
    summary: str
    action: str
    pace: str
    lines: tuple[str, ...]


def described_routes() -> Iterator[DescribedRoute]:
    """Yield every route, in the order in which they are offered."""
    document: Mapping[str, Any] = api.get_openapi_schema(path_prefix="")
    guards = _guards()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            guard = guards[operation["operationId"]]
            lines = (*_taken(operation), _answered(operation))
            yield DescribedRoute(
                method.upper(),
                f"/{path.lstrip('/')}",
                operation["summary"],
                guard.action.value,
                guard.pace.value,
                lines,
            )


def _guards() -> dict[str, Guard]:
    operations = [
        operation
        for _, router in api._routers  # noqa: SLF001 - Ninja tells the guards of its routes nowhere else
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    return {
        str(one.operation_id): guard for one in operations for guard in one.auth_callbacks if isinstance(guard, Guard)
    }


def _taken(operation: Mapping[str, Any]) -> Iterator[str]:
    for where, words in (("query", "in the query"), ("header", "as a header")):
        names = [f"`{one['name']}`" for one in operation.get("parameters", ()) if one["in"] == where]
        if names:
            yield f"takes {', '.join(names)} {words}"
    if "requestBody" in operation:
        (content,) = operation["requestBody"]["content"].values()
        yield f"takes {_name_of(content['schema'])}"


def _answered(operation: Mapping[str, Any]) -> str:
    told = [int(status) for status in operation["responses"] if int(status) not in ALWAYS]
    return "answers " + ", ".join(_answer(status, operation["responses"]) for status in sorted(told))


def _answer(status: int, responses: Mapping[Any, Any]) -> str:
    content = responses[status].get("content", {}) if status < 400 else {}
    names = [name for part in content.values() if (name := _name_of(part["schema"]))]
    return f"{status} with {names[0]}" if names else str(status)


def _name_of(schema: Mapping[str, Any]) -> str:
    reference = schema.get("$ref", "")
    return f"`{reference.rsplit('/', 1)[-1]}`" if reference else ""
