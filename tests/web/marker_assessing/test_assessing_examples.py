"""What a new store shows."""

from __future__ import annotations

from typing import Any

import pytest

from local2030.web.accounts.models import User
from local2030.web.marker.assessing.examples import file_examples
from local2030.web.marker.assessing.models import Assessment

pytestmark = pytest.mark.django_db


def test_a_published_one_and_a_draft_are_filed_once_and_their_people_can_do_nothing(example: Any) -> None:
    for _time in range(2):
        file_examples(User.objects.get(username="keeper"))
        assert sorted(Assessment.objects.values_list("thing__state", flat=True)) == ["draft", "published"]
    invented = User.objects.filter(username__startswith="example-person-")
    assert invented.count() == 3 and not invented.filter(is_active=True).exists()
    assert all("Invented" in a.thing.source for a in Assessment.objects.select_related("thing"))
