"""The addresses that the pages of roles and of the administrator name are addresses of the site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import resolve

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = [*sorted((DOCS / "roles").glob("*.md")), DOCS / "administrator.md"]
ADDRESS = re.compile(r"`(/[\w./?=&-]*)`")
FOLDERS = ("/backups", "/data", "/etc", "/srv")  # of the machine, as pages for administrators name them


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_address_that_a_page_names_leads_somewhere(page: Path) -> None:
    addresses = [found for found in ADDRESS.findall(page.read_text("utf-8")) if not found.startswith(FOLDERS)]
    assert addresses
    for address in addresses:
        resolve(address.partition("?")[0])
