"""What the log leaves out, unless LOCAL2030_DEBUG is set: chatter of the server, tracebacks of what a visitor did wrong."""

from __future__ import annotations

import logging


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
