"""Groups and parts: "6 bị can", "các đối tượng này", "nạn nhân", bound to the persons whom the article names.

In come a document and its clusters of names, out go mentions. A number is bound where the article has just
one row of so many persons ("A (30 tuổi), B và C"), or has introduced so many in that part ("bị can A"). What
could mean others too is left out. The words are data (``lexicon/groups.yaml``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

import msgspec

from graph.model import EntityType, Form
from pipelines.document import Doc, EntityMention
from pipelines.entities import Cluster
from pipelines.lexicon_files import LEXICON, read_yaml
from pipelines.name_keys import fold, syllables
from pipelines.titles import Phrases

MOST = 40
"""A greater number is no row of names."""
LED = 15
"""How far before a row the word may stand that says what part its members play ("các bị can gồm …")."""
APART = 16
"""How many tokens may stand between two names of a row, what stands in brackets left out."""
BEFORE = 3
"""How far before a name the word may stand that says what part its bearer plays ("nạn nhân là anh …")."""
BEHIND = 6
"""How far behind such a word a name may stand that it belongs to ("đối tượng nguy hiểm Lê Văn An")."""
BRACKETS = re.compile(r"\([^()]*\)")


class Part(StrEnum):
    """The part that a word gives to a person."""

    SUSPECT = "suspect"
    VICTIM = "victim"
    ANYBODY = "anybody"


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word for persons."""

    part: Part
    example: str


class GroupLexicon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``lexicon/groups.yaml`` as checked on loading."""

    heads: dict[str, Head]
    many: dict[str, str]
    numbers: dict[str, int]
    demonstratives: list[str]
    not_one: list[str]
    joins: list[str]
    breaks: list[str]


@lru_cache(maxsize=1)
def group_lexicon() -> GroupLexicon:
    """The words for groups; `DothiError` when the file is not what it should be."""
    return read_yaml(LEXICON / "groups.yaml", GroupLexicon)


@dataclass(frozen=True, slots=True)
class _Words:
    """The lexicon ready for matching."""

    heads: Phrases
    parts: Mapping[tuple[str, ...], Part]
    demonstratives: Phrases
    many: frozenset[str]
    numbers: Mapping[str, int]
    not_one: frozenset[str]
    joins: frozenset[str]
    breaks: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    lexicon = group_lexicon()
    return _Words(
        Phrases(list(lexicon.heads)),
        {syllables(word): head.part for word, head in lexicon.heads.items()},
        Phrases(lexicon.demonstratives),
        frozenset(map(fold, lexicon.many)),
        {fold(word): number for word, number in lexicon.numbers.items()},
        frozenset(syllables(word)[-1] for word in lexicon.not_one),
        frozenset(map(fold, lexicon.joins)),
        frozenset(map(fold, lexicon.breaks)),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """A head in the text, by tokens: `number` is how many (0: many, 1: one), [first, last) all its words."""

    first: int
    head: int
    last: int
    part: Part
    number: int


class Groups:
    """The groups of one document."""

    def __init__(self, doc: Doc, clusters: Sequence[Cluster], of_name: Mapping[tuple[int, int], int]) -> None:
        self.doc = doc
        self.row = [fold(token.text) for token in doc.tokens]
        self.begins = [token.begin for token in doc.tokens]
        self.names = sorted(
            (begin, end, entity)
            for (begin, end), entity in of_name.items()
            if clusters[entity].type is EntityType.PERSON
        )
        self.name_begins = {begin for begin, _, _ in self.names}
        self.said = list(self._said())
        self.by_index = self._rows()
        self.rows = self._sets(self.by_index)
        self.led = {part: self._sets([r for r in self.by_index if self._leads(part, r)]) for part in Part}
        self.introduced = self._introduced()

    def find(self, taken: Sequence[tuple[int, int]]) -> dict[int, list[EntityMention]]:
        """The mentions of each cluster, none that overlaps one of the spans `taken`."""
        found: dict[int, list[EntityMention]] = defaultdict(list)
        covered: set[int] = set()
        for begin, end in taken:
            covered.update(range(bisect_left(self.begins, begin), bisect_left(self.begins, end)))
        for said in self.said:
            begin, end = self.begins[said.first], self.doc.tokens[said.last - 1].end
            if not covered.isdisjoint(range(said.first, said.last)):
                continue
            for entity in self._meant(said):
                found[entity].append(EntityMention(begin, end, Form.NOMINAL))
        return found

    def _rows(self) -> list[list[int]]:
        """The rows of two or more persons, by index of their names."""
        sentence_begins = [sentence.begin for sentence in self.doc.sentences]
        rows: list[list[int]] = []
        for n, (one, two) in enumerate(pairwise(self.names)):
            together = bisect_right(sentence_begins, one[0]) == bisect_right(sentence_begins, two[0])
            if together and self._joined(one[1], two[0]):
                if not rows or rows[-1][-1] != n:
                    rows.append([n])
                rows[-1].append(n + 1)
        return rows

    def _sets(self, rows: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
        """The persons of rows, each set of them once."""
        sets = (tuple(sorted({self.names[n][2] for n in row})) for row in rows)
        return [row for row in dict.fromkeys(sets) if len(row) > 1]

    def _leads(self, part: Part, row: Sequence[int]) -> bool:
        """Whether a word for a part stands shortly before a row."""
        first = self._first(row)
        return any(said.part is part and first - LED <= said.last <= first for said in self.said)

    def _first(self, row: Sequence[int]) -> int:
        """The token at which a row starts."""
        return bisect_left(self.begins, self.names[row[0]][0])

    def _joined(self, begin: int, end: int) -> bool:
        """Whether what stands between two names makes a row of them."""
        text = BRACKETS.sub(" ", self.doc.text[begin:end])
        between = [fold(word) for word in re.findall(r"\w+|[^\w\s]", text)]
        words = _words()
        return (
            0 < len(between) <= APART
            and between[0] in words.joins
            and not any(word in words.breaks for word in between)
        )

    def _said(self) -> Iterator[_Said]:
        """The heads in the text, left to right."""
        words = _words()
        at = 0
        while at < len(self.row):
            head = words.heads.longest(self.row, at) if self.row[at] in words.heads else ()
            if not head:
                at += 1
                continue
            last = at + len(head)
            shown = words.demonstratives.longest(self.row, last) if last < len(self.row) else ()
            before = self.row[at - 1] if at else ""
            number = self._number(before)
            if before in words.many:
                number = 0
            first = at if number == 1 else at - 1
            if not (number == 1 and before in words.not_one):
                yield _Said(first, at, last + len(shown), words.parts[head], number)
            at = last

    def _number(self, word: str) -> int:
        """What number a word is, 1 if none."""
        number = int(word) if word.isdecimal() else _words().numbers.get(word, 1)
        return number if 1 < number <= MOST else 1

    def _introduced(self) -> dict[Part, tuple[int, ...]]:
        """The persons whose name stands behind a word for a part."""
        found: dict[Part, dict[int, None]] = defaultdict(dict)
        for begin, _, entity in self.names:
            at = bisect_left(self.begins, begin)
            for said in self.said:
                if said.number == 1 and said.last <= at <= said.last + BEFORE:
                    between = self.row[said.last : at]
                    if not any(word in _words().breaks or not word.isalnum() for word in between):
                        found[said.part][entity] = None
        return {part: tuple(entities) for part, entities in found.items()}

    def _meant(self, said: _Said) -> tuple[int, ...]:
        """Whom a group or a part means: all of them, or nobody."""
        known = self.introduced.get(said.part, ()) if said.part is not Part.ANYBODY else ()
        named = said.last < len(self.row) and any(
            begin in self.name_begins for begin in self.begins[said.last : said.last + BEHIND]
        )
        if said.number == 1:
            return known if len(known) == 1 and not named else ()
        led = self.led[said.part] if said.part is not Part.ANYBODY else []
        if said.number == 0:
            if named and not self._behind(said):
                return ()
            return led[0] if len(led) == 1 else known if not led and len(known) > 1 else ()
        for rows in (self._behind(said), led, self.rows, [known]):
            fitting = [row for row in rows if len(row) == said.number]
            if fitting:
                return fitting[0] if len(fitting) == 1 else ()
        return ()

    def _behind(self, said: _Said) -> list[tuple[int, ...]]:
        """The row that a group itself leads to: "khởi tố 3 bị can gồm A, B và C"."""
        near = [row for row in self.by_index if said.last <= self._first(row) <= said.last + LED]
        return self._sets(near[:1])


def find_groups(
    doc: Doc,
    clusters: Sequence[Cluster],
    of_name: Mapping[tuple[int, int], int],
    taken: Sequence[tuple[int, int]],
) -> dict[int, list[EntityMention]]:
    """The mentions of each cluster by words for groups and parts; `taken` are spans of other mentions."""
    return Groups(doc, clusters, of_name).find(taken)
