"""The one place where IRIs are made.

Article ids, names and offsets come in; readable IRIs under one base go out. An IRI is a pure function of what
it names, so that the same article always gives the same ones. Letters lose their marks; where that (or any
other change) loses something, a short digest keeps two different names apart, so that any Unicode is safe.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from graph.errors import DothiError
from graph.model import Activity, EntityType, Event, Mention, Position
from graph.namespaces import PREFIXES

DEFAULT_BASE = "https://w3id.org/dothi/resource/"
LONGEST = 60

FAMILIES = (
    "article",
    "person",
    "organization",
    "place",
    "event",
    "position",
    "role",
    "participation",
    "quantity",
    "appearance",
    "geometry",
    "publisher",
    "activity",
    "mention",
)
"""The families of our IRIs, in the order in which a file tells of them; each has its own prefix."""

_BASE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]*[/#:]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def digest(*parts: str) -> str:
    """Six hexadecimal digits that differ where the parts differ.

    >>> digest("a", "b") == digest("ab")
    False
    >>> digest("\\x00", "", "\\x00") == digest("\\x00", "\\x00", "")
    False
    """
    escaped = (part.replace("\x01", "\x01\x01").replace("\x00", "\x01\x00") for part in parts)
    return blake2b("\x00".join(escaped).encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()


@lru_cache(maxsize=65536)
def slug(text: str) -> str:
    """Lower-case ASCII letters and digits joined by hyphens; empty when nothing can be kept.

    >>> slug("Đài Tiếng nói Việt Nam")
    'dai-tieng-noi-viet-nam'
    """
    bare = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return _NOT_SLUG.sub("-", bare).strip("-")


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """The slug, with a digest behind a dot when the slug alone would lose something of the text.

    >>> key("rafah"), key("mau-1")
    ('rafah', 'mau-1')
    >>> key("Huế") != key("Huệ") and key("Huế").startswith("hue.")
    True
    """
    short = slug(text)
    if short and len(short) <= LONGEST and short == text.replace(" ", "-"):
        return short
    cut = short[:LONGEST].strip("-")
    return f"{cut}.{digest(text)}" if cut else f"x.{digest(text)}"


def _shortened(text: str) -> str:
    """At most five hyphenated parts of a slug; ``x`` when there is none."""
    return "-".join(slug(text).split("-")[:5])[:LONGEST].strip("-") or "x"


def prefixes(base: str = DEFAULT_BASE) -> dict[str, str]:
    """The prefixes of a file: the vocabularies, and one for each family of IRIs under a base.

    >>> prefixes("https://e.example/")["person"]
    'https://e.example/person/'
    """
    return PREFIXES | {family: f"{base}{family}/" for family in FAMILIES}


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Makes the IRIs under one base.

    Raises `DothiError` when the base is no absolute IRI that ends in ``/``, ``#`` or ``:``.

    >>> Identifiers().article("mau-1")
    'https://w3id.org/dothi/resource/article/mau-1'
    """

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise DothiError(
                f"{self.base!r} can't be a base IRI: it must be absolute and end in '/' or '#', "
                "such as https://example.org/graph/",
                2,
            )

    def article(self, article: str) -> str:
        """An article, which is also the name of its named graph."""
        return f"{self.base}article/{key(article)}"

    def identity_graph(self) -> str:
        """The named graph that says who is who across articles."""
        return f"{self.base}graph/identity"

    def links_graph(self) -> str:
        """The named graph of links to other sources' identifiers."""
        return f"{self.base}graph/links"

    def link(self, entity: str, same_as: str) -> str:
        """The statement that an entity has an identifier elsewhere."""
        own = "/".join(entity.rstrip("/").rsplit("/", 2)[-2:])
        return f"{self.base}link/{key(own)}.{key(same_as.rsplit('/', 1)[-1])}"

    def mention(self, mention: Mention) -> str:
        """The words of an article, by offset and form."""
        place = f"{key(mention.article)}.{mention.begin}-{mention.end}"
        return f"{self.base}mention/{place}.{mention.form.value.lower()}"

    def entity(self, kind: EntityType, name: str, *scope: str) -> str:
        """An entity by its normal name; `scope` are slugs that tell it from others of that name."""
        parts = [_cut(name), *scope] if scope else [key(name)]
        return f"{self.base}{kind.value.lower()}/{'.'.join(parts)}"

    def events(self, article: str, events: Sequence[Event]) -> list[str]:
        """The events of one article, by their first trigger and where it stands."""
        stems = [f"{_shortened(e.mentions[0].text)}-{e.mentions[0].begin}" for e in events]
        return [f"{self.base}event/{key(article)}.{stem}" for stem in _numbered(stems)]

    def positions(self, article: str, positions: Sequence[Position]) -> list[str]:
        """The positions of one article, by their title and where it stands."""
        stems = [f"{_shortened(p.title)}-{p.mentions[0].begin}" for p in positions]
        return [f"{self.base}position/{key(article)}.{stem}" for stem in _numbered(stems)]

    def role(self, title: str) -> str:
        """The role that a bare title names, the same in every article."""
        return f"{self.base}role/{key(title)}"

    def publisher(self, name: str) -> str:
        """Who publishes an article."""
        return f"{self.base}publisher/{key(name)}"

    def activity(self, activity: Activity) -> str:
        """A run of the program, by its version, model and lexicon (and its time, if it has one)."""
        parts = (activity.version, activity.model, activity.lexicon, activity.time or "")
        return f"{self.base}activity/{_shortened(activity.version)}.{digest(*parts)}"

    def appearance(self, article: str, entity: str) -> str:
        """An entity as one article alone describes it."""
        return f"{self.base}appearance/{key(article)}.{key(entity.lower())}"

    def participation(self, event: str, role: str, number: int) -> str:
        """An entity's part in an event (given as its IRI), numbered from 1."""
        return f"{self.base}participation/{_local(event)}.{role}-{number}"

    def quantity(self, event: str, number: int) -> str:
        """A count that belongs to an event (given as its IRI), numbered from 1."""
        return f"{self.base}quantity/{_local(event)}-{number}"

    def geometry(self, entity: str) -> str:
        """Where an entity (given as its IRI) lies."""
        return f"{self.base}geometry/{_local(entity)}"


def _local(iri: str) -> str:
    return re.split(r"[/#:]", iri)[-1]


def _cut(name: str) -> str:
    return slug(name)[:LONGEST].strip("-") or "x"


def _numbered(stems: list[str]) -> list[str]:
    """The stems, those that come again with a number from 2 behind them."""
    seen: dict[str, int] = {}
    numbered = []
    for stem in stems:
        seen[stem] = seen.get(stem, 0) + 1
        numbered.append(stem if seen[stem] == 1 else f"{stem}.{seen[stem]}")
    return numbered
