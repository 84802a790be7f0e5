"""Conditional random fields over syllables: names and triggers read a second time, by other evidence.

The words of a text come in, probabilities of the tags go out. The evidence is plain: words, shapes, word
classes (clusters of word vectors) and the trigger lexicon, in a window of seven tokens (Lafferty et al. 2001,
"Conditional Random Fields"; Brown-like classes after Turian et al. 2010). A field errs differently from the
network, and where they agree they are mostly right; `Tagging` takes the mean.

The two fields, of names and of triggers, are trained by crfsuite (`pipelines.training.crf`) and read here by
numpy, side by side: what a token says of its neighbours is summed once for each distinct token, and the
forward-backward algorithm goes through all lines of a text at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from graph.errors import DothiError
from pipelines.features import features_of, lexicon_rows

Floats: TypeAlias = npt.NDArray[np.float32]
Seen: TypeAlias = tuple[str, str, str, str, str, str]
FILE = "fields.npz"
_NONE = ("-", "-", "-")
_BEYOND: Seen = ("#", "#", "-", "-", "-", "#")
_REACH = 3
_PAIRS = (("w-1,0", 1), ("w0,1", 0), ("w-2-1", 2), ("w12", -1))
"""Features of two neighbouring words, and how far behind the first of them the token stands that has it."""
_CLASS_PAIRS = (("c-10", 1), ("c01", 0))
_LEAST = -60.0
"""Below this a tag is as unlikely as makes no difference; exp() of less would be zero."""
_MOST = 30_000
"""Distinct tokens that are remembered, 1.5 KB each."""


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


@lru_cache(maxsize=_MOST)
def _seen(text: str) -> Seen:
    """Word, shape, the three classes, and the text itself."""
    found = features_of(text)
    return (found.word, str(found.shape), *word_classes().get(found.word, _NONE), text)


def _own(seen: Seen, offset: int) -> tuple[str, ...]:
    """The features that a token gives to the one that stands `offset` before it."""
    word, shape, coarse, middle, fine, text = seen
    names = [f"w{offset}={word}"]
    if abs(offset) < _REACH:
        names += [f"s{offset}={shape}", f"a{offset}={coarse}", f"c{offset}={middle}", f"d{offset}={fine}"]
    if offset == 0:
        names += [f"p={word[:2]}", f"p3={word[:3]}", f"e={word[-2:]}", f"e3={word[-3:]}", f"W={text}", "b"]
    return tuple(names)


def _lexicon(words: Sequence[str]) -> dict[int, str]:
    """What the trigger lexicon says of a token."""
    return {at: f"{row}:{int(weight * 4)}" for at, row, weight in lexicon_rows(words)}


def _from_lexicon(known: Mapping[int, str], words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """(token, feature) pairs that the lexicon gives; tokens beyond the ends are left out."""
    for at, entry in known.items():
        for offset in range(-2, 3):
            if 0 <= at - offset < len(words):
                yield at - offset, f"l{offset}={entry}"
        yield at, f"ll={known.get(at - 1, '')} {entry}"
        yield at, f"lw={entry} {_seen(words[at])[0]}"


def evidence(words: Sequence[str]) -> list[list[str]]:
    """The features of each token of a line, by name: what training sees.

    >>> "w0=mỹ" in evidence(["Mỹ"])[0]
    False
    >>> "W=Mỹ" in evidence(["Mỹ"])[0]
    True
    """
    size = len(words)
    seen = [_BEYOND] * _REACH + [_seen(w) for w in words] + [_BEYOND] * _REACH
    result: list[list[str]] = []
    for i in range(_REACH, size + _REACH):
        names = [name for o in range(-_REACH, _REACH + 1) for name in _own(seen[i + o], o)]
        for feature, behind in _PAIRS:
            names.append(f"{feature}={seen[i - behind][0]} {seen[i - behind + 1][0]}")
        for feature, behind in _CLASS_PAIRS:
            names.append(f"{feature}={seen[i - behind][3]} {seen[i - behind + 1][3]}")
        names.append("w-101=" + " ".join(s[0] for s in seen[i - 1 : i + 2]))
        names.append("s=" + ",".join(s[1] for s in seen[i - 1 : i + 2]))
        names.append("ss=" + ",".join(s[1] for s in seen[i - 2 : i + 3]))
        result.append(names)
    for at, name in _from_lexicon(_lexicon(words), words):
        result[at].append(name)
    return result


class Fields:
    """The fields of names (in articles), triggers, and names (in lone sentences), which share their evidence.

    `tags` holds the tags of each field; the columns of what `read` answers are in their order. The weights
    are those that ship, or ``fields.npz`` of another `folder`. Raises DothiError where the file does not hold
    the weights of these tags.
    """

    def __init__(self, tags: Sequence[Sequence[str]], folder: Traversable | None = None) -> None:
        path = (folder or resources.files("pipelines") / "models") / FILE
        try:
            with resources.as_file(path) as file, np.load(file, allow_pickle=False) as saved:
                arrays = dict(saved)
        except OSError as error:
            raise DothiError(
                f"models/{FILE}: {error}; train it again: python -m pipelines.training crf"
            ) from error
        self._fill(arrays, tags)

    def _fill(self, arrays: Mapping[str, npt.NDArray[np.generic]], tags: Sequence[Sequence[str]]) -> None:
        wanted = [f"{field}:{tag}" for field, these in enumerate(tags) for tag in these]
        known = arrays["tags"].tobytes().decode().split("\n")
        if known != wanted:
            raise DothiError(
                f"models/{FILE} has other tags; train it again: python -m pipelines.training crf"
            )
        self._starts = np.cumsum([0, *(len(these) for these in tags[:-1])])
        self._field = np.repeat(np.arange(len(tags)), [len(these) for these in tags])
        names = arrays["features"].tobytes().decode().split("\n")
        matrix = np.zeros((len(names) + 1, len(wanted)), np.float32)
        matrix[arrays["rows"] + 1, arrays["columns"]] = arrays["values"]
        rows = dict(zip(names, range(1, len(names) + 1), strict=True))
        self._matrix, self._rows = matrix, rows
        self._links = np.exp(arrays["links"].astype(np.float32))
        self._links[self._field[:, None] != self._field[None, :]] = 0
        self._word_pairs = _joined(rows, _PAIRS, matrix)
        self._class_pairs = _joined(rows, _CLASS_PAIRS, matrix)
        self._known: dict[str, int] = {}
        self._forget()

    def _forget(self) -> None:
        """Empty the memory of tokens; row 0 is what stands beyond a line's ends."""
        self._known.clear()
        self._sums = np.zeros((2_048, 2 * _REACH + 1, self._matrix.shape[1]), np.float32)
        self._sums[0] = self._sum(_BEYOND)

    def _sum(self, seen: Seen) -> Floats:
        """What a token says of its neighbours and itself: [offset, column]."""
        result = np.zeros(self._sums.shape[1:], np.float32)
        for offset in range(-_REACH, _REACH + 1):
            found = [row for name in _own(seen, offset) if (row := self._rows.get(name))]
            if found:
                result[offset + _REACH] = self._matrix[found].sum(axis=0)
        return result

    def _remember(self, words: Sequence[str]) -> None:
        new = [w for w in dict.fromkeys(words) if w not in self._known]
        if len(self._known) + len(new) >= _MOST:
            self._forget()
            new = list(dict.fromkeys(words))
        while len(self._known) + len(new) >= len(self._sums):
            self._sums = np.concatenate([self._sums, np.zeros_like(self._sums)])
        for word in new:
            at = len(self._known) + 1
            self._sums[at] = self._sum(_seen(word))
            self._known[word] = at

    def _scores(self, words: Sequence[str], lines: Sequence[int]) -> tuple[Floats, list[tuple[int, int]]]:
        """The sum of all evidence [rows, columns], and where each line lies in it: (first row, size).

        Between two lines lie `_REACH` rows of what stands beyond them.
        """
        self._remember(words)
        beyond = [_BEYOND] * _REACH
        seen, ids, at = list(beyond), [0] * _REACH, []
        found: list[tuple[int, int]] = []
        first = 0
        for last in range(1, len(words) + 1):
            if last < len(words) and lines[last] == lines[last - 1]:
                continue
            found.append((len(seen), last - first))
            at.append(first)
            seen += [_seen(w) for w in words[first:last]] + beyond
            ids += [self._known[w] for w in words[first:last]] + [0] * _REACH
            first = last
        scores = np.zeros((len(ids), self._matrix.shape[1]), np.float32)
        sums = self._sums[ids]
        inner = slice(_REACH, len(ids) - _REACH)
        for offset in range(-_REACH, _REACH + 1):
            scores[inner] += sums[_REACH + offset : len(ids) - _REACH + offset, _REACH + offset]
        word, shape, middle = ([s[n] for s in seen] for n in (0, 1, 3))
        for pairs, keys, features in (
            (self._word_pairs, word, _PAIRS),
            (self._class_pairs, middle, _CLASS_PAIRS),
        ):
            places, table = pairs
            hit = [(i, row) for i, pair in enumerate(pairwise(keys)) if (row := places.get(pair))]
            if hit:
                where, which = np.array(hit).T
                for n, (_, behind) in enumerate(features):
                    scores[(where + behind) % len(ids)] += table[which, n]
        row_of = self._rows
        wide: list[tuple[int, int]] = []
        for first, size in found:
            for i in range(first, first + size):
                for name in (
                    f"w-101={word[i - 1]} {word[i]} {word[i + 1]}",
                    f"s={shape[i - 1]},{shape[i]},{shape[i + 1]}",
                    f"ss={shape[i - 2]},{shape[i - 1]},{shape[i]},{shape[i + 1]},{shape[i + 2]}",
                ):
                    if row := row_of.get(name):
                        wide.append((i, row))
        for (first, size), begin in zip(found, at, strict=True):
            line = words[begin : begin + size]
            for i, name in _from_lexicon(_lexicon(line), line):
                if row := row_of.get(name):
                    wide.append((first + i, row))
        if wide:
            where, which = np.array(wide).T
            np.add.at(scores, where, self._matrix[which])
        return scores, found

    def read(self, words: Sequence[str], lines: Sequence[int]) -> list[Floats]:
        """Each field's probabilities [N, tags] of all tokens; `lines` gives each token's line, where a
        chain ends.
        """
        if not words:
            return np.split(np.zeros((0, self._matrix.shape[1]), np.float32), self._starts[1:], axis=1)
        scores, found = self._scores(words, lines)
        scores -= np.maximum.reduceat(scores, self._starts, axis=1)[:, self._field]
        weights = np.exp(np.maximum(scores, _LEAST))
        order = sorted(range(len(found)), key=lambda n: -found[n][1])
        begins = np.array([found[n][0] for n in order])
        sizes = np.array([found[n][1] for n in order])
        active = (sizes[None, :] > np.arange(sizes[0])[:, None]).sum(axis=1)
        forward, backward = np.empty_like(weights), np.empty_like(weights)
        state = self._normal(weights[begins])
        forward[begins] = state
        for step in range(1, len(active)):
            rows = begins[: active[step]] + step
            state = self._normal((state[: active[step]] @ self._links) * weights[rows])
            forward[rows] = state
        back = np.ascontiguousarray(self._links.T)
        ends = begins + sizes - 1
        backward[ends] = 1.0
        for step in range(len(active) - 1, 0, -1):
            rows = begins[: active[step]] + step
            backward[rows - 1] = self._normal((backward[rows] * weights[rows]) @ back)
        kept = np.concatenate([np.arange(first, first + size) for first, size in found])
        return np.split(self._normal(forward[kept] * backward[kept]), self._starts[1:], axis=1)

    def _normal(self, rows: Floats) -> Floats:
        """Rows of which each field's columns sum to one."""
        sums: Floats = np.add.reduceat(rows, self._starts, axis=1, dtype=np.float32)
        result: Floats = rows / sums[:, self._field]
        return result


def _joined(
    rows: Mapping[str, int], features: Sequence[tuple[str, int]], matrix: Floats
) -> tuple[dict[tuple[str, str], int], Floats]:
    """The weights of all features of a pair of neighbours, by pair: a row, and [row, feature, column]."""
    places: dict[tuple[str, str], int] = {}
    found: list[tuple[int, int, int]] = []
    for n, (feature, _) in enumerate(features):
        for name, row in rows.items():
            if name.startswith(feature + "="):
                first, _, second = name[len(feature) + 1 :].partition(" ")
                found.append((places.setdefault((first, second), len(places) + 1), n, row))
    table = np.zeros((len(places) + 1, len(features), matrix.shape[1]), np.float32)
    for place, n, row in found:
        table[place, n] = matrix[row]
    return places, table
