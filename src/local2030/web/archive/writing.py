"""Writing the archive: walk all that a visitor can reach, then lists, search, titles, and a list of every file's hash.

Pages wait in one packed file until all addresses are known; only then can it be said which links lead somewhere.
"""

from __future__ import annotations

import json
import re
import tempfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from local2030.web.accounts.permissions import may
from local2030.web.archive.cutting import cut, links_in, relinked
from local2030.web.archive.finding import A_PAGE, Index, by_letter, entries
from local2030.web.archive.folder import Folder
from local2030.web.archive.names import FEEDS, file_of
from local2030.web.archive.visiting import Visitor, as_it_stands
from local2030.web.exchange.plain_files import csv_text, json_text
from local2030.web.exchange.taking_out import Outgoing
from local2030.web.history.chain import ChainHead, chain_head
from local2030.web.monitoring.adopting import adopt
from local2030.web.registry.asking import Ask
from local2030.web.registry.kinds import Kind, kinds

Say = Callable[[str, int, int], None]  # what is being done, how far, of how many as far as is known
SEARCH, TITLES, LISTS, ABOUT = "/search/", "/titles/", "/lists/", "/about-this-archive/"
OWN = (SEARCH, TITLES, LISTS, ABOUT)
STATIC = ("archive.js", "mark.svg", "*.css", "fonts/*")
A_SITEMAP = 50_000
SLOW = (".pdf", "/offer/")  # a document is set for each
_DATA = re.compile(r"/api/v1/[a-z]+/things/([A-Z]+)-\d+(?=\")")


def write_archive(
    out: Path, *, base: str = "", pdfs: bool = False, replace: bool = False, say: Say | None = None
) -> dict[str, Any]:
    """Writes everything public into the folder and says how much it was; raises `InTheWay` where something stands."""
    told = say or (lambda what, done, of: None)
    adopt()  # a data set that nobody looked at yet has no row, and what an archive reads may not write one
    with Folder(out, replace=replace) as folder:
        with as_it_stands(), translation.override(settings.LANGUAGE_CODE):
            head = chain_head()
            archive = _Archive(folder, base, pdfs, told)
            archive.write(head)
        folder.keep()
    counted = {"pages": archive.pages, "files": len(folder.files), "bytes": sum(n for n, _h in folder.files.values())}
    kept = {"out": str(folder.out), "head": str(head), **counted, "manifest": archive.seal}
    return {**kept, "broken": archive.visitor.broken}


class _Archive:
    """One archive in the making."""

    def __init__(self, folder: Folder, base: str, pdfs: bool, say: Say) -> None:
        self.folder, self.base, self.pdfs, self.say = folder, base.rstrip("/"), pdfs, say
        self.visitor = Visitor()
        self.known: dict[str, str] = {}  # file of each address that is kept
        self.lists: list[dict[str, Any]] = []
        self.pages, self.seal = 0, ""

    def write(self, head: ChainHead) -> None:
        with tempfile.TemporaryFile(dir=self.folder.aside) as kept:
            waiting = _Waiting(kept)
            self._walk(waiting)
            self._lists()
            self.known |= {address: file_of(address) for address in OWN}
            self._pages(waiting)
        self._titles_and_search()
        self._static()
        self._sitemaps()
        self.seal = self.folder.manifest()
        self._about(head)

    def _walk(self, waiting: _Waiting) -> None:
        """From all addresses without a number in them, along every link, to all that answers."""
        queue = deque(_beginnings())
        seen = set(queue) | set(OWN)
        while queue:
            address = queue.popleft()
            answer = self._answer(address)
            if answer is None:
                continue
            self.known[address] = file_of(address)
            if not answer.is_page:
                self.folder.write(self.known[address], answer.body)
                continue
            html = self._cut(answer.body.decode(), address)
            waiting.add(address, html)
            for link in links_in(html, address):
                if link not in seen:
                    seen.add(link)
                    queue.append(link)
            self.say("pages", len(waiting), len(waiting) + len(queue))

    def _answer(self, address: str) -> Any:
        path = address.partition("?")[0]
        if path.endswith((".csv", ".json")) and _kind_at(path):
            return None  # written row by row, below
        if path.endswith(SLOW) and not self.pdfs:
            return None
        return self.visitor.get(address)

    def _lists(self) -> None:
        """Every list that a visitor may take out, whole, as CSV and JSON."""
        reader = AnonymousUser()
        for kind in kinds().values():
            if not may(reader, "export", kind.code):
                continue
            outgoing = Outgoing(reader, kind, Ask())
            if not outgoing.keys:
                continue
            self.say("lists", len(self.lists), len(kinds()))
            files = {}
            for ending, text in (("csv", csv_text), ("json", json_text)):
                address = f"/{kind.subject}/{kind.slug}.{ending}"
                self.known[address] = files[ending] = file_of(address)
                self.folder.write(files[ending], (part.encode() for part in text(outgoing)))
            self.lists.append({"name": str(kind.names), "rows": len(outgoing.keys)} | files)
        self._programmes()

    def _programmes(self) -> None:
        """The list of programmes as the API gives it, all pages in one file."""
        count, address = 0, "/marker/programmes.json"

        def parts() -> Iterator[bytes]:
            nonlocal count
            number, pages, before = 1, 1, b"\n"
            yield b'{"programmes": ['
            while number <= pages:
                answer = self.visitor.get(f"/api/v1/marker/programmes?page={number}&order=title")
                found: Any = json.loads(answer.body) if answer else {"pages": 0, "programmes": []}
                pages, number = found["pages"], number + 1
                for row in found["programmes"]:
                    yield before + json.dumps(row, ensure_ascii=False).encode()
                    before, count = b",\n", count + 1
            yield b"\n]}\n"

        self.folder.write(file_of(address), parts())
        self.known[address] = file_of(address)
        self.lists.append(
            {"name": _("Joint programmes"), "rows": count, "csv": "marker/portfolio.csv", "json": file_of(address)}
        )

    def _pages(self, waiting: _Waiting) -> None:
        for number, (address, html) in enumerate(waiting):
            self._put(address, html)
            self.say("links", number + 1, len(waiting))
        self.pages = len(waiting)

    def _titles_and_search(self) -> None:
        index = Index(self.folder)
        for entry in entries():
            file = self.known.get(entry.address)
            if file is not None:
                index.add(entry, file)
                self.say("search", len(index.titles), 0)
        index.close()
        letters = by_letter(index.titles)
        shown = [(letter, f"{TITLES}{letter}/", len(rows)) for letter, rows in letters.items()]
        many = {letter: range(1, 1 + -(-len(rows) // A_PAGE)) for letter, rows in letters.items()}
        addresses = {
            (a, n): f"{TITLES}{a}/" + (f"?page={n}" if n > 1 else "") for a, pages in many.items() for n in pages
        }
        self.known |= {address: file_of(address) for address in addresses.values()}
        for (letter, number), address in addresses.items():
            rows = letters[letter][(number - 1) * A_PAGE : number * A_PAGE]
            listed = [{"title": title, "serial": serial, "address": to} for title, serial, to in rows]
            context = {"letter": letter, "letters": shown, "rows": listed, "number": number, "all": len(many[letter]),
                       "before": addresses.get((letter, number - 1)), "after": addresses.get((letter, number + 1))}  # fmt: skip
            self._own(address, "archive/titles.html", context)
        self._own(TITLES, "archive/titles.html", {"letters": shown, "rows": []})
        self._own(SEARCH, "archive/search.html", {"letters": shown, "count": len(index.titles)}, is_search=True)
        self._own(LISTS, "archive/lists.html", {"lists": self.lists})

    def _static(self) -> None:
        base = Path(settings.BASE) / "static"
        for path in sorted({path for name in STATIC for path in base.glob(name)}):
            self.folder.write(f"static/{path.relative_to(base).as_posix()}", path.read_bytes())

    def _sitemaps(self) -> None:
        files = sorted({file for file in self.known.values() if file.endswith(".html")})
        for start in range(0, len(files), A_SITEMAP):
            name = "sitemap.txt" if not start else f"sitemap-{start // A_SITEMAP + 1}.txt"
            lines = (f"{self.base}/{file}" if self.base else file for file in files[start : start + A_SITEMAP])
            self.folder.write(name, ("\n".join(lines) + "\n").encode())

    def _about(self, head: ChainHead) -> None:
        """The one file that tells when, so that two archives of one store differ in nothing else."""
        now = timezone.now().replace(microsecond=0)
        context = {"at": now, "head": head, "seal": self.seal, "pages": self.pages, "files": len(self.folder.files),
                   "version": version("local2030"), "base": self.base}  # fmt: skip
        self._own(ABOUT, "archive/about.html", context, hashed=False)

    def _own(
        self, address: str, template: str, context: dict[str, Any], *, is_search: bool = False, hashed: bool = True
    ) -> None:
        html = self.visitor.render(address, template, context)
        self._put(address, self._cut(html, address, is_search=is_search), hashed=hashed)

    def _cut(self, html: str, address: str, *, is_search: bool = False) -> str:
        head = '<link rel="stylesheet" href="/static/archive.css">\n'
        scripts = (
            ('<script src="/static/archive.js"></script>\n<script src="/search/all.js"></script>\n')
            if is_search
            else ""
        )
        note = render_to_string("archive/note.html", {"is_about": address == ABOUT})
        return cut(_DATA.sub(_list_of, html), note, head, scripts)

    def _put(self, address: str, html: str, *, hashed: bool = True) -> None:
        file = file_of(address)
        self.folder.write(file, relinked(html, address, file, self.known).encode(), hashed=hashed)


class _Waiting:
    """Pages that wait until all addresses are known: packed, one after the other, in one file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: list[tuple[str, int]] = []

    def __len__(self) -> int:
        return len(self._places)

    def add(self, address: str, html: str) -> None:
        packed = zlib.compress(html.encode(), 1)
        self._file.write(packed)
        self._places.append((address, len(packed)))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        self._file.seek(0)
        for address, size in self._places:
            yield address, zlib.decompress(self._file.read(size)).decode()


def _beginnings() -> Iterator[str]:
    """The addresses of the URL table that need no number, and every kind's list."""
    yield "/"
    names = {name for name in _names(get_resolver().url_patterns) if name}
    for name in sorted(names):
        with suppress(NoReverseMatch):
            address = reverse(name)
            if not address.startswith(
                ("/api/", "/sign-", "/account/", "/preferences/", "/health", *FEEDS)
            ) and address not in (
                "/",
                *OWN,
            ):
                yield address
    for kind in kinds().values():
        yield f"/{kind.subject}/{kind.slug}/"


def _names(patterns: Any) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or ""
        elif not pattern.namespace:
            yield from _names(pattern.url_patterns)


def _list_of(found: re.Match[str]) -> str:
    """In place of a thing's own data: the list that it is in."""
    kind = next((kind for kind in kinds().values() if kind.prefix == found[1]), None)
    return f"/{kind.subject}/{kind.slug}.json" if kind else "#main"


def _kind_at(path: str) -> Kind | None:
    """The kind whose list the file is."""
    return next((k for k in kinds().values() if path.rpartition(".")[0] == f"/{k.subject}/{k.slug}"), None)
