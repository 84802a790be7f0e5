"""``python -m pipelines.training STEP``: from data in the documented form to the weights that ship.

The steps in their order, with their time on two cores::

    words     skip-gram vectors and classes of words, from unlabelled news      (4 min)
    crf       fields from the annotations alone, into the work folder           (8 min)
    encoder   public weights, cut to Vietnamese: base.npz, pieces.json          (15 s)
    teacher   fine-tuned on the annotated data: teacher.pt                      (80 min)
    accurate  the same as 8-bit ONNX, the network of ``--model accurate``       (1 min)
    first     a fast network from the annotations alone, into the work folder   (12 min)
    labels    what teacher, fields and first network think of unlabelled news   (8 min)
    fields    the fields that ship, from annotations and labels: fields.npz     (40 min)
    fast      the default network, from annotations and labels: fast.npz        (20 min)

The data folder holds ``train/`` (ID.txt with ID.json), ``ner/news-ner-dev.jsonl.gz`` and
``corpus/news-30k.jsonl.gz``. Everything in between goes to the work folder. The smaller models that read
times, sources, status, arguments and merging have modules of their own: see the cards beside the weights.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

MODELS = Path(__file__).parent.parent / "models"
LABELLED = 900_000
"""Tokens of unlabelled news that the default network learns from."""


def _corpus(data: Path) -> Path:
    return data / "corpus" / "news-30k.jsonl.gz"


def encoder(data: Path, work: Path) -> None:
    """The starting weights."""
    from pipelines.training import encoder_source

    texts = [_corpus(data), data / "ner" / "news-ner-dev.jsonl.gz", *sorted((data / "train").glob("*.txt"))]
    encoder_source.main(["--texts", *map(str, texts), "--out", str(work)])


def teacher(data: Path, work: Path) -> None:
    """The teacher's weights."""
    from pipelines.training import teacher as step

    for number, options in enumerate(step.ROUNDS):
        step.train(data, work, work / "teacher.pt", options, work / "teacher.pt" if number else None)


def accurate(data: Path, work: Path) -> None:
    """The teacher in the form that ships."""
    from pipelines.training import teacher as step

    model, _ = step.load(work, work / "teacher.pt")
    step.export(model, work / "pieces.json", MODELS)


def words(data: Path, work: Path) -> None:
    """Word vectors and word classes."""
    from pipelines.training import crf as step

    step.vectors(_corpus(data), work)
    step.classes(work, MODELS)


def crf(data: Path, work: Path) -> None:
    """The fields from the annotations alone, into the work folder."""
    from pipelines.training import crf as step

    step.train(data, work)


def first(data: Path, work: Path) -> None:
    """A fast network from the annotations alone."""
    from pipelines.training import student as step

    step.train(data, work / "words.npz", [], work / "first", step.Options(epochs=18, batch_tokens=2_500))


def labels(data: Path, work: Path) -> None:
    """What teacher, fields and first network think of unlabelled news."""
    from pipelines.crf import Fields
    from pipelines.tagging import FIELD_TAGS, FastNetwork
    from pipelines.training import labels as step
    from pipelines.training import soft
    from pipelines.training import teacher as encoder

    model, vocabulary = encoder.load(work, work / "teacher.pt")
    readers = step.Readers(model, vocabulary, Fields(FIELD_TAGS, work), FastNetwork.load(work / "first"))
    soft.write(work / "labels.npz", step.make(readers, _corpus(data), LABELLED))


def fields(data: Path, work: Path) -> None:
    """The fields that ship."""
    from pipelines.training import crf as step
    from pipelines.training import soft

    step.train_taught(data, soft.read(work / "labels.npz"), MODELS)


def fast(data: Path, work: Path) -> None:
    """The default network."""
    from pipelines.training import soft
    from pipelines.training import student as step

    options = step.Options(epochs=3, hard=0.35, batch_tokens=3_000, seed=2)
    step.train(data, work / "words.npz", soft.read(work / "labels.npz"), MODELS, options)


RUN = {
    "words": words,
    "crf": crf,
    "encoder": encoder,
    "teacher": teacher,
    "accurate": accurate,
    "first": first,
    "labels": labels,
    "fields": fields,
    "fast": fast,
}


def main() -> None:
    """Run the steps that are named, in the order above."""
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.training",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("steps", nargs="+", choices=RUN, metavar="STEP")
    parser.add_argument("--data", type=Path, default=Path("../shared"), help="annotated data and corpus")
    parser.add_argument("--work", type=Path, default=Path("build/training"), help="where files in between go")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.work.mkdir(parents=True, exist_ok=True)
    for step, run in RUN.items():
        if step in options.steps:
            run(options.data, options.work)


if __name__ == "__main__":
    main()
