"""Trouble that stops the work, as a tree; trouble with data is a `Finding` and no exception.

Local2030Error
├── WrongUse          the caller asked for something that can't be      (exit code 2)
└── NothingToRead     no input could be read at all                      (exit code 1)
"""

from __future__ import annotations

from local2030.vocabulary.findings import Finding


class Local2030Error(Exception):
    """The root. `finding` says in code and values what went wrong; doors turn it into a sentence."""

    exit_code = 1

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class WrongUse(Local2030Error):
    """The request itself can't be met: an unknown option value, a template with wrong columns."""

    exit_code = 2


class NothingToRead(Local2030Error):
    """None of the inputs gave a single record."""

    exit_code = 1
