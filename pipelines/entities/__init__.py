"""Which names of an article are the same one: names and titles come in, clusters of names go out.

Names with one key are one. Then a short form joins its long one, each type in its own way
(`pipelines.entities.persons`, `.organizations`, `.places`). One name has one type within an article. Where
two long forms could be meant, the words around and the order of the text decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.model import EntityType
from pipelines.document import Doc, Name, Title
from pipelines.entities.clusters import (
    ORGANIZATION,
    PERSON,
    PLACE,
    Cluster,
    administrative_keys,
    head_key,
    name_lexicon,
)
from pipelines.entities.organizations import join_organizations
from pipelines.entities.persons import join_persons
from pipelines.entities.places import join_places
from pipelines.features import is_syllable
from pipelines.gazetteer import cities, country_code
from pipelines.name_keys import fold, name_key

__all__ = ["Cluster", "cluster_names", "title_key"]


SHORTEST_PLACE = 4
GREAT_CITY = 500_000


@lru_cache(maxsize=1)
def _seats() -> frozenset[str]:
    """Seats of power that stand for those who sit there ("Nhà Trắng")."""
    return frozenset(name_key(seat) for seat in name_lexicon().seats)


@lru_cache(maxsize=1)
def _genders() -> dict[str, int]:
    """+1 for "ông", -1 for "bà"."""
    lexicon = name_lexicon()
    return {fold(w): 1 for w in lexicon.male} | {fold(w): -1 for w in lexicon.female}


@dataclass(frozen=True, slots=True)
class _Seen:
    """A name with what stands before it."""

    index: int
    text: str
    type: EntityType
    before: str
    head: str
    score: float


def _before(doc: Doc, name: Name) -> str:
    start = max(0, name.begin - 24)
    return doc.text[start : name.begin].rsplit("\n", 1)[-1]


@lru_cache(maxsize=1)
def _head_pattern() -> re.Pattern[str]:
    lexicon = name_lexicon()
    known = {**lexicon.administrative, **lexicon.places, **lexicon.organizations}
    heads = sorted(known.keys() - set(lexicon.not_before), key=lambda head: (-len(head), head))
    return re.compile(rf"(?<!\w)({'|'.join(re.escape(head) for head in heads)})\s*$", re.IGNORECASE)


def _look(doc: Doc) -> list[_Seen]:
    """Each name with its type in this article, and the word and the head before it."""
    seen: list[_Seen] = []
    for index, name in enumerate(doc.names):
        before = _before(doc, name)
        words = before.split()
        head = _head_pattern().search(before)
        text = doc.text[name.begin : name.end]
        last = fold(words[-1].strip(".,\"'“(")) if words and before[-1:] == " " else ""
        seen.append(_Seen(index, text, name.type, last, head[1] if head else "", name.score))
    return seen


def _kind_of_head(one: _Seen) -> EntityType | None:
    """What a head before a name tells of it: "tập đoàn" an organisation, "huyện" a place.

    Nothing before a country ("công ty Mỹ") or a person.
    """
    head = one.head.lower()
    if not head or one.type is PERSON or country_code(one.text) is not None:
        return None
    return ORGANIZATION if head in name_lexicon().organizations else PLACE


def _is_place(key: str, entered: set[str]) -> bool:
    """Whether a name is a known place's, or a city's that somebody is in or goes to."""
    return _is_known_place(key) or (key in entered and bool(cities(key)))


@lru_cache(maxsize=20_000)
def _is_known_place(key: str) -> bool:
    """Whether a name is a country's or a great city's, and long enough to be nothing else."""
    if len(key) < SHORTEST_PLACE:
        return False
    return country_code(key) is not None or any(c.population >= GREAT_CITY for c in cities(key))


def _vote(seen: Sequence[_Seen], persons: frozenset[int]) -> dict[str, EntityType]:
    """One type for each name key: seats and countries as the guidelines say, else the majority."""
    genders = _genders()
    votes: dict[str, dict[EntityType, float]] = defaultdict(lambda: dict.fromkeys(EntityType, 0.0))
    plain: dict[str, dict[EntityType, float]] = defaultdict(lambda: dict.fromkeys(EntityType, 0.0))
    for one in seen:
        weight = one.score
        if one.index in persons or one.before in genders:
            votes[name_key(one.text)][PERSON] += 2 * weight if one.type is PERSON else weight
        if (headed := _kind_of_head(one)) is not None:
            votes[name_key(one.text)][headed] += 2 * weight
        votes[name_key(one.text)][one.type] += weight
        plain[name_key(one.text)][one.type] += weight
    locative = {fold(word) for word in name_lexicon().locative}
    entered = {name_key(one.text) for one in seen if one.before in locative}
    kinds: dict[str, EntityType] = {}
    for key, counts in votes.items():
        kinds[key] = (
            ORGANIZATION if key in _seats() else max(counts, key=lambda kind: (counts[kind], kind.value))
        )
        addressed = counts[PERSON] > plain[key][PERSON]
        if kinds[key] is not PLACE and not addressed and _is_place(key, entered):
            kinds[key] = PLACE
    return kinds


def _group(doc: Doc, seen: Sequence[_Seen], kinds: dict[str, EntityType]) -> list[Cluster]:
    """Names of one key as one cluster; places under different administrative heads stay apart."""
    genders = _genders()
    clusters: dict[tuple[str, EntityType, str], Cluster] = {}
    heads: dict[str, set[str]] = defaultdict(set)
    for one in seen:
        native = all(is_syllable(word) for word in name_key(one.text).split())
        if one.head and native and head_key(one.head) in administrative_keys():
            heads[name_key(one.text)].add(head_key(one.head))
    for one in seen:
        key = name_key(one.text)
        kind = kinds[key]
        apart = head_key(one.head) if kind is PLACE and len(heads[key]) > 1 and one.head else ""
        cluster = clusters.setdefault((key, kind, apart), Cluster(kind, one.text))
        cluster.spans.append(one.index)
        cluster.forms[one.text] += 1
        if gender := genders.get(one.before, 0):
            cluster.gender += gender
            cluster.span_genders[one.index] = gender
        if one.head and (kind is ORGANIZATION) == (one.head.lower() in name_lexicon().organizations):
            cluster.heads[one.head] += 1
    for cluster in clusters.values():
        cluster.text = min(cluster.forms, key=lambda text: (-cluster.forms[text], text.islower(), text))
        if cluster.type is PLACE:
            cluster.country = country_code(cluster.text)
    return list(clusters.values())


def cluster_names(doc: Doc) -> list[Cluster]:
    """The clusters of the names of `doc`, in order of their first names."""
    persons = frozenset(_held(doc))
    seen = _look(doc)
    clusters = _group(doc, seen, _vote(seen, persons))
    index_of = {(name.begin, name.end): i for i, name in enumerate(doc.names)}
    titles = _titles_of(doc, index_of)
    for cluster in clusters:
        for span in cluster.spans:
            cluster.titles |= titles.get(span, set())
    parted = {kind: [c for c in clusters if c.type is kind] for kind in (PERSON, ORGANIZATION, PLACE)}
    merged = [
        *join_persons(doc, parted[PERSON]),
        *join_organizations(doc, parted[ORGANIZATION]),
        *join_places(doc, parted[PLACE]),
    ]
    return sorted(merged, key=lambda cluster: cluster.spans[0])


def _held(doc: Doc) -> list[int]:
    """Indices of names that hold a title."""
    holders = {(t.person.begin, t.person.end) for t in doc.titles if t.person is not None}
    return [i for i, name in enumerate(doc.names) if (name.begin, name.end) in holders]


def _titles_of(doc: Doc, index_of: dict[tuple[int, int], int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for title in doc.titles:
        if title.person is not None:
            at = index_of.get((title.person.begin, title.person.end))
            if at is not None:
                found[at].add(title_key(doc, title))
    return found


def title_key(doc: Doc, title: Title) -> str:
    """The bare title as compared."""
    return name_key(doc.text[title.begin : title.end])
