"""Counts that matter: dead, wounded, held, money, troops, votes, with the words that say so.

What comes in is text (or a document with event triggers); what goes out are `DocQuantity`s: a number and
what is counted in the article's words. A count is found by a number, the noun it counts and the words of
``lexicon/quantities.yaml`` beside it; "hàng chục người" has no number and is none. A count belongs to the
nearest trigger of a fitting type in its sentence, with no other such trigger between.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from graph.model import EventType
from pipelines.document import Doc, DocQuantity, Trigger
from pipelines.lexicon_files import LEXICON, read_yaml

REACH = 90  # code points between a count and the trigger that it belongs to


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of count: the event types it belongs to and the words that stand beside it."""

    name: str
    types: tuple[EventType, ...]
    after: tuple[str, ...]
    before: tuple[str, ...]
    example: str
    value: float


class Noun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nouns that are counted; `kind` if they can be of one count only."""

    words: tuple[str, ...]
    example: str
    kind: str = ""


class Number(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number or scale in words."""

    words: tuple[str, ...]
    value: float
    example: str


class Lexicon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lists of ``quantities.yaml``."""

    counts: tuple[Count, ...]
    nouns: tuple[Noun, ...]
    numbers: tuple[Number, ...]
    scales: tuple[Number, ...]
    not_money: Noun


@dataclass(frozen=True, slots=True)
class Found:
    """A count in the text and which kind it is."""

    quantity: DocQuantity
    count: Count


@cache
def lexicon() -> Lexicon:
    """Read and check the words of counts.

    >>> lexicon().scales[1].value
    1000.0
    """
    return read_yaml(LEXICON / "quantities.yaml", Lexicon)


def _any(words: Sequence[str]) -> str:
    ordered = sorted(dict.fromkeys(words), key=lambda w: (-len(w), w))
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in ordered)


@cache
def _pattern() -> re.Pattern[str]:
    """A number, perhaps a scale, and a noun that is counted."""
    lists = lexicon()
    numbers = _any([w for n in lists.numbers for w in n.words])
    scales = _any([w for n in lists.scales for w in n.words])
    nouns = _any([w for n in lists.nouns for w in n.words])
    digits = r"\d{1,3}(?:[.,\s]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
    return re.compile(
        rf"(?<![\w.,/-])(?P<number>{digits}|{numbers})(?:\s+(?P<scale>{scales}))?\s+"
        rf"(?P<unit>(?P<noun>{nouns})(?!\w)(?P<rest>(?:\s+[^\W\d_][\w-]*){{0,3}}))",
        re.IGNORECASE,
    )


def number(words: str, scale: str | None = None) -> float | None:
    """The value of a number as Vietnamese writes it: dots part thousands, a comma decimals.

    >>> number("1.200"), number("7,5", "triệu"), number("ba"), number("2.000.000"), number("3", "nghìn tỷ")
    (1200.0, 7500000.0, 3.0, 2000000.0, 3000000000000.0)
    """
    lists = lexicon()
    low = words.lower()
    spelt = {w: n.value for n in lists.numbers for w in n.words}
    if low in spelt:
        value = spelt[low]
    elif re.fullmatch(r"\d{1,3}(?:[.\s]\d{3})+(?:,\d+)?", low):
        value = float(re.sub(r"[.\s]", "", low).replace(",", "."))
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+", low) and scale is None:
        value = float(low.replace(",", ""))
    elif re.fullmatch(r"\d+(?:[.,]\d+)?", low):
        value = float(low.replace(",", "."))
    else:
        return None
    if scale is None:
        return value
    scales = {w: n.value for n in lists.scales for w in n.words}
    return value * scales[" ".join(scale.lower().split())]


BETWEEN = ("được", "thêm", "hơn", "gần", "khoảng", "ít nhất", "tổng cộng", "khẩn cấp", "cả", "đi", "về")


@cache
def _beside() -> tuple[tuple[Count, re.Pattern[str] | None, re.Pattern[str] | None], ...]:
    """For each count, what may follow the noun and what may stand before the number."""
    return tuple(
        (
            count,
            re.compile(rf"(?:\s+[^\W\d_][\w-]*){{0,4}}?\s+(?:{_any(count.after)})(?!\w)", re.I)
            if count.after
            else None,
            re.compile(
                rf"(?<!\w)(?:{_any(count.before)})(?:\s+(?:{_any(BETWEEN)}))*\s+$",
                re.I,
            )
            if count.before
            else None,
        )
        for count in lexicon().counts
    )


HEDGE = re.compile(r"(?<!\w)(?:hàng|vài|mấy|nhiều|những|các|mỗi|từng|thứ|số|điều|tuổi)\s+$", re.IGNORECASE)
NOT_COUNTED = re.compile(r"\s*(?:đầu tiên|thứ|tuổi|/)", re.IGNORECASE)


def _count_of(text: str, match: re.Match[str]) -> Count | None:
    """Which count a number and its noun are, by the noun and by what stands beside them."""
    noun = " ".join(match["noun"].lower().split())
    kinds = {n.kind for n in lexicon().nouns if noun in [w.lower() for w in n.words]}
    before = text[max(0, match.start() - 40) : match.start()]
    end = match.end("noun")
    for name in ("money", "votes"):
        if name in kinds:
            return next(c for c in lexicon().counts if c.name == name)
    best: tuple[int, Count] | None = None
    for count, after, _ in _beside():
        if (kinds - {""} and count.name not in kinds) or count.name in ("money", "votes"):
            continue
        if not kinds - {""} and count.name in ("launched", "prison"):
            continue
        if after is not None and (found := after.match(text, end)) is not None:
            distance = found.end() - end
            if "," not in found.group() and (best is None or distance < best[0]):
                best = distance, count
    if best is not None:
        return best[1]
    for count, _, ahead in _beside():
        if (kinds - {""} and count.name not in kinds) or count.name in ("money", "votes"):
            continue
        if not kinds - {""} and count.name in ("launched", "prison", "dead"):
            continue
        if ahead is not None and ahead.search(before):
            return count
    return None


def _found(text: str, begin: int = 0, end: int | None = None) -> Iterator[Found]:
    for match in _pattern().finditer(text, begin, len(text) if end is None else end):
        before = text[max(0, match.start() - 8) : match.start()]
        value = number(match["number"], match["scale"])
        if value is None or HEDGE.search(before) or NOT_COUNTED.match(text, match.end("noun")):
            continue
        if match["noun"].lower() == "đồng" and not match["scale"]:
            following = match["rest"].lower().split()[:1]
            if not match["number"][0].isdigit() or set(following) & set(lexicon().not_money.words):
                continue  # "một đồng minh", "3 đồng phạm"
        count = _count_of(text, match)
        if count is None:
            continue
        stop = _unit_end(text, match, count)
        unit = " ".join(text[match.start("unit") : stop].split())
        yield Found(DocQuantity(value, unit, match.start(), stop), count)


def _unit_end(text: str, match: re.Match[str], count: Count) -> int:
    """Where the words that say what is counted end: with "thiệt mạng", "tù", or with the noun."""
    end = match.end("noun")
    after = next(a for c, a, _ in _beside() if c is count)
    if after is not None and (found := after.match(text, end)) is not None:
        return found.end()
    return end


def find(text: str) -> list[DocQuantity]:
    """All counts that matter in a text, in order.

    >>> [(q.value, q.unit) for q in find("Bão khiến 1.200 người thiệt mạng, hàng chục người mất tích.")]
    [(1200.0, 'người thiệt mạng')]
    >>> [(q.value, q.unit) for q in find("Hãng chi 7,5 triệu USD; dự luật có 14 phiếu thuận.")]
    [(7500000.0, 'USD'), (14.0, 'phiếu thuận')]
    """
    return [found.quantity for found in _found(text)]


def attach(doc: Doc, triggers: Sequence[Trigger]) -> list[tuple[DocQuantity, ...]]:
    """The counts of each trigger: those of its sentence that fit its type and stand nearest to it.

    Args:
        doc: with sentences.
        triggers: the event triggers of the document.
    """
    begins = [s.begin for s in doc.sentences]
    of_sentence: dict[int, list[int]] = {}
    for n, trigger in enumerate(triggers):
        of_sentence.setdefault(bisect_right(begins, trigger.begin) - 1, []).append(n)
    given: list[list[DocQuantity]] = [[] for _ in triggers]
    for number_of, members in sorted(of_sentence.items()):
        if number_of < 0:
            continue
        sentence = doc.sentences[number_of]
        for found in _found(doc.text, sentence.begin, sentence.end):
            owner = _owner(found, members, triggers)
            if owner is not None:
                given[owner].append(found.quantity)
    return [tuple(q) for q in given]


def _owner(found: Found, members: Sequence[int], triggers: Sequence[Trigger]) -> int | None:
    """The trigger that a count belongs to: one within its words, else the nearest of a fitting type,
    the types of the count in order of preference.
    """
    q = found.quantity
    ranked: list[tuple[int, int, int]] = []
    for n in members:
        t = triggers[n]
        if t.type not in found.count.types:
            continue
        gap = max(t.begin - q.end, q.begin - t.end, 0)
        if gap <= REACH:
            ranked.append((0 if gap == 0 else 1 + found.count.types.index(t.type), gap, n))
    return min(ranked)[2] if ranked else None
