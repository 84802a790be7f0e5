"""Word vectors for the student to start from: the encoder's own embeddings, made narrow.

In come the encoder's piece embeddings and a JSON-lines corpus; out goes ``words.npz``: the words of news by
frequency, each with the mean of its pieces' vectors, turned onto the main axes (PCA) of the commonest.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from pipelines.features import BREAK, features_of
from pipelines.pieces import load_vocabulary
from pipelines.segmentation import tokens
from pipelines.training.data import corpus

WIDTH = 128
RAREST = 6
"""Words seen less often than this are left to their affixes."""
COMMON = 8_000


def count(path: Path) -> Counter[str]:
    """How often each word (as the network knows it) stands in the corpus."""
    forms: Counter[str] = Counter()
    for _, text in corpus(path):
        forms.update(token.text for token in tokens(text))
    words: Counter[str] = Counter()
    for form, number in forms.items():
        words[features_of(form).word] += number
    words[BREAK] = RAREST
    return words


def write(path: Path, base: Path, out: Path) -> None:
    """Make the vectors from the corpus at `path` and ``base.npz``, ``pieces.json`` in the folder `base`."""
    words = [w for w, n in sorted(count(path).items(), key=lambda item: (-item[1], item[0])) if n >= RAREST]
    vocabulary = load_vocabulary(base / "pieces.json")
    with np.load(base / "base.npz", allow_pickle=False) as saved:
        pieces = saved["word.weight"]
    vectors = np.stack([pieces[vocabulary.pieces("." if w == BREAK else w)].mean(axis=0) for w in words])
    vectors -= vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(vectors[:COMMON], full_matrices=False)
    np.savez(out, words=np.array(words), vectors=(vectors @ axes[:WIDTH].T).astype(np.float16))
