"""Questions to the catalogue: search, lists, who takes part with whom. Each is bounded by a page's size.

Words and paths go in, rows go out. Search needs no marks and finds beginnings of words; a name written with
its marks ranks before others.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.model import Role
from graph.search_keys import fold
from graph.server.site.catalogue import ROLES

LONGEST_QUERY = 200
RECENT = 2000
"""Events of an actor that are counted for who appears with them: the latest."""

_COLUMNS = "n.id, n.path, n.kind, n.label, n.type, n.status, n.date, n.weight, n.lon, n.lat"
_ENTITIES = "('person', 'organization', 'place')"
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Node:
    """A row of the catalogue.

    Of an event `type` is its type, of an article its publisher; `date` is as the article says it; `weight` is
    how much is told of an entity.
    """

    id: int
    path: str
    kind: str
    label: str
    type: str = ""
    status: str = ""
    date: str = ""
    weight: int = 0
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in a list, with who takes part in which role."""

    node: Node
    parts: tuple[tuple[Role, Node], ...] = ()

    def named(self, *roles: Role) -> list[Node]:
        """Those who take part in one of these roles, each once."""
        return list(dict.fromkeys(node for role, node in self.parts if role in roles))


class Catalogue:
    """A catalogue file, asked from any number of threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def _rows(self, sql: str, *values: str | int) -> list[tuple[object, ...]]:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(f"file:{self.path}?mode=ro&immutable=1", uri=True)
            self._local.connection = connection
        return connection.execute(sql, values).fetchall()

    def _nodes(self, rest: str, *values: str | int) -> list[Node]:
        return [_node(row) for row in self._rows(f"SELECT {_COLUMNS} FROM node n {rest}", *values)]

    def counts(self) -> dict[str, int]:
        """How many nodes there are of each kind."""
        return {str(kind): _int(count) for kind, count in self._rows("SELECT kind, nodes FROM count")}

    def node(self, path: str) -> Node | None:
        """The node with this path, or the one that this path is another name of."""
        found = self._nodes("WHERE n.path = ?", path)
        found = found or self._nodes("JOIN same s ON s.id = n.id WHERE s.path = ?", path)
        return found[0] if found else None

    def nodes(self, paths: Iterable[str]) -> dict[str, Node]:
        """The nodes that these paths stand for."""
        found = {path: self.node(path) for path in dict.fromkeys(paths)}
        return {path: node for path, node in found.items() if node is not None}

    def also(self, node: Node) -> list[str]:
        """All paths that stand for a node, its own first."""
        rows = self._rows("SELECT path FROM same WHERE id = ? LIMIT 200", node.id)
        return list(dict.fromkeys([node.path, *sorted(str(path) for (path,) in rows)]))

    def search(self, words: str, kind: str = "", start: int = 0, size: int = 20) -> list[Node]:
        """Nodes with a word that begins with each of these, the most important first.

        Those where the words stand together come before those where they are scattered.
        """
        match = _match(words)
        if not match:
            return []
        together, scattered = match
        only = "AND n.kind = ?" if kind else ""
        values = (kind,) if kind else ()
        sql = f"JOIN found f ON f.rowid = n.id WHERE found MATCH ? {only} ORDER BY f.rowid LIMIT ?"
        first = self._nodes(sql, together, *values, start + size)
        if len(first) < start + size and scattered != together:
            first += self._nodes(sql, scattered, *values, start + size)
        found = list(dict.fromkeys(first))
        if start == 0:
            found = sorted(found[:size], key=lambda node: _closeness(node, words))
        return found[start : start + size]

    def ranked(self, kind: str, start: int = 0, size: int = 20) -> list[Node]:
        """Nodes of a kind (``actor``: persons and organisations), the first in the catalogue's order."""
        if kind == "actor":
            return self._nodes(
                "WHERE n.kind IN ('person', 'organization') ORDER BY n.id LIMIT ? OFFSET ?", size, start
            )
        return self._nodes("WHERE n.kind = ? ORDER BY n.id LIMIT ? OFFSET ?", kind, size, start)

    def spots(self, size: int = 1500) -> list[Node]:
        """Places with coordinates, those told of most first."""
        return self._nodes("WHERE n.lon IS NOT NULL ORDER BY n.id LIMIT ?", size)

    def happenings(
        self, type_: str = "", status: str = "", start: int = 0, size: int = 20
    ) -> list[Happening]:
        """Events, the latest first, of this type and status if given."""
        clauses = [("n.type = ?", type_), ("n.status = ?", status)]
        given = [(clause, value) for clause, value in clauses if value]
        where = "".join(f" AND {clause}" for clause, _ in given)
        values = tuple(value for _, value in given)
        found = self._nodes(
            f"WHERE n.kind = 'event'{where} ORDER BY n.id LIMIT ? OFFSET ?", *values, size, start
        )
        return self.with_parts(found)

    def with_parts(self, events: Sequence[Node]) -> list[Happening]:
        """The events with those who take part."""
        holes = ", ".join("?" * len(events))
        rows = self._rows(
            f"SELECT p.event, p.role, {_COLUMNS} FROM part p JOIN node n ON n.id = p.entity "
            f"WHERE p.event IN ({holes}) ORDER BY p.event, p.role, n.id",
            *(event.id for event in events),
        )
        parts: dict[int, list[tuple[Role, Node]]] = {}
        for event, role, *row in rows:
            parts.setdefault(_int(event), []).append((ROLES[_int(role)], _node(row)))
        return [Happening(event, tuple(parts.get(event.id, ()))) for event in events]

    def events_of(self, node: Node, start: int = 0, size: int = 20) -> list[Happening]:
        """The events that an entity takes part in, the latest first."""
        inner = (
            "SELECT DISTINCT event, day FROM part WHERE entity = ? ORDER BY day DESC, event LIMIT ? OFFSET ?"
        )
        return self.with_parts(
            self._nodes(f"JOIN ({inner}) p ON p.event = n.id ORDER BY p.day DESC, n.id", node.id, size, start)
        )

    def events_count(self, node: Node) -> int:
        """How many events an entity takes part in."""
        return _int(self._rows("SELECT count(DISTINCT event) FROM part WHERE entity = ?", node.id)[0][0])

    def events_in(self, article: Node, size: int = 200) -> list[Happening]:
        """The events that an article tells of."""
        where = "JOIN seen s ON s.node = n.id WHERE s.article = ? AND n.kind = 'event' ORDER BY n.id LIMIT ?"
        return self.with_parts(self._nodes(where, article.id, size))

    def partners(self, node: Node, size: int = 18) -> list[tuple[Node, int]]:
        """With whom an entity appears in its latest events, and in how many of them."""
        rows = self._rows(
            f"SELECT {_COLUMNS}, count(DISTINCT p.event) AS together FROM "
            "(SELECT DISTINCT event FROM "
            "(SELECT event FROM part WHERE entity = ? ORDER BY day DESC LIMIT ?)) mine "
            "JOIN part p ON p.event = mine.event JOIN node n ON n.id = p.entity "
            "WHERE n.id <> ? GROUP BY n.id ORDER BY together DESC, n.id LIMIT ?",
            *(node.id, RECENT, node.id, size),
        )
        return [(_node(row), _int(row[-1])) for row in rows]

    def months_of(self, node: Node) -> list[tuple[str, int]]:
        """Months (``2024-03``) in which an entity takes part in events, and in how many."""
        rows = self._rows(
            "SELECT substr(day, 1, 7), count(DISTINCT event) FROM part "
            "WHERE entity = ? AND length(day) >= 7 GROUP BY 1",
            node.id,
        )
        return [(str(month), _int(events)) for month, events in rows]

    def months(self) -> list[tuple[str, int]]:
        """Months and the number of events dated in them."""
        rows = self._rows("SELECT month, sum(events) FROM tally GROUP BY month ORDER BY month")
        return [(str(month), _int(events)) for month, events in rows]

    def types(self) -> list[tuple[str, int]]:
        """Event types and how many events there are of each, the most frequent first."""
        rows = self._rows(
            "SELECT type, count(*) FROM node WHERE kind = 'event' AND type IS NOT NULL "
            "GROUP BY type ORDER BY 2 DESC, 1"
        )
        return [(str(kind), _int(events)) for kind, events in rows]

    def articles_of(self, node: Node, start: int = 0, size: int = 10) -> list[Node]:
        """The articles that tell of a node, the latest first."""
        inner = "SELECT article, day FROM seen WHERE node = ? ORDER BY day DESC, article LIMIT ? OFFSET ?"
        return self._nodes(
            f"JOIN ({inner}) s ON s.article = n.id ORDER BY s.day DESC, n.id", node.id, size, start
        )

    def articles_count(self, node: Node) -> int:
        """How many articles tell of a node."""
        return _int(self._rows("SELECT count(*) FROM seen WHERE node = ?", node.id)[0][0])

    def entities_in(self, article: Node, size: int = 200) -> list[Node]:
        """The entities that an article names, the most important first."""
        joined = f"JOIN seen s ON s.node = n.id WHERE s.article = ? AND n.kind IN {_ENTITIES}"
        return self._nodes(f"{joined} ORDER BY n.id LIMIT ?", article.id, size)


def _match(words: str) -> tuple[str, str] | None:
    """Search expressions for words that stand together, and for words anywhere; None when there are none.

    >>> _match("Tô Lâm")
    ('"to lam" *', '"to"* "lam"*')
    """
    tokens = _TOKEN.findall(fold(words[:LONGEST_QUERY]))[:12]
    if not tokens:
        return None
    return f'"{" ".join(tokens)}" *', " ".join(f'"{token}"*' for token in tokens)


def _closeness(node: Node, words: str) -> tuple[bool, bool, bool, int]:
    """Sorts what is named just so before what has the words among others; then by importance."""
    name, asked = node.label.casefold(), " ".join(words.casefold().split())
    bare, key = fold(name), fold(asked)
    named = node.kind not in ("event", "article") and f" {bare} ".find(f" {key} ") in (
        0,
        len(bare) - len(key),
    )
    return (
        not named,
        asked != key and asked not in name,
        bare == key and node.kind in ("event", "article"),
        node.id,
    )


def _node(row: Sequence[object]) -> Node:
    id_, path, kind, label, type_, status, date, weight, lon, lat = row[:10]
    point = (lon, lat) if isinstance(lon, float) and isinstance(lat, float) else None
    return Node(
        _int(id_),
        str(path),
        str(kind),
        str(label),
        str(type_ or ""),
        str(status or ""),
        str(date or ""),
        _int(weight),
        point,
    )


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
