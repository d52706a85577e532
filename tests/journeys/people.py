"""One browser that is several people in turn: each has an own session, as if it were a browser of its own."""

from __future__ import annotations

import base64
from typing import Any

from browsing import PATIENCE

PASSWORD = "seven people, one store"


class People:
    """The browser on the site; `be` changes who sits before it. "" is a visitor."""

    def __init__(self, browser: Any, site: str) -> None:
        self.browser, self.site, self._now = browser, site, ""
        self._sessions: dict[str, str] = {}
        browser.get(f"{site}/health")

    def be(self, name: str) -> People:
        """From now on somebody else."""
        if name == self._now:
            return self
        self._leave()
        self._now = name
        if name in self._sessions:
            self.browser.add_cookie({"name": "sessionid", "value": self._sessions[name], "path": "/"})
        return self

    def go(self, path: str) -> People:
        """To a page of the site, which has to be there and to be whole."""
        self.browser.get(path if path.startswith("http") else self.site + path)
        return self

    def fill(self, **values: str) -> People:
        """Writes into fields, by the name that the form gives them; chooses and ticks where that is what they are for."""
        for name, value in values.items():
            fields = self.browser.find_elements("css selector", f"main [name='{name}']")
            assert fields, f"no field {name} on {self.browser.current_url}"
            if fields[0].tag_name == "select":
                fields[0].find_element("css selector", f"option[value='{value}']").click()
            elif fields[0].get_attribute("type") in ("radio", "checkbox"):
                (chosen,) = [f for f in fields if f.get_attribute("value") == value]
                if not chosen.is_selected():
                    chosen.click()
            elif fields[0].get_attribute("type") == "file":
                fields[0].send_keys(value)
            else:  # a day typed in letters depends on the language of the browser, so it is set
                self.browser.execute_script("arguments[0].value = arguments[1]", fields[0], value)
        return self

    def press(self, words: str, within: str = "//main") -> People:
        """Presses the button, or follows the link, whose words begin like this; goes on when the next page is there."""
        from selenium.common.exceptions import WebDriverException
        from selenium.webdriver.support.wait import WebDriverWait

        found = self.browser.find_elements(
            "xpath", f"{within}//*[self::button or self::a][starts-with(normalize-space(), \"{words}\")]"
        )  # fmt: skip
        assert found, f"nothing says {words!r} on {self.browser.current_url}: {self.text[:2000]}"
        self.browser.execute_script("document.documentElement.dataset.left = 1; arguments[0].click()", found[0])
        there = "return document.readyState == 'complete' && !document.documentElement.dataset.left"
        WebDriverWait(self.browser, PATIENCE, 0.05, (WebDriverException,)).until(
            lambda page: page.execute_script(there)
        )
        return self

    def careless(self) -> People:
        """A browser that doesn't look whether the fields are filled, so that the site has to."""
        self.browser.execute_script("document.querySelectorAll('main form').forEach(form => form.noValidate = true)")
        return self

    def until(self, words: str) -> People:
        """Waits for words that come by themselves, by a part of the page or the page anew."""
        from selenium.common.exceptions import WebDriverException
        from selenium.webdriver.support.wait import WebDriverWait

        # a page that is being replaced answers with one of several errors, not only "stale element"
        passing = (WebDriverException,)
        WebDriverWait(self.browser, PATIENCE, 0.2, passing).until(lambda _browser: words in self.text, words)
        return self

    def join(self, name: str, link: str, shown: str) -> People:
        """Somebody without an account follows an invitation and chooses a password; is signed in by it."""
        self.be(name).go(link).fill(shown=shown, name=name, password=PASSWORD).press("Make my account")
        assert shown in self.text and self.path == "/account/"
        return self

    def fetch(self, address: str) -> bytes:
        """A file, fetched by the browser in the session of whoever sits there."""
        code, content = self.browser.execute_async_script(
            "const [address, done] = arguments; fetch(address).then(async r => {const bytes = new Uint8Array(await"
            " r.arrayBuffer()); let text = ''; for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode("
            "...bytes.subarray(i, i + 8192)); done([r.status, btoa(text)])})", address,
        )  # fmt: skip
        assert code == 200, f"{address}: {code}"
        return base64.b64decode(content)

    def send(self, address: str, **data: str) -> int:
        """What comes of a form that no page offers."""
        code: int = self.browser.execute_async_script(
            "const [address, data, done] = arguments; const body = new URLSearchParams(data); body.append("
            "'csrfmiddlewaretoken', document.querySelector('main [name=csrfmiddlewaretoken]').value);"
            "fetch(address, {method: 'POST', body}).then(r => done(r.status))", address, data,
        )  # fmt: skip
        return code

    def link(self, selector: str) -> str:
        """Where a link of the page leads."""
        return str(self.browser.find_element("css selector", selector).get_attribute("href"))

    @property
    def text(self) -> str:
        """What can be read on the page."""
        return str(self.browser.find_element("tag name", "body").text)

    @property
    def path(self) -> str:
        """Where the browser is."""
        return str(self.browser.current_url).removeprefix(self.site)

    def _leave(self) -> None:
        cookie = self.browser.get_cookie("sessionid")
        if cookie:
            self._sessions[self._now] = cookie["value"]
        self.browser.delete_cookie("sessionid")
