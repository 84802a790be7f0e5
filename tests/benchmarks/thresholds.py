"""What the thresholds of participants cost and bring: the figures of the gold scorer for each setting.

    python -m tests.benchmarks.thresholds [--part held-out|gold|dev] [--model fast|accurate]

Run it when the networks are new: their scores differ, and so do the best shares and thresholds. The texts
are read once; then the events of all of them are found for one setting after the other, each of `SETTINGS`
changed by itself. The constants stand in `pipelines.events.arguments` and `pipelines.events.triggers`; a
line with more F1 of arguments, and persons and pairs of persons no less often right, is the better one.
Persons count as right by names. `dev` was learnt from: its lines prefer what lets more in. Three seconds of
one core for each line.
"""

from __future__ import annotations

import argparse
import collections
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, combinations
from types import ModuleType

from graph.model import Article, ArticleGraph, EntityType, Event, Mention, Role
from pipelines.assembly import assemble
from pipelines.document import Doc
from pipelines.events import Events, arguments, triggers
from pipelines.pipeline import Pipeline
from pipelines.training.data import Gold, annotated_files
from tests.benchmarks.quality import chosen, scorer

SETTINGS: tuple[tuple[ModuleType, str, tuple[float, ...]], ...] = (
    (arguments, "JOINT", (0.6, 0.7, 0.9, 1.0)),
    (arguments, "PERSON", (0.3, 0.36, 0.48)),
    (arguments, "NETWORK", (0.3, 0.4, 0.6)),
    (arguments, "NETWORK_PERSON", (0.1, 0.3, 0.4)),
    (triggers, "LONE", (0.5, 0.7)),
)

TAKING_PART = (Role.AGENT, Role.RECIPIENT)


@dataclass(slots=True)
class Persons:
    """Persons as participants, and pairs of them in one event: found, and right."""

    found: int = 0
    right: int = 0
    pairs: int = 0
    right_pairs: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A text that has been read but for its events, and its annotation; `starts` is where lines begin."""

    doc: Doc
    gold: Gold
    record: dict[str, object]
    starts: tuple[int, ...]

    @property
    def region(self) -> tuple[int, int]:
        """The stretch that is annotated."""
        first, last = self.gold.lines or (0, len(self.starts) - 2)
        return self.starts[first], self.starts[last + 1]


def texts(part: str, model: str) -> Iterator[Text]:
    """The texts of a part, read up to the events."""
    steps = Pipeline(model=model).steps[:-1]
    files = {file.stem: file for file in chosen(part)}
    for folder in sorted({file.parent for file in files.values()}):
        for text, gold in annotated_files(folder):
            if gold.id not in files:
                continue
            starts = accumulate((len(line) + 1 for line in text.split("\n")), initial=0)
            doc = Doc(Article(id=gold.id, text=text, date=gold.date))
            for step in steps:
                doc = step(doc)
            record = json.loads(files[gold.id].read_text(encoding="utf-8"))
            yield Text(doc, gold, record, tuple(starts))


def predicted(said: ArticleGraph, region: tuple[int, int], score: ModuleType) -> tuple[object, ...]:
    """What an article says in the form that the scorer compares."""

    def inside(mentions: tuple[Mention, ...]) -> list[tuple[int, int]]:
        return [(m.begin, m.end) for m in mentions if region[0] <= m.begin < region[1]]

    entities = {
        e.id: (e.type.value, {score.normal(name) for name in (e.name, *e.names)})
        for e in said.entities
        if inside(e.mentions)
    }
    events: dict[str, dict[str, object]] = {}
    for event in said.events:
        if spans := inside(event.mentions):
            of_role = {role: {a.entity for a in event.arguments if a.role is role} for role in Role}
            events[event.id] = {
                "type": event.type.value,
                "spans": spans,
                "agents": of_role[Role.AGENT],
                "recipients": of_role[Role.RECIPIENT],
                "place": of_role[Role.PLACE],
                "time": {event.time.value} if event.time else set(),
                "status": event.status.value,
                "source": of_role[Role.SOURCE],
            }
    return entities, events, [], 0


def count_persons(text: Text, said: ArticleGraph, score: ModuleType, counts: Persons) -> None:
    """Count persons among participants; one is right if an annotated event that is told there has them."""
    names = {e.id: {score.normal(name) for name in (e.name, *e.names)} for e in said.entities}
    persons = {e.id for e in said.entities if e.type is EntityType.PERSON}
    gold_names = {e.id: {score.normal(name) for name in (e.name, *e.mentions)} for e in text.gold.entities}
    for event in said.events:
        wanted = set(told_there(text, event))
        found = sorted({a.entity for a in event.arguments if a.role in TAKING_PART and a.entity in persons})
        right = {p for p in found if any(names[p] & gold_names.get(e, set()) for e in wanted)}
        counts.found += len(found)
        counts.right += len(right)
        for one, two in combinations(found, 2):
            counts.pairs += 1
            counts.right_pairs += one in right and two in right


def told_there(text: Text, event: Event) -> Iterator[str]:
    """Who takes part in the annotated events of the type that a trigger of `event` names."""
    lines = text.doc.text.split("\n")
    for gold in text.gold.events:
        if gold.type is not event.type:
            continue
        for said in gold.mentions:
            at = lines[said.line].find(said.trigger)
            begin = text.starts[said.line] + at
            end = begin + len(said.trigger)
            if at >= 0 and any(m.begin < end and begin < m.end for m in event.mentions):
                yield from (*gold.agents, *gold.recipients)
                break


def line(name: str, read: list[Text], find: Events, score: ModuleType) -> str:
    """The figures of all texts with the constants as they are now."""
    totals: collections.defaultdict[str, object] = collections.defaultdict(score.Count)
    persons = Persons()
    for text in read:
        said = assemble(find(text.doc))
        score.score_article(text.record, text.doc.text, predicted(said, text.region, score), totals, False)
        count_persons(text, said, score, persons)
    figures = [totals[figure].as_dict() for figure in ("event", "argument", "argument+role", "place")]  # type: ignore[attr-defined]
    shown = "".join(f"{f['p']:8.3f}{f['r']:6.3f}{f['f1']:6.3f}" for f in figures)
    return f"{name:20}{shown}   {persons.right}/{persons.found}   {persons.right_pairs}/{persons.pairs}"


def main() -> None:
    """Print a line for each setting."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=("held-out", "gold", "dev"), default="held-out")
    parser.add_argument("--model", default="fast")
    options = parser.parse_args()
    score, find = scorer(), Events(options.model)
    read = list(texts(options.part, options.model))
    print(f"{'':20}{'event P R F1':>20}{'argument':>20}{'with role':>20}{'place':>20}   persons   pairs")
    print(line("as it is", read, find, score), flush=True)
    for module, name, values in SETTINGS:
        before = getattr(module, name)
        for value in values:
            setattr(module, name, value)
            print(line(f"{name} {value}", read, find, score), flush=True)
        setattr(module, name, before)


if __name__ == "__main__":
    main()
