"""One event in many articles, and one text on many sites.

Events of the same type and day are one story when `graph.resolution.same_event` says so of two of them, and
nothing speaks against any two. A text is a copy when its MinHash signature says that most of its shingles
stand in an earlier one; candidates are found by bands of the signature (locality-sensitive hashing).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from graph.resolution.facts import SIGNATURE, EventFact, Facts, alike
from graph.resolution.registry import Registry
from graph.resolution.same_event import against, same_event

BANDS = 16
"""Pieces of a signature; two texts are compared when they agree in one."""

COPY = 0.6
"""The share of shingles from which a text is a copy."""

MOST_IN_BAND = 50
"""A band that more texts share is a formula (a weather report, a price list), not a story."""


def add_events(registry: Registry, number: int, found: Facts) -> None:
    """Join the events of a new article with those of the same type and day."""
    for event in found.events:
        if len(event.day) in (7, 10) and event.day.count("-") in (2, 3) and event.actors:
            _add_event(registry, number, event)


def _add_event(registry: Registry, number: int, event: EventFact) -> None:
    db = registry.db
    actors, places, recipients = (
        tuple(sorted(set(map(registry.whole, iris))))
        for iris in (event.actors, event.places, event.recipients)
    )
    event = msgspec.structs.replace(event, actors=actors, places=places, recipients=recipients)
    key = f"{event.type} {event.day}"
    sql = "SELECT iri, fact, story FROM events WHERE block = ? AND article != ? ORDER BY iri"
    stories: dict[str, list[EventFact]] = defaultdict(list)
    for iri, fact, story in db.execute(sql, (key, number)):
        stories[story or iri].append(msgspec.json.decode(fact, type=EventFact))
    found, why = None, None
    for story, told in stories.items():
        evidence = next(filter(None, (same_event(event, other) for other in told)), None)
        if evidence and not any(against(event, other) for other in told):
            found, why = story, f"{key}: {evidence}"
            if len(told) == 1:
                db.execute("UPDATE events SET story = ?, why = ? WHERE iri = ?", (story, "told first", story))
            break
    fact = msgspec.json.encode(event).decode()
    db.execute(
        "INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?)", (event.iri, number, key, fact, found, why)
    )


def forget_events(registry: Registry, number: int) -> None:
    """Take an article's events out; a story that begins with one of them begins with the next."""
    db = registry.db
    for iri in registry.column("SELECT iri FROM events WHERE article = ?", number):
        db.execute("DELETE FROM events WHERE iri = ?", (iri,))
        rest = registry.column("SELECT iri FROM events WHERE story = ? ORDER BY iri", iri)
        if rest:
            story = rest[0] if len(rest) > 1 else None
            db.execute("UPDATE events SET story = ? WHERE story = ?", (story, iri))


def find_copies(registry: Registry, number: int, found: Facts) -> None:
    """Note of a new article whether it is a copy of one that is there."""
    if not found.signature:
        return
    db = registry.db
    bands = _bands(found.signature)
    sql = "SELECT DISTINCT article FROM bands WHERE band = ? ORDER BY article LIMIT ?"
    candidates = {n for band in bands for (n,) in db.execute(sql, (band, MOST_IN_BAND))}
    best = max(
        ((alike(found.signature, registry.facts(n).signature), -n) for n in candidates), default=(0.0, 0)
    )
    if best[0] >= COPY:
        row = db.execute("SELECT iri, original FROM articles WHERE number = ?", (-best[1],)).fetchone()
        db.execute("UPDATE articles SET original = ? WHERE number = ?", (row[1] or row[0], number))
    db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, number) for band in bands])


def forget_copies(registry: Registry, number: int) -> None:
    """Take an article out of the search for copies; its copies become copies of the first among them."""
    db = registry.db
    db.execute("DELETE FROM bands WHERE article = ?", (number,))
    (iri,) = registry.column("SELECT iri FROM articles WHERE number = ?", number)
    copies = registry.column("SELECT iri FROM articles WHERE original = ? ORDER BY number", iri)
    if copies:
        db.execute("UPDATE articles SET original = ? WHERE original = ?", (copies[0], iri))
        db.execute("UPDATE articles SET original = NULL WHERE iri = ?", (copies[0],))


def _bands(signature: Sequence[int]) -> list[str]:
    size = SIGNATURE // BANDS
    pieces = [signature[at : at + size] for at in range(0, SIGNATURE, size)]
    return [blake2b(f"{n}:{piece}".encode(), digest_size=8).hexdigest() for n, piece in enumerate(pieces)]
