"""Pages that the site made in this process, shown to a true browser by a small server beside it."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from django.contrib.staticfiles import finders

from browsing import AXE, chromium, faults, set_width, too_wide

EMPTY = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


class Shape(HTMLParser):
    """What a page is built of: every way of elements with their classes and attributes, without words and numbers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[str] = []
        self._ways: set[str] = set()
        self.feed(html)

    @property
    def mark(self) -> str:
        """The same for two pages that differ in words only."""
        return sha256("\n".join(sorted(self._ways)).encode()).hexdigest()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more element on its way."""
        named = dict(attrs)
        own = f"{tag}.{named.get('class') or ''}[{','.join(sorted(named))}]{named.get('role') or ''}"
        self._ways.add("/".join([*self._open[-6:], own]))
        if tag not in EMPTY:
            self._open.append(f"{tag}.{named.get('class') or ''}")

    def handle_endtag(self, tag: str) -> None:
        """Back to where it began."""
        while self._open and not self._open.pop().startswith(f"{tag}."):
            pass


class Looker:
    """Looks at pages and keeps what was wrong; a page built like one that was seen needs no second look."""

    def __init__(self, browser: Any, address: str, pages: dict[str, bytes]) -> None:
        self.browser, self._address, self._pages = browser, address, pages
        self._seen: set[str] = set()
        self.looked = 0
        self.asked = 0

    def look(self, path: str, answer: Any, *, always: bool = False, wide: bool = False) -> list[str]:
        """What is wrong with it at 360 px, and with `wide` in the dark at 1280 px."""
        self.asked += 1
        html = answer.content.decode()
        mark = Shape(html).mark
        if mark in self._seen and not always:
            return []
        self._seen.add(mark)
        self.looked += 1
        self._pages["/shown"] = html.replace("</body>", '<script src="/axe.js"></script></body>').encode()
        self.browser.get(f"{self._address}/shown")
        found = [f"{path} 360: {fault}" for fault in (*too_wide(self.browser), *faults(self.browser))]
        if wide:
            set_width(self.browser, 1280)
            self.browser.execute_script("document.documentElement.dataset.theme = 'dark'")
            found += [f"{path} 1280 dark: {fault}" for fault in (*too_wide(self.browser), *faults(self.browser))]
            set_width(self.browser, 360)
        return found


@contextmanager
def looker() -> Iterator[Looker]:
    """A browser of 360 px before a server that has nothing but the page to be looked at, and what it is dressed in."""
    pages: dict[str, bytes] = {"/axe.js": AXE.encode()}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            content = pages.get(path)
            if content is None and path.startswith("/static/"):
                file = finders.find(path.removeprefix("/static/"))
                content = Path(file).read_bytes() if isinstance(file, str) else None
            kind = "text/html; charset=utf-8" if path == "/shown" else mimetypes.guess_type(path)[0] or "text/plain"
            self.send_response(200 if content is not None else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Cache-Control", "no-store" if path == "/shown" else "max-age=3600")
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_words: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        with chromium("no page of the URL table was looked at") as browser:
            set_width(browser, 360)
            yield Looker(browser, f"http://127.0.0.1:{server.server_port}", pages)
    finally:
        server.shutdown()
