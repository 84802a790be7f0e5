"""SPARQL over a graph in memory or a store on disk: text goes in, typed rows or triples come out.

One rule holds everywhere: the default graph is the union of all articles, each statement once, as if they had
been written into one Turtle file; ``GRAPH`` and ``FROM`` pick single articles. ``SERVICE`` and ``LOAD`` are
refused, so that a query never asks the network or reads a file. SPARQL 1.1: https://www.w3.org/TR/sparql11-query/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from graph.errors import DothiError
from graph.namespaces import PREFIXES
from graph.querying.sparql_errors import QueryError, QueryRefused, explain
from graph.querying.sparql_tokens import Kind, position, tokens, words

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Item = TypeVar("Item", bound=Iterable[Term | None])

MAX_CHARACTERS = 64_000_000
"""A result is cut off beyond this many characters, whatever its number of rows."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to SELECT. `truncated` tells that there are more rows than were asked for."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to CONSTRUCT and DESCRIBE."""

    triples: tuple[Triple, ...]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to ASK."""

    value: bool


Result: TypeAlias = Rows | Triples | Answer


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs a query sees: IRIs of those that make up the default graph, those `GRAPH` may name."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def refuse_network(query: str, forbidden: Sequence[str] = ("SERVICE", "LOAD")) -> None:
    """Raise `QueryRefused` if a query or update uses SERVICE or LOAD.

    >>> refuse_network("ASK { ?service ?load 'SERVICE' } # LOAD")
    >>> refuse_network("ASK { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    graph.querying.sparql_errors.QueryRefused: SPARQL, line 1, column 7: SERVICE is switched off here
    """
    for token in words(query):
        if token.text.upper() in forbidden:
            line, column = position(query, token.begin)
            raise QueryRefused(
                f"SPARQL, line {line}, column {column}: {token.text.upper()} is switched off here"
            )


def run(
    store: Store, query: str, *, limit: int = 0, dataset: Dataset | None = None, service: bool = False
) -> Result:
    """Answer a query; the usual prefixes need no declaration.

    `limit` is the most rows or triples to return, 0 for all; `service` allows SERVICE. Raises `QueryError`
    with line and column when the query is malformed, and `DothiError` when it fails.

    >>> store = Store()
    >>> run(store, "SELECT (2 * 3 AS ?n) {}").rows[0][0].value
    '6'
    """
    if not service:
        refuse_network(query)
    default: list[NamedNode | BlankNode | DefaultGraph] | None = None
    named: list[NamedNode | BlankNode] | None = None
    if dataset is not None and (dataset.default or dataset.named):
        default, named = [*map(_node, dataset.default)], [*map(_node, dataset.named)]
    try:
        answer = store.query(query, prefixes=PREFIXES, default_graph=default, named_graphs=named)
        return _collect(answer, query, limit)
    except SyntaxError as error:
        raise explain(query, str(error), PREFIXES) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise DothiError(f"the query failed: {' '.join(str(error).split())}") from error


def union_quads(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Each quad in its own graph and in the default graph: the union that every query sees.

    >>> a = NamedNode("urn:a")
    >>> [str(q.graph_name) for q in union_quads([Quad(a, a, a, a)])]
    ['<urn:a>', 'DEFAULT']
    """
    for quad in quads:
        yield quad
        if not isinstance(quad.graph_name, DefaultGraph):
            yield Quad(quad.subject, quad.predicate, quad.object)


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri}: not an IRI, so it can't name a graph", exit_code=2) from error


def _collect(answer: QuerySolutions | QueryTriples | QueryBoolean, query: str, limit: int) -> Result:
    """Take rows until the limit or the size bound is reached; the rest is never computed."""
    if isinstance(answer, QueryBoolean):
        return Answer(bool(answer))
    if isinstance(answer, QueryTriples):
        triples: list[Triple] = []
        truncated = _take(answer, triples, limit)
        return Triples(tuple(triples), truncated)
    variables = [variable.value for variable in answer.variables]
    order = _order(query, variables)
    rows: list[tuple[Term | None, ...]] = []
    truncated = _take((tuple(solution[n] for n in order) for solution in answer), rows, limit)
    return Rows(tuple(variables[n] for n in order), tuple(rows), truncated)


def _order(query: str, variables: Sequence[str]) -> list[int]:
    """The order of columns: as SELECT names them; for ``SELECT *`` as they first stand in the query."""
    solid = [t for t in tokens(query) if t.kind not in (Kind.SPACE, Kind.COMMENT)]
    chosen = next((n for n, t in enumerate(solid) if t.text.upper() == "SELECT"), 0)
    after = [t.text.upper() for t in solid[chosen + 1 : chosen + 3]]
    if "*" not in (after[0:1] if after[:1] not in (["DISTINCT"], ["REDUCED"]) else after[1:2]):
        return list(range(len(variables)))
    place = {t.text[1:]: n for n, t in reversed(list(enumerate(solid))) if t.kind is Kind.VARIABLE}
    return sorted(range(len(variables)), key=lambda n: place.get(variables[n], len(solid)))


def _take(items: Iterable[Item], taken: list[Item], limit: int) -> bool:
    """Move items over; true if some had to be left."""
    room = MAX_CHARACTERS
    for item in items:
        room -= sum(_length(term) for term in item)
        if (limit and len(taken) == limit) or room < 0:
            return True
        taken.append(item)
    return False


def _length(term: Term | None) -> int:
    if term is None:
        return 0
    return len(str(term)) if isinstance(term, Triple) else len(term.value)
