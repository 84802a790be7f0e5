"""The accurate model: the same interface, the same contract, other weights."""

from __future__ import annotations

import pytest

from graph.model import Article, EntityType, Form
from pipelines.pipeline import Pipeline

pytest.importorskip("onnxruntime", reason="the extra dothi[accurate] is not installed")
TEXT = (
    "Ngoại trưởng Na Uy Ingrid Solheim thăm Huế\n\n"
    "Ngày 12/8, Ngoại trưởng Na Uy Ingrid Solheim đã hội đàm với Chủ tịch UBND thành phố Huế Lê Minh Khoa "
    "tại Huế. Bà Solheim cáo buộc tập đoàn Borealis gây ô nhiễm."
)


@pytest.fixture(scope="module")
def accurate() -> Pipeline:
    return Pipeline(model="accurate")


def test_names_are_found_at_their_places(accurate: Pipeline) -> None:
    (said,) = accurate(Article("a", TEXT))
    found = {(e.name, e.type) for e in said.entities}
    assert {
        ("Ingrid Solheim", EntityType.PERSON),
        ("Lê Minh Khoa", EntityType.PERSON),
        ("Na Uy", EntityType.PLACE),
    } <= found
    for entity in said.entities:
        for mention in entity.mentions:
            assert TEXT[mention.begin : mention.end] == mention.text
    assert any(m.form is Form.NAME and m.text == "Solheim" for e in said.entities for m in e.mentions)
    assert any(v.label.startswith("hội đàm") for v in said.events)


def test_the_run_says_which_model_it_was_and_repeats(accurate: Pipeline) -> None:
    once, again = accurate(Article("a", TEXT)), Pipeline(model="accurate")(Article("a", TEXT))
    assert once == again
    assert once[0].activity is not None
    assert once[0].activity.model == "accurate"


def test_an_empty_and_a_long_article(accurate: Pipeline) -> None:
    assert accurate(Article("empty", ""))[0].events == ()
    long = "Cảnh sát Huế bắt Lê Minh Khoa. " * 300
    assert any(e.name == "Lê Minh Khoa" for e in accurate(Article("long", long))[0].entities)
