"""Sentences of an article with words marked in them, and whole texts with every mention marked.

Texts and marks go in, pieces go out: stretches of text, each plain or marked, in their order. Marks nest; one
that crosses another's end is left out. Offsets count code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_END = re.compile(r"[.!?…]+[\"”’»)\]]*(?=\s+[\"“‘«(\[]?(?:[^\W\d_a-zà-ỹđ]|\d))|\n+")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:[A-ZĐ]|TP|Tp|TS|ThS|GS|PGS|BS|Mr|Mrs|Ms|Dr|St|Jr|vs|No)\.$")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Marked words: where, of what kind (a CSS class), and the path of the node that they stand for."""

    begin: int
    end: int
    kind: str
    path: str = ""
    status: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: plain when `mark` is None, else marked, with what is marked inside it."""

    text: str
    mark: Mark | None = None
    inner: tuple[Piece, ...] = field(default=())


def sentence(text: str, begin: int, end: int) -> tuple[int, int]:
    """The half-open stretch of the sentence in which ``text[begin:end]`` stands.

    >>> text = "Ông An tới Huế. Bà Bình ở TP. Huế."
    >>> sentence(text, text.index("Bình"), text.index("Bình") + 4)
    (16, 34)
    """
    line = text.rfind("\n", 0, begin) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    first, last = line, stop
    for match in _END.finditer(text, line, stop):
        if _ABBREVIATION.search(text, line, match.start() + 1):
            continue
        if match.end() <= begin:
            first = match.end()
        elif match.end() >= end:
            last = match.end()
            break
    while first < last and text[first].isspace():
        first += 1
    return first, last


def pieces(text: str, begin: int, end: int, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """The stretch ``text[begin:end]`` as pieces.

    >>> [(p.text, p.mark and p.mark.kind) for p in pieces("Bà An nói", 0, 9, [Mark(3, 5, "person")])]
    [('Bà ', None), ('An', 'person'), (' nói', None)]
    """
    inside = [mark for mark in marks if begin <= mark.begin < mark.end <= end]
    return _nested(text, begin, end, sorted(inside, key=lambda m: (m.begin, -m.end, m.kind, m.path)))


def _nested(text: str, begin: int, end: int, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    parts: list[Piece] = []
    at = begin
    for number, mark in enumerate(marks):
        if mark.begin < at or mark.end > end:
            continue
        inner = [
            other
            for other in marks[number + 1 :]
            if other.end <= mark.end and (other.begin, other.end) != (mark.begin, mark.end)
        ]
        if at < mark.begin:
            parts.append(Piece(text[at : mark.begin]))
        inside = _nested(text, mark.begin, mark.end, inner) if inner else ()
        parts.append(Piece(text[mark.begin : mark.end], mark, inside))
        at = mark.end
    if at < end:
        parts.append(Piece(text[at:end]))
    return tuple(parts)
