"""The grammar of titles: syllables come in, the title that starts at one of them goes out.

A title is built of parts that stand in ``lexicon/titles.yaml``: a modifier ("cựu"), deputies ("phó"), a
title ("bộ trưởng"), a domain ("Quốc phòng") and qualifiers ("thường trực"). The longest reading wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from graph.model import Modifier
from pipelines.lexicon_files import LEXICON, read_yaml
from pipelines.name_keys import fold, syllables

MODIFIERS: Mapping[str, Modifier] = {
    "cựu": Modifier.FORMER,
    "nguyên": Modifier.FORMER,
    "cố": Modifier.FORMER,
    "tân": Modifier.NEW,
    "quyền": Modifier.ACTING,
}
FOLDED_MODIFIERS = {fold(word): modifier for word, modifier in MODIFIERS.items()}
NOT_THE_TITLE = frozenset(fold(word) for word in ("cựu", "nguyên", "cố", "tân"))
"""Modifiers that stand outside the bare title; an acting holder's "quyền" is part of it."""

ACTING = fold("quyền")
POWERS = frozenset(fold(word) for word in ("chính", "thẩm", "uỷ", "cầm", "nhân", "chủ", "nắm", "đặc", "trao"))
"""Before "quyền" these make a noun of it: "chính quyền Tổng thống" is no acting president."""

DOMAIN_JOINTS = frozenset((fold("và"), "-", "–"))

Phrase = tuple[str, ...]


class TitleLexicon(msgspec.Struct, frozen=True):
    """``lexicon/titles.yaml`` as checked on loading: each entry with a line that holds it."""

    titles: dict[str, dict[str, str]]
    address: dict[str, str]
    deputies: dict[str, str]
    domains: dict[str, str]
    qualifiers: dict[str, str]
    shared_heads: dict[str, str]
    clause_words: list[str]
    apposition_words: list[str]
    chain_words: list[str]
    state_titles: list[str]
    leading: list[str]
    needs_organization: list[str]
    verbs: list[str]
    before_verbs: list[str]
    only_vietnamese_surnames: list[str]
    takes_domain: list[str]
    heads: dict[str, str]
    posts: dict[str, str]
    around_posts: dict[str, str]


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A title in a row of syllables: ``[first, last)`` with its modifier, ``[bare, last)`` without.

    `rank` is the title that stands in the lexicon, folded, without deputies and domain.
    """

    first: int
    bare: int
    last: int
    rank: Phrase
    modifier: Modifier | None
    has_domain: bool = False


@lru_cache(maxsize=1)
def title_lexicon() -> TitleLexicon:
    """The lexicon of titles; `DothiError` when the file is not what it should be.

    >>> "quốc phòng" in title_lexicon().domains
    True
    """
    return read_yaml(LEXICON / "titles.yaml", TitleLexicon)


class Phrases:
    """Phrases that can be asked for the longest one that starts at a syllable.

    >>> len(Phrases(["ban", "ban bí thư"]).longest(syllables("Ông Ban Bí thư"), 1))
    3
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        self._by_first: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            parts = syllables(phrase)
            self._by_first.setdefault(parts[0], []).append(parts)
        for found in self._by_first.values():
            found.sort(key=len, reverse=True)

    def __contains__(self, syllable: str) -> bool:
        return syllable in self._by_first

    def openers(self) -> frozenset[str]:
        """The syllables that a phrase starts with."""
        return frozenset(self._by_first)

    def longest(self, row: Sequence[str], at: int) -> Phrase:
        """The longest phrase at `at`, or () if there is none."""
        if at >= len(row):
            return ()
        for phrase in self._by_first.get(row[at], ()):
            if len(phrase) == 1 or tuple(row[at : at + len(phrase)]) == phrase:
                return phrase
        return ()


class TitleGrammar:
    """Finds titles in rows of folded syllables."""

    def __init__(self, lexicon: TitleLexicon) -> None:
        self.titles = Phrases([title for group in lexicon.titles.values() for title in group])
        self.address = Phrases(list(lexicon.address))
        self._deputies = Phrases(list(lexicon.deputies))
        self._domains = Phrases(list(lexicon.domains))
        self._qualifiers = Phrases(list(lexicon.qualifiers))
        self._takes_domain = frozenset(syllables(title) for title in lexicon.takes_domain)

    def openers(self) -> frozenset[str]:
        """The syllables that a title starts with, modifiers and deputies included."""
        return self.titles.openers() | self._deputies.openers() | frozenset(FOLDED_MODIFIERS)

    def match(self, row: Sequence[str], at: int) -> TitleMatch | None:
        """The longest title that starts at `at`.

        >>> row = [fold(word) for word in "cựu Phó Bộ trưởng Quốc phòng Lào".split()]
        >>> match = title_grammar().match(row, 0)
        >>> match.first, match.bare, match.last, match.modifier.value, match.has_domain
        (0, 1, 6, 'former', True)
        """
        word = row[at]
        modifier = FOLDED_MODIFIERS.get(word)
        if modifier is not None and not (word == ACTING and at and row[at - 1] in POWERS):
            bare = at + 1 if word in NOT_THE_TITLE else at
            if found := self._match(row, at, bare, at + 1, modifier):
                return found
        return self._match(row, at, at, at, None) if self._starts(row, at) else None

    def _match(
        self, row: Sequence[str], at: int, bare: int, after: int, modifier: Modifier | None
    ) -> TitleMatch | None:
        """The title whose deputies and rank start at `after`."""
        while after < len(row) and (deputy := self._deputies.longest(row, after)):
            if self.titles.longest(row, after) and not self._holds_title(row, after + len(deputy)):
                break
            after += len(deputy)
        rank = self.titles.longest(row, after)
        if not rank:
            return None
        last, has_domain = self._extend(row, after + len(rank), rank)
        return TitleMatch(at, bare, last, rank, modifier, has_domain)

    def _holds_title(self, row: Sequence[str], at: int) -> bool:
        return at < len(row) and bool(self.titles.longest(row, at) or self._deputies.longest(row, at))

    def _starts(self, row: Sequence[str], at: int) -> bool:
        return at < len(row) and (row[at] in self.titles or row[at] in self._deputies)

    def _extend(self, row: Sequence[str], last: int, rank: Phrase) -> tuple[int, bool]:
        """Where the title ends when its domain and qualifiers are taken in."""
        has_domain = False
        takes_domain = rank in self._takes_domain
        while True:
            if takes_domain and (domain := self._domains.longest(row, last)):
                last, has_domain = last + len(domain), True
                if last < len(row) - 1 and row[last] in DOMAIN_JOINTS:
                    more = self._domains.longest(row, last + 1)
                    last += len(more) + 1 if more else 0
            elif qualifier := self._qualifiers.longest(row, last):
                last += len(qualifier)
            else:
                return last, has_domain


@lru_cache(maxsize=1)
def title_grammar() -> TitleGrammar:
    """The grammar over the lexicon that ships."""
    return TitleGrammar(title_lexicon())
