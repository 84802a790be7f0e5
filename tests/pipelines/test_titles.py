"""The lexicon of titles: every entry is found in its own example."""

from __future__ import annotations

import pytest

from pipelines.name_keys import fold, syllables
from pipelines.segmentation import tokens
from pipelines.titles import title_grammar, title_lexicon

TITLES = [(t, ex) for group in title_lexicon().titles.values() for t, ex in group.items()]


def row(text: str) -> list[str]:
    return [fold(token.text) for token in tokens(text)]


def test_the_lexicon_is_large() -> None:
    lexicon = title_lexicon()
    assert len(TITLES) >= 300
    assert len({syllables(title) for title, _ in TITLES}) == len(TITLES)
    assert len(lexicon.domains) >= 50


@pytest.mark.parametrize(("title", "example"), TITLES)
def test_each_title_stands_in_its_example(title: str, example: str) -> None:
    words = row(example)
    found = [match for at in range(len(words)) if (match := title_grammar().match(words, at))]
    assert syllables(title) in [match.rank for match in found]


@pytest.mark.parametrize("kind", ["domains", "qualifiers", "deputies"])
def test_each_part_stands_in_a_title_of_its_example(kind: str) -> None:
    for part, example in getattr(title_lexicon(), kind).items():
        words = row(example)
        found = [match for at in range(len(words)) if (match := title_grammar().match(words, at))]
        assert any(" ".join(syllables(part)) in " ".join(words[m.bare : m.last]) for m in found), part


@pytest.mark.parametrize("kind", ["address", "heads", "posts", "around_posts", "shared_heads"])
def test_each_word_stands_in_its_example(kind: str) -> None:
    for word, example in getattr(title_lexicon(), kind).items():
        assert f" {' '.join(syllables(word))} " in f" {' '.join(syllables(example))} ", word


@pytest.mark.parametrize(
    ("text", "first", "bare", "last", "modifier"),
    [
        ("cựu Thủ tướng Ý", 0, 1, 3, "former"),
        ("nguyên Phó Chủ tịch tỉnh", 0, 1, 4, "former"),
        ("tân Bộ trưởng Quốc phòng Lào", 0, 1, 5, "new"),
        ("quyền Bộ trưởng Tài chính", 0, 0, 5, "acting"),
        ("Bộ trưởng Nông nghiệp và Phát triển nông thôn", 0, 0, 9, None),
        ("Phó Bí thư Thường trực Tỉnh uỷ", 0, 0, 5, None),
        ("cố vấn cấp cao của vua", 0, 0, 4, None),
    ],
)
def test_titles_are_built_of_parts(text: str, first: int, bare: int, last: int, modifier: str | None) -> None:
    match = title_grammar().match(row(text), 0)
    assert match is not None
    assert (match.first, match.bare, match.last, match.modifier) == (first, bare, last, modifier)


def test_a_government_is_no_acting_president() -> None:
    words = row("chính quyền Tổng thống")
    assert title_grammar().match(words, 1) is None
    assert title_grammar().match(words, 2) is not None
