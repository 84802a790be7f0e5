"""The fields as numpy reads them say what crfsuite says of the same weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from graph.errors import DothiError
from pipelines.crf import Fields, evidence
from pipelines.training.crf import export, learn

NAMES = ("O", "B-Person", "I-Person", "B-Place", "I-Place")
TRIGGERS = ("O", "B-MEET", "I-MEET")
LEARNT = [
    ("Ông Lê Minh thăm Huế hôm qua .", "O B-Person I-Person O B-Place O O O", "O O O B-MEET O O O O"),
    ("Bà Hoa gặp ông Nam ở Đà Nẵng", "O B-Person O O B-Person O B-Place I-Place", "O O B-MEET O O O O O"),
    ("Hai bên hội đàm tại Huế", "O O O O O B-Place", "O O B-MEET I-MEET O O"),
    ("Mưa | lớn | ở Nam Định", "O O O O O B-Place I-Place", "O O O O O O O"),
    ("Ông Nam từ chối gặp bà Hoa", "O B-Person O O O O B-Person", "O O O O B-MEET O O"),
]
READ = [
    "Lê Hoa thăm Đà Nẵng",
    "Ông Minh gặp bà Hoa , hai bên hội đàm tại Nam Định | Huế",
    "Mưa",
    "Chưa từng thấy : Zyx 2024 !",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fields")
    fields = []
    for name, column in (("names", 1), ("triggers", 2)):
        rows = [(row[0].split(), row[column].split()) for row in LEARNT]
        fields.append(learn(rows, file=folder / f"{name}.crf"))
    export((NAMES, TRIGGERS), fields, folder)
    return folder


def test_probabilities_are_those_of_crfsuite(folder: Path) -> None:
    from pycrfsuite import Tagger

    rows = [text.split() for text in READ]
    words = [w for row in rows for w in row]
    lines = [n for n, row in enumerate(rows) for _ in row]
    for name, tags, found in zip(
        ("names", "triggers"),
        (NAMES, TRIGGERS),
        Fields((NAMES, TRIGGERS), folder).read(words, lines),
        strict=True,
    ):
        assert found.sum(axis=1) == pytest.approx(1)
        with Tagger().open(str(folder / f"{name}.crf")) as tagger:
            at = 0
            for row in rows:
                tagger.set(evidence(row))
                for i in range(len(row)):
                    expected = [tagger.marginal(tag, i) for tag in tags]
                    np.testing.assert_allclose(found[at], expected, atol=0.02, err_msg=f"{name} {row[i]}")
                    at += 1


def test_what_is_read_does_not_depend_on_what_was_read_before(folder: Path) -> None:
    fields = Fields((NAMES, TRIGGERS), folder)
    alone = fields.read(READ[0].split(), [0] * 5)
    fields.read(READ[1].split(), [0] * len(READ[1].split()))
    for before, after in zip(alone, fields.read(READ[0].split(), [0] * 5), strict=True):
        assert (before == after).all()
    assert [f.shape for f in fields.read([], [])] == [(0, len(NAMES)), (0, len(TRIGGERS))]


def test_other_tags_are_an_error(folder: Path) -> None:
    with pytest.raises(DothiError, match="other tags"):
        Fields((NAMES, NAMES), folder)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DothiError, match=r"fields\.npz"):
        Fields((NAMES, TRIGGERS), tmp_path)
