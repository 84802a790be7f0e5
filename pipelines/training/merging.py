"""Learn which triggers of an article tell of one event, from annotated texts.

In comes a folder of ``ID.txt`` with ``ID.json``; out go ``pipelines/models/merging.json`` and, on the texts
held out, the F1 of events matched one to one (as the scorer counts them) with gold triggers and types: with
the participants that the trigger's own sentence names, and with none. Logistic regression (scikit-learn) over
pairs of triggers of one type; each pair is shown with participants and times, with
some of them wrong, and without any.

    python -m pipelines.training.merging DATA
"""

from __future__ import annotations

import json
import random
import sys
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graph.model import Role
from pipelines.document import DocArgument, TimeExpression
from pipelines.events.logistic import Logistic
from pipelines.events.merging import Scene, features, linkage, log_odds, pairs
from pipelines.training.attachment import Annotated, annotated, is_time
from pipelines.training.data import annotated_files, held_out

MODEL = Path(__file__).parent.parent / "models" / "merging.json"
RARE = 3
FOLDS = 3
MISSED, WRONG = 0.4, 0.1  # how often a participant is missed, and another of its sentence taken for one
VIEWS = ("informed", "disturbed", "bare")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two triggers by place in the text, the evidence, and whether they are one event."""

    first: int
    second: int
    evidence: tuple[str, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A text: its pairs with participants and times, with some wrong, with none; each trigger's event."""

    id: str
    informed: tuple[Pair, ...]
    disturbed: tuple[Pair, ...]
    bare: tuple[Pair, ...]
    events: tuple[str, ...]


def local_arguments(text: Annotated) -> list[list[DocArgument]]:
    """The annotated participants of each trigger that its own sentence mentions."""
    found: list[list[DocArgument]] = []
    for trigger, event in zip(text.triggers, text.events, strict=True):
        sentence = next((s for s in text.doc.sentences if s.begin <= trigger.begin < s.end), None)
        inside = {
            e.id
            for e in text.doc.entities
            for m in e.mentions
            if sentence and sentence.begin <= m.begin < sentence.end
        }
        roles = [(e, Role.AGENT) for e in event.agents] + [(e, Role.RECIPIENT) for e in event.recipients]
        roles += [(event.place, Role.PLACE)] if event.place else []
        ids = [(text.entity_ids[e], role) for e, role in roles if e in text.entity_ids]
        found.append([DocArgument(role, e, 1.0, None) for e, role in ids if e in inside])
    return found


def disturbed(text: Annotated, right: Sequence[Sequence[DocArgument]]) -> list[list[DocArgument]]:
    """Participants as the program finds them: some are missed, some are others of the sentence."""
    draw = random.Random(zlib.crc32(f"disturbed {text.id}".encode()))
    found: list[list[DocArgument]] = []
    for trigger, arguments in zip(text.triggers, right, strict=True):
        kept = [a for a in arguments if draw.random() >= MISSED]
        sentence = next((s for s in text.doc.sentences if s.begin <= trigger.begin < s.end), None)
        for entity in text.doc.entities:
            inside = sentence and any(sentence.begin <= m.begin < sentence.end for m in entity.mentions)
            if inside and draw.random() < WRONG:
                kept.append(DocArgument(draw.choice((Role.AGENT, Role.RECIPIENT)), entity.id, 1.0, None))
        found.append(kept)
    return found


def local_times(text: Annotated) -> list[TimeExpression | None]:
    """The annotated time of each trigger, where its own sentence gives it."""
    found: list[TimeExpression | None] = []
    for trigger, event in zip(text.triggers, text.events, strict=True):
        sentence = next((s for s in text.doc.sentences if s.begin <= trigger.begin < s.end), None)
        inside = [t for t in text.doc.times if sentence and sentence.begin <= t.begin < sentence.end]
        found.append(next((t for t in inside if is_time(text, event, t)), None))
    return found


def item_of(text: Annotated) -> Item:
    """The evidence of all pairs of an annotated text; triggers stand in order of the text."""

    def shown(scene: Scene) -> tuple[Pair, ...]:
        return tuple(
            Pair(i, j, tuple(features(scene, i, j)), text.events[i].id == text.events[j].id)
            for i, j in pairs(scene)
        )

    arguments, when = local_arguments(text), local_times(text)
    informed = Scene(text.doc, text.triggers, arguments, when)
    wrong = Scene(text.doc, text.triggers, disturbed(text, arguments), when)
    bare = Scene(text.doc, text.triggers)
    return Item(text.id, shown(informed), shown(wrong), shown(bare), tuple(e.id for e in text.events))


def fit(items: Sequence[Item], strength: float) -> Logistic:
    """Fit the weights; `strength` is scikit-learn's C."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    shown = [p for item in items for p in (*item.informed, *item.disturbed, *item.bare)]
    counts = Counter(name for p in shown for name in p.evidence)
    known = sorted(name for name, n in counts.items() if n >= 3 * RARE)
    index = {name: i for i, name in enumerate(known)}
    columns: list[int] = []
    starts = [0]
    for pair in shown:
        columns.extend(sorted(index[n] for n in pair.evidence if n in index))
        starts.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(shown), len(known)))
    weight = [
        len(item.events) / max(1, len(item.informed))
        for item in items
        for _ in (*item.informed, *item.disturbed, *item.bare)
    ]
    model = LogisticRegression(C=strength, max_iter=300, tol=1e-3)
    model.fit(matrix, [p.same for p in shown], sample_weight=np.array(weight) ** 0.5)
    kept = {n: round(float(w), 3) for n, w in zip(known, model.coef_[0], strict=True) if abs(w) >= 0.02}
    return Logistic(round(float(model.intercept_[0]), 3), 0.5, kept)


@dataclass(slots=True)
class Score:
    """Events right, found and annotated."""

    right: int = 0
    found: int = 0
    gold: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.found + self.gold)

    def __str__(self) -> str:
        p, r = self.right / max(1, self.found), self.right / max(1, self.gold)
        return f"P {p:.3f}  R {r:.3f}  F1 {self.f1:.3f}  ({self.found} found, {self.gold} gold)"


def count(events: Sequence[str], groups: Sequence[Sequence[int]]) -> Score:
    """One-to-one pairs of events and groups, those with most triggers in common first."""
    common = Counter((event, n) for n, group in enumerate(groups) for event in [events[i] for i in group])
    taken: set[str | int] = set()
    right = 0
    for (event, n), _ in sorted(common.items(), key=lambda p: (-p[1], p[0])):
        if event not in taken and n not in taken:
            taken |= {event, n}
            right += 1
    return Score(right, len(groups), len(set(events)))


def pairs_of(item: Item, view: str) -> tuple[Pair, ...]:
    """The pairs of a text in one of the `VIEWS`."""
    return {"informed": item.informed, "disturbed": item.disturbed, "bare": item.bare}[view]


def measure(items: Sequence[Item], model: Logistic, threshold: float, view: str) -> Score:
    """The score over texts in one of the `VIEWS` when pairs are joined above a threshold."""
    whole = Score()
    for item in items:
        scores = {(p.first, p.second): log_odds(model.score(p.evidence)) for p in pairs_of(item, view)}
        part = count(item.events, linkage(len(item.events), scores, log_odds(threshold)))
        whole = Score(whole.right + part.right, whole.found + part.found, whole.gold + part.gold)
    return whole


def by_words(items: Sequence[Item]) -> Score:
    """What joining the same words of one type gives."""
    whole = Score()
    for item in items:
        scores = {(p.first, p.second): 1.0 if "words same" in p.evidence else -9.0 for p in item.bare}
        part = count(item.events, linkage(len(item.events), scores, 0.0))
        whole = Score(whole.right + part.right, whole.found + part.found, whole.gold + part.gold)
    return whole


def fold_of(text_id: str) -> int:
    """The part of the cross-validation that a text belongs to."""
    return zlib.crc32(f"merging {text_id}".encode()) % FOLDS


def train(items: Sequence[Item], strengths: Sequence[float] = (0.1, 0.3)) -> Logistic:
    """The model with the strength and threshold that cross-validation likes best."""
    best, chosen = -1.0, (0.1, 0.5)
    for strength in strengths:
        models = [fit([i for i in items if fold_of(i.id) != f], strength) for f in range(FOLDS)]
        for threshold in (0.35, 0.4, 0.45, 0.5, 0.55):
            parts = [
                measure([i for i in items if fold_of(i.id) == f], m, threshold, view)
                for f, m in enumerate(models)
                for view in VIEWS
            ]
            f1 = 2 * sum(p.right for p in parts) / sum(p.found + p.gold for p in parts)
            print(f"C {strength} threshold {threshold}: F1 {f1:.4f}")
            if f1 > best:
                best, chosen = f1, (strength, threshold)
    model = fit(items, chosen[0])
    return Logistic(model.bias, chosen[1], model.weights)


def main(folder: Path, more: Sequence[Path]) -> None:
    """Train, write the model, print the figures."""
    items = [item_of(annotated(text, gold)) for text, gold in annotated_files(folder)]
    model = train([i for i in items if not held_out(i.id)])
    weights = dict(sorted(model.weights.items()))
    record = {"bias": model.bias, "threshold": model.threshold, "weights": weights}
    MODEL.write_text(json.dumps(record, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    measured = {"held out": [i for i in items if held_out(i.id)]}
    measured |= {str(f): [item_of(annotated(t, g)) for t, g in annotated_files(f)] for f in more}
    for label, part in measured.items():
        for view in VIEWS:
            print(f"{label}, {view + ':':22} {measure(part, model, model.threshold, view)}")
        print(f"{label}, same words join:       {by_words(part)}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m pipelines.training.merging FOLDER [FOLDER-TO-MEASURE …]")
    main(Path(sys.argv[1]), [Path(a) for a in sys.argv[2:]])
