"""Asking a reconciliation service who a name is: names with types go out, candidates with scores come back.

The protocol is the W3C Entity Reconciliation API (https://www.w3.org/community/reports/reconciliation/
CG-FINAL-specs-0.2-20230410/): a manifest by GET, then batches of queries by POST, form-encoded. Asked
politely: small batches, a pause between two, a name of our own, few retries. Answers are kept in a file, so
that no question is asked twice.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from importlib import metadata
from pathlib import Path
from typing import TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request

import msgspec

from graph.errors import DothiError
from graph.files import read_bytes, write_bytes
from pipelines.fetching import web_only
from pipelines.messages import Message

WIKIDATA = "https://wikidata.reconci.link/vi/api"
LARGEST_BATCH = 10
MOST_CANDIDATES = 3
PAUSE = 1.0  # seconds between two requests
LONGEST_PAUSE = 60.0
TIMEOUT = 30.0  # seconds
ATTEMPTS = 3
LONGEST = 5_000_000  # bytes
Kind = TypeVar("Kind")
AGAIN = frozenset({429, 500, 502, 503, 504})
"""Answers after which asking once more may help."""


class Candidate(msgspec.Struct, frozen=True):
    """An entity that the service holds for the one asked for: `id` is its IRI, `score` is to 100."""

    id: str
    name: str = ""
    score: float = 0.0
    match: bool = False


class _Manifest(msgspec.Struct, frozen=True, rename="camel"):
    name: str
    identifier_space: str


class _Result(msgspec.Struct, frozen=True):
    result: list[Candidate] = []


class _Kept(msgspec.Struct, frozen=True):
    service: str
    query: str
    type: str
    candidates: list[Candidate]


@dataclass(frozen=True, slots=True, order=True)
class Question:
    """Who is called `query` and is of `type` (an identifier of the service's, such as Q5 for a human)?"""

    query: str
    type: str


@dataclass(slots=True)
class Cache:
    """Answers of services in a file of JSON lines; without a path they are forgotten.

    >>> cache = Cache(None)
    >>> cache.get("https://e.example/", Question("Huế", "Q515")) is None
    True
    """

    path: Path | None
    _known: dict[tuple[str, Question], list[Candidate]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.path is None or not self.path.exists():
            return
        try:
            for line in read_bytes(self.path).splitlines():
                kept = msgspec.json.decode(line, type=_Kept)
                self._known[kept.service, Question(kept.query, kept.type)] = kept.candidates
        except msgspec.DecodeError as error:
            raise DothiError(Message.UNREADABLE(source=self.path, reason=error)) from None

    def get(self, service: str, question: Question) -> list[Candidate] | None:
        """The answer to a question that was asked before."""
        return self._known.get((service, question))

    def put(self, service: str, question: Question, candidates: list[Candidate]) -> None:
        """Keep an answer."""
        self._known[service, question] = candidates

    def save(self) -> None:
        """Write the file."""
        if self.path is None:
            return
        kept = [_Kept(service, q.query, q.type, found) for (service, q), found in sorted(self._known.items())]
        write_bytes(self.path, b"".join(msgspec.json.encode(one) + b"\n" for one in kept))


def default_cache() -> Path:
    """Where answers are kept unless a person says otherwise: in the user's cache."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "dothi" / "reconciliation.jsonl"


class Service:
    """A reconciliation service by its address; nothing is asked before `answers`."""

    def __init__(self, address: str, cache: Cache, pause: float | None = None) -> None:
        if urlsplit(address).scheme not in ("http", "https"):
            raise DothiError(Message.UNREADABLE(source=address, reason="http:// or https://"), 2)
        self.address = address
        self.cache = cache
        self.pause = PAUSE if pause is None else pause
        self._space: str | None = None
        self._asked: float | None = None
        self._opener = web_only()

    def answers(self, questions: Sequence[Question]) -> Iterator[tuple[Question, list[Candidate]]]:
        """Each question with its candidates, the best first.

        Raises `DothiError` when the service can't be had or answers nonsense; what it said before is kept.
        """
        new = [q for q in dict.fromkeys(questions) if self.cache.get(self.address, q) is None]
        try:
            for at in range(0, len(new), LARGEST_BATCH):
                self._ask_batch(new[at : at + LARGEST_BATCH])
        finally:
            if new:
                self.cache.save()
        for question in dict.fromkeys(questions):
            yield question, self.cache.get(self.address, question) or []

    def _ask_batch(self, batch: Sequence[Question]) -> None:
        if self._space is None:
            self._space = self._decoded(self._ask(None), _Manifest).identifier_space
        queries = {
            f"q{n}": {"query": q.query, "type": q.type, "limit": MOST_CANDIDATES} for n, q in enumerate(batch)
        }
        body = urlencode({"queries": msgspec.json.encode(queries).decode()}).encode()
        found = self._decoded(self._ask(body), dict[str, _Result])
        for n, question in enumerate(batch):
            answer = found.get(f"q{n}", _Result())
            whole = [msgspec.structs.replace(c, id=self._space + c.id) for c in answer.result]
            ranked = sorted(whole, key=lambda c: (-c.score, c.id))
            self.cache.put(self.address, question, ranked)

    def _decoded(self, data: bytes, kind: type[Kind]) -> Kind:
        try:
            return msgspec.json.decode(data, type=kind, strict=False)
        except msgspec.DecodeError as error:
            raise DothiError(Message.UNREADABLE(source=self.address, reason=error)) from None

    def _ask(self, body: bytes | None) -> bytes:
        """The bytes that the service answers, after a pause and with a few attempts."""
        headers = {
            "User-Agent": f"dothi/{metadata.version('dothi')} (knowledge graphs of Vietnamese news)",
            "Accept": "application/json",
        }
        wait = 0.0
        for attempt in range(1, ATTEMPTS + 1):
            self._rest(wait)
            try:
                request = Request(self.address, body, headers)
                with self._opener.open(request, timeout=TIMEOUT) as answer:
                    data: bytes = answer.read(LONGEST + 1)
                if len(data) > LONGEST:
                    raise ValueError(f"> {LONGEST // 1_000_000} MB")
                return data
            except HTTPError as error:
                reason: object = f"HTTP {error.code}"
                wait = _seconds(error.headers.get("Retry-After")) or self.pause * 2**attempt
                if error.code not in AGAIN or attempt == ATTEMPTS:
                    raise self._unreachable(reason) from None
            except (URLError, HTTPException, OSError, ValueError) as error:
                raise self._unreachable(getattr(error, "reason", error)) from None
        raise self._unreachable("no answer")

    def _rest(self, wait: float) -> None:
        """Wait until the service may be asked again."""
        if self._asked is not None:
            least = max(self.pause, min(wait, LONGEST_PAUSE))
            time.sleep(max(0.0, self._asked + least - time.monotonic()))
        self._asked = time.monotonic()

    def _unreachable(self, reason: object) -> DothiError:
        return DothiError(Message.NO_SERVICE(source=self.address, reason=reason))


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isdigit() else 0.0
