"""Estimate how often the words of the trigger lexicon are really an event of their type.

In comes a folder of annotated texts (``ID.txt`` with ``ID.json``), out go the same lexicon files with new
weights: of the places where the matcher finds the words, the share that overlaps an annotated trigger of
the entry's type, smoothed by one each way. Words that the texts hold fewer than three times keep the weight
that a person gave them. Texts that are held out count for nothing. Run it again after adding words:

    python -m pipelines.training.trigger_weights DATA
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from graph.model import EventType, Status
from pipelines.lexicon_files import LEXICON
from pipelines.training.data import Example, articles, held_out
from pipelines.trigger_lexicon import fold_words, read_entries, trigger_lexicon

ENOUGH = 3
_LINE = re.compile(r"\{words: (?P<words>[^,}]+),.*weight: (?P<weight>[\d.]+)")

Key = tuple[tuple[str, ...], EventType]


def count(examples: list[Example]) -> tuple[Counter[Key], Counter[Key]]:
    """How often the matcher finds each (words, type), and how often it is that type there."""
    seen: Counter[Key] = Counter()
    right: Counter[Key] = Counter()
    lexicon = trigger_lexicon()
    for example in examples:
        for match in lexicon.match([t.text for t in example.tokens]):
            types = {t.type for t in example.triggers if t.first < match.last and match.first < t.last}
            for entry in match.entries:
                key = fold_words(entry.words.removeprefix(entry.head).strip()), entry.type
                seen[key] += 1
                right[key] += entry.type in types
    return seen, right


def usual_status(examples: list[Example]) -> dict[Key, Counter[Status]]:
    """The statuses of the annotated triggers that are exactly some words."""
    found: dict[Key, Counter[Status]] = defaultdict(Counter)
    for example in examples:
        for trigger in example.triggers:
            words = " ".join(t.text for t in example.tokens[trigger.first : trigger.last])
            found[fold_words(words), trigger.type][trigger.status] += 1
    return found


def rewrite(path: Path, seen: Counter[Key], right: Counter[Key]) -> int:
    """Put the new weights into one file of the lexicon; returns how many changed."""
    lines, changed, type_ = path.read_text(encoding="utf-8").split("\n"), 0, EventType(path.stem.upper())
    for i, line in enumerate(lines):
        found = _LINE.search(line)
        if not found:
            continue
        key = fold_words(found["words"]), type_
        if seen[key] < ENOUGH:
            continue
        weight = f"{(right[key] + 1) / (seen[key] + 2):.2f}"
        changed += weight != found["weight"]
        lines[i] = line[: found.start("weight")] + weight + line[found.end("weight") :]
    path.write_text("\n".join(lines), encoding="utf-8")
    return changed


def main(folder: Path) -> None:
    """Rewrite the weights and print how well the lexicon alone finds triggers in the texts."""
    examples = [e for e in articles(folder) if not held_out(e.id)]
    seen, right = count(examples)
    for path in sorted((LEXICON / "triggers").glob("*.yaml")):
        print(f"{path.stem}: {rewrite(path, seen, right)} weights changed")
    known = sum(n >= ENOUGH for n in seen.values())
    print(f"{len(read_entries())} entries with their nominalisations; {known} seen {ENOUGH} times or more")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
