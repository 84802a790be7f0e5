"""Government news of 2024-2025 with rough labels: is the labelled event there, with whom, and on which day.

    python -m tests.benchmarks.political_news [--limit N] [--model MODEL] [--show FIGURE]

Reads ``events/political-news-dev.jsonl.gz`` of ``$DOTHI_SHARED`` (default ``../shared``). Each item is built
as title and summary with its date. The labels were made by rules and a language model and are often wrong,
so the figures say how far two readers agree, not how right ours is. ``--show trigger``
(or ``subject``, ``time``) prints the items without it.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec

from graph.model import Article, ArticleGraph, Event, EventType, Role
from pipelines.pipeline import Pipeline

SHARED = Path(os.environ.get("DOTHI_SHARED", "../shared"))
FILE = SHARED / "events" / "political-news-dev.jsonl.gz"
T = EventType
TYPES = {
    "Meeting": {T.CONSULT},
    "Diplomatic Reception": {T.CONSULT},
    "Visiting": {T.CONSULT},
    "Legislation": {T.LEGISLATE},
    "Proposal": {T.REQUEST},
    "Cooperation": {T.COOPERATE, T.AGREE},
    "Recognition": {T.CEREMONY, T.SUPPORT},
    "Commemoration": {T.CEREMONY},
    "Celebration": {T.CEREMONY},
    "Condolence": {T.CEREMONY},
    "Government Formation": {T.PERSONNEL},
}
"""Which of our types an item's type may be; those that are left out have no fixed type."""


class Item(msgspec.Struct, frozen=True):
    """A line of the file."""

    title: str
    publish_date: str
    summary: str
    event_type: str
    trigger: str | None = None
    arg_subject: str | None = None
    arg_time: str | None = None
    arg_location: str | None = None

    @property
    def published(self) -> date:
        """The day of publication, which the file writes in two ways."""
        if self.publish_date[4] == "-":
            return date.fromisoformat(self.publish_date[:10])
        return datetime.strptime(self.publish_date[:10], "%d/%m/%Y").date()


def normal(text: str | None) -> str:
    """NFC, small letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text or "").lower().split())


def items(path: Path) -> Iterator[Item]:
    """The lines of the file."""
    with gzip.open(path, "rb") as lines:
        for line in lines:
            yield msgspec.json.decode(line, type=Item)


def article_of(item: Item, number: int) -> Article:
    """Title and summary as an article of its day."""
    text = unicodedata.normalize("NFC", f"{item.title.strip()}\n{item.summary.strip()}\n")
    return Article(f"item-{number}", text, date=item.published.isoformat())


def labelled_day(item: Item) -> str | None:
    """The full date of a label with day and month: the one nearest to publication where no year is told.

    None for labels without a day, for the end of a range and for anniversaries ("19/5/1890 - 19/5/2025").
    """
    label = normal(item.arg_time).split(",")[0]
    match = re.search(r"(?<![\d/-])(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?!\d)", label)
    if match is None or re.search(r"\d\s*[-–]\s*$|\d (và|đến)( ngày)?\s*$", label[: match.start()]):
        return None
    if re.search(r"\d{4}\s*[-–]\s*\d", label):
        return None
    day, month = int(match[1]), int(match[2])
    published = item.published
    years = [int(match[3])] if match[3] else [published.year - 1, published.year, published.year + 1]
    days = [date(y, month, day) for y in years if (month, day) != (2, 29) or y % 4 == 0]
    return min(days, key=lambda d: abs((d - published).days)).isoformat()


def stretches(text: str, label: str | None) -> list[tuple[int, int]]:
    """Where the words of a label stand, a label may hold several with commas between."""
    lowered, found = text.lower(), list[tuple[int, int]]()
    for words in (normal(part) for part in (label or "").split(",")):
        at = lowered.find(words) if words else -1
        while at >= 0:
            found.append((at, at + len(words)))
            at = lowered.find(words, at + 1)
    return found


def at_label(said: ArticleGraph, item: Item) -> list[Event]:
    """The events of which a mention overlaps the labelled trigger."""
    spans = stretches(said.article.text, item.trigger)
    return [e for e in said.events if any(b < m.end and m.begin < f for m in e.mentions for b, f in spans)]


def takes_part(said: ArticleGraph, event: Event, subject: str) -> bool:
    """Whether someone with the subject's name takes part; a label gives titles, and often several people."""
    names = {e.id: [normal(n) for n in (e.name, *e.names)] for e in said.entities}
    return any(
        f" {name} " in f" {subject.replace(',', ' ')} "
        for a in event.arguments
        if a.role in (Role.AGENT, Role.RECIPIENT)
        for name in names[a.entity]
    )


@dataclass(slots=True)
class Table:
    """Right and asked by figure; the rows of the trigger by the item's type come last."""

    right: Counter[str]
    asked: Counter[str]

    def add(self, figure: str, right: bool) -> bool:
        """Count one item."""
        self.asked[figure] += 1
        self.right[figure] += right
        return right

    def __str__(self) -> str:
        rows = [
            f"{f:42}{self.right[f]:6}/{n:<6}{self.right[f] / n:6.3f}"
            for f, n in sorted(self.asked.items(), key=lambda row: row[0].startswith("trigger of"))
        ]
        return "\n".join(rows)


def check(said: ArticleGraph, item: Item, table: Table) -> Iterator[str]:
    """Count one item; yield the figures that it fails."""
    here = at_label(said, item)
    kinds = TYPES.get(item.event_type)
    if kinds is not None and item.trigger:
        if not table.add("trigger overlaps (bar 0.75)", bool(here)):
            yield "trigger"
        table.add("trigger overlaps, with the type", any(e.type in kinds for e in here))
        subject = normal(item.arg_subject)
        if subject:
            found = any(takes_part(said, e, subject) for e in here)
            if not table.add("subject takes part (bar 0.65)", found):
                yield "subject"
            if here:
                table.add("  the same, where the trigger is found", found)
        table.add(f"trigger of {item.event_type}", bool(here))
    day = labelled_day(item)
    if day is not None:
        values = {e.time.value for e in said.events if e.time}
        if not table.add("some event has the labelled day (bar 0.95)", day in values):
            yield "time"
        if here:
            table.add("the event at the trigger has it", any(e.time and e.time.value == day for e in here))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--limit", type=int, help="only so many items, spread over the file")
    parser.add_argument("--model", default="fast")
    parser.add_argument("--show", choices=("trigger", "subject", "time"))
    options = parser.parse_args()
    if not FILE.is_file():
        print(f"{FILE}: no such file; set DOTHI_SHARED", file=sys.stderr)
        return 1
    every = list(items(FILE))
    chosen = every[:: max(1, len(every) // options.limit)] if options.limit else every
    pipeline, table = Pipeline(model=options.model), Table(Counter(), Counter())
    for number, item in enumerate(chosen):
        said = pipeline(article_of(item, number))[0]
        if options.show in list(check(said, item, table)):
            told = [
                (e.type.value, [m.text for m in e.mentions], e.time.value if e.time else None)
                for e in said.events
            ]
            print(f"{said.article.text}  label: {item.trigger} | {item.arg_subject} | {item.arg_time}")
            print(f"  found: {told}\n")
    print(f"{len(chosen)} items, model {options.model}")
    print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
