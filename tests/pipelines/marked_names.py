"""Documents for tests: "[Anna Rossi|P]" marks a person, O an organisation, L a place; "P?" an unsure one."""

from __future__ import annotations

import re

from graph.model import Article, EntityType
from pipelines.document import Doc, Name, Sentence
from pipelines.segmentation import tokens

KINDS = {"P": EntityType.PERSON, "O": EntityType.ORGANIZATION, "L": EntityType.PLACE}
UNSURE = 0.5
MARK = re.compile(r"\[([^|\]]+)\|([POL])(\??)\]")


def marked(text: str) -> Doc:
    """The document with the marked names; each line, and each sentence in it, is a sentence."""
    plain, names, last = "", [], 0
    for found in MARK.finditer(text):
        plain += text[last : found.start()]
        score = UNSURE if found[3] else 1.0
        names.append(Name(len(plain), len(plain) + len(found[1]), KINDS[found[2]], score))
        plain += found[1]
        last = found.end()
    plain += text[last:]
    doc = Doc(Article("test", plain), tokens=tokens(plain), names=tuple(names))
    sentences: list[Sentence] = []
    first = 0
    for i, token in enumerate(doc.tokens):
        ends = i + 1 == len(doc.tokens) or "\n" in plain[token.end : doc.tokens[i + 1].begin]
        if ends or token.text in (".", "?", "!"):
            sentences.append(Sentence(doc.tokens[first].begin, token.end, 0, first, i + 1))
            first = i + 1
    doc.sentences = tuple(sentences)
    return doc
