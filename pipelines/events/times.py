"""Which time belongs to which event: "ngày 27/3 cho biết" dates the saying, not what was said.

What comes in is a document with its times and the event triggers; what goes out is, for each trigger, the
time that dates it, with a score, or nothing. Every time of the sentence (and one that opens the narrative
in a sentence shortly before) is weighed by evidence of order, distance, clauses, reporting words and
quotation; the weights are learnt (`pipelines.training.attachment`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.document import Doc, TimeExpression, Trigger
from pipelines.events.logistic import Logistic, load
from pipelines.events.reporting import Cue, Kind, find_cues
from pipelines.temporal.lexicon import load as load_words
from pipelines.temporal.lexicon import words

OPENING = 3  # tokens of a sentence within which a time opens it
SHORT = 4  # sentences of an item that is headline and lead
LATER = 0.9  # what the time of a place counts of that of the place before it
LOOK_BACK = 2  # sentences before its own from which a trigger may take a time
SUBORDINATORS = frozenset(
    re.findall(
        r"\w+",
        "khi sau trước để nhằm vì do nếu mà và nhưng song còn khiến làm rằng là nên bởi về cho tới đến từ "
        "với của trong tại theo gồm hoặc cũng đã đang sẽ bị được",
    )
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
CLAUSE_MARKS = frozenset(',;:"“”()-–')


@dataclass(frozen=True, slots=True)
class Attachment:
    """The time that dates a trigger, and how sure that is (0 to 1)."""

    time: TimeExpression
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A time that may date a trigger, and the evidence for and against, by name."""

    time: TimeExpression
    features: tuple[str, ...]


class Layout:
    """Positions in one document that every candidate is judged by, computed once."""

    def __init__(self, doc: Doc, triggers: Sequence[Trigger]) -> None:
        self.doc = doc
        self.lowered = [t.text.lower() for t in doc.tokens]
        self.begins = [t.begin for t in doc.tokens]
        self.sentence_begins = [s.begin for s in doc.sentences]
        self.cues = find_cues(doc, self.lowered)
        self.cue_firsts = [c.first for c in self.cues]
        self.trigger_spans = sorted({(self.token(t.begin), self.token_end(t.end)) for t in triggers})
        self.time_spans = [(self.token(t.begin), self.token_end(t.end)) for t in doc.times]
        self.time_begins = [t.begin for t in doc.times]
        self.classes = self._classes()
        self.matters = {i for i in range(len(doc.times)) if self._is_matter(i)}

    def _is_matter(self, index: int) -> bool:
        """Whether a time tells which work or jubilee is meant ("nhiệm vụ năm 2025"), not when it is."""
        time = self.doc.times[index]
        if _grain(time) in ("year", "month"):
            return _matter().search(self.doc.text, max(0, time.begin - 24), time.begin) is not None
        if not _is_stretch(self.doc, time):
            return False
        beside = self.times_of(self.sentence(time.begin))
        return any(
            _grain(t) == "day" and not _is_stretch(self.doc, t) for t in (self.doc.times[i] for i in beside)
        )

    def _classes(self) -> list[str]:
        """What each token is for the shape of a clause: entity, trigger, time, reporting word, a word
        that builds clauses, a mark, or nothing.
        """
        marks = [w if w in SUBORDINATORS or w in CLAUSE_MARKS else "" for w in self.lowered]
        for mention in (m for e in self.doc.entities for m in e.mentions):
            first, last = self.token(mention.begin), self.token_end(mention.end)
            marks[first:last] = ["E"] * (last - first)
        for cue in self.cues:
            marks[cue.first : cue.last] = [cue.kind[0].upper()] * (cue.last - cue.first)
        for first, last in self.trigger_spans:
            marks[first:last] = ["T"] * (last - first)
        for first, last in self.time_spans:
            marks[first:last] = ["D"] * (last - first)
        return marks

    def shape(self, first: int, last: int) -> list[str]:
        """The classes of a stretch of tokens, repetitions and the rest left out."""
        found: list[str] = []
        for mark in self.classes[first:last]:
            if mark and (not found or found[-1] != mark):
                found.append(mark)
        return found

    def token(self, offset: int) -> int:
        """The token that holds or follows `offset`."""
        at = bisect_right(self.begins, offset) - 1
        return at if at >= 0 and self.doc.tokens[at].end > offset else at + 1

    def token_end(self, offset: int) -> int:
        """The token behind the one that ends at or holds `offset`."""
        return bisect_left(self.begins, offset)

    def sentence(self, offset: int) -> int:
        """The index of the sentence around `offset`, -1 if none."""
        at = bisect_right(self.sentence_begins, offset) - 1
        return at if at >= 0 and offset < self.doc.sentences[at].end else -1

    def times_of(self, sentence: int) -> range:
        """Indices of the times in a sentence."""
        bounds = self.doc.sentences[sentence]
        return range(bisect_left(self.time_begins, bounds.begin), bisect_left(self.time_begins, bounds.end))

    def cues_between(self, first: int, last: int) -> list[Cue]:
        """Reporting words that begin within a stretch of tokens."""
        return self.cues[bisect_left(self.cue_firsts, first) : bisect_left(self.cue_firsts, last)]


@cache
def _matter() -> re.Pattern[str]:
    """Words right before a year or month that it belongs to: "nhiệm vụ năm 2025"."""
    known = "|".join(map(re.escape, words(load_words().matters)))
    return re.compile(rf"(?<!\w)(?:{known})\s+$", re.IGNORECASE)


@cache
def _settings() -> re.Pattern[str]:
    """Words in a trigger's clause by which it is only the setting: "trong chương trình chuyến thăm Lào"."""
    known = "|".join(map(re.escape, words(load_words().settings)))
    return re.compile(rf"(?<!\w)({known})(?!\w)[^,;.:()]{{0,60}}$", re.IGNORECASE)


def _bucket(n: int) -> str:
    return str(n) if n < 4 else "4-6" if n < 7 else "7-11" if n < 12 else "12-20" if n < 21 else "21+"


def _is_stretch(doc: Doc, time: TimeExpression) -> bool:
    """Whether a time names two years: "(3/2/1930-3/2/2025)", "2021-2030"."""
    return len(YEAR.findall(doc.text, time.begin, time.end)) > 1


def _grain(time: TimeExpression) -> str:
    value = time.value
    if value is None:
        return "explicit" if time.explicit else "open"
    if value.startswith("--"):
        return "day" if len(value) == 7 else "month"
    return {4: "year", 7: "month"}.get(len(value), "day")


def _time_features(layout: Layout, index: int) -> Iterator[str]:
    """What a time is by itself, and what stands beside it."""
    time, (first, last) = layout.doc.times[index], layout.time_spans[index]
    words = layout.lowered
    yield f"grain={_grain(time)}{'' if time.explicit else '/rel'}"
    yield f"time0={words[first]}"
    if time.value is None:
        yield f"vague={' '.join(words[first:last])}"
    if _is_stretch(layout.doc, time):
        yield "stretch-of-years"  # an anniversary, the years of a plan
    yield f"before={words[first - 1] if first else ''}"
    yield f"after={words[last] if last < len(words) else ''}"
    if last < len(words):
        yield f"after2={' '.join(words[last : last + 2])}"


def _trigger_features(layout: Layout, trigger: Trigger, span: tuple[int, int]) -> Iterator[str]:
    words, (first, last) = layout.lowered, span
    yield f"type={trigger.type.value}"
    yield f"status={trigger.status.value}"
    yield f"t-1={words[first - 1] if first else ''}"
    yield f"t+1={words[last] if last < len(words) else ''}"
    sentence = layout.sentence(trigger.begin)
    if sentence >= 0:
        yield f"t-first={_bucket(first - layout.doc.sentences[sentence].first)}"
        yield f"sentence={min(sentence, 3)}"
    yield f"trigger={' '.join(words[first:last])}"
    yield f"trigger0={words[first]}"
    match = _settings().search(layout.doc.text, max(0, trigger.begin - 60), trigger.end)
    if match is not None and match.start() < trigger.begin:
        yield "setting"
        yield f"setting={match[1].lower()}"
        yield f"setting-at={_bucket(max(0, trigger.begin - match.end(1)))}"


def _pair_features(
    layout: Layout, trigger: Trigger, span: tuple[int, int], index: int, back: int
) -> Iterator[str]:
    """How a time and a trigger stand to each other."""
    words, time_span = layout.lowered, layout.time_spans[index]
    ahead = time_span[0] < span[0]
    first, last = (time_span[1], span[0]) if ahead else (span[1], time_span[0])
    side = "<" if ahead else ">"
    if back:
        side = f"back{back}"
    gap = words[first:last]
    yield f"side={side}"
    yield f"{side}dist={_bucket(len(gap))}"
    commas = min(3, sum(w in ",;:" for w in gap))
    others = sum(first <= a and b <= last for a, b in layout.trigger_spans if (a, b) != span)
    times = sum(first <= a and b <= last for a, b in layout.time_spans)
    between = [s for s in layout.trigger_spans if first <= s[0] and s[1] <= last and s != span]
    if between:
        near = between[-1] if ahead else between[0]
        room = span[0] - near[1] if ahead else near[0] - span[1]
        yield f"{side}next-trigger={_bucket(max(0, room))}"
        link = words[near[1] : span[0]] if ahead else words[span[1] : near[0]]
        yield f"{side}next-words={' '.join(link)[:24]}"
        yield f"{side}next={words[near[0]]}"
    yield f"{side}t-1={words[span[0] - 1] if span[0] else ''}"
    yield f"{side}status={trigger.status.value},{min(2, others)}"
    yield f"{side}commas={commas}"
    yield f"{side}triggers={min(3, others)}"
    yield f"{side}times={min(2, times)}"
    yield f"{side}c/t={commas},{min(2, others)},{min(1, times)}"
    cues = layout.cues_between(first, last)
    spoken = [c for c in cues if c.kind in (Kind.VERB, Kind.QUOTING)]
    yield f"{side}said={bool(spoken)}"
    if spoken:
        yield f"{side}said-at={_bucket(spoken[0].first - first)}"
        yield f"{side}said={spoken[0].words}"
    shape = layout.shape(first, last)
    yield f"{side}shape={' '.join(shape) if len(shape) < 7 else '…'}"
    yield f"{side}shape0={' '.join(shape[:3])}"
    yield f"{side}shape-1={' '.join(shape[-3:])}"
    verbs = [m for m in shape if m in "TVQ"]
    yield f"{side}verbs={' '.join(verbs[:4])}"
    if '"' in gap or "“" in gap or "”" in gap:
        yield f"{side}quote"
    if "rằng" in gap:
        yield f"{side}that"
    for word in sorted(set(gap) & SUBORDINATORS):
        yield f"{side}has={word}"
    if gap:
        yield f"{side}g0={gap[0]}"
        yield f"{side}g-1={gap[-1]}"
    if len(gap) <= 3:
        yield f"{side}gap={' '.join(gap)}"
    yield f"{side}type={trigger.type.value}"
    yield f"{side}time0={words[time_span[0]]}"
    sentence = layout.sentence(layout.doc.times[index].begin)
    opens = time_span[0] - layout.doc.sentences[sentence].first
    yield f"{side}opens={_bucket(opens)}"
    closes = layout.doc.sentences[sentence].last - time_span[1]
    yield f"{side}closes={min(3, closes)}"
    yield f"{side}grain={_grain(layout.doc.times[index])}"


def _rivals(layout: Layout, span: tuple[int, int], index: int, own: Sequence[int]) -> Iterator[str]:
    """Whether another time stands nearer to the trigger, or another trigger nearer to the time."""
    first, last = layout.time_spans[index]

    def distance(a: tuple[int, int], b: tuple[int, int]) -> int:
        return max(b[0] - a[1], a[0] - b[1], 0)

    mine = distance(span, (first, last))
    valued = [i for i in own if layout.doc.times[i].value is not None]
    nearer = [i for i in own if i != index and distance(span, layout.time_spans[i]) < mine]
    grain = _grain(layout.doc.times[index])
    others = {_grain(layout.doc.times[i]) for i in valued if i != index}
    if grain in ("year", "month", "day") and others:
        closer_day = any(_grain(layout.doc.times[i]) == "day" for i in nearer)
        yield f"grain={grain},rivals={' '.join(sorted(others))},{closer_day}"
    yield f"times-in-sentence={min(3, len(own))},{min(2, len(valued))}"
    yield f"nearer-times={min(2, len(nearer))}"
    sentence = layout.sentence(layout.doc.times[index].begin)
    bounds = layout.doc.sentences[sentence]
    near = [s for s in layout.trigger_spans if bounds.first <= s[0] < bounds.last and s != span]
    closer = sum(distance(s, (first, last)) < mine for s in near)
    yield f"nearer-triggers={min(3, closer)}"
    yield f"both={min(2, len(nearer))},{min(2, closer)}"
    back = layout.sentence(layout.begins[span[0]]) - sentence
    opening = first - bounds.first < OPENING
    place = f"{min(back, 1)}{opening},{min(3, closer)},{min(2, len(valued))}"
    yield f"opening={place}"
    yield f"opening={place},{grain}"
    if len(layout.doc.sentences) <= SHORT:
        yield f"short-opening={place}"
        yield f"short={min(back, 1)},{min(sentence, 2)},{grain}"


def candidates(layout: Layout, trigger: Trigger) -> list[Candidate]:
    """Every time that may date `trigger`, in order of the text, with the evidence."""
    sentence = layout.sentence(trigger.begin)
    if sentence < 0:
        return []
    span = layout.token(trigger.begin), layout.token_end(trigger.end)
    own = [i for i in layout.times_of(sentence) if i not in layout.matters]
    alone = tuple(_trigger_features(layout, trigger, span))
    found: list[Candidate] = []
    for back in range(min(LOOK_BACK, sentence), -1, -1):
        indices: Sequence[int] = [i for i in layout.times_of(sentence - back) if i not in layout.matters]
        if back:
            indices = indices[:1]
            if own and any(layout.doc.times[i].value is not None for i in own):
                continue
        for index in indices:
            features = [*alone, *_time_features(layout, index)]
            features += _pair_features(layout, trigger, span, index, back)
            features += _rivals(layout, span, index, own)
            found.append(Candidate(layout.doc.times[index], tuple(features)))
    return found


def attach(doc: Doc, triggers: Sequence[Trigger], model: Logistic | None = None) -> list[Attachment | None]:
    """The time of each trigger, or None: the best candidate of all, if the model is sure enough of it.

    A time of which nothing can be said ("gần đây") may win and leaves the trigger without a time.

    Args:
        doc: with sentences, tokens and times.
        triggers: the event triggers of the document; also those whose times are not asked matter, as rivals.
        model: the weights; those that ship unless given.
    """
    model = model or load("times")
    layout = Layout(doc, triggers)
    return [_best(candidates(layout, trigger), model) for trigger in triggers]


def _best(found: Sequence[Candidate], model: Logistic) -> Attachment | None:
    best: Attachment | None = None
    for candidate in found:
        score = model.score(candidate.features)
        if best is None or score > best.score:
            best = Attachment(candidate.time, score)
    if best is None or best.score < model.threshold or best.time.value is None:
        return None
    return best


def of_event(attachments: Sequence[Attachment | None]) -> Attachment | None:
    """The time of an event told in several places: the surest, a whole date before a part of it.

    An article dates its event where it first tells of it; what stands later is more often the time of another
    event that was taken for the same.

    Args:
        attachments: of each place that tells of the event, in the order of the text.

    >>> day, month = TimeExpression(0, 9, "2024-03-25", True), TimeExpression(50, 58, "2024-03", True)
    >>> of_event([None, Attachment(month, 0.9), Attachment(day, 0.8)]).time.value
    '2024-03-25'
    """
    known = [a for a in attachments if a is not None and a.time.value is not None]
    known = [Attachment(a.time, a.score * LATER**n) for n, a in enumerate(known)]
    if not known:
        return None
    best = max(known, key=lambda a: a.score)
    value = best.time.value or ""
    finer = [a for a in known if _says_more(a.time.value or "", value)]
    return max(finer, key=lambda a: a.score) if finer else best


def _says_more(value: str, than: str) -> bool:
    """Whether a value is the other one made more exact: a day of that month, the year of that day.

    >>> _says_more("2024-03-25", "2024-03"), _says_more("2024-03-25", "--03-25"), _says_more("2024", "2024")
    (True, True, False)
    """
    return len(value) > len(than) and (
        value.startswith(than) or (value.endswith(than.lstrip("-")) and than[0] == "-")
    )
