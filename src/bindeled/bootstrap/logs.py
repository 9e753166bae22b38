"""Where log lines go, and that none of them leaves unredacted."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import structlog

from bindeled.transport.redaction import redact_event

if TYPE_CHECKING:
    from structlog.typing import Processor


def configure_logs(level: str) -> None:
    """Send log lines to standard error as JSON, every one of them redacted, those of libraries too."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact_event,
    ]
    to_json = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, to_json],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    remove_inner = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[remove_inner, redact_event, to_json])
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
