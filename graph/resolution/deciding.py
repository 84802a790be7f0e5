"""Who is who among articles, decided by what a registry holds: for a store that grows, or a graph at once.

Facts of articles come in; persons are decided block by block (`graph.resolution.person_blocks`), places and
organisations by what their names and identifiers say (`graph.resolution.things`). `resolve` does it in memory
for article graphs, so that who is who is the same, whether articles are built into a graph or put into a
store.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph.article_iris import local_iris
from graph.identifiers import DEFAULT_BASE, Identifiers
from graph.model import ArticleGraph
from graph.resolution.facts import Facts, facts
from graph.resolution.identity import Identity, Merge, Reference
from graph.resolution.likeness import block, worth_asking
from graph.resolution.person_blocks import Persons, features
from graph.resolution.registry import Registry
from graph.resolution.things import decide_things, enter_things, forget_things

Links = set[tuple[str, str, str]]
"""What an editor says: ``same`` or ``different``, and two IRIs."""


def resolve(graphs: Iterable[ArticleGraph], base: str = DEFAULT_BASE) -> Identity:
    """Who is who over all of `graphs` (one for each article id); their order does not matter.

    >>> resolve([]).merges
    ()
    """
    make = Identifiers(base)
    in_order = sorted(graphs, key=lambda graph: make.article(graph.article.id))
    own = {graph.article.id: local_iris(graph, base) for graph in in_order}
    if len(in_order) < 2:
        return Identity({Reference(a, e): iri for a, iris in own.items() for e, iri in iris.items()}, ())
    registry = Registry(None)
    try:
        blocks: set[str] = set()
        for graph in in_order:
            found = facts(graph, base, signed=False)
            blocks |= enter(registry, registry.enter(make.article(graph.article.id), "", found), found)
        decide(registry, blocks, set())
        whole = {iri: of for iri, of, _, _ in decided(registry)}
        merges = tuple(sorted({Merge(*row) for row in reasons(registry)}))
    finally:
        registry.close()
    iris = {Reference(a, e): whole.get(iri, iri) for a, local in own.items() for e, iri in local.items()}
    return Identity(iris, merges)


def enter(registry: Registry, number: int, found: Facts) -> set[str]:
    """Note what an article says of who there is; returns the blocks of names that its persons are in."""
    _count(registry, found, 1)
    enter_things(registry, number, found)
    persons = [person for person in found.persons if worth_asking(person.name)]
    rows = [(person.iri, number, person.name, block(person.name)) for person in persons]
    registry.db.executemany(
        "INSERT OR IGNORE INTO persons (iri, article, name, block) VALUES (?, ?, ?, ?)", rows
    )
    for name in sorted({person.name for person in persons}):
        parts = name.split()
        if not registry.db.execute("INSERT OR IGNORE INTO names VALUES (?)", (name,)).rowcount:
            continue
        family = [(0, part) for part in parts[:1] if len(parts) > 2]
        middle = [(1, part) for part in (parts[1:-1] if len(parts) > 2 else parts[:1])]
        registry.db.executemany(
            "INSERT INTO syllables VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET names = names + 1",
            [*family, *middle, (2, parts[-1])],
        )
    return {key for _, _, _, key in rows}


def forget(registry: Registry, number: int) -> list[str]:
    """Take back what an article says of who there is; returns the clusters of its persons."""
    clusters = registry.column("SELECT cluster FROM persons WHERE article = ?", number)
    found = registry.facts(number)
    _count(registry, found, -1)
    forget_things(registry, number, found)
    registry.db.execute("DELETE FROM persons WHERE article = ?", (number,))
    return clusters


def decide(registry: Registry, blocks: set[str], links: Links) -> None:
    """Decide for the persons of these blocks who have no cluster, and for all places and organisations."""
    Persons(registry, links).decide(blocks)
    decide_things(registry, links)


def decided(registry: Registry) -> list[tuple[str, str, str, str]]:
    """Each IRI that is one with another: the IRI that stands for both; for things also with whom and why."""
    persons = "SELECT DISTINCT iri, cluster, '', '' FROM persons WHERE cluster IS NOT NULL AND iri != cluster"
    things = "SELECT iri, cluster, other, why FROM unions WHERE iri != cluster"
    return [*registry.db.execute(persons), *registry.db.execute(things)]


def reasons(registry: Registry, cluster: str | None = None) -> list[tuple[str, str, str, str]]:
    """The merges behind an IRI (behind all if None): the IRI, the two that were joined, and why."""
    where = "" if cluster is None else "AND cluster = ?"
    values = () if cluster is None else (cluster,)
    persons = f"SELECT cluster, first, second, why FROM merges WHERE why != '' {where}"
    things = f"SELECT cluster, other, iri, why FROM unions WHERE why != '' {where}"
    return sorted([*registry.db.execute(persons, values), *registry.db.execute(things, values)])


def _count(registry: Registry, found: Facts, by: int) -> None:
    """Count an article's features, each once."""
    seen: set[str] = set()
    for person in found.persons:
        for kind, values in features(found, person.name, person.posts).items():
            seen.update(f"{kind}:{value}" for value in values)
    registry.db.executemany(
        "INSERT INTO features VALUES (?, ?) "
        "ON CONFLICT DO UPDATE SET articles = articles + excluded.articles",
        [(feature, by) for feature in sorted(seen)],
    )
