"""Participants and places against hand-made annotations, on texts that nothing was learnt from.

``python tests/benchmarks/arguments.py`` reads the annotated articles below ``$DOTHI_SHARED/train`` (default
``../shared``) and prints precision, recall and F1 over events as annotated (triggers, types and what belongs
to one event given), with annotated mentions and with those that coreference finds from annotated names; and
how many syllables a second the step takes on one core, the document's layout included.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from pipelines.events.arguments import arguments, load
from pipelines.training.arguments import decide, measure, predict, rows_of, show, views
from pipelines.training.attachment import Annotated
from pipelines.training.data import held_out


def speed(items: list[Annotated]) -> float:
    """Syllables a second of processor time, the best of three rounds."""
    size = sum(len(item.doc.tokens) for item in items)
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        for item in items:
            arguments(item.doc, item.triggers)
        best = max(best, size / (time.process_time() - start))
    return best


def main() -> int:
    """Measure and print."""
    folder = Path(os.environ.get("DOTHI_SHARED", "../shared")) / "train"
    if not folder.is_dir():
        print(f"{folder}: no annotated articles; set DOTHI_SHARED", file=sys.stderr)
        return 1
    weights = load()
    pairs = [pair for pair in views(folder) if held_out(pair[0].id)]
    for view, name in ((0, "annotated mentions"), (1, "resolved mentions")):
        predictions = [(row, predict(row, weights)) for row in (rows_of(pair[view]) for pair in pairs)]
        show(name, measure(decide(predictions, weights), weights.thresholds))
    print(f"{len(pairs)} texts, {speed([pair[1] for pair in pairs]):.0f} syllables a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
