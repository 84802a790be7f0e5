"""IRIs: readable, stable, different for different things, legal whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from graph.errors import DothiError
from graph.identifiers import Identifiers, key
from graph.model import EntityType
from tests.graph.strategies import texts

BASE = "https://w3id.org/dothi/resource/"


@pytest.mark.parametrize(
    ("name", "start", "marked"),
    [
        ("benjamin netanyahu", "person/benjamin-netanyahu", False),
        ("đặng thuỳ trâm", "person/dang-thuy-tram", True),
        ("😀", "person/x", True),
        ("ф", "person/x", True),
    ],
)
def test_people_have_readable_names(name: str, start: str, marked: bool) -> None:
    stem, _, digest = Identifiers().entity(EntityType.PERSON, name).removeprefix(BASE).partition(".")
    assert stem == start
    assert bool(digest) is marked


@settings(max_examples=200, deadline=None)
@given(texts, texts)
def test_different_texts_have_different_keys_and_every_key_is_legal(a: str, b: str) -> None:
    assert (key(a) == key(b)) == (a == b)
    NamedNode(Identifiers().article(a))
    assert key(a).isascii()
    assert not key(a).endswith(".")


@given(st.text(min_size=61, max_size=400, alphabet="ab c"))
def test_long_texts_stay_short(text: str) -> None:
    assert len(key(text)) < 70


@pytest.mark.parametrize(
    "base", ["", "resource/", "https://e.example", "https://e.example/a b/", "https://e.example/<x>/"]
)
def test_a_base_that_is_no_iri_is_refused(base: str) -> None:
    with pytest.raises(DothiError, match="can't be a base IRI"):
        Identifiers(base)
