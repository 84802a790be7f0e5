"""Names of persons, organisations and places, from what the network read.

The probabilities of BIO tags come in, `Name` spans go out. A sentence's best tag sequence is found by the
Viterbi algorithm where the best single tags contradict each other. What news gives for nothing comes on
top: within one article the same words have one type.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from graph.model import EntityType
from pipelines.document import Doc, Name, Sentence
from pipelines.tagging import NAME_TAGS

Floats = npt.NDArray[np.float32]
_TYPES = tuple(EntityType)
_BAD = np.float32(-1e4)


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


def find(doc: Doc, sentences: Sequence[Sentence]) -> list[Name]:
    """The names in the given sentences of a document that has been read."""
    assert doc.reading is not None
    probabilities = doc.reading.names
    found: list[tuple[int, int, EntityType, Floats]] = []
    votes: dict[str, Floats] = defaultdict(lambda: np.zeros(len(_TYPES), np.float32))
    for sentence in sentences:
        rows = probabilities[sentence.first : sentence.last]
        if not len(rows) or rows[:, 0].min() > 0.9:
            continue
        for first, last, kind in spans(best_tags(np.log(rows + 1e-8))):
            inside = rows[first:last]
            share = inside[:, 1::2].sum(axis=0) + inside[:, 2::2].sum(axis=0)
            share /= last - first
            at = sentence.first + first
            begin, end = doc.tokens[at].begin, doc.tokens[at + last - first - 1].end
            found.append((begin, end, kind, share))
            votes[doc.text[begin:end]] += share
    return [
        Name(begin, end, _TYPES[int(votes[doc.text[begin:end]].argmax())], float(min(share.max(), 1.0)))
        for begin, end, _, share in found
    ]


class Recognition:
    """Adds the names to a document."""

    requires = ("sentences", "tokens", "reading")
    assigns = ("names",)

    def __call__(self, doc: Doc) -> Doc:
        """Find the names in all sentences."""
        doc.names = find(doc, doc.sentences)
        return doc
