"""Titles in a sentence and whom they are held for: tokens and names come in, `FoundTitle`s go out.

A sentence is read as a row of folded tokens of which each knows the name that covers it. A title that the
grammar accepts is read on: words like "của" and "tỉnh" lead to the name of the organisation or country.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.model import EntityType
from pipelines.document import Doc, Name, Sentence, Token
from pipelines.name_keys import fold, syllables
from pipelines.titles import Phrases, TitleMatch, title_grammar, title_lexicon

TRUNKS = frozenset({(fold("trưởng"),), (fold("chánh"),)})
"""Titles that are one only before an office: "Trưởng Công an", "chánh Thanh tra"."""
LINKS = frozenset(fold(word) for word in ("của", "thuộc", "tại", "ở", "cho", "từ", "về", "bên", "cạnh"))


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence: its tokens folded, which name (if any) covers each, and where that name starts."""

    tokens: Sequence[Token]
    words: list[str]
    names: list[Name | None]
    first: list[int]

    def after(self, at: int) -> int:
        """The index behind the name that covers `at`."""
        name = self.names[at]
        while at < len(self.names) and self.names[at] is name:
            at += 1
        return at

    def person(self, at: int) -> Name | None:
        """The person whose name starts at `at`."""
        if 0 <= at < len(self.words) and self.first[at] == at:
            name = self.names[at]
            if name is not None and name.type is EntityType.PERSON:
                return name
        return None

    def behind_address(self, at: int) -> int:
        """The index behind forms of address and ranks: "ông", "Đại tướng", "GS. TS."."""
        address = title_grammar().address
        while at < len(self.words) and self.names[at] is None:
            form = address.longest(self.words, at)
            if form:
                at += len(form)
            elif self.words[at] == "." and at and self.words[at - 1] in address:
                at += 1
            else:
                break
        return at


@dataclass(frozen=True, slots=True)
class FoundTitle:
    """A title in a row: ``[bare, last)`` without its modifier, ``[first, end)`` with its organisation."""

    match: TitleMatch
    last: int
    end: int
    organization: Name | None

    @property
    def first(self) -> int:
        """Where the phrase begins, modifier included."""
        return self.match.first

    @property
    def bare(self) -> int:
        """Where the bare title begins."""
        return self.match.bare


@lru_cache(maxsize=1)
def _heads() -> Phrases:
    return Phrases(list(title_lexicon().heads))


@lru_cache(maxsize=1)
def _shared_heads() -> Phrases:
    return Phrases(list(title_lexicon().shared_heads))


@lru_cache(maxsize=1)
def _openers() -> frozenset[str]:
    return title_grammar().openers()


def rows(doc: Doc) -> Iterator[Row]:
    """Each sentence of `doc` as a `Row`."""
    begins = [name.begin for name in doc.names]
    folded = [fold(token.text) for token in doc.tokens]
    for sentence in doc.sentences:
        yield _row(doc, sentence, folded, begins)


def _row(doc: Doc, sentence: Sentence, folded: list[str], begins: list[int]) -> Row:
    tokens = doc.tokens[sentence.first : sentence.last]
    names: list[Name | None] = [None] * len(tokens)
    first = list(range(len(tokens)))
    at = 0
    for name in doc.names[bisect_left(begins, sentence.begin) : bisect_left(begins, sentence.end)]:
        while at < len(tokens) and tokens[at].end <= name.begin:
            at += 1
        start = at
        while at < len(tokens) and tokens[at].begin < name.end:
            names[at] = name
            first[at] = start
            at += 1
    return Row(tokens, folded[sentence.first : sentence.last], names, first)


def titles_in(row: Row) -> list[FoundTitle]:
    """All titles of a row, left to right, without overlap."""
    found: list[FoundTitle] = []
    openers = _openers()
    at = 0
    while at < len(row.words):
        if row.words[at] not in openers or row.names[at] is not None:
            at += 1
            continue
        match = _match_at(row, at)
        if (
            match is None
            or _is_verb(row, match)
            or (match.rank in TRUNKS and not _is_office(row, match.last))
        ):
            at += 1
            continue
        one = _with_organization(row, match)
        found.append(one)
        at = max(one.end, one.last)
    return found


@lru_cache(maxsize=1)
def _verbs() -> tuple[frozenset[tuple[str, ...]], frozenset[str]]:
    lexicon = title_lexicon()
    return frozenset(syllables(v) for v in lexicon.verbs), frozenset(fold(w) for w in lexicon.before_verbs)


def _is_title(row: Row, match: TitleMatch) -> bool:
    """Whether the words are used as a title: not as a verb, and "trưởng" alone only before an office."""
    return not _is_verb(row, match) and (match.rank not in TRUNKS or _is_office(row, match.last))


def _is_verb(row: Row, match: TitleMatch) -> bool:
    """ "được lãnh đạo bởi": a title's words used as a verb."""
    verbs, before = _verbs()
    return match.rank in verbs and match.first > 0 and row.words[match.first - 1] in before


def _match_at(row: Row, at: int) -> TitleMatch | None:
    """The title at `at` that cuts no name in two."""
    grammar = title_grammar()
    match = grammar.match(row.words, at)
    if match is None:
        return None
    cut = next((i for i in range(match.first, match.last) if row.names[i] is not None), match.last)
    if cut == match.last or (row.after(match.last - 1) == match.last and _swallows(row, match)):
        return match
    return grammar.match(row.words[:cut], at)


def _swallows(row: Row, match: TitleMatch) -> bool:
    """Whether the names inside a match may be part of it ("Thủ tướng Chính phủ"): no places, no persons."""
    inside = row.names[match.first : match.last]
    return all(name is None or name.type is EntityType.ORGANIZATION for name in inside)


def _is_office(row: Row, at: int) -> bool:
    """Whether an office stands at `at`."""
    if at >= len(row.words):
        return False
    name = row.names[at]
    if name is not None:
        return name.type is EntityType.ORGANIZATION
    return row.tokens[at].text[:1].isupper() or bool(_shared_heads().longest(row.words, at))


def _with_organization(row: Row, match: TitleMatch) -> FoundTitle:
    """Read on behind a title for whom it is held."""
    at = match.last
    if at < len(row.words) and match.rank in TRUNKS:
        shared = _shared_heads().longest(row.words, at)
        name = row.names[at]
        if shared and name is not None:
            return FoundTitle(match, at + len(shared), _more_places(row, row.after(at)), name)
    nouns = at
    while at < len(row.words) and row.names[at] is None:
        head = _heads().longest(row.words, at)
        if not head:
            break
        linked = row.words[at] in LINKS
        at += len(head)
        nouns = nouns if linked or nouns < at - len(head) else at
    if at < len(row.words):
        name = row.names[at]
        if name is not None and name.type is not EntityType.PERSON and row.first[at] == at:
            return FoundTitle(match, match.last, _more_places(row, row.after(at)), name)
    return FoundTitle(match, match.last, nouns, None)


def _more_places(row: Row, at: int) -> int:
    """Where the whole phrase ends: "… (WIPO)", "… tại Việt Nam", "… huyện Kim Bảng, tỉnh Hà Nam"."""
    while at < len(row.words):
        if row.words[at] == "(" and at + 2 < len(row.words):
            close = row.after(at + 1) if row.names[at + 1] is not None else at + 2
            if close >= len(row.words) or row.words[close] != ")":
                return at
            at = close + 1
            continue
        comma = row.words[at] == ","
        reach = at + 1 if comma else at
        start = reach
        while reach < len(row.words) and row.names[reach] is None:
            head = _heads().longest(row.words, reach)
            if not head:
                break
            reach += len(head)
        name = row.names[reach] if reach < len(row.words) else None
        if name is None or name.type is EntityType.PERSON or (comma and reach == start):
            return at
        at = row.after(reach)
    return at


@lru_cache(maxsize=1)
def domain_takers() -> frozenset[tuple[str, ...]]:
    """The titles behind which a domain stands."""
    return frozenset(syllables(title) for title in title_lexicon().takes_domain)
