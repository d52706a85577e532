"""What the log says and in which form, and what it leaves out unless LOCAL2030_DEBUG is set: chatter of the server,
tracebacks of what a visitor did wrong."""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

SECRET_LINK = re.compile(r"(/(?:coalition/apply|join|marker/mirror)/)[A-Za-z0-9_.-]{16,}")
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


class OnlyErrors(logging.Filter):
    """For the server's own logger, whose lines would bury the address and the sign-in on the terminal."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keeps errors."""
        return record.levelno >= logging.ERROR


class NoTraceOfVisitors(logging.Filter):
    """A bad host, a refusal and the like are one line: nothing is broken. Our own mistakes keep their traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keeps every record."""
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


class NoSecretLinks(logging.Filter):
    """Addresses that are themselves a key, such as the link to an application, stand in the log without it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keeps every record."""
        said = record.getMessage()
        if SECRET_LINK.search(said):
            record.msg, record.args = SECRET_LINK.sub(r"\1…", said), None
        return True


class Lines(logging.Formatter):
    """A record as a line: JSON for machines, or text; with the id of the request that it belongs to."""

    def __init__(self, shape: str) -> None:
        super().__init__()
        self.shape = shape

    def format(self, record: logging.LogRecord) -> str:
        """One line; a traceback stands in it in JSON, below it in text."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": REQUEST_ID.get(),
        }
        said |= getattr(record, "line", None) or {"message": record.getMessage()}
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        if self.shape == "json":
            return json.dumps(said | ({"trace": trace} if trace else {}), ensure_ascii=False, default=str)
        words = " ".join(f"{key}={_plain(value)}" for key, value in said.items() if value not in ("", None))
        return f"{words}\n{trace}" if trace else words


def logging_settings(shape: str, *, tracebacks: bool) -> dict[str, Any]:
    """What Django's `LOGGING` says: quiet without a shape, a line for each request with one."""
    handler: dict[str, Any] = {
        "class": "logging.StreamHandler",
        "filters": ["no_secret_links", *([] if tracebacks else ["no_trace_of_visitors"])],
    }
    if shape:
        handler["formatter"] = "lines"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "local2030.web.logs.Lines", "shape": shape}},
        "filters": {
            "only_errors": {"()": "local2030.web.logs.OnlyErrors"},
            "no_trace_of_visitors": {"()": "local2030.web.logs.NoTraceOfVisitors"},
            "no_secret_links": {"()": "local2030.web.logs.NoSecretLinks"},
        },
        "handlers": {"console": handler},
        "loggers": {
            "_granian": {"filters": [] if tracebacks else ["only_errors"]},
            "local2030.requests": {"level": "INFO" if shape else "WARNING"},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
    }


def _plain(value: object) -> str:
    text = str(value).replace("\r", "\\r").replace("\n", "\\n")
    return f'"{text}"' if " " in text else text
