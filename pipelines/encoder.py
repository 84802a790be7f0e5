"""The accurate network: the teacher itself, as 8-bit ONNX, and the fast network, whose mean errs less.

The tokens of an article are cut at line ends into windows of at most `MOST` tokens; each window goes
through the encoder alone, as it did in training. Needs ``pip install 'dothi[accurate]'`` (onnxruntime).
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from graph.errors import DothiError
from pipelines.document import Reading
from pipelines.pieces import Vocabulary, load_vocabulary
from pipelines.tagging import FastNetwork, Floats, Heads, Rows, Shares

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MOST = 220
"""Tokens of a window."""
LONGEST = 512
"""Pieces of a window; the encoder has no more positions."""
_ENCODER = Shares(names=0.67, lone=0.67, triggers=0.67)
_ENCODER_ELSE = 0.5
"""How much the encoder counts beside the fast network: for names, triggers, and all else."""


def windows(lines: Sequence[int], most: int = MOST) -> list[tuple[int, int]]:
    """Cut tokens, given by their line numbers, at line ends into [first, last) of at most `most`.

    >>> windows([0, 0, 1, 1, 1, 2], most=4)
    [(0, 2), (2, 6)]
    """
    result, first = [], 0
    while first < len(lines):
        last = min(first + most, len(lines))
        if last < len(lines):
            back = last
            while back > first and lines[back] == lines[back - 1]:
                back -= 1
            last = back if back > first else last
        result.append((first, last))
        first = last
    return result


def piece_ids(
    vocabulary: Vocabulary, words: Sequence[str], lines: Sequence[int]
) -> tuple[list[int], list[int]]:
    """The piece ids of a window, and the place of each token's first piece. A line's end is ``</s>``."""
    ids, firsts = [vocabulary.bos], []
    for i, word in enumerate(words):
        if i and lines[i] != lines[i - 1]:
            ids.append(vocabulary.eos)
        firsts.append(len(ids))
        pieces = vocabulary.pieces(word)
        # a mark is its own piece; the word start before it would only make the text longer
        ids += pieces[1:] if len(pieces) == 2 and not word[0].isalnum() else pieces[:12]
    ids.append(vocabulary.eos)
    if len(ids) > LONGEST:
        ids, firsts = ids[:LONGEST], [min(f, LONGEST - 1) for f in firsts]
    return ids, firsts


class Encoder:
    """Encoder and heads."""

    def __init__(self, session: InferenceSession, vocabulary: Vocabulary, heads: Heads) -> None:
        self._session = session
        self._vocabulary = vocabulary
        self._heads = heads

    @classmethod
    def load(cls) -> Encoder:
        """The encoder under ``pipelines/models``.

        Raises DothiError when its weights have not been trained yet, or onnxruntime is not installed.
        """
        folder = resources.files("pipelines") / "models"
        if not (folder / "accurate.onnx").is_file():
            command = "python -m pipelines.training encoder teacher accurate --data DATA"
            raise DothiError(f"--model accurate: its weights are missing; train them: {command}", exit_code=2)
        try:
            from onnxruntime import InferenceSession, SessionOptions
        except ImportError:
            raise DothiError(
                "--model accurate needs onnxruntime: pip install 'dothi[accurate]'", exit_code=2
            ) from None
        options = SessionOptions()
        options.intra_op_num_threads = 1  # the same sums in the same order, whatever the machine
        options.inter_op_num_threads = 1
        session = InferenceSession(
            (folder / "accurate.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
        )
        with resources.as_file(folder / "accurate.npz") as path, np.load(path, allow_pickle=False) as saved:
            heads = Heads({name: np.ascontiguousarray(saved[name], np.float32) for name in saved.files})
        with resources.as_file(folder / "accurate.pieces.json") as path:
            vocabulary = load_vocabulary(path)
        return cls(session, vocabulary, heads)

    @property
    def width(self) -> int:
        """Numbers in a vector."""
        return len(self._heads.names[0])

    def vectors(self, words: Sequence[str], lines: Sequence[int]) -> Floats:
        """One vector a token [N, 384]."""
        parts = [np.zeros((0, self.width), np.float32)]
        for first, last in windows(lines):
            ids, firsts = piece_ids(self._vocabulary, words[first:last], lines[first:last])
            (encoded,) = self._session.run(
                None, {"ids": np.array([ids], np.int64), "mask": np.ones((1, len(ids)), np.int64)}
            )
            parts.append(np.asarray(encoded)[0, firsts])
        return np.concatenate(parts)

    def read(self, words: Sequence[str], lines: Sequence[int]) -> Reading:
        """See `pipelines.tagging.Network.read`."""
        return self._heads.read(self.vectors(words, lines), lines)

    def arcs(self, hidden: Floats, ends: Rows, features: Floats) -> Floats:
        """See `pipelines.tagging.Network.arcs`."""
        return self._heads.arcs(hidden, ends, features)


class AccurateNetwork:
    """Encoder and fast network together; see `pipelines.tagging.Network`."""

    fields = Shares(names=0.35, lone=0.3, triggers=0.25)
    least = 0.45

    def __init__(self, encoder: Encoder, fast: FastNetwork) -> None:
        self._encoder, self._fast = encoder, fast

    def read(self, words: Sequence[str], lines: Sequence[int]) -> Reading:
        """See `pipelines.tagging.Network.read`; the vectors of both stand side by side."""
        slow, fast = self._encoder.read(words, lines), self._fast.read(words, lines)
        return Reading(
            names=_mean(slow.names, fast.names, _ENCODER.names),
            triggers=_mean(slow.triggers, fast.triggers, _ENCODER.triggers),
            statuses=_mean(slow.statuses, fast.statuses, _ENCODER_ELSE),
            hidden=np.concatenate([slow.hidden, fast.hidden], axis=1),
        )

    def arcs(self, hidden: Floats, ends: Rows, features: Floats) -> Floats:
        """See `pipelines.tagging.Network.arcs`."""
        width = self._encoder.width
        slow = self._encoder.arcs(hidden[:, :width], ends, features)
        fast = self._fast.arcs(hidden[:, width:], ends, features)
        return _mean(slow, fast, _ENCODER_ELSE)


def _mean(slow: Floats, fast: Floats, share: float) -> Floats:
    return share * slow + (1 - share) * fast
