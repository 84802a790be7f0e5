"""What pages show of one node in detail, read from the store: names, positions, sentences, whole articles.

A shelf and a node go in, plain values come out; each is bounded. An article's graph is read with the entities
under the IRIs by which the catalogue knows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph import vocabulary as v
from graph.derivation import World, derive
from graph.forms.rdf_reading import read_articles
from graph.identifiers import Identifiers
from graph.model import ArticleGraph, EntityType
from graph.namespaces import SCHEMA
from graph.resolution.identity import Identity, Reference
from graph.server.site.finding import Node
from graph.server.site.library import Shelf
from graph.server.site.sentences import Mark, Piece, pieces, sentence

MOST_POSITIONS = 400
MOST_SENTENCES = 4
"""Sentences of one article that are shown of a node."""

_ENTITY_TYPES = frozenset(SCHEMA + kind.value for kind in EntityType)


@dataclass(frozen=True, slots=True)
class Post:
    """A position: its title, who holds it and for whom (nodes, as far as known)."""

    title: str
    person: Node | None
    organization: Node | None
    times: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """What all articles say of an entity."""

    names: tuple[str, ...]
    classes: tuple[str, ...]
    same_as: tuple[str, ...]
    posts: tuple[Post, ...]
    held: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of an article with words marked; `begin` is where the first marked words stand."""

    pieces: tuple[Piece, ...]
    begin: int


@dataclass(frozen=True, slots=True)
class Testimony:
    """The sentences of one article that speak of a node."""

    article: Node
    passages: tuple[Passage, ...]


def portrait(shelf: Shelf, node: Node) -> Portrait:
    """All that is known of an entity but its events and sentences."""
    selves = [iri for path in shelf.catalogue.also(node) if (iri := shelf.iri(path)) is not None]
    names: dict[str, None] = {}
    classes: dict[str, None] = {}
    same: dict[str, None] = {}
    for iri in selves:
        for quad in _about(shelf, iri, v.PREF_LABEL, v.ALT_LABEL):
            names[quad.object.value if isinstance(quad.object, Literal) else ""] = None
        for quad in _about(shelf, iri, v.TYPE):
            if isinstance(quad.object, NamedNode) and quad.object.value not in _ENTITY_TYPES:
                classes[quad.object.value.removeprefix(SCHEMA)] = None
        for quad in _about(shelf, iri, v.SAME_AS):
            if isinstance(quad.object, NamedNode) and not quad.object.value.startswith(shelf.base or "\0"):
                same[quad.object.value] = None
    shown = [name for name in names if name and name != node.label]
    posts = _posts(shelf, selves, v.MEMBER)
    held = _posts(shelf, selves, v.ORGANIZATION)
    return Portrait(tuple(sorted(shown)), tuple(sorted(classes)), tuple(sorted(same)), posts, held)


def first_post(shelf: Shelf, node: Node) -> Post | None:
    """One position of a person, that which is told most among the first few."""
    iri = shelf.iri(node.path)
    return next(iter(_posts(shelf, [iri], v.MEMBER, 8)), None) if iri is not None else None


def _about(shelf: Shelf, subject: NamedNode, *predicates: NamedNode) -> Iterator[Quad]:
    for predicate in predicates:
        yield from islice(shelf.store.quads_for_pattern(subject, predicate, None, DefaultGraph()), 200)


def _posts(
    shelf: Shelf, selves: Iterable[NamedNode], link: NamedNode, most: int = MOST_POSITIONS
) -> tuple[Post, ...]:
    """The positions that these hold (`link` org:member) or that are held for them, the most told first."""
    found: dict[tuple[str, str, str], int] = {}
    for iri in selves:
        for quad in islice(shelf.store.quads_for_pattern(None, link, iri, DefaultGraph()), most):
            values: dict[NamedNode, str] = {}
            if isinstance(quad.subject, NamedNode):
                for said in shelf.store.quads_for_pattern(quad.subject, None, None, DefaultGraph()):
                    if isinstance(said.object, NamedNode):
                        values[said.predicate] = said.object.value
            title = _title(shelf, values)
            if title:
                key = title, shelf.path(values.get(v.MEMBER, "")), shelf.path(values.get(v.ORGANIZATION, ""))
                found[key] = found.get(key, 0) + 1
    nodes = shelf.catalogue.nodes(path for key in found for path in key[1:] if path)
    joined: dict[tuple[str, Node | None, Node | None], Post] = {}
    for (title, person, organization), times in sorted(found.items()):
        whole = title.casefold(), nodes.get(person), nodes.get(organization)
        before = joined.get(whole)
        shown, sum_ = (before.title, before.times + times) if before else (title, times)
        joined[whole] = Post(shown, whole[1], whole[2], sum_)
    posts = sorted(joined.values(), key=lambda post: (-post.times, post.title))
    placed = {(post.person, post.title.casefold()) for post in posts if post.organization}
    return tuple(p for p in posts if p.organization or (p.person, p.title.casefold()) not in placed)


def _title(shelf: Shelf, values: dict[NamedNode, str]) -> str:
    """ "nguyên Thủ tướng": the title in the articles' language, with how it is held."""
    role = values.get(v.HAS_ROLE)
    if role is None:
        return ""
    labels = shelf.store.quads_for_pattern(v.term(role), v.PREF_LABEL, None, DefaultGraph())
    title = min((q.object.value for q in labels if isinstance(q.object, Literal)), default="")
    before = {"former": "nguyên", "acting": "quyền", "new": "tân"}.get(
        values.get(v.MODIFIER, "").rsplit("#", 1)[-1]
    )
    return f"{before} {title}" if before and title else title


def testimony(shelf: Shelf, node: Node, articles: Sequence[Node]) -> list[Testimony]:
    """The sentences of these articles that speak of a node."""
    selves = [iri for path in shelf.catalogue.also(node) if (iri := shelf.iri(path)) is not None]
    found = []
    for article in articles:
        name = shelf.iri(article.path)
        text = "" if name is None else _text(shelf, name)
        spans = (
            sorted({span for iri in selves for span in _spans(shelf, iri, name)}) if name is not None else []
        )
        passages = _passages(text, [Mark(begin, end, node.kind) for begin, end in spans if end <= len(text)])
        if passages:
            found.append(Testimony(article, tuple(passages)))
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """How sure an event is (0 to 1), and its counts: a value, and what is counted."""

    score: float
    quantities: tuple[tuple[float, str], ...]


def figures(shelf: Shelf, event: NamedNode) -> Figures:
    """The numbers of an event."""
    scores = [_number(q.object) for q in _about(shelf, event, v.SCORE)]
    quantities: set[tuple[float, str]] = set()
    for quad in _about(shelf, event, v.QUANTITY):
        if isinstance(quad.object, NamedNode):
            values = [_number(q.object) for q in _about(shelf, quad.object, v.VALUE)]
            units = [
                q.object.value
                for q in _about(shelf, quad.object, v.UNIT_TEXT)
                if isinstance(q.object, Literal)
            ]
            quantities.update((value, unit) for value in values[:1] for unit in units[:1])
    return Figures(min(scores, default=1.0), tuple(sorted(quantities)))


def _number(term: object) -> float:
    try:
        return float(term.value) if isinstance(term, Literal) else 0.0
    except ValueError:
        return 0.0


def _passages(text: str, marks: Sequence[Mark], most: int = MOST_SENTENCES) -> list[Passage]:
    sentences: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        sentences.setdefault(sentence(text, mark.begin, mark.end), []).append(mark)
    return [
        Passage(pieces(text, begin, end, inside), inside[0].begin)
        for (begin, end), inside in list(sentences.items())[:most]
    ]


def _text(shelf: Shelf, article: NamedNode) -> str:
    for quad in shelf.store.quads_for_pattern(article, v.IS_STRING, None, article):
        if isinstance(quad.object, Literal):
            return quad.object.value
    return ""


def _spans(shelf: Shelf, subject: NamedNode, article: NamedNode | None) -> Iterator[tuple[int, int]]:
    for quad in islice(shelf.store.quads_for_pattern(subject, v.DENOTED_BY, None, article), 60):
        values = (
            {
                said.predicate: said.object.value
                for said in shelf.store.quads_for_pattern(quad.object, None, None, article)
                if isinstance(said.object, Literal)
            }
            if isinstance(quad.object, NamedNode)
            else {}
        )
        begin, end = values.get(v.BEGIN_INDEX, ""), values.get(v.END_INDEX, "")
        if begin.isdecimal() and end.isdecimal():
            yield int(begin), int(end)


def world(shelf: Shelf, articles: Iterable[Node]) -> World:
    """What these articles say, with all nodes under the IRIs by which the catalogue knows them.

    Raises `DothiError` when an article in the store can't be true.
    """
    graphs: dict[str, ArticleGraph] = {}
    iris: dict[Reference, str] = {}
    for article in articles:
        name = shelf.iri(article.path)
        if name is None:
            continue
        quads = list(shelf.store.quads_for_pattern(None, None, None, name))
        for graph in read_articles(quads):
            graphs[graph.article.id] = graph
            iris.update(_global_iris(shelf, graph, quads))
    in_order = [graphs[key] for key in sorted(graphs)]
    return derive(in_order, Identity(iris, ()), shelf.base)


def _global_iris(shelf: Shelf, graph: ArticleGraph, quads: Sequence[Quad]) -> dict[Reference, str]:
    """The IRI of each of an article's entities, found by the words that stand for it."""
    make = Identifiers(shelf.base)
    entities = {
        q.subject
        for q in quads
        if q.predicate == v.TYPE and isinstance(q.object, NamedNode) and q.object.value in _ENTITY_TYPES
    }
    denoted: dict[str, list[str]] = {}
    for quad in quads:
        if quad.predicate == v.DENOTED_BY and quad.subject in entities and isinstance(quad.object, NamedNode):
            assert isinstance(quad.subject, NamedNode)
            denoted.setdefault(quad.object.value, []).append(quad.subject.value)
    iris: dict[Reference, str] = {}
    for entity in graph.entities:
        sets = [set(denoted.get(make.mention(mention), ())) for mention in entity.mentions]
        both = set.intersection(*sets) if sets else set()
        own = min(both, default=make.entity(entity.type, entity.name, "in-" + graph.article.id))
        node = shelf.catalogue.node(shelf.path(own))
        iri = shelf.iri(node.path) if node else None
        iris[Reference(graph.article.id, entity.id)] = own if iri is None else iri.value
    return iris


def all_marks(shelf: Shelf, found: World, article_id: str) -> list[Mark]:
    """Every entity and event that an article names, where it does."""
    marks = []
    for entity in found.entities:
        for mention in entity.mentions:
            if mention.article == article_id:
                kind = entity.type.value.lower()
                marks.append(Mark(mention.begin, mention.end, kind, shelf.path(entity.id), title=entity.name))
    for event in found.events:
        for mention in event.mentions:
            if mention.article == article_id:
                marks.append(
                    Mark(
                        mention.begin,
                        mention.end,
                        "event",
                        shelf.path(event.id),
                        event.status.value,
                        event.type.value,
                    )
                )
    return sorted(marks)


def paragraphs(text: str, marks: Sequence[Mark]) -> list[tuple[Piece, ...]]:
    """A text by lines, with everything marked; empty lines are left out."""
    lines = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(pieces(text, at, at + len(line), marks))
        at += len(line) + 1
    return lines
