"""The portfolio page of 3,000 programmes with 15,000 scores: statements, time beside an empty page, memory.

    python -m benchmarks.portfolio [PROGRAMMES] [SCORES_EACH]

The page prints how it would look with each threshold of the rubric 20% up and down. `cold`: no record is made yet, so each
look makes 200 and says how many wait; `warm`: all are made. The empty page is `/health`, asked by turns with it.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from statistics import median
from typing import Any

PROGRAMMES, SCORES_EACH, TURNS, MOST_STATEMENTS = 3_000, 5, 9, 12


def main() -> None:
    """Fill a store, look at the page, print."""
    programmes = int(sys.argv[1]) if len(sys.argv) > 1 else PROGRAMMES
    each = int(sys.argv[2]) if len(sys.argv) > 2 else SCORES_EACH
    with tempfile.TemporaryDirectory() as home:
        for name in [n for n in os.environ if n.startswith("LOCAL2030_")]:
            del os.environ[name]
        os.environ |= {"LOCAL2030_HOME": home, "DJANGO_SETTINGS_MODULE": "local2030.web.settings"}
        import django

        django.setup()
        from django.conf import settings

        settings.KEPT_PAGES, settings.ALLOWED_HOSTS = 0, ["*"]
        fill(programmes, each)
        raise SystemExit(int(not measured(programmes, each)))


def fill(programmes: int, each: int) -> None:
    """The worked example so many times, with other criterion levels and shares, and older scores behind each."""
    from django.core.management import call_command

    from local2030.web.accounts.models import User
    from local2030.web.marker.models import Programme, Score, Scoring, Upload, packed

    call_command("migrate", verbosity=0)
    by = User.objects.create_user("bench")
    upload = Upload.objects.create(name="many.xml", sha256="0" * 64, size=1, key="many", by=by)
    plain, head = plain_example()
    rows = Programme.objects.bulk_create(
        Programme(
            upload=upload, position=n, identifier=f"XM-B-{n}", title=f"Programme {n}", countries=" KE ",
            phase="monitoring", level=n % 4, level_possible=3, ls_low=n % 40 / 100, ls_high=0.5, coverage=0.9, money=1000,
        )
        for n in range(programmes)
    )  # fmt: skip
    variants = [packed(varied_plain(plain, n)) for n in range(97)]
    for turn in range(each):
        scoring = Scoring.objects.create(upload=upload, head={"rubric": {"sha256": head}, "files": []}, findings=[])
        Score.objects.bulk_create(
            (
                Score(programme=p, scoring=scoring, packed=variants[n % 97], newest=turn == each - 1)
                for n, p in enumerate(rows)
            ),
            batch_size=500,
        )


def plain_example() -> tuple[dict[str, Any], str]:
    """The worked example as a plain score, and the hash of its rubric."""
    from importlib.resources import as_file, files

    from local2030.workflows.score_programme import ScoreRequest, score_files

    with as_file(files("local2030.workflows") / "example") as folder:
        request = ScoreRequest(
            files=(str(folder / "activity.xml"),), claims=folder / "claims.csv", ledger=folder / "ledger.csv"
        )
        document = score_files(request)
    return document["programmes"][0], document["rubric"]["sha256"]


def varied_plain(plain: dict[str, Any], number: int) -> dict[str, Any]:
    """The same with fewer pieces of evidence and another local share."""
    criteria = [
        {**c, "evidence": [e for i, e in enumerate(c["evidence"]) if (number >> (at % 6)) & 1 or i]}
        for at, c in enumerate(plain["criteria"])
    ]
    low = number % 40 / 100
    share = {d: {**s, "low": low, "high": min(1.0, low + 0.1)} for d, s in plain["local_share"].items()}
    return {**plain, "criteria": criteria, "local_share": share}


def measured(programmes: int, each: int) -> bool:
    """Looks cold until nothing waits, then warm; whether the statements stay within the limit."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    setup_test_environment()

    client, looks, most, waiting = Client(), 0, 0, 1
    started = time.process_time()
    while waiting:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get("/marker/")
        looks, most, waiting = looks + 1, max(most, len(asked)), answer.context["plus_minus"].waiting
    cold = time.process_time() - started
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/marker/")
    statements = len(asked)  # the next request empties the list
    page, empty = [], []
    for _turn in range(TURNS):
        page.append(seconds(client, "/marker/"))
        empty.append(seconds(client, "/health"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ratio = median(page) / median(empty)
    print(f"{programmes} programmes, {programmes * each} scores, SQLite")
    print(f"  cold: {looks} looks, {cold:.1f} s of CPU in all, at most {most} statements a look")
    print(f"  warm: {statements} statements, {median(page) * 1000:.0f} ms of CPU, {ratio:.0f} times an empty page,")
    print(
        f"        {len(answer.content)} bytes; highest memory {memory // 1024} MB, {(memory - before) // 1024} MB more than cold"
    )
    holds = max(most, statements) <= MOST_STATEMENTS and answer.context["plus_minus"].programmes == programmes
    print(f"limit of {MOST_STATEMENTS} statements {'holds' if holds else 'DOES NOT HOLD'}")
    return holds


def seconds(client: Any, address: str) -> float:
    """CPU time of one look."""
    started = time.process_time()
    client.get(address)
    return time.process_time() - started


if __name__ == "__main__":
    main()
