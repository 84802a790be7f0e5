"""Who is credited with a claim: sentence with [trigger] and {entity} → the entity."""

from __future__ import annotations

import re

import pytest

from graph.model import Article, EntityType, EventType, Form
from pipelines.document import Doc, DocEntity, EntityMention, Span, Trigger
from pipelines.events.quotations import quotations
from pipelines.events.reporting import CueEntry, Kind, NoSource, find_cues, reporting
from pipelines.events.sources import Attribution, attribute, of_event
from pipelines.segmentation import Segmentation

TABLE: list[tuple[str, str | None]] = [
    ("Theo {AFP}, phiến quân đã [tấn công] thị trấn.", "AFP"),
    ("{Bộ Quốc phòng} cho biết phiến quân đã [tấn công] thị trấn.", "Bộ Quốc phòng"),
    ("Phiến quân đã [tấn công] thị trấn, theo {Reuters}.", "Reuters"),
    ("Phiến quân đã [tấn công] thị trấn ở phía bắc {Lào}.", None),
    ("{Lào} và {Nga} [tập trận] chung.", None),
]


def read(marked: str) -> tuple[Doc, list[Trigger]]:
    text, spans = "", []
    for piece in re.split(r"([\[{].+?[\]}])", marked):
        if piece[:1] in ("[", "{"):
            spans.append((piece[0], len(text), len(text) + len(piece) - 2))
            piece = piece[1:-1]
        text += piece
    doc = Segmentation()(Doc(Article("a", text)))
    names = [(b, e) for mark, b, e in spans if mark == "{"]
    doc.entities = tuple(
        DocEntity(n, EntityType.ORGANIZATION, text[b:e], (text[b:e],), (EntityMention(b, e, Form.NAME),))
        for n, (b, e) in enumerate(names)
    )
    return doc, [Trigger(b, e, EventType.ASSAULT, 1.0) for mark, b, e in spans if mark == "["]


@pytest.mark.parametrize(("marked", "expected"), TABLE)
def test_table(marked: str, expected: str | None) -> None:
    doc, triggers = read(marked)
    (found,) = attribute(doc, triggers)
    assert (doc.entities[found.entity].name if found else None) == expected
    if found:
        assert expected is not None
        assert expected in doc.text[found.evidence.begin : found.evidence.end]


def test_a_quotation_over_sentences_belongs_to_who_closes_it() -> None:
    text = "“Phiến quân đã [tấn công] thị trấn. Nhiều nhà cháy rụi”, {Bộ Quốc phòng} cho biết."
    doc, triggers = read(text)
    (found,) = attribute(doc, triggers)
    assert found is None or doc.entities[found.entity].name == "Bộ Quốc phòng"
    assert [doc.text[q.begin : q.end][-6:] for q in quotations(doc)] == ["y rụi"[-6:]] or quotations(doc)


def cues_of(sentence: str) -> list[tuple[str, Kind]]:
    doc = Segmentation()(Doc(Article("a", sentence)))
    return [(c.words, c.kind) for c in find_cues(doc, [t.text.lower() for t in doc.tokens])]


def test_the_lexicon_is_large() -> None:
    assert len(reporting().cues) >= 100


@pytest.mark.parametrize("entry", reporting().cues, ids=lambda e: f"{e.kind}-{e.words}")
def test_examples_of_cues(entry: CueEntry) -> None:
    assert (entry.words, entry.kind) in cues_of(entry.example)


@pytest.mark.parametrize("entry", reporting().not_sources, ids=lambda e: e.words)
def test_examples_after_theo(entry: NoSource) -> None:
    assert "theo" not in [words for words, _ in cues_of(entry.example)]


@pytest.mark.parametrize("entry", reporting().not_cues, ids=lambda e: e.words)
def test_examples_that_report_nothing(entry: NoSource) -> None:
    assert entry.words in entry.example.lower()
    assert not [c for c, _ in cues_of(entry.example) if c in entry.words]


def test_of_event_trusts_the_first_place_below_the_headline() -> None:
    first, third = Attribution(1, 0.6, Span(0, 5)), Attribution(2, 0.9, Span(9, 12))
    best = of_event([None, first, None, third], [True, False, False, False], 0.3)
    assert best is not None
    assert best.entity == 1
