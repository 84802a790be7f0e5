"""Learn which time dates an event and who is credited with it, from annotated texts.

In comes a folder of ``ID.txt`` with ``ID.json``; out go the weights ``pipelines/models/times.json`` and
``sources.json`` and the scores on the texts that are held out. Plain logistic regression over named
evidence, fitted with numpy by L-BFGS; the threshold comes from cross-validation.

    python -m pipelines.training.attachment DATA
"""

from __future__ import annotations

import json
import sys
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from graph.model import Article, EntityType, Form
from pipelines.document import Doc, DocEntity, EntityMention, Span, TimeExpression, Trigger
from pipelines.events import sources, times
from pipelines.events.logistic import Logistic
from pipelines.segmentation import Segmentation
from pipelines.temporal import Temporal
from pipelines.training.data import Gold, GoldEvent, annotated_files, held_out

MODELS = Path(__file__).parent.parent / "models"
RARE = 3  # a feature must hold for so many candidates
NEARLY = 0.01  # F1 that a threshold may lose in cross-validation


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document with its gold layers: triggers, and for each the event it tells of."""

    id: str
    doc: Doc
    gold: Gold
    triggers: tuple[Trigger, ...]
    events: tuple[GoldEvent, ...]  # of each trigger
    entity_ids: dict[str, int]


def _occurrences(text: str, phrase: str, begin: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where a phrase stands as whole words."""
    stop = len(text) if end is None else end
    at = text.find(phrase, begin, stop)
    while at >= 0:
        after = at + len(phrase)
        if not (at and text[at - 1].isalnum()) and not (after < len(text) and text[after].isalnum()):
            yield at, after
        at = text.find(phrase, at + 1, stop)


def _entities(text: str, gold: Gold) -> tuple[DocEntity, ...]:
    """The gold entities with every place where their words stand, the longest words first."""
    taken: list[tuple[int, int]] = []
    spans: dict[str, list[EntityMention]] = {e.id: [] for e in gold.entities}
    phrases = [(unicodedata.normalize("NFC", p), e.id, Form.NAME) for e in gold.entities for p in e.mentions]
    phrases += [
        (unicodedata.normalize("NFC", p), e.id, Form.NOMINAL) for e in gold.entities for p in e.nominals
    ]
    for phrase, entity, form in sorted(phrases, key=lambda p: (-len(p[0]), p[0], p[1])):
        for begin, end in _occurrences(text, phrase):
            inside = [t for t in taken if t[0] < end and begin < t[1]]
            if not inside:
                taken.append((begin, end))
                spans[entity].append(EntityMention(begin, end, form))
            elif form is Form.NAME and all(
                t[0] <= begin and end <= t[1] and t != (begin, end) for t in inside
            ):
                spans[entity].append(EntityMention(begin, end, form))
    return tuple(
        DocEntity(
            n,
            EntityType(e.type),
            e.name,
            tuple(e.mentions),
            tuple(sorted(spans[e.id], key=lambda m: m.begin)),
        )
        for n, e in enumerate(gold.entities)
    )


def annotated(text: str, gold: Gold) -> Annotated:
    """A text with its gold triggers and entities as layers of a document, times found by the program."""
    doc = Temporal()(Segmentation()(Doc(Article(gold.id, text, date=gold.date))))
    doc.entities = _entities(text, gold)
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    found: dict[tuple[int, int, str], tuple[Trigger, GoldEvent]] = {}
    for event in gold.events:
        for mention in event.mentions:
            phrase = unicodedata.normalize("NFC", mention.trigger)
            bounds = starts[mention.line], starts[mention.line + 1] - 1
            for begin, end in _occurrences(text, phrase, *bounds):
                trigger = Trigger(begin, end, event.type, 1.0, event.status)
                found.setdefault((begin, end, event.id), (trigger, event))
    ordered = [found[key] for key in sorted(found)]
    ids = {e.id: n for n, e in enumerate(gold.entities)}
    return Annotated(gold.id, doc, gold, tuple(t for t, _ in ordered), tuple(e for _, e in ordered), ids)


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate of a trigger: its features, whether it is right, and the text it comes from."""

    features: tuple[str, ...]
    right: bool
    text: str


def is_time(item: Annotated, event: GoldEvent, time: TimeExpression) -> bool:
    """Whether a time found is the one that the annotation gives to the event."""
    if event.time is not None:
        return time.value == event.time
    if event.time_text is None or time.value is not None:
        return False
    words = unicodedata.normalize("NFC", event.time_text)
    return any(b < time.end and time.begin < e for b, e in _occurrences(item.doc.text, words))


def time_examples(item: Annotated, choices: Choices) -> Iterator[Example]:
    """Every time that may date a trigger, with whether it does."""
    for event, row in zip(item.events, choices, strict=True):
        for c in row:
            if c.time is not None:
                yield Example(c.features, is_time(item, event, c.time), item.id)


def source_examples(item: Annotated, choices: Choices) -> Iterator[Example]:
    """Every entity that may be a trigger's source, with whether it is."""
    for event, row in zip(item.events, choices, strict=True):
        for c in row:
            yield Example(c.features, c.answer == event.source, item.id)


Vector = npt.NDArray[np.float64]


def fit(examples: Sequence[Example], strength: float, steps: int = 60) -> Logistic:
    """Logistic regression with an L2 penalty of `strength`, by L-BFGS over all examples at once."""
    counts = Counter(f for e in examples for f in set(e.features))
    names = sorted(f for f, n in counts.items() if n >= RARE)
    index = {f: i for i, f in enumerate(names)}
    held = [sorted({index[f] for f in e.features if f in index}) for e in examples]
    row = np.repeat(np.arange(len(examples)), [len(h) for h in held])
    column = np.fromiter((i for h in held for i in h), dtype=np.int64, count=len(row))
    target = np.array([e.right for e in examples], dtype=float)

    def loss(point: Vector) -> tuple[float, Vector]:
        total = point[-1] + np.bincount(row, point[column], minlength=len(examples))
        error = 1 / (1 + np.exp(-total)) - target
        value = float(np.logaddexp(0, total).sum() - total @ target + strength / 2 * point[:-1] @ point[:-1])
        slope = np.bincount(column, error[row], minlength=len(names)) + strength * point[:-1]
        return value, np.append(slope, error.sum())

    start = np.zeros(len(names) + 1)
    start[-1] = np.log(max(target.mean(), 1e-3))
    point = minimise(loss, start, steps)
    kept = {n: round(float(w), 3) for n, w in zip(names, point[:-1], strict=True) if abs(w) >= 0.02}
    return Logistic(round(float(point[-1]), 3), 0.5, kept)


def minimise(
    loss: Callable[[Vector], tuple[float, Vector]], point: Vector, steps: int, memory: int = 8
) -> Vector:
    """The lowest point of a convex function by L-BFGS (Nocedal 1980) with backtracking.

    >>> minimise(lambda x: (float((x - 3) @ (x - 3)), 2 * (x - 3)), np.zeros(2), 20).round(3).tolist()
    [3.0, 3.0]
    """
    pairs: list[tuple[Vector, Vector]] = []
    value, slope = loss(point)
    for _ in range(steps):
        direction, kept = slope.copy(), []
        for move, turn in reversed(pairs):
            share = (move @ direction) / (move @ turn)
            kept.append(share)
            direction -= share * turn
        if pairs:
            move, turn = pairs[-1]
            direction *= (move @ turn) / (turn @ turn)
        else:
            direction /= max(1.0, float(np.linalg.norm(slope)))
        for (move, turn), share in zip(pairs, reversed(kept), strict=True):
            direction += (share - (turn @ direction) / (move @ turn)) * move
        length, descent = 1.0, float(slope @ direction)
        while True:
            there = point - length * direction
            new_value, new_slope = loss(there)
            if new_value <= value - 1e-4 * length * descent or length < 1e-6:
                break
            length /= 2
        step, turn = there - point, new_slope - slope
        if float(step @ turn) > 1e-10:
            pairs = [*pairs, (step, turn)][-memory:]
        done = value - new_value < 1e-5 * max(1.0, abs(value))
        point, value, slope = there, new_value, new_slope
        if done:
            break
    return point


@dataclass(slots=True)
class Score:
    """Right, predicted and gold counts."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.predicted + self.gold) if self.predicted + self.gold else 0.0

    def __str__(self) -> str:
        p = self.right / self.predicted if self.predicted else 0.0
        r = self.right / self.gold if self.gold else 0.0
        return f"P {p:.3f}  R {r:.3f}  F1 {self.f1:.3f}  ({self.predicted} found, {self.gold} gold)"


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be attached to a trigger: the answer as the annotation writes it, and its evidence."""

    answer: str | None
    features: tuple[str, ...]
    time: TimeExpression | None = None


Choices = Sequence[Sequence[Choice]]  # of each trigger of a text


def time_choices(item: Annotated) -> Choices:
    """The times that may date each trigger."""
    layout = times.Layout(item.doc, item.triggers)
    return [
        [Choice(c.time.value, c.features, c.time) for c in times.candidates(layout, t)] for t in item.triggers
    ]


def source_choices(item: Annotated) -> Choices:
    """The entities that may be the source of each trigger."""
    found = sources.Attributions(item.doc, item.triggers)
    ids = {n: e for e, n in item.entity_ids.items()}
    return [[Choice(ids[c.entity], c.features) for c in sources.candidates(found, t)] for t in item.triggers]


def best_choices(choices: Choices, model: Logistic) -> list[tuple[Choice, float] | None]:
    """The best choice of each trigger with its score, whatever the threshold."""
    best: list[tuple[Choice, float] | None] = []
    for row in choices:
        scored = [(c, model.score(c.features)) for c in row]
        best.append(max(scored, key=lambda p: p[1], default=None))
    return best


def measure(
    item: Annotated, best: Sequence[tuple[Choice, float] | None], threshold: float, task: str
) -> Score:
    """Right, found and gold answers by event, as `times.of_event` and `sources.of_event` choose them."""
    score = Score()
    headline = item.doc.text.find("\n")
    ids = {n: e for e, n in item.entity_ids.items()}
    for event in item.gold.events:
        members = [n for n in range(len(item.events)) if item.events[n].id == event.id]
        places = [p if p is not None and p[1] >= threshold else None for p in (best[n] for n in members)]
        answer: str | None
        if task == "times":
            dated = [p for p in places if p is not None]
            when = times.of_event([times.Attachment(c.time, s) for c, s in dated if c.time is not None])
            answer, wanted = (when.time.value if when else None), event.time
        else:
            flags = [item.triggers[n].begin < headline for n in members]
            credited = [
                sources.Attribution(item.entity_ids[p[0].answer], p[1], Span(0, 0))
                if p and p[0].answer
                else None
                for p in places
            ]
            who = sources.of_event(credited, flags, threshold)
            answer, wanted = (ids[who.entity] if who else None), event.source
        score.predicted += answer is not None
        score.gold += wanted is not None
        score.right += answer is not None and answer == wanted
    return score


def total(items: Sequence[Annotated], choices: Sequence[Choices], model: Logistic, task: str) -> Score:
    """The sum over texts at the threshold of the model."""
    return added(
        measure(i, best_choices(c, model), model.threshold, task) for i, c in zip(items, choices, strict=True)
    )


def added(parts: Iterable[Score]) -> Score:
    """The sum of scores."""
    whole = Score()
    for part in parts:
        whole.right, whole.predicted = whole.right + part.right, whole.predicted + part.predicted
        whole.gold += part.gold
    return whole


def _fold(text_id: str) -> int:
    return zlib.crc32(f"fold {text_id}".encode()) % 5


def train(items: Sequence[Annotated], task: str, strengths: Sequence[float] = (6.0, 10.0, 14.0)) -> Logistic:
    """Fit with the strength that cross-validation over the texts likes best, and the lowest good threshold.

    Here each event has all its annotated mentions. Found events have fewer, and so less evidence that adds
    up: of thresholds that are nearly as good here, the lowest is the best there.
    """
    choices = [TASKS[task][0](item) for item in items]
    examples = [list(TASKS[task][1](i, c)) for i, c in zip(items, choices, strict=True)]
    print(f"{task}: {len(items)} texts, {sum(map(len, examples))} candidates")
    best, chosen = -1.0, (strengths[0], 0.5)
    thresholds = [t / 40 for t in range(8, 28)]
    for strength in strengths:
        scores: dict[float, list[Score]] = {t: [] for t in thresholds}
        for fold in range(5):
            model = fit(
                [e for i, row in zip(items, examples, strict=True) if _fold(i.id) != fold for e in row],
                strength,
            )
            for item, row in zip(items, choices, strict=True):
                if _fold(item.id) == fold:
                    picks = best_choices(row, model)
                    for t in thresholds:
                        scores[t].append(measure(item, picks, t, task))
        sums = {t: added(parts) for t, parts in scores.items()}
        top = max(whole.f1 for whole in sums.values())
        t = min(t for t, whole in sums.items() if whole.f1 >= top - NEARLY)
        print(f"  strength {strength}: best F1 {top:.3f}; threshold {t}  {sums[t]}")
        if top > best:
            best, chosen = top, (strength, t)
    model = fit([e for row in examples for e in row], chosen[0])
    return Logistic(model.bias, chosen[1], model.weights)


TASKS: dict[str, tuple[Callable[[Annotated], Choices], Callable[[Annotated, Choices], Iterator[Example]]]] = {
    "times": (time_choices, time_examples),
    "sources": (source_choices, source_examples),
}


def write(name: str, model: Logistic) -> None:
    """Write the weights, sorted, one a line, so that a change shows in the history."""
    record = {
        "bias": model.bias,
        "threshold": model.threshold,
        "weights": dict(sorted(model.weights.items())),
    }
    (MODELS / f"{name}.json").write_text(
        json.dumps(record, ensure_ascii=False, indent=0) + "\n", encoding="utf-8"
    )


def main(folder: Path, more: Sequence[Path], which: Sequence[str]) -> None:
    """Train on the texts of a folder, print cross-validated and held-out scores, write the weights."""
    items = [annotated(text, gold) for text, gold in annotated_files(folder)]
    learn = [i for i in items if not held_out(i.id)]
    held = [i for i in items if held_out(i.id)]
    others = [(str(f), [annotated(t, g) for t, g in annotated_files(f)]) for f in more]
    for task in which:
        model = train(learn, task)
        write(task, model)
        print(f"  {len(model.weights)} weights")
        for label, part in (("held out", held), *others):
            choices = [TASKS[task][0](item) for item in part]
            print(f"  {label} ({len(part)} texts): {total(part, choices, model, task)}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(
            "usage: python -m pipelines.training.attachment FOLDER [FOLDER-TO-MEASURE …] [times|sources …]"
        )
    asked = [a for a in sys.argv[2:] if a in TASKS]
    main(Path(sys.argv[1]), [Path(a) for a in sys.argv[2:] if a not in TASKS], asked or list(TASKS))
