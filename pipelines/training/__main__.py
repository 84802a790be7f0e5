"""``python -m pipelines.training STEP``: from data in the documented form to the weights that ship.

The steps in their order, with their time on two cores::

    words     skip-gram vectors and classes of words, from unlabelled news      (4 min)
    crf       the two fields: fields.npz                                        (6 min)
    first     a network from the annotations alone, into the work folder        (12 min)
    fast      the network that ships, from annotations and the labels that
              the first one and the fields give to unlabelled news              (20 min)

and for ``--model accurate``, whose weights do not ship yet::

    encoder   public weights, cut to Vietnamese: base.npz, pieces.json          (16 s)
    teacher   fine-tuned on the annotated data: teacher.pt                      (1 to 2 hours)
    accurate  the same as 8-bit ONNX                                            (1 min)

The data folder holds ``train/`` (ID.txt with ID.json), ``ner/news-ner-dev.jsonl.gz`` and
``corpus/news-30k.jsonl.gz``. Everything in between goes to the work folder. The smaller models that read
times, sources, status, arguments and merging have modules of their own: see the cards beside the weights.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

MODELS = Path(__file__).parent.parent / "models"
LABELLED = 1_500_000
"""Tokens of unlabelled news that the shipped network learns from."""


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

    step.train(data, work, work / "teacher.pt", step.Options())


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
    """The fields of names and triggers."""
    from pipelines.training import crf as step

    step.train(data, MODELS)


def first(data: Path, work: Path) -> None:
    """A network from the annotations alone."""
    from pipelines.training import student as step

    step.train(data, work / "words.npz", [], work / "first", step.Options(epochs=18, batch_tokens=2_500))


def fast(data: Path, work: Path) -> None:
    """The network that ships."""
    from pipelines.crf import Fields
    from pipelines.tagging import NAME_TAGS, TRIGGER_TAGS, FastNetwork
    from pipelines.training import labels
    from pipelines.training import student as step

    network, fields = FastNetwork.load(work / "first"), Fields(NAME_TAGS, TRIGGER_TAGS)
    soft = list(labels.make(network, fields, _corpus(data), LABELLED))
    options = step.Options(epochs=3, hard=0.35, batch_tokens=3_000, seed=2)
    step.train(data, work / "words.npz", soft, MODELS, options)


RUN = {
    "words": words,
    "crf": crf,
    "first": first,
    "fast": fast,
    "encoder": encoder,
    "teacher": teacher,
    "accurate": accurate,
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
