"""From probabilities of tags to triggers: where they stand, where they end, and their types."""

from __future__ import annotations

import numpy as np
import pytest

from graph.model import Article, Status
from pipelines.document import Doc, Reading
from pipelines.events.triggers import LONE, find
from pipelines.segmentation import Segmentation
from pipelines.tagging import NAME_TAGS, TRIGGER_TAGS

LEAST = 0.4


def read(text: str, opinions: dict[str, dict[str, float]]) -> Doc:
    """A document whose tokens have the given probabilities of tags; the rest is sure to be no trigger."""
    doc = Segmentation()(Doc(Article("a", text)))
    size = len(doc.tokens)
    rows = np.zeros((size, len(TRIGGER_TAGS)), np.float32)
    for row, token in zip(rows, doc.tokens, strict=True):
        given = opinions.get(token.text, {})
        for tag, p in given.items():
            row[TRIGGER_TAGS.index(tag)] = p
        row[0] = 1 - sum(given.values())
    doc.reading = Reading(
        names=np.zeros((size, len(NAME_TAGS)), np.float32),
        triggers=rows,
        statuses=np.full((size, len(Status)), 1 / len(Status), np.float32),
        hidden=np.zeros((size, 1), np.float32),
        least=LEAST,
    )
    return doc


@pytest.mark.parametrize(
    ("text", "opinions", "expected"),
    [
        ("Nga tấn công Idlib.", {}, []),
        ("Nga tấn công Idlib.", {"tấn": {"B-ASSAULT": LEAST - 0.01}}, []),
        ("Nga tấn công Idlib.", {"tấn": {"B-ASSAULT": LEAST + 0.01}}, [("tấn công", "ASSAULT")]),
        ("Hai nước gì đó hôm qua.", {"gì": {"B-AID": 0.9}, "đó": {"I-AID": 0.9}}, [("gì đó", "AID")]),
        # two events in words that stand beside each other, and one event in a word of the lexicon
        (
            "Nga bác cáo buộc.",
            {"bác": {"B-REJECT": 0.9}, "cáo": {"B-ACCUSE": 0.9}, "buộc": {"I-ACCUSE": 0.9}},
            [("bác", "REJECT"), ("cáo buộc", "ACCUSE")],
        ),
        (
            "Công an khởi tố bị can.",
            {"khởi": {"B-COERCE": 0.9}, "tố": {"I-COERCE": 0.9}, "bị": {"B-COERCE": 0.4}},
            [("khởi tố bị can", "COERCE")],
        ),
        # half a word
        ("Ông giới thiệu mẫu mới.", {"thiệu": {"B-MOBILIZE": LONE - 0.01}}, []),
        ("Ông giới thiệu mẫu mới.", {"thiệu": {"B-MOBILIZE": LONE + 0.01}}, [("thiệu", "MOBILIZE")]),
        # where the network is undecided about the type, the lexicon decides
        (
            "Nga không kích Idlib.",
            {"không": {"B-ASSAULT": 0.30, "B-REJECT": 0.31}, "kích": {"I-ASSAULT": 0.3, "I-REJECT": 0.3}},
            [("không kích", "ASSAULT")],
        ),
    ],
)
def test_find(text: str, opinions: dict[str, dict[str, float]], expected: list[tuple[str, str]]) -> None:
    doc = read(text, opinions)
    found = find(doc, doc.sentences)
    assert [(doc.text[t.begin : t.end], t.type.value) for t in found] == expected
