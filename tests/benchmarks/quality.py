"""How right the graph is: the figures of the gold scorer, in one process, on texts that nothing learnt from.

    python tests/benchmarks/quality.py [--part held-out|gold|dev] [--model fast|accurate] [--show ID]

`held-out` is the fixed fifth of the annotated texts, `gold` the hand-checked articles, `dev` a tenth of what
was learnt from (for looking at errors). The data lie in ``$DOTHI_SHARED`` (default ``../shared``).
"""

from __future__ import annotations

import argparse
import collections
import importlib.util
import os
import sys
import tempfile
from pathlib import Path
from types import ModuleType

from graph.knowledge_graph import KnowledgeGraph
from graph.model import Article
from pipelines.pipeline import Pipeline
from pipelines.training.data import annotated_files, held_out

SHARED = Path(os.environ.get("DOTHI_SHARED", "../shared"))


def scorer() -> ModuleType:
    """The scorer that stands beside the data."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "evaluation" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def chosen(part: str) -> list[Path]:
    """The annotation files of a part."""
    if part == "gold":
        return sorted((SHARED / "gold").glob("*.json"))
    files = sorted((SHARED / "train").glob("*.json"))
    kept = [f for f in files if held_out(f.stem)]
    return kept if part == "held-out" else [f for f in files if not held_out(f.stem)][::10]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=("held-out", "gold", "dev"), default="held-out")
    parser.add_argument("--model", default="fast")
    parser.add_argument("--show", help="list the events of articles whose id has this in it")
    parser.add_argument("--dates", action="store_true", help="hand the annotated dates over")
    options = parser.parse_args()
    score = scorer()
    pipeline = Pipeline(model=options.model)
    totals: collections.defaultdict[str, object] = collections.defaultdict(score.Count)
    wrong = 0
    files = chosen(options.part)
    gold_of = {
        gold.id: (text, gold)
        for folder in {f.parent for f in files}
        for text, gold in annotated_files(folder)
    }
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            text, typed = gold_of[file.stem]
            starts = [0]
            for line in text.split("\n"):
                starts.append(starts[-1] + len(line) + 1)
            first, last = typed.lines or (0, len(starts) - 2)
            graph = KnowledgeGraph(pipeline(Article(id=file.stem, text=text, date=typed.date)))
            path = Path(folder) / "graph.ttl"
            graph.write(path)
            prediction = score.read_prediction(path, text, (starts[first], starts[last + 1]))
            wrong += prediction[3]
            show = bool(options.show and options.show in file.stem)
            if show:
                print(file.stem)
            score.score_article(
                score.json.loads(file.read_text(encoding="utf-8")), text, prediction, totals, show
            )
    print(
        f"{len(files)} articles ({options.part}), model {options.model}, {wrong} mentions with a wrong offset"
    )
    print(f"{'':16}{'P':>7}{'R':>7}{'F1':>7}{'gold':>7}{'found':>7}")
    for name, count in totals.items():
        r = count.as_dict()  # type: ignore[attr-defined]
        print(f"{name:16}{r['p']:7.3f}{r['r']:7.3f}{r['f1']:7.3f}{r['gold']:7}{r['predicted']:7}")


if __name__ == "__main__":
    sys.exit(main())
