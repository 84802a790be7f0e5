"""The two fields of `pipelines.crf` and their word classes, from annotations and unlabelled news.

In come the annotated data and a JSON-lines corpus; out go ``classes.tsv`` and ``fields.npz`` under
``pipelines/models``. Word vectors are skip-grams (Mikolov et al. 2013), clustered by k-means; the fields are
trained by crfsuite with L-BFGS.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import numpy as np

from pipelines.crf import FILE, evidence
from pipelines.features import BREAK, features_of
from pipelines.recognition import best_tags
from pipelines.segmentation import tokens
from pipelines.tagging import FIELD_TAGS, NAME_TAGS, TRIGGER_TAGS
from pipelines.training.data import Example, corpus, split
from pipelines.training.soft import SoftPiece, lone_lines
from pipelines.training.targets import piece_of

log = logging.getLogger(__name__)
WIDTH = 128
RAREST = 6
CLASSES = (64, 256, 1024)
END = "⏎"
LEAST = 0.01
"""The smallest weight that is kept."""


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


Values: TypeAlias = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Weights:
    """What crfsuite has learnt of one field: (feature, tag) and (tag, next tag) to weights."""

    states: Values
    links: Values


def learn(
    lines: Iterable[tuple[Sequence[str], Sequence[str]]], iterations: int = 80, file: Path | None = None
) -> Weights:
    """Train one field on (words, tags) of lines; crfsuite's own model goes to `file`."""
    from pycrfsuite import Tagger, Trainer

    trainer = Trainer(verbose=False)
    trainer.select("lbfgs")
    trainer.set_params({"c1": 0.15, "c2": 0.05, "max_iterations": iterations})
    for words, tags in lines:
        trainer.append(evidence(words), list(tags))
    with TemporaryDirectory() as folder:
        model = file or Path(folder) / "field.crf"
        trainer.train(str(model))
        with Tagger().open(str(model)) as tagger:
            info = tagger.info()
            return Weights(dict(info.state_features), dict(info.transitions))


def mean(first: Weights, second: Weights) -> Weights:
    """The mean of two fields of the same tags, which errs less than either.

    >>> mean(Weights({("w=Huế", "B-Place"): 2.0}, {}), Weights({}, {("O", "O"): 1.0}))
    Weights(states={('w=Huế', 'B-Place'): 1.0}, links={('O', 'O'): 0.5})
    """
    return Weights(_means(first.states, second.states), _means(first.links, second.links))


def _means(first: Values, second: Values) -> Values:
    return {key: (first.get(key, 0.0) + second.get(key, 0.0)) / 2 for key in {**first, **second}}


def export(tags: Sequence[Sequence[str]], fields: Sequence[Weights], out: Path) -> None:
    """Write the fields, each with all its tags in their order, as ``fields.npz`` into the folder `out`.

    Weights that are nearly nothing are left out.
    """
    names = sorted({f for w in fields for (f, _), value in w.states.items() if abs(value) >= LEAST})
    row_of = {name: row for row, name in enumerate(names)}
    named = [f"{n}:{tag}" for n, these in enumerate(tags) for tag in these]
    columns = {tag: column for column, tag in enumerate(named)}
    links = np.zeros((len(columns), len(columns)), np.float16)
    entries: list[tuple[int, int, float]] = []
    for n, weights in enumerate(fields):
        for (feature, tag), value in weights.states.items():
            if abs(value) >= LEAST:
                entries.append((row_of[feature], columns[f"{n}:{tag}"], value))
        for (tag, following), value in weights.links.items():
            links[columns[f"{n}:{tag}"], columns[f"{n}:{following}"]] = value
    entries.sort()
    rows, cols, values = zip(*entries, strict=True)
    np.savez_compressed(
        out / FILE,
        allow_pickle=False,
        tags=np.frombuffer("\n".join(columns).encode(), np.uint8),
        features=np.frombuffer("\n".join(names).encode(), np.uint8),
        rows=np.array(rows, np.int32),
        columns=np.array(cols, np.uint8),
        values=np.array(values, np.float16),
        links=links,
    )


Lines: TypeAlias = Iterable[tuple[Sequence[str], Sequence[str]]]
"""Words and tags of lines."""


def train(shared: Path, out: Path) -> None:
    """The fields from the annotations alone: names of both styles in one, and triggers."""
    examples, _ = split(shared)
    names = learn((words, [NAME_TAGS[i] for i in tags]) for words, tags, _ in by_line(examples))
    export(FIELD_TAGS, (names, _triggers(examples), names), out)


def train_taught(shared: Path, soft: Sequence[SoftPiece], out: Path) -> None:
    """The fields that ship: names of each style are also learnt from labels on unlabelled news, in halves."""
    examples, _ = split(shared)
    names = []
    for style in ("house", "vlsp"):
        gold = [e for e in examples if e.style == style]
        annotated = [(words, [NAME_TAGS[i] for i in tags]) for words, tags, _ in by_line(gold)]
        halves = [learn(chain(annotated, _labelled(soft[half::2], style))) for half in (0, 1)]
        names.append(mean(*halves))
        log.info("names, %s: %d weights", style, len(names[-1].states))
    export(FIELD_TAGS, (names[0], _triggers(examples), names[1]), out)


def _triggers(examples: Sequence[Example]) -> Weights:
    house = by_line([e for e in examples if e.style == "house"])
    return learn((words, [TRIGGER_TAGS[i] for i in tags]) for words, _, tags in house)


def _labelled(soft: Sequence[SoftPiece], style: str) -> Lines:
    """The lines of labelled texts with their best tags."""
    for piece in soft:
        for line in lone_lines(piece):
            logits = (line.house if style == "house" else line.vlsp).astype(np.float32)
            yield line.texts, [NAME_TAGS[i] for i in best_tags(logits)]
