"""Times in Vietnamese text, normalised against the date of publication.

What comes in is text and, when known, its date; what goes out are `TimeExpression`s with ISO values as far
as the words and the date tell. Pieces are found by patterns from ``lexicon/time.yaml`` (atoms), joined to
expressions (phrases) and resolved on the calendar; no year is invented. The idea of pieces, rules and
resolution by direction is HeidelTime's (Strötgen and Gertz, 2010); the grammar is our own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from graph.errors import DothiError
from pipelines.document import Doc, TimeExpression
from pipelines.temporal.atoms import atoms, fold
from pipelines.temporal.calendar import LEAP_YEAR, Parts, iso, resolve, valid
from pipelines.temporal.lexicon import load, words
from pipelines.temporal.phrases import Phrase, phrases

__all__ = ["Temporal", "find"]

SENTENCE_END = re.compile(r"[.!?…]\s|\n")
REMEMBERED = 2500  # code points that "cùng ngày" may look back, and
NEIGHBOURING = 300  # those that "một ngày sau đó" may


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lexicon = load()
    future, past = (
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words(entries)))})(?!\w)")
        for entries in (lexicon.future_cues, lexicon.past_cues)
    )
    return future, past


def _sentence(folded: str, begin: int, end: int) -> tuple[int, int]:
    """The rough bounds of the sentence around a stretch, at most 300 code points each way."""
    left = max(0, begin - 300)
    for match in SENTENCE_END.finditer(folded, left, begin):
        left = match.end()
    match_after = SENTENCE_END.search(folded, end, end + 300)
    return left, match_after.start() if match_after else min(len(folded), end + 300)


def _direction(phrase: Phrase, folded: str) -> int:
    """Whether the words around a date without a year point to the past (-1) or the future (1)."""
    if phrase.parts.direction:
        return phrase.parts.direction
    future, past = _cues()
    if past.search(folded, max(0, phrase.begin - 9), phrase.core):
        return -1
    left, right = _sentence(folded, phrase.begin, phrase.end)
    clause = max(left, folded.rfind(",", left, phrase.begin) + 1, phrase.begin - 80)
    if future.search(folded, clause, phrase.begin) or future.search(
        folded, phrase.end, min(right, phrase.end + 60)
    ):
        return 1
    return 0


def _tied_year(phrase: Phrase, found: Sequence[Phrase], folded: str, published: date | None) -> int | None:
    """The year that the same sentence gives for the same month: "Ngày 7/1 … phiên họp tháng 1/2025",
    "Ngày 14/2, … 60 năm (14/2/1965-14/2/2025)". A year far from that of publication ties nothing.
    """
    left, right = _sentence(folded, phrase.begin, phrase.end)
    years = [
        other.parts.year
        for other in found
        if left <= other.begin < right
        and other.parts.year is not None
        and (other.parts.month == phrase.parts.month or other.quarter_of(phrase.parts.month))
        and (other.parts.day is None or (other.anniversary and other.parts.day == phrase.parts.day))
        and (published is None or abs(other.parts.year - published.year) < 2)
    ]
    return max(years, default=None)


def _anchor(found: Sequence[Phrase]) -> tuple[date, bool] | None:
    """The day of publication as the text itself gives it ("hôm qua (27/3)"), and whether with its year."""
    for phrase in found:
        p = phrase.parts
        if p.unit == "day" and p.day and p.month and valid(p.day, p.month, p.year or LEAP_YEAR):
            day = date(p.year or LEAP_YEAR, p.month, p.day) - timedelta(days=p.shift)
            return day, p.year is not None
    return None


def _shifted(value: str, days: int) -> str | None:
    """A day value some days later; the year stays open when it is."""
    if value.startswith("--"):
        day = date.fromisoformat(f"{LEAP_YEAR}{value[1:]}") + timedelta(days=days)
        return iso(day.day, day.month, None)
    return (date.fromisoformat(value) + timedelta(days=days)).isoformat()


def _value(
    phrase: Phrase, parts: Parts, published: date | None, anchor: tuple[date, bool] | None
) -> str | None:
    value = resolve(parts, published)
    if (
        value is None
        and published is None
        and anchor is not None
        and parts.unit == "day"
        and not parts.explicit
    ):
        value = resolve(parts, anchor[0])
        if value is not None and not anchor[1]:
            value = "-" + value[4:]
    return value


def _published(day: str | None) -> date | None:
    if day is None:
        return None
    try:
        return date.fromisoformat(day[:10])
    except ValueError as error:
        raise DothiError(
            f"date {day!r}: not a date; give it as YYYY-MM-DD, like 2024-03-28", exit_code=2
        ) from error


def find(text: str, date: str | None = None) -> list[TimeExpression]:
    """All times in `text`, in order, not overlapping.

    Args:
        text: any Vietnamese text, NFC.
        date: the day of publication, ISO (``2024-03-28``), or None when unknown.

    Raises:
        DothiError: `date` is not an ISO date.

    >>> text = "Sáng 27/3, hai bên gặp nhau; hôm qua (26/3) họ đã điện đàm. Bầu cử sẽ diễn ra vào tháng 11."
    >>> [(text[t.begin:t.end], t.value) for t in find(text, "2024-03-27")]
    [('Sáng 27/3', '2024-03-27'), ('hôm qua (26/3)', '2024-03-26'), ('vào tháng 11', '2024-11')]
    >>> [t.value for t in find("Tuần trước, đoàn đến Huế; ngày 25/3 đoàn về.")]
    [None, '--03-25']
    """
    folded = fold(text)
    published = _published(date)
    found = phrases(list(atoms(text, folded)), folded)
    anchor = _anchor(found) if published is None else None
    times: list[TimeExpression] = []
    last_day: tuple[int, str] | None = None
    for phrase in found:
        parts = phrase.parts
        if parts.anaphor is not None:
            value = None
            reach = REMEMBERED if parts.anaphor == 0 else NEIGHBOURING
            if last_day is not None and phrase.begin - last_day[0] < reach:
                value = _shifted(last_day[1], parts.anaphor)
        else:
            if parts.month is not None and parts.year is None and not parts.lunar:
                if (year := _tied_year(phrase, found, folded, published)) is not None and valid(
                    parts.day, parts.month, year
                ):
                    parts = replace(parts, year=year)
                elif published is not None and parts.unit != "year":
                    parts = replace(parts, direction=_direction(phrase, folded))
            value = _value(phrase, parts, published, anchor)
        if (
            parts.explicit
            and value is None
            and not parts.lunar
            and parts.day is not None
            and parts.month is not None
        ):
            continue  # 31/2 is no date
        if value is not None and value[-3] == "-" and (len(value) == 10 or value.count("-") == 3):
            last_day = phrase.end, value
        times.append(TimeExpression(phrase.begin, phrase.end, value, parts.explicit))
    return times


class Temporal:
    """The step that finds the times of a document's readable sentences.

    >>> from graph.model import Article
    >>> from pipelines.document import Block, BlockKind, Sentence
    >>> doc = Doc(Article("a", "Sáng nay, trời mưa.", date="2024-03-28"))
    >>> doc.sentences = (Sentence(0, 19, 0, 0, 5),)
    >>> Temporal()(doc).times
    (TimeExpression(begin=0, end=8, value='2024-03-28', explicit=False),)
    """

    requires: tuple[str, ...] = ("sentences",)
    assigns: tuple[str, ...] = ("times",)

    def __call__(self, doc: Doc) -> Doc:
        """Add `doc.times`: every expression that lies within a sentence."""
        if not doc.sentences:
            doc.times = ()
            return doc
        bounds = iter(doc.sentences)
        sentence = next(bounds, None)
        kept: list[TimeExpression] = []
        for time in find(doc.text, doc.article.date):
            while sentence is not None and sentence.end <= time.begin:
                sentence = next(bounds, None)
            if sentence is None:
                break
            if sentence.begin <= time.begin and time.end <= sentence.end:
                kept.append(time)
        doc.times = tuple(kept)
        return doc
