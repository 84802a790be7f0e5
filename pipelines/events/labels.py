"""A short name for an event in the article's own words: "huỷ chuyến thăm Washington".

In come a document and the triggers of one event, out come the trigger with the words that say what it was
done to (or by whom, where nothing follows), and the narrower concept that the lexicon gives. Of several
mentions the one that says most is taken. Words that end a label stand in ``lexicon/labels.yaml``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cache

import msgspec

from graph.model import EventType, Form
from pipelines.document import BlockKind, Doc, Trigger
from pipelines.lexicon_files import LEXICON, read_yaml
from pipelines.trigger_lexicon import fold, fold_words, trigger_lexicon

LONGEST = 6  # tokens behind the trigger, a name at the end not counted


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of words of ``lexicon/labels.yaml``, with a sentence that holds one of them."""

    words: str
    example: str


@cache
def words_of(group: str) -> frozenset[str]:
    """The folded words of a group of the lexicon.

    >>> fold("nhưng") in words_of("ends")
    True
    """
    groups = read_yaml(LEXICON / "labels.yaml", dict[str, Words])
    return frozenset(fold(w) for w in groups[group].words.split())


class Names:
    """Where entities are named in a document, to keep names whole."""

    def __init__(self, doc: Doc) -> None:
        spans = {(m.begin, m.end) for e in doc.entities for m in e.mentions if m.form is not Form.PRONOUN}
        spans |= {(n.begin, n.end) for n in doc.names}
        self.spans = sorted(spans, key=lambda s: (s[0], -s[1]))
        self.begins = [s[0] for s in self.spans]

    def around(self, offset: int) -> tuple[int, int] | None:
        """The widest mention that holds `offset`, if any."""
        high = bisect_right(self.begins, offset)
        inside = [s for s in self.spans[max(0, high - 8) : high] if s[0] <= offset < s[1]]
        return max(inside, key=lambda s: s[1] - s[0], default=None)


def label(doc: Doc, triggers: Sequence[Trigger]) -> str:
    """The label of the event that `triggers` tell of, in the words of its best mention.

    >>> from graph.model import Article
    >>> from pipelines.segmentation import Segmentation
    >>> doc = Segmentation()(Doc(Article("a", "Ông An huỷ chuyến thăm Huế vào hôm qua.")))
    >>> label(doc, [Trigger(7, 10, EventType.REJECT, 1.0)])
    'huỷ chuyến thăm Huế'
    """
    names = Names(doc)
    best, best_rank = "", (-1, -1, 0, 0)
    for number, trigger in enumerate(sorted(triggers, key=lambda t: t.begin)):
        begin, end, kind = _stretch(doc, trigger, names)
        text = " ".join(doc.text[begin:end].split())
        named = any(begin <= s[0] and s[1] <= end for s in names.spans[: bisect_left(names.begins, end)])
        more = end - begin > trigger.end - trigger.begin
        rank = (int(named), int(more), int(kind in (BlockKind.HEADLINE, BlockKind.LEAD)), -number)
        if rank > best_rank:
            best, best_rank = text, rank
    return _lowered(doc, best, names)


def _lowered(doc: Doc, text: str, names: Names) -> str:
    """The first letter in lower case, unless a name begins there."""
    named = any(text.startswith(doc.text[b:e]) for b, e in names.spans)
    return text if named or not text or text[:2].isupper() else text[0].lower() + text[1:]


def _stretch(doc: Doc, trigger: Trigger, names: Names) -> tuple[int, int, BlockKind]:
    """The code points of one mention's label, and the kind of block that it stands in."""
    begins = [t.begin for t in doc.tokens]
    first, last = bisect_left(begins, trigger.begin), bisect_left(begins, trigger.end)
    at = max(bisect_right([s.begin for s in doc.sentences], trigger.begin) - 1, 0)
    sentence = doc.sentences[at]
    end = _object_end(doc, trigger, last, sentence.last, names)
    begin = trigger.begin
    if end == trigger.end:
        begin = _subject_begin(doc, first, sentence.first, trigger.begin, names)
    return begin, end, doc.blocks[sentence.block].kind


def _object_end(doc: Doc, trigger: Trigger, last: int, stop: int, names: Names) -> int:
    """Where the words behind the trigger end: before a mark or a word that opens another clause."""
    end, index = trigger.end, last
    while index < min(stop, last + LONGEST):
        token = doc.tokens[index]
        word = fold(token.text)
        if not token.text[0].isalnum() or word in words_of("ends"):
            break
        name = names.around(token.begin)
        if name is not None and name[1] > token.end:
            end = name[1]
            while index < stop and doc.tokens[index].begin < name[1]:
                index += 1
            break
        index += 1
        if word not in words_of("links"):
            end = token.end
    return end


def _subject_begin(doc: Doc, first: int, low: int, begin: int, names: Names) -> int:
    """Where the name before the trigger begins, if nothing but "bị", "được" and tense stand between."""
    index = first - 1
    while index >= low and fold(doc.tokens[index].text) in words_of("auxiliaries"):
        index -= 1
    if index < low:
        return begin
    name = names.around(doc.tokens[index].begin)
    return name[0] if name is not None and name[0] >= doc.tokens[low].begin else begin


def subtype(doc: Doc, triggers: Sequence[Trigger], type_: EventType) -> str | None:
    """The narrower concept that the lexicon gives most of an event's triggers, None if it knows none."""
    found: Counter[str] = Counter()
    for trigger in triggers:
        words = " ".join(fold_words(doc.text[trigger.begin : trigger.end]))
        for entry in trigger_lexicon().lookup(words):
            if entry.type == type_ and entry.subtype:
                found[entry.subtype] += 1
    return min(found, key=lambda s: (-found[s], s), default=None)
