"""Times: our accuracy and speed beside dateparser's, on the same table in the same run.

    python -m tests.benchmarks.temporal [SHARED]

The table is ``tests/pipelines/time_expressions.tsv``: sentences of our own with what a reader would say.
dateparser is asked in its kindest form: it searches the sentence, then each expression is given to it
alone. With the folder of shared data it also measures against labelled news.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from pipelines.temporal import find
from tests.pipelines.test_temporal import Row, rows

Finder = Callable[[str, str | None], list[str]]


def ours(sentence: str, day: str | None) -> list[str]:
    """The values we find."""
    return [t.value for t in find(sentence, day) if t.value is not None]


def dateparsers(sentence: str, day: str | None) -> list[str]:
    """The days that dateparser's search finds."""
    from dateparser.search import search_dates

    settings = {"RELATIVE_BASE": datetime.fromisoformat(day or "2024-03-28"), "PREFER_DATES_FROM": "past"}
    found = search_dates(sentence, languages=["vi"], settings=settings) or []
    return [moment.date().isoformat() for _, moment in found]


def dateparsers_alone(words: str, day: str | None) -> str | None:
    """What dateparser makes of an expression that someone has found for it."""
    import dateparser

    settings = {"RELATIVE_BASE": datetime.fromisoformat(day or "2024-03-28"), "PREFER_DATES_FROM": "past"}
    moment = dateparser.parse(words, languages=["vi"], settings=settings)
    return moment.date().isoformat() if moment else None


def sentences_right(table: list[Row], finder: Finder) -> tuple[int, int]:
    """Sentences with a whole date, or without any time, in which exactly the right days are found."""
    right = asked = 0
    for day, sentence, expected in table:
        wanted = [value for _, value in expected if value is not None]
        if day is None and any(v.startswith("-") for v in wanted):
            continue  # dateparser cannot leave the year open
        if any(len(v) != 10 for v in wanted):
            continue  # nor say a month
        asked += 1
        right += finder(sentence, day) == wanted
    return right, asked


def against_news(path: Path) -> tuple[int, int]:
    """Items of news whose labelled day and month come out as the right full date."""
    right = asked = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            label = unicodedata.normalize("NFC", (item["arg_time"] or "").split(",")[0].strip())
            match = re.search(r"(?<![\d/-])(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?!\d)", label)
            if match is None or re.search(r"\d\s*[-–]\s*$|\d (và|đến)( ngày)?\s*$", label[: match.start()]):
                continue  # no day, or the end of a range
            if re.search(r"\d{4}\s*[-–]\s*\d", label):
                continue  # an anniversary
            day, month, year = int(match[1]), int(match[2]), match[3]
            published = datetime.strptime(item["publish_date"][:10], "%d/%m/%Y").date()
            years = [int(year)] if year else [published.year - 1, published.year, published.year + 1]
            days = [date(y, month, day) for y in years if (month, day) != (2, 29) or y % 4 == 0]
            wanted = min(days, key=lambda d: abs((d - published).days)).isoformat()
            text = unicodedata.normalize("NFC", item["summary"])
            at = text.lower().find(label.lower())
            asked += 1
            right += any(
                t.value == wanted and (at < 0 or (t.begin < at + len(label) and at < t.end))
                for t in find(text, published.isoformat())
            )
    return right, asked


def speed(texts: list[str]) -> float:
    """Syllables a second of processor time."""
    syllables = sum(len(t.split()) for t in texts)
    find(texts[0])
    begin = time.process_time()
    for text in texts:
        find(text, "2018-06-01")
    return syllables / (time.process_time() - begin)


def main(shared: Path | None) -> None:
    """Print the table."""
    table = rows()
    expressions = [(day, w, v) for day, _, expected in table for w, v in expected]
    hits = sum([t.value for t in find(s, d)] == [v for _, v in e] for d, s, e in table)
    print(f"our table: {len(table)} sentences, {len(expressions)} expressions; all values right in {hits}")
    for name, finder in (("dothi", ours), ("dateparser", dateparsers)):
        begin = time.process_time()
        right, asked = sentences_right(table, finder)
        used = time.process_time() - begin
        print(f"  whole days in a sentence  {name:11} {right}/{asked} = {right / asked:.3f}  ({used:.2f} s)")
    whole = [(d, w, v) for d, w, v in expressions if v is not None and len(v) == 10]
    alone = sum(dateparsers_alone(w, d) == v for d, w, v in whole)
    print(f"  expression given alone    dateparser  {alone}/{len(whole)} = {alone / len(whole):.3f}")
    if shared is None:
        return
    right, asked = against_news(shared / "events" / "political-news-dev.jsonl.gz")
    print(f"labelled news: right full date in {right}/{asked} = {right / asked:.4f}")
    with gzip.open(shared / "corpus" / "news-30k.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line, _ in zip(lines, range(1000), strict=False)]
    print(f"speed: {speed(texts):,.0f} syllables a second of processor time")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
