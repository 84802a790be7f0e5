"""Clusters of names, and what they are made with: lexicon of heads and abbreviations, joining by a key.

A cluster holds all names of one entity of an article. The lists of ``lexicon/names.yaml`` (administrative
heads, surnames, forms of address) and ``lexicon/abbreviations.yaml`` are read here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

import msgspec

from graph.model import EntityType
from pipelines.document import Doc
from pipelines.lexicon_files import LEXICON, read_yaml
from pipelines.name_keys import fold, name_key, syllables

PERSON, ORGANIZATION, PLACE = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE
LONGEST_INTRODUCTION = 24
LONGEST_SHORT_FORM = 12
SHORTEST_WORD = 5
"""Shorter words have too many neighbours to be slips of each other."""

JOINING_WORDS = frozenset((fold("và"), fold("của"), ","))

Words = tuple[str, ...]
Kind = TypeVar("Kind")


class AbbreviationLexicon(msgspec.Struct, frozen=True):
    """``lexicon/abbreviations.yaml``: what is written out inside names, and names that have a short form."""

    words: dict[str, str]
    names: dict[str, list[str]]


class NameLexicon(msgspec.Struct, frozen=True):
    """``lexicon/names.yaml``: the words that names are built with, each with a line that holds it."""

    administrative: dict[str, str]
    places: dict[str, str]
    organizations: dict[str, str]
    companies: dict[str, str]
    surnames: dict[str, str]
    male: dict[str, str]
    female: dict[str, str]
    seats: dict[str, str]
    hyphenated: dict[str, str]
    bodies: dict[str, str]
    sites: dict[str, str]
    media_verbs: dict[str, str]
    not_before: list[str]
    compounds: list[str]
    locative: list[str]


@lru_cache(maxsize=1)
def abbreviation_lexicon() -> AbbreviationLexicon:
    """The abbreviations; `DothiError` when the file is not what it should be."""
    return read_yaml(LEXICON / "abbreviations.yaml", AbbreviationLexicon)


@lru_cache(maxsize=1)
def name_lexicon() -> NameLexicon:
    """The words that names are built with; `DothiError` when the file is not what it should be."""
    return read_yaml(LEXICON / "names.yaml", NameLexicon)


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    return {fold(short): syllables(long) for short, long in abbreviation_lexicon().words.items()}


@lru_cache(maxsize=50_000)
def expanded(name: str) -> tuple[str, ...]:
    """The folded syllables of a name with its abbreviations written out and joining words left out.

    >>> expanded("Sở TN - MT") == expanded("Sở Tài nguyên và Môi trường")
    True
    """
    words = _words()
    written: list[str] = []
    for syllable in syllables(name):
        written.extend(words.get(syllable, (syllable,)))
    return tuple(part for part in written if part not in JOINING_WORDS) or tuple(written)


def heads(kind: str) -> tuple[Words, ...]:
    """The heads of a kind ("administrative", "places", "organizations"), the longest first."""
    return _heads()[kind]


@lru_cache(maxsize=1)
def _heads() -> dict[str, tuple[Words, ...]]:
    lexicon = name_lexicon()
    kinds = {
        "administrative": lexicon.administrative,
        "places": lexicon.places,
        "organizations": lexicon.organizations,
    }
    return {
        kind: tuple(sorted({expanded(head) for head in entries}, key=lambda h: (-len(h), h)))
        for kind, entries in kinds.items()
    }


def bare(words: Words, kind: str) -> Words:
    """The words without the head that they start with.

    >>> bare(expanded("TP Huế"), "administrative") == expanded("Huế")
    True
    """
    for head in heads(kind):
        if len(words) > len(head) and words[: len(head)] == head:
            return words[len(head) :]
    return words


def head_key(head: str) -> str:
    """The key of a head; "TP" is "thành phố"."""
    key = name_key(head)
    return name_key("thành phố") if key == "tp" else key


@lru_cache(maxsize=1)
def administrative_keys() -> frozenset[str]:
    """The keys of administrative heads."""
    return frozenset(head_key(head) for head in name_lexicon().administrative)


@dataclass(slots=True)
class Cluster:
    """All names of one entity. `spans` index the names of the document, in order."""

    type: EntityType
    text: str
    spans: list[int] = field(default_factory=list)
    forms: Counter[str] = field(default_factory=Counter)
    gender: int = 0
    """+1 for each "ông", -1 for each "bà" before one of its names."""
    heads: Counter[str] = field(default_factory=Counter)
    """Administrative heads that stand before its names ("tỉnh")."""
    titles: set[str] = field(default_factory=set)
    country: str | None = None
    span_genders: dict[int, int] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        """The folded syllables of its fullest form."""
        return syllables(self.text)

    @property
    def first(self) -> int:
        """The first of its names."""
        return self.spans[0]


def merge(into: Cluster, other: Cluster) -> None:
    """Take over the names of `other`."""
    if len(expanded(other.text)) > len(expanded(into.text)):
        into.text = other.text
    into.spans = sorted([*into.spans, *other.spans])
    into.forms += other.forms
    into.gender += other.gender
    into.heads += other.heads
    into.titles |= other.titles
    into.span_genders |= other.span_genders
    into.country = into.country or other.country


def join_equal(clusters: list[Cluster], key: Callable[[Cluster], str]) -> list[Cluster]:
    """Clusters with one key become one; an empty key joins nothing."""
    kept: dict[str, Cluster] = {}
    out: list[Cluster] = []
    for cluster in clusters:
        k = key(cluster)
        if k and k in kept:
            merge(kept[k], cluster)
        else:
            kept[k] = cluster
            out.append(cluster)
    return out


INTRODUCED = re.compile(
    r"\s*(?:\(\s*(?:gọi tắt là |viết tắt là |tên viết tắt là |viết tắt: )?[\"“']?|[-–]\s)$"
)


def introduced(doc: Doc) -> list[tuple[int, int]]:
    """Pairs of names of which the second is set beside the first as its short form: "Liên Hợp Quốc (LHQ)"."""
    found = []
    for i in range(len(doc.names) - 1):
        one, two = doc.names[i], doc.names[i + 1]
        if two.begin - one.end > LONGEST_INTRODUCTION or one.type is PERSON:
            continue
        gap = doc.text[one.end : two.begin]
        if INTRODUCED.fullmatch(gap) and _is_short_form(doc.text[two.begin : two.end], "(" in gap):
            found.append((i, i + 1))
    return found


def _is_short_form(text: str, bracketed: bool) -> bool:
    """Whether a name is written like an abbreviation; in brackets a single foreign word is one too."""
    if " " in text or len(text) > LONGEST_SHORT_FORM:
        return False
    capitals = sum(c.isupper() for c in text)
    return capitals >= 2 or (bracketed and text.isascii() and len(text) >= SHORTEST_WORD)


def join_pairs(clusters: list[Cluster], pairs: list[tuple[int, int]]) -> list[Cluster]:
    """Join the clusters of two names, pair by pair."""
    owner = {span: cluster for cluster in clusters for span in cluster.spans}
    gone: set[int] = set()
    for one, two in pairs:
        into, other = owner.get(one), owner.get(two)
        if into is None or other is None or into is other or len(into.text) < len(other.text):
            continue
        merge(into, other)
        owner.update(dict.fromkeys(other.spans, into))
        gone.add(id(other))
    return [cluster for cluster in clusters if id(cluster) not in gone]


def share_out(doc: Doc, cluster: Cluster, candidates: list[Cluster]) -> None:
    """Give each mention of an ambiguous short form to the person last spoken of before it."""
    titled = [c for c in candidates if c.titles & cluster.titles]
    anchors = {id(c): list(c.spans) for c in candidates}
    for span in cluster.spans:
        among = titled if len(titled) == 1 else candidates
        gender = cluster.span_genders.get(span, 0)
        among = [c for c in among if c.gender * gender >= 0] or among
        best = max(among, key=lambda c: (max((s for s in anchors[id(c)] if s < span), default=-1), -c.first))
        text = doc.text[doc.names[span].begin : doc.names[span].end]
        best.spans = sorted([*best.spans, span])
        best.forms[text] += 1
