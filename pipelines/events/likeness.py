"""How like two places of an article are: the words, numbers and participants that both have.

In come sets of words or of entities, out goes named evidence for `pipelines.events.merging`. A word counts
for more the fewer sentences of the article have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

FEW = 3  # a word of so many sentences of the article tells one thing from another


def bucket(n: int) -> str:
    """A count, the greater ones together.

    >>> [bucket(n) for n in (2, 4, 7, 12)]
    ['2', '3-4', '5-8', '9+']
    """
    return str(n) if n < 3 else "3-4" if n < 5 else "5-8" if n < 9 else "9+"


def sets(name: str, a: frozenset[int], b: frozenset[int]) -> str:
    """How two sets of participants compare.

    >>> sets("agents", frozenset({1}), frozenset({1, 2}))
    'agents overlap'
    """
    if not a or not b:
        return f"{name} {'none' if not a and not b else 'one'}"
    return f"{name} {'same' if a == b else 'overlap' if a & b else 'differ'}"


def share(name: str, a: frozenset[str], b: frozenset[str]) -> Iterator[str]:
    """How much two bags of words have in common."""
    common = len(a & b)
    yield f"{name} {bucket(common)}"
    part = common / max(1, min(len(a), len(b)))
    yield f"{name} {'none' if not common else 'little' if part < 0.25 else 'half' if part < 0.6 else 'most'}"


def alike(
    name: str, a: frozenset[str], b: frozenset[str], frequency: Mapping[str, int], words: str
) -> Iterator[str]:
    """What two sentences share, by how few sentences of the article have each word (`frequency`).

    `words` tells how the words of the triggers themselves compare; it goes into the names of the evidence.

    >>> few, many = frozenset({"Huế", "mưa"}), frozenset({"Huế", "nắng"})
    >>> list(alike("lines", few, many, {"Huế": 2, "mưa": 1, "nắng": 2}, "same"))
    ['lines few 1', 'lines few 1 same', 'lines share 4', 'lines share 4 same']
    """
    common = a & b
    few = min(3, sum(frequency[w] < FEW for w in common))
    yield f"{name} few {few}"
    yield f"{name} few {few} {words}"
    weight = {w: 1 / frequency[w] for w in a | b}
    least = min(sum(weight[w] for w in sorted(side)) for side in (a, b))
    part = int(8 * sum(weight[w] for w in sorted(common)) / least) if least else 0
    yield f"{name} share {part}"
    yield f"{name} share {part} {words}"
