"""Quotations in running text, over sentences and lines.

What comes in is a document with its blocks; what goes out are the stretches between quotation marks.
Curly marks pair by themselves, straight ones by turn; short ones (a word, a nickname) are left out, and a
mark that nothing closes within a few sentences is no quotation.
"""

from __future__ import annotations

import re

from pipelines.document import Doc, Span

SHORTEST, LONGEST = 24, 2000  # code points
MARK = re.compile('["“”]')


def quotations(doc: Doc) -> list[Span]:
    """Where someone is quoted, in order, without the marks themselves.

    >>> from graph.model import Article
    >>> text = 'Ông Nam nói: "Cầu đã sập, xe không qua được." Người "bí ẩn" im lặng.'
    >>> [text[q.begin:q.end] for q in quotations(Doc(Article("a", text)))]
    ['Cầu đã sập, xe không qua được.']
    """
    text = doc.text
    found: list[Span] = []
    opened: int | None = None
    for match in MARK.finditer(text):
        mark, at = match.group(), match.start()
        if mark == "“" or opened is None or at - opened > LONGEST:
            opened = None if mark == "”" else at + 1
            continue
        if mark == '"' and _opens(text, at) and not _closes(text, at):
            opened = at + 1  # the one before was never closed
            continue
        if at - opened >= SHORTEST:
            found.append(Span(opened, at))
        opened = None
    return found


def _opens(text: str, at: int) -> bool:
    """Whether a straight mark stands as one that opens: nothing before it on its line, or a space."""
    return (at == 0 or text[at - 1] in " \n(:") and at + 1 < len(text) and text[at + 1] not in " \n,."


def _closes(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] not in " \n(:"
