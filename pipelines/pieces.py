"""Words cut into the pieces of the encoder's vocabulary: unigram pieces, the likeliest sequence of them.

A token comes in, piece ids go out. Kudo (2018), "Subword Regularization"; the splitting is that of XLM-R,
one token at a time.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

WORD_START: Final = "\u2581"
"""The vocabulary's mark for the start of a word."""

BOS, PAD, EOS, UNK, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
SPECIALS: Final = (BOS, PAD, EOS, UNK, MASK)
"""Pieces that stand for no text; always kept.  The first four keep ids 0 to 3."""

UNKNOWN_PENALTY: Final = 10.0
"""How far (in log-probability) an unknown character lies below the worst piece."""


_CHARACTERS: Final[dict[int, str | None]] = {
    # Control characters vanish, as in the original normaliser ...
    **dict.fromkeys([*range(0x01, 0x20), 0x7F, 0x8F, 0x9F], None),
    # ... except those that are white space; that and zero-width marks part words,
    # and so does the word mark, which must not come from the text itself.
    **dict.fromkeys([0x09, 0x0A, 0x0C, 0x0D, 0x1680, *range(0x200B, 0x2010)], " "),
    **dict.fromkeys([0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD], " "),
}


def normalise(token: str) -> str:
    """The form in which the vocabulary was made: NFKC, and no control characters.

    White space inside (some characters expand to it) becomes the word mark.
    """
    text = unicodedata.normalize("NFKC", token.translate(_CHARACTERS))
    return WORD_START.join(text.split())


class Vocabulary:
    """Unigram pieces: splits a token into the likeliest sequence of them.

    Works on one token at a time, each taken as the start of a word: news text
    repeats its tokens, so nearly every call is answered from a dictionary.
    """

    def __init__(self, table: Sequence[tuple[str, float]], cache_size: int = 1_000_000) -> None:
        """``table``: piece and score (natural log-probability) in id order.

        ``cache_size``: tokens remembered; beyond it, new ones are worked out
        again each time, so that odd input cannot fill the memory.
        """
        self.table: list[tuple[str, float]] = list(table)
        self.ids: dict[str, int] = {piece: i for i, (piece, _) in enumerate(self.table)}
        self.bos = self.ids[BOS]
        self.pad = self.ids[PAD]
        self.eos = self.ids[EOS]
        self.unk = self.ids[UNK]
        self.mask = self.ids[MASK]
        # Special pieces are no text: "<s>" in a document is three characters.
        self._lookup: dict[str, tuple[int, float]] = {
            piece: (i, score) for i, (piece, score) in enumerate(self.table) if piece not in SPECIALS
        }
        self._longest = max(map(len, self._lookup))
        self._unknown = min(score for _, score in self._lookup.values()) - UNKNOWN_PENALTY
        self._cache: dict[str, list[int]] = {}
        self._cache_size = cache_size

    def __len__(self) -> int:
        """Number of pieces."""
        return len(self.table)

    def pieces(self, token: str) -> list[int]:
        """The ids of a token's pieces: always at least one (``<unk>`` if nothing is left).

        The list is shared with later calls; do not change it.
        """
        known = self._cache.get(token)
        if known is None:
            known = self._split(WORD_START + normalise(token))
            if len(self._cache) < self._cache_size:
                self._cache[token] = known
        return known

    def _split(self, text: str) -> list[int]:
        """Viterbi: the sequence of pieces with the highest sum of scores."""
        length = len(text)
        if length == 1:
            return [self.unk]
        best = [-math.inf] * (length + 1)
        best[0] = 0.0
        steps: list[tuple[int, int]] = [(0, self.unk)] * (length + 1)
        for start in range(length):
            base = best[start]
            for end in range(start + 1, min(start + self._longest, length) + 1):
                found = self._lookup.get(text[start:end])
                if found is not None and base + found[1] > best[end]:
                    best[end] = base + found[1]
                    steps[end] = (start, found[0])
            if base + self._unknown > best[start + 1]:
                best[start + 1] = base + self._unknown
                steps[start + 1] = (start, self.unk)
        out: list[int] = []
        end = length
        while end > 0:
            end, piece = steps[end]
            # Neighbouring unknown characters make one piece, as in XLM-R.
            if piece != self.unk or not out or out[-1] != self.unk:
                out.append(piece)
        out.reverse()
        return out


def load_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary of a ``pieces.json``."""
    table = json.loads(path.read_text(encoding="utf-8"))
    return Vocabulary([(str(piece), float(score)) for piece, score in table])
