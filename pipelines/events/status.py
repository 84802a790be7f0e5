"""Did it really happen? Status of an event from the words around each of its triggers.

In comes a document with tokens, sentences and triggers; out goes, for each trigger, a probability for each
of the six statuses, and for the triggers of one event the status and how sure it is. Evidence is the cues
of ``lexicon/status.yaml`` with their distance and what stands between, the event that governs this one
("yêu cầu Nhà Trắng lên lại lịch cuộc họp"), neighbouring words, tense by dates, and the trigger itself;
a multinomial logistic model weighs it (`pipelines.training.status`).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import msgspec
import numpy as np
import numpy.typing as npt

from graph.errors import DothiError
from graph.model import EventType, Status
from pipelines.document import BlockKind, Doc, Trigger
from pipelines.events.quotations import quotations
from pipelines.lexicon_files import LEXICON, read_yaml
from pipelines.trigger_lexicon import PartOfSpeech, fold, fold_words, trigger_lexicon

STATUSES = tuple(Status)
REACH = 14  # tokens to the left within which a cue may govern a trigger
REACH_AFTER = 8
_BARRIERS = frozenset(fold(w) for w in ("nhưng", "song", "còn", "khi", "vì", "do", "sau", "rằng", "mà"))
_MARKS = frozenset(",;:.()\"“”'-–")

Distribution = tuple[float, ...]

CALLED_OFF = 0.8  # one mention that says so with this probability decides for the event
_CANCELLED = STATUSES.index(Status.CANCELLED)
_FOR_SURE: dict[Status, Distribution] = {
    status: tuple(0.9 if s is status else 0.02 for s in STATUSES) for status in STATUSES
}
CALLED_OFF_FOR_SURE = _FOR_SURE[Status.CANCELLED]
NEAR = 4  # tokens within which a sure cue decides
_NOT = frozenset(fold(w) for w in ("không", "chưa", "từng"))
_CALLING_OFF = ("cancelled before 0", "cancelled before 1", "cancelled after 0", "cancelled after 1")
_LASTING = (EventType.AGREE, EventType.LEGISLATE, EventType.SANCTION, EventType.PERSONNEL)


class CueLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that speak for a status, on which side of the trigger, and a sentence with them.

    `sure` words decide where they stand right behind the trigger: too rare to be learnt, and plain.
    """

    words: str
    status: Status
    side: str
    example: str
    sure: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cues: tuple[CueLine, ...]


class StatusModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Weights by feature, one for each status in the order of `graph.model.Status`.

    `network` is the share of the network's opinion when both are combined. How the mentions of one event
    are added up: `headline` is the weight of one in the headline, `strongest` what the surest mention
    counts besides the mean, `caution` what is taken from "occurred", which most mentions say by saying
    nothing.
    """

    bias: list[float]
    network: float
    headline: float
    strongest: float
    caution: float
    weights: dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in the text: token indices, half-open, what it speaks for, and its folded words."""

    first: int
    last: int
    status: Status
    words: str


@cache
def cue_lines() -> tuple[CueLine, ...]:
    """The cues of ``lexicon/status.yaml``.

    >>> cue_lines()[0].words
    'sẽ'
    """
    return read_yaml(LEXICON / "status.yaml", _File).cues


@cache
def _cue_table(side: str) -> dict[str, dict[tuple[str, ...], Status]]:
    """The cues of one side by their first syllable."""
    table: dict[str, dict[tuple[str, ...], Status]] = {}
    for line in cue_lines():
        if line.side == side:
            words = fold_words(line.words)
            table.setdefault(words[0], {})[words] = line.status
    return table


@cache
def _sure() -> frozenset[str]:
    """The folded words of the cues that decide."""
    return frozenset(" ".join(fold_words(line.words)) for line in cue_lines() if line.sure)


def find_cues(folded: Sequence[str], first: int, last: int, side: str) -> list[Cue]:
    """The cues among folded tokens ``[first, last)``, the longest at each place, without overlap.

    >>> words = [fold(w) for w in "ông không có ý định từ chức".split()]
    >>> [(c.first, c.last, c.status.value) for c in find_cues(words, 0, len(words), "before")]
    [(1, 5, 'negated')]
    """
    table, found, i = _cue_table(side), list[Cue](), first
    while i < last:
        choices = table.get(folded[i])
        best: tuple[str, ...] = ()
        for words in choices or ():
            longer = len(words) > len(best) and i + len(words) <= last
            if longer and tuple(folded[i : i + len(words)]) == words:
                best = words
        if choices and best:
            found.append(Cue(i, i + len(best), choices[best], " ".join(best)))
        i += len(best) or 1
    return found


def _bucket(distance: int) -> str:
    return str(distance) if distance < 3 else "3-5" if distance < 6 else "6-9" if distance < 10 else "10+"


class Scene:
    """What all triggers of one document are judged by, computed once."""

    def __init__(self, doc: Doc, triggers: Sequence[Trigger]) -> None:
        self.doc = doc
        self.folded = [fold(t.text) for t in doc.tokens]
        self.begins = [t.begin for t in doc.tokens]
        self.sentence_begins = [s.begin for s in doc.sentences]
        self.quotes = quotations(doc)
        self.quote_begins = [q.begin for q in self.quotes]
        self.spans = [
            (bisect_left(self.begins, t.begin), max(bisect_left(self.begins, t.end), 1)) for t in triggers
        ]
        order = sorted(range(len(triggers)), key=lambda i: self.spans[i])
        self.governors: list[int | None] = [None] * len(triggers)
        for before, after in pairwise(order):
            if self.spans[before][1] <= self.spans[after][0]:
                self.governors[after] = before
        self.triggers = triggers

    def sentence(self, offset: int) -> int:
        """The index of the sentence around `offset` (of the one before, if none is)."""
        return max(bisect_right(self.sentence_begins, offset) - 1, 0)

    def quoted(self, offset: int) -> bool:
        """Whether `offset` stands inside a quotation."""
        at = bisect_right(self.quote_begins, offset) - 1
        return at >= 0 and offset < self.quotes[at].end


def features(scene: Scene, index: int) -> list[str]:
    """The evidence for the status of one trigger, by name."""
    trigger, (first, last) = scene.triggers[index], scene.spans[index]
    doc, folded = scene.doc, scene.folded
    number = scene.sentence(trigger.begin)
    begin, end = (
        (doc.sentences[number].first, doc.sentences[number].last) if doc.sentences else (0, len(folded))
    )
    kind = doc.blocks[doc.sentences[number].block].kind if doc.sentences else BlockKind.PARAGRAPH
    found = [*_own(trigger, folded[first:last]), *_context(folded, begin, first, last, end)]
    found += _before(folded, max(begin, first - REACH), first, kind)
    found += _after(folded, last, min(end, last + REACH_AFTER))
    governor = scene.governors[index]
    if governor is not None and scene.spans[governor][0] >= begin:
        found += _governed(scene, governor, first, folded)
    else:
        found.append("no governor")
    found += _times(doc, number)
    found.append(f"block {kind}")
    found.append(f"type {trigger.type}|block {kind}")
    if scene.quoted(trigger.begin):
        found.append("quoted")
    return sorted(set(found))


def _own(trigger: Trigger, words: Sequence[str]) -> Iterator[str]:
    """What the trigger itself says: its words, its type, whether it is a noun."""
    yield f"type {trigger.type}"
    yield f"trigger {' '.join(words)}"
    yield f"first {words[0] if words else ''}"
    entries = trigger_lexicon().lookup(" ".join(words))
    entry = next((e for e in entries if e.type == trigger.type), entries[0] if entries else None)
    if entry is not None:
        yield f"subtype {entry.subtype}"
        yield f"pos {entry.pos}"
        if entry.head or entry.pos is PartOfSpeech.NOUN:
            yield "noun"


def _context(folded: Sequence[str], begin: int, first: int, last: int, end: int) -> Iterator[str]:
    """The words next to the trigger, and the marks of the sentence."""
    for offset in (1, 2, 3):
        yield f"w-{offset} {folded[first - offset] if first - offset >= begin else '^'}"
    for offset in (0, 1, 2):
        yield f"w+{offset} {folded[last + offset] if last + offset < end else '$'}"
    if first - 2 >= begin:
        yield f"w-2-1 {folded[first - 2]} {folded[first - 1]}"
    if first == begin:
        yield "opens sentence"
    if end > begin and folded[end - 1] == "?":
        yield "question"


def _before(folded: Sequence[str], low: int, first: int, kind: BlockKind) -> Iterator[str]:
    """Cues to the left: which, how far, and what stands between."""
    cues = find_cues(folded, low, first, "before")
    for cue in cues:
        between = folded[cue.last : first]
        comma = "," if any(w in _MARKS for w in between) else ""
        barrier = "|" if any(w in _BARRIERS for w in between) else ""
        far = _bucket(first - cue.last)
        yield f"cue {cue.words} {comma}{barrier}"
        yield f"cue {cue.words} {far}"
        yield f"{cue.status} before {far}{comma}{barrier}"
        if not comma:
            yield f"clause {cue.words}"
    if cues:
        nearest = cues[-1]
        yield f"nearest {nearest.words}"
        yield f"nearest {nearest.status}"
        if len(cues) > 1:
            yield f"chain {cues[-2].status} {nearest.status}"
            yield f"chain {cues[-2].words} {nearest.words}"
    else:
        yield "no cue"
        yield f"no cue {kind}"


def _after(folded: Sequence[str], last: int, high: int) -> Iterator[str]:
    """Cues to the right."""
    for cue in find_cues(folded, last, high, "after"):
        comma = "," if any(w in _MARKS for w in folded[last : cue.first]) else ""
        yield f"after {cue.words} {comma}"
        if (
            not comma
            and cue.first - last <= NEAR
            and folded[cue.first - 1] not in _NOT
            and cue.words in _sure()
        ):
            yield f"sure {cue.status}"
        yield f"{cue.status} after {_bucket(cue.first - last)}{comma}"


def _governed(scene: Scene, governor: int, first: int, folded: Sequence[str]) -> Iterator[str]:
    """The trigger before this one in the sentence: "yêu cầu … họp", "huỷ chuyến thăm"."""
    other, (low, high) = scene.triggers[governor], scene.spans[governor]
    between = folded[high:first]
    comma = "," if any(w in _MARKS for w in between) else ""
    far = _bucket(first - high)
    yield f"governor {other.type}{comma}"
    yield f"governor {other.type} {far}{comma}"
    yield f"governor {' '.join(folded[low:high])}{comma}"
    for cue in find_cues(folded, max(0, low - 4), low, "before")[-1:]:
        yield f"governor after {cue.status}{comma}"


def _times(doc: Doc, number: int) -> Iterator[str]:
    """Whether the sentence's dates lie before or after the day of publication."""
    today = doc.article.date
    if not today or not doc.sentences:
        return
    sentence = doc.sentences[number]
    for time in doc.times:
        if sentence.begin <= time.begin < sentence.end and time.value and not time.value.startswith("--"):
            size = len(time.value)
            relation = (time.value > today[:size]) - (time.value < today[:size])
            yield f"time {('past', 'present', 'future')[relation + 1]} {size}"


class Statuses:
    """Judges the triggers of documents with a model."""

    def __init__(self, model: StatusModel) -> None:
        self.model = model
        self._bias = np.array(model.bias)
        self._rows = {name: i for i, name in enumerate(model.weights)}
        self._weights = np.array(list(model.weights.values())).reshape(len(self._rows), len(STATUSES))

    def distribution(self, names: Sequence[str], prior: Sequence[float] | None = None) -> Distribution:
        """The probability of each status, in the order of `Status`, given the evidence by name."""
        rows = [self._rows[n] for n in names if n in self._rows]
        scores = self._bias + self._weights[rows].sum(axis=0)
        own = tuple(float(p) for p in _softmax(scores))
        return own if prior is None else combine(own, prior, self.model.network)


def _softmax(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    raised: npt.NDArray[np.float64] = np.exp(scores - scores.max())
    total: npt.NDArray[np.float64] = raised / raised.sum()
    return total


def combine(own: Sequence[float], prior: Sequence[float], share: float = 0.5) -> Distribution:
    """Two opinions as one: a weighted geometric mean; `share` (0 to 1) is the weight of `prior`.

    >>> combined = combine((0.5, 0.1, 0.1, 0.1, 0.1, 0.1), (0.1, 0.1, 0.5, 0.1, 0.1, 0.1), 0.5)
    >>> combined[0] == combined[2], round(sum(combined), 6)
    (True, 1.0)
    """
    logs = [
        (1 - share) * math.log(max(a, 1e-6)) + share * math.log(max(b, 1e-6))
        for a, b in zip(own, prior, strict=True)
    ]
    return tuple(float(p) for p in _softmax(np.array(logs)))


@cache
def load() -> Statuses:
    """The model that ships.

    Raises:
        DothiError: when its file is missing or damaged.
    """
    path = files("pipelines") / "models" / "status.json"
    try:
        return Statuses(msgspec.json.decode(path.read_bytes(), type=StatusModel))
    except (OSError, msgspec.DecodeError) as error:
        again = "python -m pipelines.training.status DATA"
        raise DothiError(f"models/status.json: {error}; train it again: {again}") from error


def distributions(
    doc: Doc,
    triggers: Sequence[Trigger],
    priors: Sequence[Sequence[float]] | None = None,
    judge: Statuses | None = None,
) -> list[Distribution]:
    """The probability of each status for each trigger, in the order of `Status`.

    `priors` are the network's probabilities for the same triggers, in the same order of statuses.
    """
    judge = judge or load()
    scene, found = Scene(doc, triggers), list[Distribution]()
    for i in range(len(triggers)):
        names = features(scene, i)
        own = judge.distribution(names, priors[i] if priors is not None else None)
        found.append(ruled(triggers[i].type, names) or own)
    return found


def ruled(type_: EventType, names: Sequence[str]) -> Distribution | None:
    """What a rule says where the evidence is plain and too rare to be learnt, else None.

    >>> ruled(EventType.CONSULT, ["sure planned"]) == tuple(0.9 if s == "planned" else 0.02 for s in STATUSES)
    True
    """
    if is_called_off(type_, names):
        return CALLED_OFF_FOR_SURE
    return next((_FOR_SURE[status] for status in STATUSES if f"sure {status}" in names), None)


def is_called_off(type_: EventType, names: Sequence[str]) -> bool:
    """Whether the evidence says that a planned event was called off or put off: "huỷ chuyến thăm".

    Calling off is rare in the texts to learn from, so this is a rule. A deal or law that is cancelled had
    been made, and what someone may or did not call off is not called off.

    >>> is_called_off(EventType.CONSULT, ["cancelled before 0", "nearest cancelled"])
    True
    >>> is_called_off(EventType.CONSULT, ["cancelled before 0", "chain hypothetical cancelled"])
    False
    """
    if type_ in _LASTING or any(
        f"chain {s} cancelled" in names for s in ("hypothetical", "negated", "planned")
    ):
        return False
    return any(n in names for n in _CALLING_OFF)


def status(doc: Doc, trigger: Trigger, triggers: Sequence[Trigger] = ()) -> tuple[Status, float]:
    """The status of the event that one trigger tells of, and how sure it is (0 to 1).

    `triggers` are all triggers of the document (with this one), so that what governs it is known.
    """
    every = (
        tuple(triggers) if trigger in triggers else tuple(sorted((*triggers, trigger), key=lambda t: t.begin))
    )
    return best(distributions(doc, every)[every.index(trigger)])


def best(distribution: Distribution) -> tuple[Status, float]:
    """The most probable status and its probability.

    >>> best((0.1, 0.6, 0.1, 0.1, 0.05, 0.05))
    (<Status.ONGOING: 'ongoing'>, 0.6)
    """
    at = max(range(len(distribution)), key=lambda i: distribution[i])
    return STATUSES[at], distribution[at]


def of_event(
    members: Sequence[Distribution], headline: Sequence[bool] = (), judge: Statuses | None = None
) -> tuple[Status, float]:
    """The status of an event from those of its mentions: one that was told twice is judged twice.

    `headline` tells which mentions stand in the headline, where tense words are left out.
    """
    model = (judge or load()).model
    called_off = max(m[_CANCELLED] for m in members)
    if called_off >= CALLED_OFF:
        return Status.CANCELLED, called_off
    weights = np.array(
        [model.headline if i < len(headline) and headline[i] else 1.0 for i in range(len(members))]
    )
    logs = np.log(np.maximum(np.array(members), 1e-6))
    total = (weights[:, None] * logs).sum(axis=0) / weights.sum() + model.strongest * logs.max(axis=0)
    total[STATUSES.index(Status.OCCURRED)] -= model.caution
    return best(tuple(float(p) for p in _softmax(total / (1 + model.strongest))))
