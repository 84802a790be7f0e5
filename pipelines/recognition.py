"""Names of persons, organisations and places, from what the network read.

The probabilities of BIO tags come in, `Name` spans go out. A sentence's best tag sequence is found by the
Viterbi algorithm where the best single tags contradict each other. What news gives for nothing comes on
top: within one article the same words have one type, and words like "công ty" before a name, or as its first,
say which (`lexicon/recognition.yaml`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import msgspec
import numpy as np
import numpy.typing as npt

from graph.model import EntityType
from pipelines.document import Doc, Name, Sentence
from pipelines.lexicon_files import LEXICON, read_yaml
from pipelines.tagging import NAME_TAGS

Floats = npt.NDArray[np.float32]
_TYPES = tuple(EntityType)
_BAD = np.float32(-1e4)
_HEAD_VOTE = 1.0
"""How much a head such as "công ty" before a name counts, beside one sure reading of the network."""
_LONGEST_HEAD = 3


class Clues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words that tell something of names, each with an example."""

    organizations: dict[str, str]
    never: dict[str, str]


@cache
def clues() -> Clues:
    """Read ``lexicon/recognition.yaml``; raises DothiError where it is not as it should be.

    >>> "công ty" in clues().organizations
    True
    """
    return read_yaml(LEXICON / "recognition.yaml", Clues)


def _transitions() -> Floats:
    """What may follow what: I only after B or I of the same type."""
    table = np.zeros((len(NAME_TAGS), len(NAME_TAGS)), np.float32)
    for j, tag in enumerate(NAME_TAGS):
        if tag[0] == "I":
            for i, before in enumerate(NAME_TAGS):
                if before[1:] != tag[1:]:
                    table[i, j] = _BAD
    return table


_TRANSITIONS = _transitions()


def best_tags(scores: Floats) -> list[int]:
    """The most probable valid sequence of `NAME_TAGS` for log-probabilities [N, 7]."""
    tags: list[int] = scores.argmax(axis=1).tolist()
    before = 0
    for tag in tags:
        if _TRANSITIONS[before, tag] < 0:
            break
        before = tag
    else:
        return tags
    total = scores[0] + _TRANSITIONS[0]
    back: list[npt.NDArray[np.intp]] = []
    for row in scores[1:]:
        paths = total[:, None] + _TRANSITIONS
        best = paths.argmax(axis=0)
        back.append(best)
        total = paths[best, np.arange(len(total))] + row
    tags = [int(total.argmax())]
    for best in reversed(back):
        tags.append(int(best[tags[-1]]))
    return tags[::-1]


def spans(tags: Sequence[int]) -> list[tuple[int, int, EntityType]]:
    """(first, last, type) of valid BIO tags, half-open.

    >>> spans([0, 1, 2, 0, 5])
    [(1, 3, <EntityType.PERSON: 'Person'>), (4, 5, <EntityType.PLACE: 'Place'>)]
    """
    result: list[tuple[int, int, EntityType]] = []
    for i, tag in enumerate(tags):
        if not tag:
            continue
        kind = _TYPES[(tag - 1) // 2]
        if tag % 2:
            result.append((i, i + 1, kind))
        elif result:
            result[-1] = (result[-1][0], i + 1, kind)
    return result


def _has_head(doc: Doc, sentence: Sentence, first: int, last: int) -> bool:
    """Whether a word for an organisation stands right before the name [first, last), or begins it."""
    words = [t.text.lower() for t in doc.tokens[max(sentence.first, first - _LONGEST_HEAD) : last]]
    at = len(words) - (last - first)
    heads = clues().organizations
    return any(" ".join(words[at - n : at]) in heads for n in range(1, at + 1)) or any(
        " ".join(words[at : at + n]) in heads for n in range(1, min(_LONGEST_HEAD, last - first - 1) + 1)
    )


def find(doc: Doc, sentences: Sequence[Sentence]) -> list[Name]:
    """The names in the given sentences of a document that has been read."""
    assert doc.reading is not None
    probabilities = doc.reading.names
    never = clues().never
    found: list[tuple[int, int, float]] = []
    votes: dict[str, Floats] = defaultdict(lambda: np.zeros(len(_TYPES), np.float32))
    for sentence in sentences:
        rows = probabilities[sentence.first : sentence.last]
        if not len(rows) or rows[:, 0].min() > 0.9:
            continue
        for first, last, _ in spans(best_tags(np.log(rows + 1e-8))):
            inside = rows[first:last]
            share = (inside[:, 1::2] + inside[:, 2::2]).mean(axis=0)
            at, end = sentence.first + first, sentence.first + last
            begin, stop = doc.tokens[at].begin, doc.tokens[end - 1].end
            text = doc.text[begin:stop]
            if text.lower() in never:
                continue
            found.append((begin, stop, float(min(share.max(), 1.0))))
            votes[text] += share
            if _has_head(doc, sentence, at, end):
                votes[text][_TYPES.index(EntityType.ORGANIZATION)] += _HEAD_VOTE
    return [
        Name(begin, end, _TYPES[int(votes[doc.text[begin:end]].argmax())], score)
        for begin, end, score in found
    ]


class Recognition:
    """Adds the names to a document."""

    requires = ("sentences", "tokens", "reading")
    assigns = ("names",)

    def __call__(self, doc: Doc) -> Doc:
        """Find the names in all sentences."""
        doc.names = find(doc, doc.sentences)
        return doc
