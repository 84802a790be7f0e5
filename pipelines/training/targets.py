"""What a network or field should answer: annotated texts cut to pieces, with a tag for each token.

In come `Example`s (see `data`), out go `Piece`s: tags of names and triggers in BIO form, the status of
triggers, and the (trigger, mention) pairs with their roles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.encoder import windows
from pipelines.tagging import ARC_REACH, ARC_ROLES, NAME_TAGS, STATUSES, TRIGGER_TAGS, arc_features
from pipelines.training.data import Example, MentionLabel

NAME_TAG = {tag: i for i, tag in enumerate(NAME_TAGS)}
TRIGGER_TAG = {tag: i for i, tag in enumerate(TRIGGER_TAGS)}
IGNORED = -100


@dataclass(frozen=True, slots=True)
class Pair:
    """A trigger and a mention that may be its argument: token indices and what is plain to see."""

    trigger: int
    trigger_last: int
    mention: int
    mention_last: int
    features: tuple[int, ...]
    roles: tuple[int, ...] = ()


def near_mentions(
    mentions: Sequence[MentionLabel], trigger: tuple[int, int], lines: Sequence[int]
) -> Iterator[tuple[MentionLabel, tuple[int, ...]]]:
    """The mentions that a trigger is paired with, and what is plain to see of each (see `arc_features`).

    `trigger` holds token indices, half-open. A mention outside its line only counts when its entity has no
    mention in that line, and then only the nearest: where an entity is named twice, the nearer words carry
    the role.
    """
    a, b = trigger
    near = [m for m in mentions if abs(m.first - a) <= ARC_REACH and not (m.first < b and m.last > a)]
    here = {m.entity for m in near if lines[m.first] == lines[a]}
    nearest: dict[str, tuple[int, int]] = {}
    for m in near:
        if m.entity not in here:
            nearest[m.entity] = min(nearest.get(m.entity, (10**6, 0)), (abs(m.first - a), m.first))
    for m in near:
        if m.entity not in here and nearest[m.entity][1] != m.first:
            continue
        lo, hi = (b, m.first) if m.first >= b else (m.last, a)
        between = sum(lo <= o.first and o.last <= hi for o in mentions if o.is_name)
        apart = lines[m.first] != lines[a]
        yield m, arc_features((a, b), (m.first, m.last), m.type, m.is_name, apart, between)


def pairs(example: Example, first: int, last: int) -> list[Pair]:
    """The pairs within the tokens [first, last) of an example, with their gold roles."""
    result: list[Pair] = []
    mentions = [m for m in example.mentions if first <= m.first and m.last <= last]
    spans: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for t in example.triggers:
        if first <= t.first and t.last <= last:
            spans.setdefault((t.first, t.last), [])
            spans[t.first, t.last] += sorted(example.roles[t.event])
    for (a, b), roles in spans.items():
        for m, on in near_mentions(mentions, (a, b), example.lines):
            gold = tuple(i for i, role in enumerate(ARC_ROLES) if (m.entity, role) in roles)
            result.append(Pair(a - first, b - 1 - first, m.first - first, m.last - 1 - first, on, gold))
    return result


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an example that goes through the network at once, with its targets."""

    example: Example
    first: int
    last: int
    names: tuple[int, ...]
    triggers: tuple[int, ...]
    statuses: tuple[int, ...]
    pairs: tuple[Pair, ...]


def piece_of(example: Example, first: int, last: int) -> Piece:
    """Cut [first, last) out of an example and make its targets."""
    size = last - first
    names = [NAME_TAG["O"]] * size
    for n in example.names:
        if n.last > first and n.first < last:
            for i in range(max(n.first, first), min(n.last, last)):
                names[i - first] = NAME_TAG[f"{'B' if i == n.first else 'I'}-{n.type}"]
    if example.style != "house":
        none = (IGNORED,) * size
        return Piece(example, first, last, tuple(names), none, none, ())
    triggers = [TRIGGER_TAG["O"]] * size
    statuses = [IGNORED] * size
    # longer triggers first, so that a shorter one inside does not break them up
    for t in sorted(example.triggers, key=lambda t: (t.first - t.last, t.first)):
        if first <= t.first and t.last <= last:
            inside = range(t.first - first, t.last - first)
            if all(triggers[i] == 0 for i in inside):
                for i in inside:
                    triggers[i] = TRIGGER_TAG[f"{'B' if i == t.first - first else 'I'}-{t.type}"]
                    statuses[i] = STATUSES.index(t.status)
    return Piece(
        example,
        first,
        last,
        tuple(names),
        tuple(triggers),
        tuple(statuses),
        tuple(pairs(example, first, last)),
    )


def cut(example: Example, most: int) -> list[Piece]:
    """Cut an example at line ends into pieces of at most `most` tokens (a longer line is cut hard)."""
    return [piece_of(example, first, last) for first, last in windows(example.lines, most)]
