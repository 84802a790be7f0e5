"""The two fields of `pipelines.crf` and their word classes, from annotations and unlabelled news.

In come the annotated data and a JSON-lines corpus; out go ``classes.tsv``, ``names.crf`` and
``triggers.crf`` under ``pipelines/models``. Word vectors are skip-grams (Mikolov et al. 2013), clustered by
k-means; the fields are trained by crfsuite with L-BFGS.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from pipelines.crf import evidence
from pipelines.features import BREAK, features_of
from pipelines.segmentation import tokens
from pipelines.tagging import NAME_TAGS, TRIGGER_TAGS
from pipelines.training.data import Example, corpus
from pipelines.training.network import piece_of
from pipelines.training.teacher import split

log = logging.getLogger(__name__)
WIDTH = 128
RAREST = 6
CLASSES = (64, 256, 1024)
END = "⏎"


def vectors(path: Path, work: Path) -> None:
    """Skip-gram vectors of the words of the corpus: ``words.npz``, the commonest first."""
    from gensim.models import Word2Vec

    known = lru_cache(maxsize=None)(lambda text: features_of(text).word)
    plain = work / "corpus.txt"
    with plain.open("w", encoding="utf-8") as out:
        for _, text in corpus(path):
            for line in text.split("\n"):
                out.write(" ".join([*(known(t.text) for t in tokens(line)), END]) + "\n")
    model = Word2Vec(
        corpus_file=str(plain),
        vector_size=WIDTH,
        window=4,
        min_count=RAREST,
        sg=1,
        negative=5,
        epochs=3,
        workers=2,
        seed=1,
        sample=1e-4,
    )
    found = [BREAK if w == END else w for w in model.wv.index_to_key]
    np.savez(work / "words.npz", words=np.array(found), vectors=model.wv.vectors.astype(np.float16))


def classes(work: Path, out: Path) -> None:
    """Cluster the vectors: ``classes.tsv``."""
    from sklearn.cluster import MiniBatchKMeans

    with np.load(work / "words.npz", allow_pickle=False) as saved:
        words, rows = saved["words"].tolist(), saved["vectors"].astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    columns = [
        MiniBatchKMeans(k, random_state=1, n_init=3, batch_size=4096).fit_predict(rows).tolist()
        for k in CLASSES
    ]
    lines = ["\t".join(map(str, row)) for row in zip(words, *columns, strict=True) if row[0] != BREAK]
    (out / "classes.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def by_line(examples: Sequence[Example]) -> Iterator[tuple[list[str], Sequence[int], Sequence[int]]]:
    """Words, name tags and trigger tags of each line."""
    for example in examples:
        piece = piece_of(example, 0, len(example.tokens))
        words = [t.text for t in example.tokens]
        first = 0
        for last in range(1, len(words) + 1):
            if last == len(words) or example.lines[last] != example.lines[last - 1]:
                yield words[first:last], piece.names[first:last], piece.triggers[first:last]
                first = last


def train(shared: Path, out: Path) -> None:
    """Both fields; some minutes each on one core."""
    from pycrfsuite import Trainer

    learn, _ = split(shared)
    for file, tags, column, chosen in (
        ("names.crf", NAME_TAGS, 0, learn),
        ("triggers.crf", TRIGGER_TAGS, 1, [e for e in learn if e.style == "house"]),
    ):
        trainer = Trainer(verbose=False)
        trainer.select("lbfgs")
        trainer.set_params({"c1": 0.15, "c2": 0.05, "max_iterations": 80})
        for words, *both in by_line(chosen):
            trainer.append(evidence(words), [tags[i] for i in both[column]])
        trainer.train(str(out / file))
        log.info("%s: %d bytes", file, (out / file).stat().st_size)
