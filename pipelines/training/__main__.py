"""``python -m pipelines.training STEP``: from data in the documented form to the weights that ship.

The steps in their order, with their time on two cores::

    encoder   public weights, cut to Vietnamese: base.npz, pieces.json     (16 s)
    teacher   fine-tune them on the annotated data: teacher.pt             (40 min)
    accurate  the teacher as 8-bit ONNX, into pipelines/models             (1 min)
    words     word vectors from unlabelled news: words.npz                 (3 min)
    labels    the teacher's labels on unlabelled news: labels-*.npz        (20 min)
    student   learn from annotations and labels, into pipelines/models     (25 min)

The data folder holds ``train/`` (ID.txt with ID.json), ``ner/news-ner-dev.jsonl.gz`` and
``corpus/news-30k.jsonl.gz``. Everything in between goes to the work folder.
"""

from __future__ import annotations

import argparse
import logging
from multiprocessing import get_context
from pathlib import Path

MODELS = Path(__file__).parent.parent / "models"
STEPS = ("encoder", "teacher", "accurate", "words", "labels", "student")


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
    """Word vectors for the student to start from."""
    from pipelines.training import words as step

    step.write(_corpus(data), work, work / "words.npz")


def label_part(data: Path, work: Path, part: int, parts: int, seconds: float) -> None:
    """One process's share of the labels."""
    import torch

    from pipelines.encoder import EncoderNetwork
    from pipelines.training import labels as step
    from pipelines.training import teacher as teachers

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    model, _ = teachers.load(work, work / "teacher.pt")
    step.write(EncoderNetwork.load(), model.heads, _corpus(data), work / "labels", part, parts, seconds)


def labels(data: Path, work: Path, processes: int = 2, seconds: float = 1200) -> None:
    """The teacher's labels, by several processes."""
    (work / "labels").mkdir(exist_ok=True)
    context = get_context("spawn")
    running = [
        context.Process(target=label_part, args=(data, work, part, processes, seconds))
        for part in range(processes)
    ]
    for process in running:
        process.start()
    for process in running:
        process.join()


def student(data: Path, work: Path) -> None:
    """The student, in the form that ships."""
    from pipelines.training import labels as made
    from pipelines.training import student as step

    step.train(data, work / "words.npz", list(made.load(work / "labels")), MODELS, step.Options())


def main() -> None:
    """Run the steps that are named, in the order above."""
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.training",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("steps", nargs="+", choices=STEPS, metavar="STEP")
    parser.add_argument(
        "--data", type=Path, default=Path("../shared"), help="the annotated data and the corpus"
    )
    parser.add_argument("--work", type=Path, default=Path("build/training"), help="where files in between go")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.work.mkdir(parents=True, exist_ok=True)
    run = {
        "encoder": encoder,
        "teacher": teacher,
        "accurate": accurate,
        "words": words,
        "labels": labels,
        "student": student,
    }
    for step in STEPS:
        if step in options.steps:
            run[step](options.data, options.work)


if __name__ == "__main__":
    main()
