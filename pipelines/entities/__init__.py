"""Which names of an article are the same one: names and titles come in, clusters of names go out.

Names with one key are one. Then a short form joins its long one, each type in its own way
(`pipelines.entities.persons`, `.organizations`, `.places`). One name has one type within an article. Where
two long forms could be meant, the words around and the order of the text decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
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
from pipelines.entities.kinds import Seen, genders, vote
from pipelines.entities.organizations import join_organizations
from pipelines.entities.persons import join_persons
from pipelines.entities.places import join_places
from pipelines.features import is_syllable
from pipelines.gazetteer import country_code
from pipelines.name_keys import fold, name_key

__all__ = ["Cluster", "cluster_names", "title_key"]


def _before(doc: Doc, name: Name) -> str:
    start = max(0, name.begin - 24)
    return doc.text[start : name.begin].rsplit("\n", 1)[-1]


@lru_cache(maxsize=1)
def _head_pattern() -> re.Pattern[str]:
    lexicon = name_lexicon()
    known = {**lexicon.administrative, **lexicon.places, **lexicon.organizations}
    heads = sorted(known.keys() - set(lexicon.not_before), key=lambda head: (-len(head), head))
    return re.compile(rf"(?<!\w)({'|'.join(re.escape(head) for head in heads)})\s*$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _compounds() -> re.Pattern[str]:
    """Words of two syllables whose second is a head: "áp đảo"."""
    words = "|".join(re.escape(word) for word in name_lexicon().compounds)
    return re.compile(rf"(?<!\w)(?:{words})\s*$", re.IGNORECASE)


def _look(doc: Doc) -> list[Seen]:
    """Each name with its type in this article, and the word and the head before it."""
    seen: list[Seen] = []
    for index, name in enumerate(doc.names):
        before = _before(doc, name)
        words = before.split()
        head = None if _compounds().search(before) else _head_pattern().search(before)
        text = doc.text[name.begin : name.end]
        last = fold(words[-1].strip(".,\"'“(")) if words and before[-1:] == " " else ""
        seen.append(Seen(index, text, name.type, last, head[1] if head else "", name.score))
    return seen


def _group(doc: Doc, seen: Sequence[Seen], kinds: dict[str, EntityType]) -> list[Cluster]:
    """Names of one key as one cluster; places under different administrative heads stay apart."""
    address = genders()
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
        if gender := address.get(one.before, 0):
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
    clusters = _group(doc, seen, vote(doc, seen, persons))
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
