"""Why a store says what it says of a person or an event: the sentences, and the merges with their evidence.

A name or an IRI goes in; the node as all articles tell it comes out, with the weights that joined it
(`graph.resolution.likeness`) and the sentences that its mentions stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from graph import vocabulary as v
from graph.errors import DothiError
from graph.resolution.deciding import reasons
from graph.resolution.registry import Registry
from graph.search_keys import SEARCH_KEY, fold

_END = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article, and where in it the node's words stand (half-open)."""

    article: str
    text: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """One node: its IRI, name, all IRIs that articles know it by, merges with their weights, sentences."""

    iri: str
    name: str
    members: tuple[str, ...]
    merges: tuple[tuple[str, str, str], ...]
    sentences: tuple[Sentence, ...]


def explain(store: Store, registry: Registry, given: str) -> list[Explanation]:
    """What a name (its marks do not matter) or an IRI stands for; `DothiError` when there is nothing.

    The best known come first.
    """
    wholes = dict.fromkeys(_whole(registry, iri) for iri in _nodes(store, given))
    found = [_explained(store, registry, iri) for iri in wholes]
    if not found:
        raise DothiError(f"{given}: nothing of this name in the store")
    return sorted(found, key=lambda e: (-len(e.sentences), e.iri))


def sentence(text: str, begin: int, end: int) -> tuple[str, int, int]:
    """The sentence around a stretch of a text, and the stretch's offsets in it.

    >>> sentence("Mưa lớn. Nước dâng cao. Hết.", 9, 13)
    ('Nước dâng cao.', 0, 4)
    """
    cuts = [match for match in _END.finditer(text) if not begin < match.end() <= end]
    first = max((match.end() for match in cuts if match.end() <= begin), default=0)
    last = min((match.start() for match in cuts if match.start() >= end), default=len(text))
    return text[first:last], begin - first, end - first


def _nodes(store: Store, given: str) -> list[str]:
    try:
        if any(store.quads_for_pattern(NamedNode(given), v.DENOTED_BY, None, DefaultGraph())):
            return [given]
    except ValueError:
        pass  # not an IRI: a name
    found = store.quads_for_pattern(None, SEARCH_KEY, Literal(fold(given)), DefaultGraph())
    return sorted(quad.subject.value for quad in found if isinstance(quad.subject, NamedNode))


def _whole(registry: Registry, iri: str) -> str:
    story = registry.column("SELECT story FROM events WHERE iri = ? AND story IS NOT NULL", iri)
    return story[0] if story else registry.whole(iri)


def _explained(store: Store, registry: Registry, iri: str) -> Explanation:
    persons = registry.column("SELECT DISTINCT iri FROM persons WHERE cluster = ?", iri)
    things = registry.column("SELECT iri FROM unions WHERE cluster = ?", iri)
    events = registry.column("SELECT iri FROM events WHERE story = ?", iri)
    members = tuple(sorted({iri, *persons, *things, *events}))
    merges = [(first, second, why) for _, first, second, why in reasons(registry, iri)]
    told = registry.db.execute(
        "SELECT story, iri, why FROM events WHERE story = ? AND iri != story ORDER BY iri", (iri,)
    ).fetchall()
    sentences = tuple(s for member in members for s in _sentences(store, member))
    return Explanation(iri, _name(store, iri), members, (*merges, *told), sentences)


def _name(store: Store, iri: str) -> str:
    for predicate in (v.PREF_LABEL, v.LABEL):
        for quad in store.quads_for_pattern(NamedNode(iri), predicate, None, DefaultGraph()):
            if isinstance(quad.object, Literal):
                return quad.object.value
    return iri


def _sentences(store: Store, iri: str) -> Iterator[Sentence]:
    for quad in sorted(store.quads_for_pattern(NamedNode(iri), v.DENOTED_BY, None, DefaultGraph()), key=str):
        mention = quad.object
        if isinstance(mention, NamedNode):
            article = _value(store, mention, v.REFERENCE_CONTEXT)
            text = _value(store, NamedNode(article), v.IS_STRING)
            begin, end = (int(_value(store, mention, p)) for p in (v.BEGIN_INDEX, v.END_INDEX))
            yield Sentence(article, *sentence(text, begin, end))


def _value(store: Store, subject: NamedNode, predicate: NamedNode) -> str:
    for quad in store.quads_for_pattern(subject, predicate, None, DefaultGraph()):
        if isinstance(quad.object, NamedNode | Literal):
            return quad.object.value
    raise DothiError(f"<{subject.value}> has no <{predicate.value}>: the store is not whole")
