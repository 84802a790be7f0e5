"""Learn who takes part in an event, from annotated texts.

In comes a folder of ``ID.txt`` with ``ID.json``; out go the weights ``pipelines/models/arguments.npz`` and
the scores on the texts that are held out. Every text is seen twice: with its annotated mentions, and with
those that coreference finds from the annotated names, because the program will read the latter. A small
network over named evidence is fitted with numpy (Adam); how an event's triggers are
combined, and the thresholds, come from predictions for texts that were not learnt from.

    python -m pipelines.training.arguments DATA [--inner N] [--quick]
"""

from __future__ import annotations

import argparse
import copy
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from graph.model import EntityType, Role
from pipelines.coreference import Coreference
from pipelines.document import Doc, DocArgument, DocEntity, Name
from pipelines.events.arguments import (
    ROLES,
    Network,
    Weights,
    by_trigger,
    combined,
    kept,
    of_event,
    write_weights,
)
from pipelines.events.evidence import Candidate, candidates
from pipelines.events.scene import Scene
from pipelines.name_keys import name_key
from pipelines.positions import Positions
from pipelines.training.attachment import Annotated, annotated
from pipelines.training.data import Gold, annotated_files, held_out
from pipelines.training.evidence_network import Settings, fit

MODEL = Path(__file__).parent.parent / "models" / "arguments.npz"
FOLDS = 5
Floats = npt.NDArray[np.float32]


def gold_names(text: str, gold: Gold) -> list[Name]:
    """The annotated names wherever they stand as whole words, the longest first."""
    kinds: dict[str, EntityType] = {}
    for entity in gold.entities:
        for mention in entity.mentions:
            kinds.setdefault(unicodedata.normalize("NFC", mention), entity.type)
    if not kinds:
        return []
    longest = "|".join(re.escape(m) for m in sorted(kinds, key=lambda m: (-len(m), m)))
    return [Name(m.start(), m.end(), kinds[m[0]]) for m in re.finditer(rf"(?<!\w)(?:{longest})(?!\w)", text)]


def _labels(entity: DocEntity) -> set[str]:
    return {name_key(name) for name in (entity.name, *entity.names)}


def resolved(item: Annotated, text: str) -> Annotated:
    """The same text with the entities that coreference makes of the annotated names."""
    doc: Doc = copy.copy(item.doc)
    doc.names, doc.titles, doc.entities = gold_names(text, item.gold), (), ()
    doc = Coreference()(Positions()(doc))
    pairs = []
    for wanted in item.gold.entities:
        names = {name_key(unicodedata.normalize("NFC", n)) for n in (wanted.name, *wanted.mentions)}
        for entity in doc.entities:
            shared = len(names & _labels(entity))
            if shared and entity.type == wanted.type:
                pairs.append((-shared, wanted.id, entity.id))
    ids: dict[str, int] = {}
    for _, gold_id, entity_id in sorted(pairs):
        if gold_id not in ids and entity_id not in ids.values():
            ids[gold_id] = entity_id
    return replace(item, doc=doc, entity_ids=ids)


def views(folder: Path) -> Iterator[tuple[Annotated, Annotated]]:
    """Each text of a folder with its annotated mentions, and with resolved ones."""
    for text, gold in annotated_files(folder):
        item = annotated(text, gold)
        yield item, resolved(item, text)


@dataclass(frozen=True, slots=True)
class Rows:
    """The candidates of one text, and for each whether it is agent, recipient and place."""

    item: Annotated
    scene: Scene
    found: tuple[tuple[Candidate, ...], ...]  # of each trigger
    answers: Floats

    @property
    def features(self) -> list[tuple[str, ...]]:
        """The evidence of the first look."""
        return [c.features for row in self.found for c in row]


def rows_of(item: Annotated) -> Rows:
    """The candidates of a text, with what the annotation says of each."""
    gold_of = {entity: gold for gold, entity in item.entity_ids.items()}
    scene = Scene(item.doc, item.triggers)
    found: list[tuple[Candidate, ...]] = []
    answers: list[tuple[bool, bool, bool]] = []
    for number, (trigger, event) in enumerate(zip(item.triggers, item.events, strict=True)):
        found.append(tuple(candidates(scene, number, trigger)))
        for c in found[-1]:
            gold = gold_of.get(c.entity)
            is_place = gold is not None and gold == event.place
            answers.append((gold in event.agents, gold in event.recipients, is_place))
    return Rows(item, scene, tuple(found), np.array(answers, np.float32).reshape(-1, len(ROLES)))


def predict(rows: Rows, weights: Weights) -> list[list[DocArgument]]:
    """What `pipelines.events.arguments.arguments` finds, from evidence at hand."""
    odds = by_trigger(weights.network.logits(rows.features), rows.found)
    return [list(kept(row, part)) for row, part in zip(rows.found, odds, strict=True)]


Predictions = Sequence[tuple[Rows, list[list[DocArgument]]]]


def _events(rows: Rows, found: list[list[DocArgument]]) -> Iterator[tuple[int, list[list[DocArgument]]]]:
    """Each event of the annotation with what was found for its triggers."""
    for number, event in enumerate(rows.item.gold.events):
        yield number, [found[n] for n, e in enumerate(rows.item.events) if e.id == event.id]


def fit_combination(predictions: Predictions) -> Floats:
    """How what the triggers of an event say is weighed together, one logistic regression for each role."""
    result = np.zeros((len(ROLES), 6), np.float32)
    for k, role in enumerate(ROLES):
        x, y = [], []
        for rows, found in predictions:
            gold_of = {entity: gold for gold, entity in rows.item.entity_ids.items()}
            for number, parts in _events(rows, found):
                event = rows.item.gold.events[number]
                right = (event.agents, event.recipients, [event.place])[k]
                for entity in sorted({a.entity for part in parts for a in part if a.role is role}):
                    x.append(combined(parts, role, entity)[0])
                    y.append(gold_of.get(entity, "") in right)
        result[k] = _newton(np.array(x), np.array(y, float))
    return result


def _newton(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    weights = np.zeros(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-(x @ weights)))
        curvature = (x * (p * (1 - p))[:, None]).T @ x + np.eye(x.shape[1])
        weights -= np.linalg.solve(curvature, x.T @ (p - y) + weights)
    return weights


@dataclass(slots=True)
class Score:
    """Right, found and gold counts of one figure."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def add(self, right: int, found: int, gold: int) -> None:
        """Count one more event."""
        self.right += right
        self.found += found
        self.gold += gold

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.found + self.gold)

    @property
    def precision(self) -> float:
        """The share of what is found that is right."""
        return self.right / max(1, self.found)

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.right / max(1, self.gold):.3f}  F1 {self.f1:.3f}"


FIGURES = ("argument", "argument+role", "place")
Pair = tuple[Role, str]


@dataclass(frozen=True, slots=True)
class Decided:
    """An event of the annotation: who takes part, and who was found with which score."""

    want: frozenset[Pair]
    have: tuple[tuple[Pair, float], ...]


def decide(predictions: Predictions, weights: Weights) -> list[Decided]:
    """The arguments found for each annotated event, before any threshold."""
    decided: list[Decided] = []
    free = replace(weights, thresholds=(0.0,) * len(ROLES))
    for rows, found in predictions:
        gold_of = {entity: gold for gold, entity in rows.item.entity_ids.items()}
        for number, parts in _events(rows, found):
            event = rows.item.gold.events[number]
            want = [(Role.AGENT, e) for e in event.agents] + [(Role.RECIPIENT, e) for e in event.recipients]
            want += [(Role.PLACE, event.place)] if event.place else []
            have = [((a.role, gold_of.get(a.entity, f"#{a.entity}")), a.score) for a in of_event(parts, free)]
            decided.append(Decided(frozenset(want), tuple(have)))
    return decided


def measure(decided: Sequence[Decided], thresholds: Sequence[float]) -> dict[str, Score]:
    """The figures over events as annotated, counted as the project's scorer counts them."""
    scores = {figure: Score() for figure in FIGURES}
    limit = dict(zip(ROLES, thresholds, strict=True))
    for event in decided:
        have = {pair for pair, score in event.have if score >= limit[pair[0]]}
        for figure in FIGURES:
            places = figure == "place"
            found = {p for p in have if (p[0] is Role.PLACE) == places}
            want = {p for p in event.want if (p[0] is Role.PLACE) == places}
            if figure == "argument":
                bare, wanted = {e for _, e in found}, {e for _, e in want}
                scores[figure].add(len(bare & wanted), len(bare), len(wanted))
            else:
                scores[figure].add(len(found & want), len(found), len(want))
    return scores


def choose_thresholds(decided: Sequence[Decided]) -> tuple[float, ...]:
    """The thresholds with the best F1 of arguments with role, precision not below recall; place apart."""
    shares = [n / 50 for n in range(10, 41)]
    both = {t: measure(decided, (t, t, t)) for t in shares}

    def best(figure: str) -> float:
        scores = {t: both[t][figure] for t in shares if both[t][figure].found <= both[t][figure].gold}
        return max(scores, key=lambda t: (scores[t].f1, t), default=0.6)

    return best("argument+role"), best("argument+role"), best("place")


def _fold(text_id: str) -> int:
    return zlib.crc32(f"fold {text_id}".encode()) % FOLDS


def _fit_rows(rows: Sequence[Rows], settings: Settings) -> Network:
    return fit([f for r in rows for f in r.features], np.concatenate([r.answers for r in rows]), settings)


def train(rows: Sequence[Rows], settings: Settings, folds: int = FOLDS) -> Weights:
    """Weights with combination and thresholds, which come from cross-validated predictions.

    Of the five folds of texts, `folds` are predicted for.
    """
    predictions: list[tuple[Rows, list[list[DocArgument]]]] = []
    for fold in range(folds):
        network = _fit_rows([r for r in rows if _fold(r.item.id) != fold], settings)
        weights = Weights(network, np.zeros((len(ROLES), 6), np.float32), (0.5,) * len(ROLES))
        predictions += [(r, predict(r, weights)) for r in rows if _fold(r.item.id) == fold]
    weights = replace(weights, combine=fit_combination(predictions))
    weights = replace(weights, thresholds=choose_thresholds(decide(predictions, weights)))
    report(predictions, weights, "cross-validated")
    return replace(weights, network=_fit_rows(rows, settings))


def show(name: str, scores: dict[str, Score]) -> None:
    """Print a line of figures."""
    print(f"{name:28}" + "   ".join(f"{figure} {score}" for figure, score in scores.items()), flush=True)


def main() -> None:
    """Train on the texts of a folder, print cross-validated and held-out scores, write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    for name, kind in (
        ("inner", int),
        ("networks", int),
        ("rare", int),
        ("passes", int),
        ("left_out", float),
        ("decay", float),
    ):
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, default=getattr(Settings(), name))
    parser.add_argument("--folds", type=int, default=FOLDS, help="of the five folds, how many to predict for")
    parser.add_argument("--dry", action="store_true", help="write no weights")
    options = parser.parse_args()
    both = list(views(options.folder))
    learn = [rows_of(v) for pair in both for v in pair if not held_out(v.id)]
    print(f"{len(learn)} views of texts, {sum(len(r.answers) for r in learn)} candidates", flush=True)
    settings = Settings(
        inner=options.inner,
        networks=options.networks,
        rare=options.rare,
        passes=options.passes,
        left_out=options.left_out,
        decay=options.decay,
    )
    weights = train(learn, settings, options.folds)
    held = [rows_of(v) for pair in both for v in pair if held_out(v.id)]
    report([(r, predict(r, weights)) for r in held], weights, "held out")
    print(f"{len(weights.network.names)} features")
    print(f"thresholds {weights.thresholds}\n{weights.combine.round(2)}")
    if not options.dry:
        MODEL.write_bytes(write_weights(weights))


def report(predictions: Predictions, weights: Weights, name: str) -> None:
    """Print the figures with annotated mentions and with resolved ones."""
    for view, label in ((0, "annotated mentions"), (1, "resolved mentions")):
        decided = decide(predictions[view::2], weights)
        show(f"{name}, {label}", measure(decided, weights.thresholds))


if __name__ == "__main__":
    main()
