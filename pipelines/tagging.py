"""What a small network reads in the tokens: names, event triggers with their types, status, and arguments.

The step `Tagging` takes the tokens of a `Doc` and adds its `Reading`: probabilities for each token, and the
vectors from which `Network.arcs` scores who takes part in what. One network reads all of it at once. The
fast one is a stack of dilated convolutions (Strubell et al. 2017, "Fast and Accurate Entity Recognition
with Iterated Dilated Convolutions"), taught by a larger encoder, in plain numpy; the accurate one is that
encoder (`pipelines.encoder`), with the same heads, beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from graph.errors import DothiError
from graph.model import EntityType, EventType, Role, Status
from pipelines.crf import Fields
from pipelines.document import Doc, Reading, line_numbers
from pipelines.features import BREAK, features_of, lexicon_rows

Floats: TypeAlias = npt.NDArray[np.float32]
Rows: TypeAlias = npt.NDArray[np.intp]

NAME_TAGS = ("O", *(f"{p}-{t}" for t in EntityType for p in "BI"))
TRIGGER_TAGS = ("O", *(f"{p}-{t}" for t in EventType for p in "BI"))
FIELD_TAGS = (NAME_TAGS, TRIGGER_TAGS, NAME_TAGS)
"""The fields of `pipelines.crf`: names in articles, triggers, names in lone sentences."""
STATUSES = tuple(Status)
ARC_ROLES = (Role.AGENT, Role.RECIPIENT, Role.PLACE, Role.SOURCE)
ARC_DISTANCES = (1, 2, 3, 4, 6, 8, 12, 18, 27, 40, 60)
ARC_FEATURES = 2 * (len(ARC_DISTANCES) + 1) + len(EntityType) + 4
ARC_REACH = 90
"""Farthest mention that a trigger is paired with, in tokens."""
_TYPES = tuple(EntityType)


def arc_features(
    trigger: tuple[int, int],
    mention: tuple[int, int],
    kind: EntityType,
    is_name: bool,
    apart: bool,
    between: int,
) -> tuple[int, ...]:
    """Which features of a (trigger, mention) pair are on, as indices below `ARC_FEATURES`.

    Both are token spans, half-open. `apart` says that they stand in different lines; `between` counts the
    names that stand between them.

    >>> arc_features((5, 6), (2, 4), EntityType.PERSON, True, False, 0)
    (1, 24, 27, 29)
    """
    size = len(ARC_DISTANCES) + 1
    if mention[0] >= trigger[1]:
        side, distance = 1, mention[0] - trigger[1] + 1
    elif mention[1] <= trigger[0]:
        side, distance = 0, trigger[0] - mention[1] + 1
    else:
        side, distance = 0, 0
    on = [side * size + sum(distance > d for d in ARC_DISTANCES), 2 * size + _TYPES.index(kind)]
    at = 2 * size + len(_TYPES)
    if is_name:
        on.append(at)
    if apart:
        on.append(at + 1)
    if between < 2:
        on.append(at + 2 + between)
    return tuple(on)


@dataclass(frozen=True, slots=True)
class Shares:
    """How much one reader counts beside another, 0 to 1; set on held-out texts.

    `names` counts in articles, `lone` for the names of lone sentences.
    """

    names: float
    lone: float
    triggers: float


class Network(Protocol):
    """What reads tokens; the fast and the accurate network are interchangeable.

    `fields` says how much the fields of `pipelines.crf` count beside it, `least` from which probability on
    a token belongs to a trigger; both are set on held-out articles.
    """

    fields: Shares
    least: float

    def read(self, words: Sequence[str], lines: Sequence[int]) -> Reading:
        """Read the tokens of one article; `lines` gives each token's line number."""
        ...

    def arcs(self, hidden: Floats, ends: Rows, features: Floats) -> Floats:
        """Probabilities [P, 4] of `ARC_ROLES` for P pairs.

        `ends` [P, 4] holds first and last token (inclusive) of trigger and mention, `features`
        [P, ARC_FEATURES] the output of `arc_features` as zeros and ones.
        """
        ...


def softmax(logits: Floats) -> Floats:
    """Probabilities over the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


def is_lone(lines: Sequence[int]) -> bool:
    """Whether the tokens, given by their line numbers, are a text of one line, such as a lone sentence.

    >>> is_lone([0, 0, 0]), is_lone([0, 0, 2])
    (True, False)
    """
    return bool(lines) and lines[0] == lines[-1]


class Heads:
    """The outputs that stand on a network's token vectors (weights named ``heads.*``)."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self.names = weights["heads.house.weight"].T, weights["heads.house.bias"]
        self.vlsp = weights["heads.vlsp.weight"].T, weights["heads.vlsp.bias"]
        self.triggers = weights["heads.triggers.weight"].T, weights["heads.triggers.bias"]
        self.status = weights["heads.status.weight"].T, weights["heads.status.bias"]
        self.arc_trigger = weights["heads.arc_trigger.weight"].T, weights["heads.arc_trigger.bias"]
        self.arc_mention = weights["heads.arc_mention.weight"].T, weights["heads.arc_mention.bias"]
        self.arc_features = weights["heads.arc_features"]
        self.arc_roles = weights["heads.arc_roles.weight"].T, weights["heads.arc_roles.bias"]

    def opinions(self, hidden: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Probabilities of names (in articles, in lone sentences), of triggers, and of statuses."""
        house, vlsp, triggers, statuses = (
            softmax(hidden @ weight + bias)
            for weight, bias in (self.names, self.vlsp, self.triggers, self.status)
        )
        return house, vlsp, triggers, statuses

    def read(self, hidden: Floats, lines: Sequence[int]) -> Reading:
        """Probabilities of all tags from the vectors of the tokens.

        Names are read as in an article ("Hoà Bình" of "tỉnh Hoà Bình"), or, in a text of one line, as in the
        general data of lone sentences.
        """
        weight, bias = self.vlsp if is_lone(lines) else self.names
        return Reading(
            names=softmax(hidden @ weight + bias),
            triggers=softmax(hidden @ self.triggers[0] + self.triggers[1]),
            statuses=softmax(hidden @ self.status[0] + self.status[1]),
            hidden=hidden,
        )

    def arcs(self, hidden: Floats, ends: Rows, features: Floats) -> Floats:
        """See `Network.arcs`."""
        if not len(ends):
            return np.zeros((0, len(ARC_ROLES)), np.float32)
        trigger = _spans(hidden, ends[:, :2], *self.arc_trigger)
        mention = _spans(hidden, ends[:, 2:], *self.arc_mention)
        half = trigger.shape[1] // 2
        joined = trigger[:, :half] + mention[:, :half] + features @ self.arc_features
        joined += trigger[:, half:] * mention[:, half:]
        scores = np.maximum(joined, 0) @ self.arc_roles[0] + self.arc_roles[1]
        result: Floats = 1 / (1 + np.exp(-scores))
        return result


def _spans(hidden: Floats, ends: Rows, weight: Floats, bias: Floats) -> Floats:
    """A layer over the mean of the ends of stretches of tokens [P, 2]; each distinct one is computed once."""
    places, which = np.unique(ends[:, 0] * len(hidden) + ends[:, 1], return_inverse=True)
    first, last = np.divmod(places, len(hidden))
    mean: Floats = (hidden[first] + hidden[last]) * np.float32(0.5)
    vectors: Floats = mean @ weight + bias
    return vectors[which]


class FastNetwork:
    """Dilated convolutions over token vectors; each distinct token's vector is computed once.

    Memory: 1 KB for each distinct token, emptied after `_MOST` of them.
    """

    fields = Shares(names=0.45, lone=0.5, triggers=0.35)
    least = 0.3
    _MOST = 100_000

    def __init__(self, weights: Mapping[str, npt.NDArray[np.generic]], words: Sequence[str]) -> None:
        w: dict[str, Floats] = {
            k: np.ascontiguousarray(v, np.float32) for k, v in weights.items() if v.dtype.kind == "f"
        }
        self._rows = {BREAK if word == "⏎" else word: i + 1 for i, word in enumerate(words)}
        self._tables = w["words"], w["affixes"], w["shapes"]
        self._input = w["input.weight"].T.copy(), w["input.bias"]
        self._lexicon = w["lexicon"]
        self._layers: list[tuple[int, Floats, Floats]] = []
        while f"layer{len(self._layers)}.weight" in w:
            n = len(self._layers)
            self._layers.append((int(weights["dilations"][n]), w[f"layer{n}.weight"], w[f"layer{n}.bias"]))
        self._pool_at = int(weights["pool_at"][0])
        self._pool = w["pool.weight"], w["pool.bias"]
        self._heads = Heads(w)
        self._known: dict[str, int] = {}
        self._vectors: Floats = np.zeros((1024, self._input[1].shape[0]), np.float32)

    def _vectors_of(self, texts: Sequence[str]) -> Floats:
        new = [t for t in dict.fromkeys(texts) if t not in self._known]
        if new:
            if len(self._known) + len(new) > self._MOST:
                self._known.clear()
                new = list(dict.fromkeys(texts))
            found = [features_of(t) for t in new]
            words, affixes, shapes = self._tables
            joined = np.concatenate(
                [
                    words[[self._rows.get(f.word, 0) for f in found]],
                    affixes[[f.prefix for f in found]],
                    affixes[[f.suffix for f in found]],
                    affixes[[f.whole for f in found]],
                    shapes[[f.shape for f in found]],
                ],
                axis=1,
            )
            first = len(self._known)
            while first + len(new) > len(self._vectors):
                self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
            # word by word: of a product of matrices, a row's last bits depend on how many rows there are, and
            # an article would not give the same graph after other articles as alone
            rows = np.stack([row @ self._input[0] for row in joined])
            self._vectors[first : first + len(new)] = rows + self._input[1]
            self._known.update((t, first + i) for i, t in enumerate(new))
        return self._vectors[[self._known[t] for t in texts]]

    @classmethod
    def load(cls, folder: Path) -> FastNetwork:
        """The network of ``fast.npz`` and ``fast.words.txt`` in a folder."""
        with np.load(folder / "fast.npz", allow_pickle=False) as weights:
            words = (folder / "fast.words.txt").read_text(encoding="utf-8").split("\n")
            return cls(dict(weights), words)

    @classmethod
    def ship(cls) -> FastNetwork:
        """The network that ships."""
        with resources.as_file(resources.files("pipelines") / "models") as path:
            return cls.load(path)

    def read(self, words: Sequence[str], lines: Sequence[int]) -> Reading:
        """See `Network.read`; 20 to 40 microseconds a token."""
        return self._heads.read(self._hidden(words, lines), lines)

    def opinions(self, words: Sequence[str], lines: Sequence[int]) -> tuple[Floats, Floats, Floats, Floats]:
        """See `Heads.opinions`."""
        return self._heads.opinions(self._hidden(words, lines))

    def _hidden(self, words: Sequence[str], lines: Sequence[int]) -> Floats:
        """One vector a token."""
        texts: list[str] = []
        places: list[int] = []
        for i, word in enumerate(words):
            if i and lines[i] != lines[i - 1]:
                texts.append(BREAK)
            places.append(len(texts))
            texts.append(word)
        if not texts:
            return np.zeros((0, self._input[1].shape[0]), np.float32)
        x = self._vectors_of(texts)
        for at, row, weight in lexicon_rows(texts):
            x[at] += weight * self._lexicon[row]
        for n, (dilation, kernel, bias) in enumerate(self._layers):
            if n == self._pool_at:
                x = x + self._pooled(x, texts)
            size = x.shape[1]
            y = x @ kernel[size : 2 * size] + bias
            y[dilation:] += (x @ kernel[:size])[:-dilation] if dilation < len(x) else 0
            y[:-dilation] += (x @ kernel[2 * size :])[dilation:] if dilation < len(x) else 0
            np.maximum(y, 0, out=y)
            y += x
            x = y
        return x[places]

    def _pooled(self, x: Floats, texts: Sequence[str]) -> Floats:
        """What the other places say where the same capitalised word stands: one name, one type."""
        result = np.zeros_like(x)
        places = [i for i, t in enumerate(texts) if t[0].isupper()]
        if not places:
            return result
        groups: dict[str, int] = {}
        member = np.array([groups.setdefault(texts[i], len(groups)) for i in places])
        order = np.argsort(member, kind="stable")
        starts = np.searchsorted(member[order], np.arange(len(groups)))
        sums = np.add.reduceat(x[np.array(places)[order]], starts, axis=0)
        means = sums / np.bincount(member)[:, None].astype(np.float32)
        result[places] = np.maximum(means @ self._pool[0] + self._pool[1], 0)[member]
        return result

    def arcs(self, hidden: Floats, ends: Rows, features: Floats) -> Floats:
        """See `Network.arcs`."""
        return self._heads.arcs(hidden, ends, features)


@lru_cache(maxsize=2)
def load(model: str = "fast") -> Network:
    """The network that ships: "fast", or "accurate" (needs the extra of that name).

    Raises DothiError when there is no such model or its package is not installed.
    """
    if model == "fast":
        return FastNetwork.ship()
    if model == "accurate":
        from pipelines.encoder import AccurateNetwork, Encoder

        return AccurateNetwork(Encoder.load(), FastNetwork.ship())
    raise DothiError(f"--model {model}: choose fast or accurate", exit_code=2)


def lines_of(doc: Doc) -> list[int]:
    """The number of the line that each token stands in."""
    return line_numbers(doc.text, doc.tokens)


class Tagging:
    """Adds the network's reading to a document."""

    requires = ("tokens",)
    assigns = ("reading",)

    def __init__(self, model: str = "fast") -> None:
        self.network = load(model)
        self.fields = Fields(FIELD_TAGS)

    def __call__(self, doc: Doc) -> Doc:
        """Read all tokens of the document at once."""
        words, lines = [t.text for t in doc.tokens], lines_of(doc)
        reading = self.network.read(words, lines)
        if words:
            in_article, triggers, in_sentence = self.fields.read(words, lines)
            share = self.network.fields
            names, of_names = (in_sentence, share.lone) if is_lone(lines) else (in_article, share.names)
            reading = replace(
                reading,
                names=of_names * names + (1 - of_names) * reading.names,
                triggers=share.triggers * triggers + (1 - share.triggers) * reading.triggers,
                least=self.network.least,
            )
        doc.reading = reading
        return doc
