"""Learn how much each cue says about whether an event happened, from annotated texts.

In comes a folder of ``ID.txt`` with ``ID.json``; out go ``pipelines/models/status.json`` and the accuracy
over events on the texts held out, beside simple rules and always "occurred". Multinomial logistic regression
(scikit-learn) over the features of `pipelines.events.status`, one example for each trigger; strength and the
way mentions are added up come from cross-validation over the texts.

    python -m pipelines.training.status DATA
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from graph.model import EventType, Status
from pipelines.document import BlockKind, Doc
from pipelines.events import status
from pipelines.events.status import STATUSES, Scene, Statuses, StatusModel
from pipelines.training.attachment import Annotated, annotated
from pipelines.training.data import annotated_files, held_out

MODEL = Path(__file__).parent.parent / "models" / "status.json"
RARE = 2
NETWORK, STRONGEST = 0.15, 0.5
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Item:
    """A text: the evidence of each trigger, the event of each, and which stand in the headline."""

    id: str
    evidence: tuple[tuple[str, ...], ...]
    events: tuple[str, ...]
    types: tuple[EventType, ...]
    headline: tuple[bool, ...]
    gold: dict[str, Status]


def in_headline(doc: Doc, offset: int) -> bool:
    """Whether `offset` stands in the headline."""
    return any(b.begin <= offset < b.end and b.kind is BlockKind.HEADLINE for b in doc.blocks)


def item_of(text: Annotated) -> Item:
    """The evidence of all triggers of an annotated text."""
    scene = Scene(text.doc, text.triggers)
    evidence = tuple(tuple(status.features(scene, i)) for i in range(len(text.triggers)))
    headline = tuple(in_headline(text.doc, t.begin) for t in text.triggers)
    types = tuple(t.type for t in text.triggers)
    gold = {e.id: e.status for e in text.events}
    return Item(text.id, evidence, tuple(e.id for e in text.events), types, headline, gold)


def fit(items: Sequence[Item], strength: float) -> StatusModel:
    """Fit the weights; `strength` is scikit-learn's C. Each event weighs the same, told once or often."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    counts = Counter(name for item in items for names in item.evidence for name in names)
    known = sorted(name for name, n in counts.items() if n >= RARE)
    index = {name: i for i, name in enumerate(known)}
    columns: list[int] = []
    starts, target, weight = [0], list[int](), list[float]()
    for item in items:
        told = Counter(item.events)
        for names, event in zip(item.evidence, item.events, strict=True):
            columns.extend(sorted(index[n] for n in names if n in index))
            starts.append(len(columns))
            target.append(STATUSES.index(item.gold[event]))
            weight.append(told[event] ** -0.5)
    matrix = csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(target), len(known)))
    model = LogisticRegression(C=strength, max_iter=400, tol=1e-3)
    model.fit(matrix, target, sample_weight=weight)
    weights = np.zeros((len(known), len(STATUSES)))
    bias = np.full(len(STATUSES), -8.0)
    for row, kind in enumerate(model.classes_):
        weights[:, kind], bias[kind] = model.coef_[row], model.intercept_[row]
    kept = {
        n: [round(float(w), 2) for w in weights[i]]
        for i, n in enumerate(known)
        if np.abs(weights[i]).max() >= 0.04
    }
    return StatusModel([round(float(b), 3) for b in bias], NETWORK, 1.0, STRONGEST, 0.0, kept)


def correct(items: Sequence[Item], model: StatusModel) -> Counter[tuple[Status, Status]]:
    """(gold, found) counts over events."""
    judge, table = Statuses(model), Counter[tuple[Status, Status]]()
    for item in items:
        members: dict[str, list[int]] = defaultdict(list)
        for i, event in enumerate(item.events):
            members[event].append(i)
        found = [judge.distribution(names) for names in item.evidence]
        for i, (names, kind) in enumerate(zip(item.evidence, item.types, strict=True)):
            found[i] = status.ruled(kind, names) or found[i]
        for event, own in members.items():
            answer, _ = status.of_event([found[i] for i in own], [item.headline[i] for i in own], judge)
            table[item.gold[event], answer] += 1
    return table


def accuracy(table: Counter[tuple[Status, Status]]) -> float:
    """The share of events with the right status."""
    return sum(n for (gold, found), n in table.items() if gold == found) / max(1, sum(table.values()))


def fold_of(text_id: str) -> int:
    """The part of the cross-validation that a text belongs to."""
    return zlib.crc32(f"status {text_id}".encode()) % FOLDS


def train(items: Sequence[Item]) -> StatusModel:
    """The model with the settings that cross-validation likes best."""
    best, chosen = -1.0, (0.4, 0.5, 0.4)
    for strength in (0.2, 0.4):
        models = [fit([i for i in items if fold_of(i.id) != f], strength) for f in range(FOLDS)]
        for headline, caution in product((0.5, 1.0), (0.0, 0.2, 0.4)):
            table: Counter[tuple[Status, Status]] = Counter()
            for f, m in enumerate(models):
                tried = StatusModel(m.bias, NETWORK, headline, STRONGEST, caution, m.weights)
                table += correct([i for i in items if fold_of(i.id) == f], tried)
            print(f"C {strength} headline {headline} caution {caution}: {accuracy(table):.4f}")
            if accuracy(table) > best:
                best, chosen = accuracy(table), (strength, headline, caution)
    model = fit(items, chosen[0])
    return StatusModel(model.bias, NETWORK, chosen[1], STRONGEST, chosen[2], model.weights)


def by_rule(item: Item) -> Counter[tuple[Status, Status]]:
    """What a simple rule gives: the nearest cue before the first mention, else occurred."""
    table: Counter[tuple[Status, Status]] = Counter()
    for event, gold in item.gold.items():
        names = item.evidence[item.events.index(event)]
        nearest = [s for s in STATUSES if f"nearest {s}" in names]
        table[gold, nearest[0] if nearest else Status.OCCURRED] += 1
    return table


def show(label: str, table: Counter[tuple[Status, Status]]) -> None:
    """Print the accuracy, and precision and recall of each status."""
    print(f"{label}: accuracy {accuracy(table):.3f} over {sum(table.values())} events")
    for kind in STATUSES:
        right = table[kind, kind]
        found = sum(n for (_, f), n in table.items() if f == kind)
        gold = sum(n for (g, _), n in table.items() if g == kind)
        print(
            f"  {kind:12} P {right / max(found, 1):.2f}  R {right / max(gold, 1):.2f}"
            f"  ({found} found, {gold} gold)"
        )


def main(folder: Path, more: Sequence[Path]) -> None:
    """Train, write the model, print the figures."""
    items = [item_of(annotated(text, gold)) for text, gold in annotated_files(folder)]
    learn = [i for i in items if not held_out(i.id)]
    model = train(learn)
    added = {"headline": model.headline, "strongest": model.strongest, "caution": model.caution}
    weights = dict(sorted(model.weights.items()))
    record = {"bias": model.bias, "network": model.network, **added, "weights": weights}
    text = json.dumps(record, ensure_ascii=False, indent=0).replace(",\n", ", ").replace('], "', '],\n"')
    MODEL.write_text(text + "\n", encoding="utf-8")
    measured = {"held out": [i for i in items if held_out(i.id)]}
    measured |= {str(f): [item_of(annotated(t, g)) for t, g in annotated_files(f)] for f in more}
    for label, part in measured.items():
        show(label, correct(part, model))
        print(f"  nearest cue alone: {accuracy(sum((by_rule(i) for i in part), Counter())):.3f}")
        occurred = [s is Status.OCCURRED for i in part for s in i.gold.values()]
        print(f"  always occurred: {sum(occurred) / len(occurred):.3f}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m pipelines.training.status FOLDER [FOLDER-TO-MEASURE …]")
    main(Path(sys.argv[1]), [Path(a) for a in sys.argv[2:]])
