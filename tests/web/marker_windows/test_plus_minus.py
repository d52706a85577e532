"""How a portfolio would look with each threshold 20% up and down: the kept outcomes say what the engine says."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.test import Client
from test_web_pages import many_programmes
from windows_builders import record

from builders_records import RUBRIC, example
from local2030.marker.local_share import Share
from local2030.marker.sensitivity import varied
from local2030.marker.standing_record import Record, record_of, to_json
from local2030.vocabulary.organisations import DEFINITIONS
from local2030.web.marker.models import Programme, Score
from local2030.web.marker.score_records import name_of, newest_scores, outcome_bytes
from local2030.web.marker.windows.plus_minus import LEVELS, block, of_programmes, threshold_words
from local2030.workflows.score_plain import plain_score


def some_records(number: int) -> list[Record]:
    """Records of all sorts, near gates and far from them."""
    chance, base = random.Random(7), record_of(example(), RUBRIC)
    found = []
    for n in range(number):
        low = Decimal(chance.randint(0, 400)) / 1000
        share = Share(low, min(Decimal(1), low + Decimal(chance.randint(0, 200)) / 1000), Decimal(chance.randint(0, 10)) / 10,
                      low * 500, low * 500, Decimal(0))  # fmt: skip
        levels = {c: chance.randint(0, 3) for c in ("C1", "C2", "C3", "C5", "C6", "C7", "C8")}
        one = record(f"X-{n}", levels, status="checked")
        found.append(replace(base, identifier=f"X-{n}", items=one.items, shares=dict.fromkeys(DEFINITIONS, share),
                             screened=n % 9 > 0))  # fmt: skip
    return found


def test_the_kept_bytes_add_up_to_what_the_engine_says(member: Any) -> None:
    records = some_records(60)
    many_programmes(member, 60, {"level": 1})
    for score, one in zip(Score.objects.order_by("pk"), records, strict=True):
        Score.objects.filter(pk=score.pk).update(
            record=to_json(one), outcomes=name_of(RUBRIC) + outcome_bytes(one, RUBRIC)
        )
    found, engine = of_programmes(Programme.objects.all()), varied(records, RUBRIC)
    assert found.programmes == 60 and found.waiting == 0
    assert found.now == tuple(engine.levels.get(level, 0) for level in LEVELS)
    assert [(r.threshold, r.direction, r.up, r.down, r.possible_up, r.possible_down) for r in found.rows] == [
        (v.threshold, v.direction, v.up, v.down, v.possible_up, v.possible_down) for v in engine.rows
    ]
    assert [r.levels for r in found.rows] == [tuple(v.levels.get(level, 0) for level in LEVELS) for v in engine.rows]
    assert any(r.up for r in found.rows) and any(r.down for r in found.rows)
    assert block(records, RUBRIC).rows == found.rows


def test_what_is_missing_is_made_a_part_at_a_time_and_said_until_it_is(
    member: Any, django_assert_max_num_queries: Any
) -> None:
    plain = plain_score(example(), RUBRIC, "USD")
    many_programmes(member, 450, plain)
    name_the_rubric(Score.objects.first())
    seen = []
    for _look in range(3):
        with django_assert_max_num_queries(12):
            page = Client().get("/marker/")
        seen.append(page.context["plus_minus"].waiting)
    assert seen == [250, 50, 0]
    assert Client().get("/marker/").context["plus_minus"].programmes == 450


def test_3000_programmes_with_15000_scores_take_at_most_12_queries(
    member: Any, django_assert_max_num_queries: Any
) -> None:
    many_programmes(member, 3000, {"level": 1})
    outcomes = [name_of(RUBRIC) + outcome_bytes(one, RUBRIC) for one in some_records(20)]
    rows = list(Score.objects.only("pk").order_by("pk"))
    for n, row in enumerate(rows):
        row.record, row.outcomes = b"", outcomes[n % 20]
    Score.objects.bulk_update(rows, ["record", "outcomes"], batch_size=500)
    add_older_scores(4)
    assert (Programme.objects.count(), Score.objects.count()) == (3000, 15000)
    with django_assert_max_num_queries(12):
        answer = Client().get("/marker/")
    assert answer.context["plus_minus"].programmes == 3000
    assert len(answer.content) <= 100_000
    assert "down or up, the proven level of up to" in answer.content.decode()


def test_a_score_that_gives_no_record_counts_nowhere_and_breaks_nothing(member: Any) -> None:
    many_programmes(member, 3, {"level": 1})
    assert Client().get("/marker/").status_code == 200
    found = of_programmes(Programme.objects.all())
    assert (found.programmes, found.waiting) == (0, 0)


def test_an_empty_portfolio_says_nothing_of_thresholds(db: Any) -> None:
    assert "plus-minus" not in Client().get("/marker/").content.decode()


def test_every_threshold_has_words() -> None:
    for row in block((), RUBRIC).rows:
        assert threshold_words(row.threshold) and "%(" not in row.label
    assert threshold_words("L2.C4-2") == "Gate of level 2: C4"


def add_older_scores(times: int) -> None:
    """So many older scores of every programme, that no longer are the newest."""
    from local2030.web.marker.models import Scoring

    upload = Programme.objects.first().upload  # type: ignore[union-attr]
    for _n in range(times):
        scoring = Scoring.objects.create(upload=upload, head={"rubric": {}, "files": []}, findings=[])
        keys = Programme.objects.values_list("pk", flat=True)
        Score.objects.bulk_create(Score(programme_id=k, scoring=scoring, newest=False, packed=b"x") for k in keys)


def name_the_rubric(score: Any) -> None:
    """The run's head names the rubric that it was made under."""
    score.scoring.head = {"rubric": {"sha256": RUBRIC.sha256}, "files": []}
    score.scoring.save()
    assert newest_scores(Programme.objects.all()).exists()


def test_an_import_leaves_nothing_to_be_made_by_pages(example: Any) -> None:
    score = example.scores.get(newest=True)
    assert score.record and score.outcomes and score.spread
    assert Client().get("/marker/").context["plus_minus"].programmes == 1
    assert Client().get("/marker/concentration/").context["spread"].waiting == 0
    for address in ("/marker/", "/marker/map/"):
        assert 'id="plus-minus"' in Client().get(address).content.decode(), address
