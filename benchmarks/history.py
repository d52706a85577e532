"""How long the proof of 200,000 entries takes: beside it, reading the same rows and hashing each content once.

    python -m benchmarks.history [NUMBER]

In a store of its own. The best of three passes, all of them after the same first one.
"""

from __future__ import annotations

import hashlib
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

NUMBER, LIMIT_SECONDS, LIMIT_RATIO = 200_000, 5.0, 6.0


def main() -> None:
    """Fill, prove, print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER
    with tempfile.TemporaryDirectory() as home:
        _set_up(home)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from local2030.web.history.chain import append_many
        from local2030.web.history.proof import verify

        with CaptureQueriesContext(connection) as asked:
            filled = _seconds(lambda: append_many(_rows(number)))
        print(f"{number} entries appended at once in {filled:.1f} s, {len(asked)} queries")
        verify()
        plain = min(_seconds(lambda: _plain(connection)) for _turn in range(3))
        proof = min(_seconds(verify) for _turn in range(3))
        verdict = verify()
        holds = verdict.ok and verdict.entries == number and proof < LIMIT_SECONDS
        print(f"proof of {verdict.entries} entries: {proof:.2f} s (limit {LIMIT_SECONDS:.0f} s:"
              f" {'holds' if holds else 'DOES NOT HOLD'})")  # fmt: skip
        ratio = proof / plain
        print(f"... x reading the same rows and hashing each content once ({plain:.2f} s): {ratio:.1f}"
              f" (at most {LIMIT_RATIO:.0f}: {'holds' if ratio <= LIMIT_RATIO else 'DOES NOT HOLD'})")  # fmt: skip
        print(f"peak memory of the process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _rows(number: int) -> Any:
    from local2030.web.history.chain import Deed

    for n in range(number):
        before, after = {"title": f"Hub number {n}", "country": "KE"}, {"title": f"Hub number {n + 1}", "country": "UG"}
        yield Deed(None, "change", "hub", f"HUB-{n % 5_000:03d}", before, after, why="The name was written wrongly.")


def _plain(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.*, c.* FROM history_entry e JOIN history_content c ON c.entry_id = e.number ORDER BY 1"
        )
        while rows := cursor.fetchmany(2_000):
            for row in rows:
                hashlib.sha256(row[13].encode()).hexdigest()


def _seconds(deed: Callable[[], object]) -> float:
    begin = time.perf_counter()
    deed()
    return time.perf_counter() - begin


def _set_up(home: str) -> None:
    os.environ["LOCAL2030_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "local2030.web.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)


if __name__ == "__main__":
    main()
