"""Conditional random fields over syllables: names and triggers read a second time, by other evidence.

The words of a line come in, probabilities of the tags go out. The evidence is plain: words, shapes, word
classes (clusters of word vectors) and the trigger lexicon, in a window of seven tokens (Lafferty et al. 2001,
"Conditional Random Fields"; Brown-like classes after Turian et al. 2010). A CRF errs differently from the
network, and where they agree they are mostly right; `Tagging` takes the mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from graph.errors import DothiError
from pipelines.features import features_of, lexicon_rows

if TYPE_CHECKING:
    from pycrfsuite import ItemSequence, Tagger

Floats: TypeAlias = npt.NDArray[np.float32]
Seen: TypeAlias = tuple[str, str, str, str, str, str]
_NONE = ("-", "-", "-")
_BEYOND: Seen = ("#", "#", "-", "-", "-", "#")
_SURE = 0.995


@lru_cache(maxsize=1)
def word_classes() -> dict[str, tuple[str, str, str]]:
    """The classes of each known word, coarse to fine (64, 256 and 1024 of them).

    The file has a word and its classes in each line, parted by tabs.
    """
    text = (resources.files("pipelines") / "models" / "classes.tsv").read_text(encoding="utf-8")
    classes: dict[str, tuple[str, str, str]] = {}
    for line in text.splitlines():
        word, coarse, middle, fine = line.split("\t")
        classes[word] = coarse, middle, fine
    return classes


@lru_cache(maxsize=100_000)
def _seen(text: str) -> Seen:
    """Word, shape, the three classes, and the text itself."""
    found = features_of(text)
    return (found.word, str(found.shape), *word_classes().get(found.word, _NONE), text)


def evidence(words: Sequence[str]) -> list[list[str]]:
    """The features of each token of a line, by name.

    >>> "w0=mỹ" in evidence(["Mỹ"])[0]
    False
    >>> "W=Mỹ" in evidence(["Mỹ"])[0]
    True
    """
    size = len(words)
    seen = [_BEYOND] * 3 + [_seen(w) for w in words] + [_BEYOND] * 3
    lexicon = [""] * (size + 6)
    for at, row, weight in lexicon_rows(words):
        lexicon[at + 3] = f"{row}:{int(weight * 4)}"
    result: list[list[str]] = []
    for i in range(3, size + 3):
        (w3, *_), (w2, s2, a2, c2, d2, _), (w1, s1, a1, c1, d1, _) = seen[i - 3], seen[i - 2], seen[i - 1]
        word, shape, a0, c0, d0, text = seen[i]
        (v1, t1, e1, f1, g1, _), (v2, t2, e2, f2, g2, _), (v3, *_) = seen[i + 1], seen[i + 2], seen[i + 3]
        names = [
            "b",
            f"w-3={w3}", f"w-2={w2}", f"w-1={w1}", f"w0={word}", f"w1={v1}", f"w2={v2}", f"w3={v3}",
            f"s-2={s2}", f"a-2={a2}", f"c-2={c2}", f"d-2={d2}",
            f"s-1={s1}", f"a-1={a1}", f"c-1={c1}", f"d-1={d1}",
            f"s0={shape}", f"a0={a0}", f"c0={c0}", f"d0={d0}",
            f"s1={t1}", f"a1={e1}", f"c1={f1}", f"d1={g1}",
            f"s2={t2}", f"a2={e2}", f"c2={f2}", f"d2={g2}",
            f"w-1,0={w1}|{word}", f"w0,1={word}|{v1}", f"w-2-1={w2}|{w1}", f"w12={v1}|{v2}",
            f"w-101={w1}|{word}|{v1}", f"s={s1}{shape}{t1}", f"ss={s2},{s1},{shape},{t1},{t2}",
            f"c-10={c1}|{c0}", f"c01={c0}|{f1}",
            f"p={word[:2]}", f"p3={word[:3]}", f"e={word[-2:]}", f"e3={word[-3:]}", f"W={text}",
        ]  # fmt: skip
        names += [f"l{d}={lexicon[i + d]}" for d in (-2, -1, 0, 1, 2) if lexicon[i + d]]
        if lexicon[i]:
            names += [f"l-1={lexicon[i - 1]}|{lexicon[i]}", f"lw={lexicon[i]}|{word}"]
        result.append(names)
    return result


class Crf:
    """One trained field; `tags` is the order of the columns it answers with."""

    def __init__(self, name: str, tags: Sequence[str]) -> None:
        from pycrfsuite import Tagger

        self._tagger: Tagger = Tagger()
        try:
            # the tagger reads from these bytes as long as it lives, and keeps no hold of them itself
            self._data = (resources.files("pipelines") / "models" / name).read_bytes()
            self._tagger.open_inmemory(self._data)
        except OSError as error:
            raise DothiError(
                f"models/{name}: {error}; train it again: python -m pipelines.training crf"
            ) from error
        known = set(self._tagger.labels())
        self._tags = [(i, tag) for i, tag in enumerate(tags) if tag in known and tag != "O"]
        self._width = len(tags)

    def probabilities(self, items: ItemSequence, size: int) -> Floats:
        """Probabilities [N, tags] of a line of `size` tokens; a token that is surely none gets that alone."""
        self._tagger.set(items)
        result = np.zeros((size, self._width), np.float32)
        for at in range(size):
            none = self._tagger.marginal("O", at)
            result[at, 0] = none
            if none < _SURE:
                for column, tag in self._tags:
                    result[at, column] = self._tagger.marginal(tag, at)
        return result


class Fields:
    """The fields of names and triggers, which share their evidence."""

    def __init__(self, name_tags: Sequence[str], trigger_tags: Sequence[str]) -> None:
        self._names = Crf("names.crf", name_tags)
        self._triggers = Crf("triggers.crf", trigger_tags)

    def read(self, words: Sequence[str], lines: Sequence[int]) -> tuple[Floats, Floats]:
        """Probabilities of names and of triggers for all tokens; `lines` gives each token's line."""
        from pycrfsuite import ItemSequence

        names, triggers = [], []
        first = 0
        for last in range(1, len(words) + 1):
            if last < len(words) and lines[last] == lines[last - 1]:
                continue
            items = ItemSequence(evidence(words[first:last]))
            names.append(self._names.probabilities(items, last - first))
            triggers.append(self._triggers.probabilities(items, last - first))
            first = last
        return np.concatenate(names), np.concatenate(triggers)
