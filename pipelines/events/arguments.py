"""Who takes part in an event, in which role, and where it happens.

What comes in is a document with its entities and the event triggers; what goes out is, for each trigger,
the entities that are its agent, recipient and place, each with a probability and the mention that says so.
Evidence (`pipelines.events.evidence`) is weighed by a small network; where the text network has read the same
pair, the two are averaged. The weights are learnt by `pipelines.training.arguments`.
"""

from __future__ import annotations

import io
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from graph.errors import DothiError
from graph.model import EntityType, Role
from pipelines.document import Doc, DocArgument, Span, Trigger
from pipelines.events.arcs import Arc
from pipelines.events.evidence import Candidate, candidates
from pipelines.events.scene import Scene
from pipelines.events.times import Layout

ROLES = (Role.AGENT, Role.RECIPIENT, Role.PLACE)
NETWORK = 0.45  # share of the text network where it has read the pair
NETWORK_PERSON = 0.3  # the same for persons, of whom it takes too many
JOINT = 0.8  # how much of its threshold is asked where the event's own score counts too
PERSON = 0.42  # what a person must reach at least: a wrong edge between two people is the worst error
FLOOR = 0.05  # less probable arguments of a trigger are not worth carrying on
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Network:
    """A network over named evidence: sums of `direct` weights, and of `inner` ones through a narrow layer.

    `names` gives the row of each feature; row 0 holds for every candidate.
    """

    names: Mapping[str, int]
    direct: Floats
    bias: Floats
    inner: Floats
    inner_bias: Floats
    outer: Floats

    def logits(self, found: Sequence[Iterable[str]]) -> Floats:
        """The log-odds of agent, recipient and place for the evidence of each candidate, a row each."""
        row_of = self.names.get
        rows = [
            [0, *(n for n in dict.fromkeys(map(row_of, features)) if n is not None)] for features in found
        ]
        if not rows:
            return np.zeros((0, len(ROLES)), np.float32)
        starts = np.cumsum([0, *(len(r) for r in rows[:-1])])
        indices = np.fromiter((i for r in rows for i in r), np.intp)
        total = np.add.reduceat(self.direct[indices], starts, axis=0) + self.bias
        if self.inner.shape[1]:
            hidden = np.add.reduceat(self.inner[indices], starts, axis=0) + self.inner_bias
            total += np.maximum(hidden, 0.0) @ self.outer
        result: Floats = total.astype(np.float32)
        return result


@dataclass(frozen=True, slots=True)
class Weights:
    """The network, and how what the triggers of one event say is put together.

    `combine` weighs what they say of one entity (see `combined`), `thresholds` is what an agent, a recipient
    and a place of an event must reach.
    """

    network: Network
    combine: Floats
    thresholds: tuple[float, ...]


ARRAYS = ("direct", "bias", "inner", "inner_bias", "outer")


def read_weights(data: bytes) -> Weights:
    """Weights from the bytes of their file, as `write_weights` makes them."""
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        names = bytes(file["names"]).decode().split("\n")
        arrays = [file[name].astype(np.float32) for name in ARRAYS]
        network = Network({name: row for row, name in enumerate(names)}, *arrays)
        return Weights(network, file["combine"].astype(np.float32), tuple(map(float, file["thresholds"])))


def write_weights(weights: Weights) -> bytes:
    """The file of weights: numpy arrays, the big ones in half precision, no pickle."""
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    arrays["names"] = np.frombuffer("\n".join(weights.network.names).encode(), np.uint8)
    for name in ARRAYS:
        array: Floats = getattr(weights.network, name)
        arrays[name] = array.astype(np.float16 if name in ("direct", "inner") else np.float32)
    arrays["combine"], arrays["thresholds"] = weights.combine, np.array(weights.thresholds)
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()


@cache
def load(name: str = "arguments") -> Weights:
    """The weights that ship, ``pipelines/models/NAME.npz``.

    Raises:
        DothiError: the file is missing or is not what it should be.
    """
    try:
        return read_weights((files("pipelines") / "models" / f"{name}.npz").read_bytes())
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        command = "python -m pipelines.training.arguments DATA"
        raise DothiError(f"models/{name}.npz: {error}; train it again: {command}") from error


def arguments(
    doc: Doc,
    triggers: Sequence[Trigger],
    network_scores: Sequence[Sequence[Arc]] | None = None,
    weights: Weights | None = None,
    layout: Layout | None = None,
) -> list[list[DocArgument]]:
    """The probable participants and place of each trigger, also less probable ones, best first.

    They are meant for `of_event`, which decides; a caller that wants them for one trigger alone passes
    ``[found]`` there.

    Args:
        doc: with sentences, tokens, times and entities.
        triggers: the event triggers of the document, in order.
        network_scores: what the text network thinks of triggers and mentions (`arcs.score`), if it ran.
            Its log-odds and those of the evidence are averaged (`NETWORK` and `NETWORK_PERSON` are its
            shares): what two readers with different eyes agree on is more often right.
        weights: those that ship unless given.
        layout: positions of the document, if they were computed already.
    """
    model = weights or load()
    scene = Scene(doc, triggers, layout)
    found = [candidates(scene, number, trigger) for number, trigger in enumerate(triggers)]
    odds = by_trigger(model.network.logits([c.features for row in found for c in row]), found)
    if network_scores is not None:
        share = {e.id: NETWORK_PERSON if e.type is EntityType.PERSON else NETWORK for e in doc.entities}
        odds = [averaged(*parts, share) for parts in zip(found, odds, network_scores, strict=True)]
    return [
        sorted(kept(row, scores), key=lambda a: (-a.score, a.entity, a.role))
        for row, scores in zip(found, odds, strict=True)
    ]


def by_trigger(odds: Floats, found: Sequence[Sequence[Candidate]]) -> list[Floats]:
    """The rows of all candidates, cut into those of each trigger."""
    return np.split(odds, np.cumsum([len(row) for row in found])[:-1]) if found else []


def averaged(
    found: Sequence[Candidate], odds: Floats, arcs: Sequence[Arc], share: Mapping[int, float]
) -> Floats:
    """The log-odds of the candidates of a trigger, averaged with what the text network thinks of them.

    `share` is what the network's opinion of each entity counts (0 to 1). An entity counts by its likeliest
    mention; one that the network was not asked for keeps what it has.
    """
    read: dict[int, tuple[float, float, float]] = {}
    for arc in arcs:
        a, r, p = read.get(arc.entity, (0.0, 0.0, 0.0))
        read[arc.entity] = max(a, arc.agent), max(r, arc.recipient), max(p, arc.place)
    result = odds.copy()
    for n, candidate in enumerate(found):
        if candidate.entity in read:
            other = np.array([_log_odds(p) for p in read[candidate.entity]], np.float32)
            part = share[candidate.entity]
            result[n] = (1 - part) * odds[n] + part * other
    return result


def kept(found: Sequence[Candidate], odds: Floats) -> Iterator[DocArgument]:
    """The arguments of a trigger that are not out of the question."""
    scores = 1.0 / (1.0 + np.exp(-odds))
    for candidate, row in zip(found, scores.tolist(), strict=True):
        for role, score in zip(ROLES, row, strict=True):
            if score >= FLOOR:
                yield DocArgument(role, candidate.entity, score, candidate.evidence)


def _log_odds(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


def combined(
    by_trigger: Sequence[Sequence[DocArgument]], role: Role, entity: int
) -> tuple[tuple[float, ...], Span | None]:
    """What the triggers of an event say together of one entity in one role, and the best evidence.

    The numbers are what `Weights.combine` weighs: the best log-odds, the sum of the other triggers', how
    many triggers have the entity at all, and the best log-odds of the opposite role.
    """
    best: DocArgument | None = None
    odds: list[float] = []
    opposite = _log_odds(FLOOR)
    other = {Role.AGENT: Role.RECIPIENT, Role.RECIPIENT: Role.AGENT}.get(role)
    for found in by_trigger:
        own = next((a for a in found if a.entity == entity and a.role is role), None)
        odds.append(_log_odds(own.score if own else FLOOR / 2))
        if own is not None and (best is None or own.score > best.score):
            best = own
        opposite = max(
            [opposite, *(_log_odds(a.score) for a in found if a.entity == entity and a.role is other)]
        )
    odds.sort(reverse=True)
    rest = sum(max(o + 2.0, 0.0) for o in odds[1:])
    numbers = (1.0, odds[0], rest, math.log(len(odds)), opposite, sum(o > 0 for o in odds) / len(odds))
    return numbers, best.evidence if best else None


def of_event(
    by_trigger: Sequence[Sequence[DocArgument]],
    weights: Weights | None = None,
    certainty: float = 1.0,
    persons: Collection[int] = (),
) -> list[DocArgument]:
    """The arguments of an event told in several places, as `arguments` found them for each trigger.

    An entity is agent or recipient, not both; there is one place. What does not reach the threshold is left
    out. Where the event itself is in doubt, so is who took part: `certainty` is how probable the event is,
    and the score of an agent or recipient is that of both together, of which `JOINT` of the threshold is
    asked. `persons` are the ids of persons, who must reach `PERSON`.

    >>> told_twice = [[DocArgument(Role.AGENT, 1, 0.9, None)], [DocArgument(Role.AGENT, 1, 0.98, None)]]
    >>> [(argument.role.value, argument.entity) for argument in of_event(told_twice)]
    [('agent', 1)]
    >>> of_event(told_twice, certainty=0.2)
    []
    """
    model = weights or load()
    pairs = sorted({(a.entity, a.role) for found in by_trigger for a in found})
    scored: list[DocArgument] = []
    for entity, role in pairs:
        numbers, evidence = combined(by_trigger, role, entity)
        total = sum(w * n for w, n in zip(model.combine[ROLES.index(role)].tolist(), numbers, strict=True))
        score = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
        least = model.thresholds[ROLES.index(role)]
        if role is not Role.PLACE:
            score *= certainty
            least = PERSON if entity in persons else least * JOINT
        if score >= least:
            scored.append(DocArgument(role, entity, score, evidence))
    scored.sort(key=lambda a: (-a.score, a.entity, a.role))
    chosen: list[DocArgument] = []
    acting: set[int] = set()
    for argument in scored:
        if argument.role is Role.PLACE:
            if any(a.role is Role.PLACE for a in chosen):
                continue
        elif argument.entity in acting:
            continue
        else:
            acting.add(argument.entity)
        chosen.append(argument)
    return chosen
