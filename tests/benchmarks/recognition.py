"""Names found in sentences that nothing learnt from, beside ``underthesea.ner`` on the same in one run.

    python -m tests.benchmarks.recognition [--model fast|accurate]

Each held-out sentence of the VLSP 2021 file becomes an article of its own; what counts are the Name mentions
of its graph, by exact span (over the characters without spaces) and type. Speed is that from text to names
alone, on one core, in syllables a second. The data lie in ``$DOTHI_SHARED`` (default ``../shared``).
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from graph.model import Article, EntityType, Form
from pipelines.document import Doc
from pipelines.pipeline import Pipeline
from pipelines.recognition import Recognition
from pipelines.segmentation import Segmentation
from pipelines.tagging import Tagging
from pipelines.training.data import Example, held_out, sentences
from pipelines.training.tally import Tally

SHARED = Path(os.environ.get("DOTHI_SHARED", "../shared"))
Span = tuple[int, int, EntityType]
_UNDERTHESEA = {"PER": EntityType.PERSON, "ORG": EntityType.ORGANIZATION, "LOC": EntityType.PLACE}


def text_of(example: Example) -> str:
    """The sentence, its tokens parted by spaces."""
    return " ".join(token.text for token in example.tokens)


def squeezed(text: str, spans: Iterable[Span]) -> set[Span]:
    """Spans over the characters without spaces."""
    place, count = [0], 0
    for character in text:
        count += not character.isspace()
        place.append(count)
    return {(place[begin], place[end], kind) for begin, end, kind in spans}


def gold_spans(example: Example) -> set[Span]:
    """The annotated names."""
    text, at, begins = text_of(example), 0, []
    for token in example.tokens:
        begins.append(at)
        at += len(token.text) + 1
    spans = [
        (begins[n.first], begins[n.last - 1] + len(example.tokens[n.last - 1].text), n.type)
        for n in example.names
    ]
    return squeezed(text, spans)


def our_spans(pipeline: Pipeline, number: int, text: str) -> set[Span]:
    """The Name mentions in the graph of one sentence."""
    found, *_ = pipeline(Article(id=f"s{number}", text=text))
    return squeezed(
        text,
        ((m.begin, m.end, e.type) for e in found.entities for m in e.mentions if m.form is Form.NAME),
    )


def their_spans(text: str) -> Iterator[Span]:
    """What ``underthesea.ner`` finds; it keeps all characters but the spaces, so they are counted."""
    from underthesea import ner

    at, open_span = 0, None
    for word, _, _, tag in ner(text):
        if open_span is not None and not tag.startswith("I"):
            yield open_span
            open_span = None
        begin, at = at, at + sum(not c.isspace() for c in word)
        if tag[2:] in _UNDERTHESEA:
            open_span = (open_span[0] if open_span is not None else begin, at, _UNDERTHESEA[tag[2:]])
    if open_span is not None:
        yield open_span


def speed(texts: list[str], model: str) -> float:
    """Syllables a second from text to names."""
    steps = (Segmentation(), Tagging(model), Recognition())
    began = time.process_time()
    for number, text in enumerate(texts):
        doc = Doc(Article(id=f"s{number}", text=text))
        for step in steps:
            doc = step(doc)
    return sum(len(t.split()) for t in texts) / (time.process_time() - began)


def row(name: str, tallies: dict[str, Tally], rate: float) -> str:
    """One line of the table."""
    figures = " / ".join(f"{tallies[t].f1:.3f}" for t in ("Person", "Place", "Organization"))
    return f"| {name} | {tallies['all'].f1:.3f} | {figures} | {rate:,.0f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="fast")
    parser.add_argument("--timed", type=int, default=100, help="sentences that underthesea is timed on")
    options = parser.parse_args()
    kept = [e for e in sentences(SHARED / "ner" / "news-ner-dev.jsonl.gz") if held_out(e.id, 10) and e.tokens]
    texts = [text_of(e) for e in kept]
    pipeline = Pipeline(model=options.model)
    ours: dict[str, Tally] = {t: Tally() for t in ("all", *EntityType)}
    theirs: dict[str, Tally] = {t: Tally() for t in ("all", *EntityType)}
    for number, (example, text) in enumerate(zip(kept, texts, strict=True)):
        gold = gold_spans(example)
        for tallies, found in (
            (ours, our_spans(pipeline, number, text)),
            (theirs, set(their_spans(text))),
        ):
            tallies["all"].add(set(found), set(gold))
            for kind in EntityType:
                tallies[kind].add({s for s in found if s[2] == kind}, {s for s in gold if s[2] == kind})
    began = time.process_time()
    for text in texts[: options.timed]:
        list(their_spans(text))
    rate = sum(len(t.split()) for t in texts[: options.timed]) / (time.process_time() - began)
    print(f"{len(kept)} sentences\n\n| | F1 | PER / LOC / ORG | syllables a second |\n|---|---|---|---|")
    print(row("`underthesea.ner`", theirs, rate))
    print(row(f"dothi, {options.model}", ours, speed(texts, options.model)))


if __name__ == "__main__":
    main()
