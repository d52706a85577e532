"""Every page of the URL table in a true browser: with data, empty, and with an error in its form. Nothing is left out.

Each address is looked at by the Secretariat (or by whoever it is for) with data, at 360 px and at 1280 px in the dark.
Of the rest, pages built of the same elements as one that was seen aren't loaded again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from full_site import Site, fill, person
from shown_pages import Looker, looker
from url_table import NO_PAGE, SENT, WALKED, Page, addresses

from local2030.web.accounts.models import Role, User

pytestmark = pytest.mark.django_db
TOKEN = {"csrfmiddlewaretoken": "sent by every form"}


@pytest.fixture(scope="module")
def eye() -> Iterator[Looker]:
    """One browser for all."""
    with looker() as found:
        yield found


@pytest.fixture
def site(steward: User, member: User, example: Any, run_jobs: Callable[[], None], settings: Any) -> Site:
    """A site with something of every sort in it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # lost passwords go by mail, or not at all
    found = fill(Site(steward, member, example))
    run_jobs()
    return found


def test_every_address_is_looked_at_or_has_a_reason_why_not() -> None:
    known = [*WALKED, *SENT, *NO_PAGE]
    assert len(known) == len(set(known)), "an address stands in two tables"
    assert set(known) == set(addresses()), "an address has no line in url_table.py, or a line has no address"


def test_no_page_with_data_has_a_serious_fault(eye: Looker, site: Site) -> None:
    found = []
    for name, page in WALKED.items():
        looked = eye.looked
        for path in _paths(name, page, page.of(site) if page.of else [{}]):
            answer = site.clients[page.by].get(path)
            if answer.status_code == 403 and "by_kind" in page.extra:
                continue  # not every kind is the Secretariat's to write
            assert answer.status_code == 200, f"{page.by} {path}: {answer.status_code}"
            _has_its_error_listed(name, page, answer)
            is_first = looked == eye.looked
            found += eye.look(path, answer, always=is_first, wide=is_first)
            for other in ("visitor", "coordinator"):
                shown = site.clients[other].get(path)
                if shown.status_code != 302:
                    found += eye.look(f"{other} {path}", shown)
        assert eye.looked > looked, f"{name} was never looked at"
    assert not found, "\n".join(found)


def test_no_page_of_an_empty_store_has_a_serious_fault(eye: Looker, steward: User) -> None:
    found = []
    coordinator = person("kendi", Role.RC, "country:KE")
    for name, page in WALKED.items():
        bare = page.bare if page.of else ({},)
        for path in _paths(name, page, list(bare)):
            for user in (None, steward, coordinator):
                client = Client()
                if user is not None:
                    client.force_login(user)
                answer = client.get(path)
                if answer.status_code == 302:
                    continue
                assert answer.status_code in (200, 403, 404), f"{user} {path}: {answer.status_code}"
                found += eye.look(f"empty, {user or 'visitor'} {path}", answer, always=user is None)
    assert not found, "\n".join(found)


def test_no_page_with_an_error_in_its_form_has_a_serious_fault(eye: Looker, site: Site) -> None:
    found = []
    for name, page in WALKED.items():
        if page.wrong is None:
            continue
        wrong = page.wrong(site) if callable(page.wrong) else page.wrong
        for path in _paths(name, page, page.of(site) if page.of else [{}]):
            answer = site.clients[page.by].post(path, wrong | TOKEN)
            if answer.status_code == 403 and "by_kind" in page.extra:
                continue
            assert answer.status_code in page.codes, f"{page.by} {path}: {answer.status_code}"
            if answer.status_code != 302:
                found += eye.look(f"wrong {path}", answer)
    for name, (who, of, data, codes) in SENT.items():
        path = reverse(name, kwargs=of(site))
        answer = site.clients[who].post(path, data | TOKEN)
        assert answer.status_code in codes, f"{who} {path}: {answer.status_code}"
        found += eye.look(f"wrong {path}", answer, always=True)
    assert not found, "\n".join(found)


def _paths(name: str, page: Page, each: list[dict[str, Any]]) -> Iterator[str]:
    for arguments in each:
        for ask in page.ask:
            yield reverse(name, kwargs=arguments) + ask


def _has_its_error_listed(name: str, page: Page, answer: Any) -> None:
    """A page with a form that it answers itself has to have a wrong answer to it in the table."""
    main = answer.content.decode().partition("<main")[2].partition("</main")[0]
    own = '<form method="post" class=' in main
    assert not own or page.wrong is not None or "no_error" in page.extra, f"{name} has a form: say what is wrong in it"
