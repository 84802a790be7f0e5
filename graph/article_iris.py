"""The IRI of an entity from what its own article alone says.

An article graph comes in; an IRI for each of its entities goes out. It never changes because of another
article, so that an article's named graph can be replaced or withdrawn alone; what two articles give the same
IRI is one entity at once, and `graph.resolution.identity` joins the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from graph.identifiers import DEFAULT_BASE, Identifiers, digest, key
from graph.model import ArticleGraph, Entity, EntityType
from graph.naming import is_full, is_rare, normal
from graph.resolution.known_names import is_body, same_title

SCOPE = "in-"


def local_iris(graph: ArticleGraph, base: str = DEFAULT_BASE) -> dict[str, str]:
    """An IRI for each local entity id, from what this article alone says.

    Persons get an IRI that other articles can share only with a rare name, or with a name, title and
    organisation; all else is bound to the article.

    >>> from graph.model import Article, Form, Mention
    >>> article = Article("a", "Joe Biden gặp ông An")
    >>> local_iris(ArticleGraph(article, (
    ...     Entity("E1", EntityType.PERSON, "Joe Biden", (Mention("a", 0, 9, "Joe Biden", Form.NAME),)),
    ...     Entity("E2", EntityType.PERSON, "An", (Mention("a", 18, 20, "An", Form.NAME),)),
    ... )), "https://e.example/")
    {'E1': 'https://e.example/person/joe-biden', 'E2': 'https://e.example/person/an.in-a'}
    """
    iris: dict[str, str] = {}
    names = {e.id: e.name for e in graph.entities}
    posts = posts_of(graph)
    taken: set[str] = set()
    make = Identifiers(base)
    here = f"{SCOPE}{key(graph.article.id)}"
    for entity in graph.entities:
        name = normal(entity.name)
        scope = _scope(entity, name, posts.get(entity.id, ()), names)
        iri = make.entity(entity.type, name, *((here,) if scope is None else scope))
        number = 1
        while iri in taken:
            iri = make.entity(entity.type, name, here, str(number))
            number += 1
        taken.add(iri)
        iris[entity.id] = iri
    return iris


def _scope(
    entity: Entity, name: str, posts: Sequence[tuple[str, str | None, str]], names: Mapping[str, str]
) -> tuple[str, ...] | None:
    """What tells this entity from others of its name; None when only its article does."""
    if entity.same_as:
        return (key(_identifier(entity.same_as[0])),)
    if entity.type is not EntityType.PERSON:
        return None if not name or is_body(name) else ()
    if is_rare(name):
        return ()
    held = sorted((title, normal(names[of])) for title, of, _ in posts if of is not None)
    return (digest(name, *held[0]),) if held and is_full(name) else None


def is_scoped(iri: str) -> bool:
    """Whether an entity's IRI is bound to one article.

    >>> is_scoped("https://e.example/person/an.in-a"), is_scoped("https://e.example/person/joe-biden")
    (True, False)
    """
    return f".{SCOPE}" in iri.rsplit("/", 1)[-1]


def _identifier(iri: str) -> str:
    """The last part of an identifier: ``1581130`` of ``https://sws.geonames.org/1581130/``."""
    parts = [p for p in iri.replace("#", "/").replace(":", "/").split("/") if p]
    return parts[-1] if parts else iri


def posts_of(graph: ArticleGraph) -> dict[str, list[tuple[str, str | None, str]]]:
    """Per person: titles in their one form, the entity that each is held for, and the title's own words."""
    posts: dict[str, list[tuple[str, str | None, str]]] = defaultdict(list)
    for position in graph.positions:
        posts[position.person].append((same_title(position.title), position.organization, position.title))
    return posts
