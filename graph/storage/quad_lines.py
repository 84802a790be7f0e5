"""N-Quads as lines: whose graph each belongs to, without parsing its terms.

Bytes of N-Quads come in; the same statements go out as lines with single spaces between terms, as every
common writer makes them. What is spaced otherwise, or commented, is parsed and written anew first.
https://www.w3.org/TR/n-quads/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, repeat
from typing import IO

from pyoxigraph import RdfFormat, parse, serialize

_BLOCK = 1 << 22
_ODD = (b"\t", b"\r", b"  .\n", b". #", b".#")
_PREDICATE = re.compile(rb'<[^<>"\s]*>')
_FIRST, _FIRST_OF_OBJECT = {b"<", b"_"}, {b"<", b"_", b'"'}
_END = b" .\n"
_SPACES_OF_A_QUAD = 4


@dataclass(slots=True)
class GraphLines:
    """One graph's lines that stand together; `name` as N-Quads writes it, empty for the default graph.

    `parts` holds each line's subject, its property, and the rest of it.
    """

    name: bytes
    lines: list[bytes]
    parts: list[list[bytes]]

    def united(self) -> bytes:
        r"""The statements without their graph.

        >>> GraphLines(b"<urn:g>", [b"<urn:a> <urn:a> <urn:a> <urn:g> .\n"], []).united()
        b'<urn:a> <urn:a> <urn:a> .\n'
        """
        text = b"".join(self.lines)
        return text.replace(b" " + self.name + _END, _END) if self.name else text


def graphs(file: IO[bytes]) -> Iterator[GraphLines]:
    r"""The graphs of an N-Quads file in its order; raises `SyntaxError` for what is none.

    >>> import io
    >>> text = b'<urn:a>\t<urn:p> "x <y>" . # why\n<urn:a> <urn:p> <urn:b> <urn:g>.\n'
    >>> [(graph.name, len(graph.lines)) for graph in graphs(io.BytesIO(text))]
    [(b'', 1), (b'<urn:g>', 1)]
    """
    graph = GraphLines(b"", [], [])
    while block := file.readlines(_BLOCK):
        lines, parts = _plain(block)
        for name, begin, end in _runs(lines):
            if name != graph.name:
                if graph.lines:
                    yield graph
                graph = GraphLines(name, [], [])
            graph.lines += lines[begin:end]
            graph.parts += parts[begin:end]
    if graph.lines:
        yield graph


def _runs(lines: list[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Graphs one behind another, with where their lines begin and end."""
    begin = 0
    for last, same in groupby([line.rsplit(b" ", 2)[1] for line in lines]):
        end = begin + len(list(same))
        if last[:1] not in _FIRST or b'"' in last:
            yield b"", begin, end
        elif min(map(bytes.count, lines[begin:end], repeat(b" "))) >= _SPACES_OF_A_QUAD:
            yield last, begin, end
        else:  # an object without a graph behind it, perhaps among statements of a graph that it names
            for n in range(begin, end):
                yield last if lines[n].count(b" ") >= _SPACES_OF_A_QUAD else b"", n, n + 1
        begin = end


def _plain(block: list[bytes]) -> tuple[list[bytes], list[list[bytes]]]:
    """The lines of a block as our writer makes them, also split behind subject and property."""
    text = b"".join(block)
    if text.count(_END) == len(block) and not any(odd in text for odd in _ODD):
        parts = [line.split(b" ", 2) for line in block]
        if (
            {line[:1] for line in block} <= _FIRST
            and all(_PREDICATE.fullmatch(predicate) for predicate in {part[1] for part in parts})
            and {part[2][:1] for part in parts} <= _FIRST_OF_OBJECT
        ):
            return block, parts
    written = serialize(parse(text, RdfFormat.N_QUADS), format=RdfFormat.N_QUADS)
    assert written is not None
    lines = written.splitlines(keepends=True)
    return lines, [line.split(b" ", 2) for line in lines]
