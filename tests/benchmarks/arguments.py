"""Participants and places against hand-made annotations, on texts that nothing was learnt from.

``python tests/benchmarks/arguments.py [--model fast|accurate]`` reads the annotated articles below
``$DOTHI_SHARED/train`` (default ``../shared``) and prints precision, recall and F1 over events as annotated
(triggers, types and what belongs to one event given), with annotated mentions and with those that coreference
finds from annotated names, without and with the network that reads the text; and how many syllables a second
the step takes on one core, the document's layout included.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from pipelines.document import DocArgument
from pipelines.events import arcs
from pipelines.events.arguments import Weights, arguments, load
from pipelines.tagging import Tagging
from pipelines.training.arguments import Rows, decide, measure, predict, rows_of, show, views
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


def with_network(rows: Rows, weights: Weights, tagging: Tagging) -> list[list[DocArgument]]:
    """What is found when the network that reads the text is asked too."""
    tagging(rows.item.doc)
    seen = arcs.score(rows.item.doc, rows.item.triggers, tagging.network)
    return arguments(rows.item.doc, rows.item.triggers, seen, weights)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=["none", "fast", "accurate"], default="none", help="also ask it")
    options = parser.parse_args()
    folder = Path(os.environ.get("DOTHI_SHARED", "../shared")) / "train"
    if not folder.is_dir():
        print(f"{folder}: no annotated articles; set DOTHI_SHARED", file=sys.stderr)
        return 1
    weights = load()
    pairs = [pair for pair in views(folder) if held_out(pair[0].id)]
    tagging = None if options.model == "none" else Tagging(options.model)
    for view, name in ((0, "annotated mentions"), (1, "resolved mentions")):
        rows = [rows_of(pair[view]) for pair in pairs]
        own = decide([(row, predict(row, weights)) for row in rows], weights)
        show(name, measure(own, weights.thresholds))
        if tagging is not None:
            both = decide([(row, with_network(row, weights, tagging)) for row in rows], weights)
            show(f"{name}, {options.model}", measure(both, weights.thresholds))
    print(f"{len(pairs)} texts, {speed([pair[1] for pair in pairs]):.0f} syllables a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
