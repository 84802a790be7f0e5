"""Pages from the web, politely, and only when a person gives an address.

Nothing else in dothi asks the network. `robots.txt` is obeyed, one request is made at a time, with a pause
between two to the same site; only http and https are followed, and an answer may be 20 MB long.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)
from urllib.robotparser import RobotFileParser

from graph.errors import DothiError
from pipelines.messages import Message
from pipelines.pages import links

AGENT = "dothi"
PAUSE = 1.0  # seconds between two requests to one site, unless its robots.txt asks for more
LONGEST = 20_000_000  # bytes
_TIMEOUT = 30.0  # seconds
_DEEPEST = 2  # sitemaps may list sitemaps


def web_only() -> OpenerDirector:
    """What opens addresses of the web and nothing else: no files, no ftp."""
    opener = OpenerDirector()
    for handler in (
        HTTPHandler,
        HTTPSHandler,
        HTTPRedirectHandler,
        HTTPErrorProcessor,
        HTTPDefaultErrorHandler,
    ):
        opener.add_handler(handler())
    return opener


class Fetcher:
    """Fetches addresses one after the other; remembers each site's rules and when it was last asked."""

    def __init__(self, pause: float | None = None) -> None:
        self.pause = PAUSE if pause is None else pause
        self._rules: dict[str, RobotFileParser] = {}
        self._asked: dict[str, float] = {}
        self._opener = web_only()

    def pages(self, address: str, depth: int = 0) -> Iterator[tuple[str, bytes | DothiError]]:
        """The page at `address`, or all pages that the feed or sitemap there lists; errors in their place."""
        try:
            data = self.get(address)
        except DothiError as error:
            yield address, error
            return
        listed = links(data)
        if listed is None:
            yield address, data
        elif depth < _DEEPEST:
            for other in listed:
                yield from self.pages(other, depth + 1)

    def get(self, address: str) -> bytes:
        """The bytes at `address`; DothiError when it is not to be had, or not to be asked for."""
        site = "://".join(urlsplit(address)[:2])
        if urlsplit(address).scheme not in ("http", "https"):
            raise DothiError(Message.NOT_FOUND(source=address))
        if not self._rules_of(site).can_fetch(AGENT, address):
            raise DothiError(Message.FORBIDDEN(source=address))
        return self._ask(address, site)

    def _rules_of(self, site: str) -> RobotFileParser:
        if site not in self._rules:
            rules = RobotFileParser()
            try:
                rules.parse(self._ask(f"{site}/robots.txt", site).decode("utf-8", "replace").splitlines())
            except DothiError:
                rules.parse([])
            self._rules[site] = rules
        return self._rules[site]

    def _ask(self, address: str, site: str) -> bytes:
        rules = self._rules.get(site)
        pause = max(self.pause, float((rules.crawl_delay(AGENT) if rules else None) or 0))
        if site in self._asked:
            time.sleep(max(0.0, self._asked[site] + pause - time.monotonic()))
        try:
            with self._opener.open(
                Request(address, headers={"User-Agent": AGENT}), timeout=_TIMEOUT
            ) as answer:
                data: bytes = answer.read(LONGEST + 1)
        except HTTPError as error:
            raise DothiError(Message.UNREADABLE(source=address, reason=f"HTTP {error.code}")) from None
        except (URLError, HTTPException, OSError, ValueError) as error:
            raise DothiError(
                Message.UNREADABLE(source=address, reason=getattr(error, "reason", error))
            ) from None
        finally:
            self._asked[site] = time.monotonic()
        if len(data) > LONGEST:
            raise DothiError(Message.UNREADABLE(source=address, reason=f"> {LONGEST // 1_000_000} MB"))
        return data
