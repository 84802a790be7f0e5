"""The little of an article that matters to other articles: its persons, its events, and how its text looks.

An article graph comes in, `Facts` go out: who and what is named and what speaks for who it is, what happened
on which day with whom, and a MinHash signature of the words (Broder 1997), by which copies are found. They
are made where the article is read and travel with it into the store, so that who is who across a whole
archive is decided without reading any article again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from graph.article_iris import local_iris, posts_of
from graph.identifiers import DEFAULT_BASE, Identifiers
from graph.model import ArticleGraph, EntityType, Event, Role
from graph.naming import is_full, normal
from graph.resolution.known_names import is_home

SIGNATURE = 64
"""Numbers in a signature."""

SHINGLE = 4
"""Words that stand together in a shingle."""


class PersonFact(msgspec.Struct, frozen=True, array_like=True):
    """A person: IRI, normal name, and posts: ``title``, ``title|organisation``, ``|organisation``."""

    iri: str
    name: str
    posts: tuple[str, ...] = ()


class EventFact(msgspec.Struct, frozen=True, array_like=True):
    """An event: IRI, type, day (empty when unknown), label in normal form, IRIs of actors and of places.

    And the trigger in normal form, the subtype, the status, and which actors are only acted on.
    """

    iri: str
    type: str
    day: str
    label: str
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    trigger: str = ""
    kind: str = ""
    status: str = ""
    recipients: tuple[str, ...] = ()


class ThingFact(msgspec.Struct, frozen=True, array_like=True):
    """A place or an organisation: IRI, normal name, identifier; `home` if no other country is named.

    The name is empty where nothing of it can be read; the article keeps it apart from others all the same.
    """

    iri: str
    name: str
    identifier: str = ""
    home: bool = False


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """What one article tells other articles."""

    persons: tuple[PersonFact, ...] = ()
    events: tuple[EventFact, ...] = ()
    organizations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    publisher: str = ""
    signature: tuple[int, ...] = ()
    things: tuple[ThingFact, ...] = ()

    def text(self) -> str:
        """As it lies in a store; `parse` is the way back."""
        return msgspec.json.encode(self).decode()


def parse(text: str) -> Facts:
    """Facts from their text.

    >>> parse(Facts(places=("Huế",)).text()).places
    ('Huế',)
    """
    return msgspec.json.decode(text, type=Facts)


def facts(graph: ArticleGraph, base: str = DEFAULT_BASE, *, signed: bool = True) -> Facts:
    """The facts of an article; with a signature of its text unless that is not wanted.

    >>> from graph.model import Article
    >>> facts(ArticleGraph(Article("a", "Một bài."))).persons
    ()
    """
    iris = local_iris(graph, base)
    names = {e.id: normal(e.name) for e in graph.entities}
    posts = posts_of(graph)
    persons = tuple(
        PersonFact(iris[e.id], names[e.id], tuple(dict.fromkeys(_posts(posts.get(e.id, ()), names))))
        for e in graph.entities
        if e.type is EntityType.PERSON and names[e.id]
    )
    made = Identifiers(base).events(graph.article.id, graph.events)
    events = tuple(_event(event, iri, iris) for event, iri in zip(graph.events, made, strict=True))
    return Facts(
        persons,
        events,
        _names(graph, EntityType.ORGANIZATION, names),
        _names(graph, EntityType.PLACE, names),
        graph.article.publisher or "",
        signature(graph.article.text) if signed else (),
        tuple(_things(graph, iris, names)),
    )


def _things(graph: ArticleGraph, iris: Mapping[str, str], names: Mapping[str, str]) -> Iterator[ThingFact]:
    home = all(is_home(s) for e in graph.entities if "Country" in e.classes for s in e.same_as)
    for entity in graph.entities:
        if entity.type is not EntityType.PERSON:
            yield ThingFact(iris[entity.id], names[entity.id], next(iter(entity.same_as), ""), home)


def _event(event: Event, iri: str, iris: Mapping[str, str]) -> EventFact:
    def those(*roles: Role) -> tuple[str, ...]:
        return tuple(dict.fromkeys(iris[a.entity] for a in event.arguments if a.role in roles))

    agents = those(Role.AGENT)
    return EventFact(
        iri,
        event.type.value,
        event.time.value if event.time else "",
        normal(event.label),
        those(Role.AGENT, Role.RECIPIENT),
        those(Role.PLACE),
        normal(event.mentions[0].text) if event.mentions else "",
        event.subtype or "",
        event.status.value,
        tuple(other for other in those(Role.RECIPIENT) if other not in agents),
    )


def company(found: Facts) -> tuple[str, ...]:
    """The whole names of persons of an article: what tells whom a person stands beside."""
    return tuple(dict.fromkeys(p.name for p in found.persons if is_full(p.name)))


def signature(text: str) -> tuple[int, ...]:
    """The MinHash signature of a text's shingles; empty for a text too short to be told from others.

    >>> len(signature("một hai ba bốn năm sáu bảy tám chín mười " * 5)), signature("Một bài.")
    (64, ())
    """
    from rensa import RMinHash

    words = text.casefold().split()
    if len(words) < 40:
        return ()
    sketch = RMinHash(num_perm=SIGNATURE, seed=1)
    sketch.update([" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)])
    return tuple(sketch.digest())


def alike(first: Sequence[int], second: Sequence[int]) -> float:
    """The share of shingles that two texts have in common, estimated from their signatures.

    >>> alike((1, 2, 3, 4), (1, 2, 9, 9))
    0.5
    """
    return sum(a == b for a, b in zip(first, second, strict=True)) / max(len(first), 1)


def _posts(held: Sequence[tuple[str, str | None, str]], names: dict[str, str]) -> list[str]:
    found = []
    for title, of, _ in held:
        found.append(title)
        if of is not None:
            found += [f"{title}|{names[of]}", f"|{names[of]}"]
    return found


def _names(graph: ArticleGraph, kind: EntityType, names: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names[e.id] for e in graph.entities if e.type is kind and names[e.id]))
